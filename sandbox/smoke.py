"""`python -m sandbox smoke`: one story without a browser, told in one line.

A member types /video; the clip must arrive in the channel, decode, and be as long as it should.
"""

import asyncio
import sys
import time
from pathlib import Path

from media.clips import ClipFacts, check_clip
from media.errors import ClipBroken
from sandbox.bot_process import BOT, BotDied
from sandbox.demo import CLIPS
from sandbox.discord.errors import DidNotRespond, NotPossible
from sandbox.minimax.server import ClipStyle, MiniMaxSandbox, SandboxOptions
from sandbox.stage import GENEROUS, QUICK, Stage, open_stage
from sandbox.terminal import cancel_on_signals, say
from sandbox.working_folder import working_folder

_PROMPT = "a red lighthouse in a storm"
_CAMERA = "Truck left"
_SECONDS = 6.0
_TOLERANCE = 0.1
_PATIENCE = 40.0
_ANSWER_WITHIN = 10.0


class SmokeFailed(Exception):
    """The story went wrong; the message says where."""


def run_smoke(script: Path = BOT, patience: float = _PATIENCE) -> int:
    """Play the story; 0 and one line, or 1 with what failed and the bot's last words.

    `patience`: seconds from the command to the clip.
    """
    try:
        say(asyncio.run(_play(script, patience)))
    except asyncio.CancelledError:
        return 130
    except (SmokeFailed, BotDied) as error:
        print(f"smoke failed: {error}", file=sys.stderr)
        return 1
    return 0


async def _play(script: Path, patience: float) -> str:
    cancel_on_signals()
    minimax = MiniMaxSandbox(
        key="smoke-key",
        speed=4.0,
        style=ClipStyle(cached=True),
        options=SandboxOptions(cache=CLIPS),
    )
    with working_folder() as folder:
        async with (
            minimax,
            open_stage(
                folder, knobs={**QUICK, **GENEROUS}, script=script, minimax=minimax
            ) as stage,
        ):
            try:
                await stage.start_bot()
                return await stage.bot.watch(_story(stage, folder, patience))
            except (TimeoutError, SmokeFailed) as error:
                raise SmokeFailed(f"{error}\n{_bots_words(stage)}") from None


async def _story(stage: Stage, folder: Path, patience: float) -> str:
    begun = time.monotonic()
    answer = await _typed(stage, min(patience, _ANSWER_WITHIN))
    try:
        await stage.discord.until(lambda: stage.discord.posted_clips, timeout=patience)
    except TimeoutError:
        raise SmokeFailed(
            f"no clip in the channel after {patience:g} s; {_counts(stage)};"
            f" the private answer was: {answer!r}"
        ) from None
    took = time.monotonic() - begun
    shot = stage.minimax.received[0]
    _expect("the camera the video service understood", shot.steps, ((_CAMERA,),))
    _expect("the prompt in what it received", _PROMPT in shot.prompt, True)
    facts = await asyncio.to_thread(_checked, stage, folder)
    _expect("what was counted", _counts(stage), "asked for 1, charged 1, posted 1")
    return (
        f"smoke: ana typed /video; {took:.1f} s later the clip stood in #clips:"
        f" {facts.width}x{facts.height} {facts.codec}, {facts.seconds:.1f} s,"
        f" {facts.frames} frames; {_counts(stage)}"
    )


async def _typed(stage: Stage, within: float) -> str:
    """Ana types /video, and agrees when it is asked whether it should be made; what she reads."""
    ana = stage.discord.member("ana")
    try:
        await stage.discord.until(
            lambda: "video" in ana.visible_commands, timeout=within, what="the command"
        )
        handle = ana.slash("video", {"prompt": _PROMPT, "camera": _CAMERA}, channel="clips")
        await handle
        answer = await handle.final(timeout=within)
        # A member's first clip is confirmed: the button names the price.
        for button in answer.buttons():
            if str(button["label"]).startswith("Make it"):
                await ana.press(answer, str(button["custom_id"]))
    except (NotPossible, DidNotRespond, TimeoutError) as error:
        raise SmokeFailed(f"/video got no answer: {error or f'none after {within:g} s'}") from None
    return stage.discord.message(answer.id).text


def _bots_words(stage: Stage) -> str:
    errors = stage.bot.last_errors()
    head = f"The bot's last errors:\n{errors}\n" if errors else ""
    return f"{head}The bot's last lines:\n{stage.bot.last_lines()}"


def _checked(stage: Stage, folder: Path) -> ClipFacts:
    """The posted file, decoded to its end."""
    [attachment] = stage.discord.clips[0].attachments
    path = folder / "posted.mp4"
    path.write_bytes(stage.discord.file(attachment["id"]))
    try:
        facts = check_clip(path)
    except ClipBroken as error:
        raise SmokeFailed(f"the posted clip does not decode: {error}") from None
    if abs(facts.seconds - _SECONDS) > _TOLERANCE:
        raise SmokeFailed(f"the posted clip lasts {facts.seconds:.2f} s instead of {_SECONDS:g} s")
    return facts


def _counts(stage: Stage) -> str:
    asked = stage.minimax.counters
    posted = stage.discord.posted_clips
    return f"asked for {asked.submits}, charged {asked.charges}, posted {posted}"


def _expect(what: str, seen: object, wanted: object) -> None:
    if seen != wanted:
        raise SmokeFailed(f"{what} should be {wanted!r} and is {seen!r}")
