"""A Discord in trouble just when the bot starts or stops: it comes up, and it ends, in order."""

import asyncio
import signal
from pathlib import Path

from sandbox.discord.driver.views import AnswerKind
from sandbox.discord.shapes import Upload
from sandbox.minimax.faults import Fault, FaultKind, Operation
from sandbox.stage import QUICK, open_stage
from storage.verifying import verify
from tests.acceptance.conftest import Opens
from tests.examined import examined

BRIEF = {"GREENLIGHT_STOP_SECONDS": "1"}
PATIENT = {"GREENLIGHT_STOP_SECONDS": "60"}


async def test_commands_that_discord_does_not_take_at_once(tmp_path: Path) -> None:
    """The bot tries again until its commands are known, instead of ending with a trace."""
    async with (
        examined() as discord,
        open_stage(tmp_path, knobs=QUICK, discord=discord) as stage,
    ):
        stage.discord.fail("bulk_set_application_commands", status=503, times=2)
        await stage.start_bot()
        answer = stage.discord.member("ana").slash("credits", {}, channel="clips")
        await answer
        assert "You have" in (await answer.final()).text
        assert await stage.bot.stop() == 0
        assert "Traceback" not in stage.bot.last_lines(200)


async def test_a_post_that_hangs_does_not_keep_the_bot_from_stopping(play: Opens) -> None:
    """It ends within its time, and the next start posts what hung, once."""
    async with play(knobs=BRIEF) as it:
        it.minimax.instant = True
        held = it.discord.hold("create_message", when="after")
        await it.agree()
        await held.reached(timeout=20)
        assert await it.stage.bot.stop(patience=8) == 0, it.stage.bot.last_lines()
        held.release()
        await it.stage.start_bot()
        await it.clip()
        await it.settled()
        assert it.discord.posted_clips == 1
        assert it.proof() == []


async def test_a_stop_says_what_it_leaves(play: Opens) -> None:
    """An unanswered request is waited for no longer than the time to stop; the last line counts."""
    async with play(knobs=BRIEF) as it:
        fault = it.minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.HOLD_AFTER))
        await it.begin("a red lighthouse in a storm")
        await fault.reached(timeout=20)
        assert await it.stage.bot.stop(patience=8) == 0, it.stage.bot.last_lines()
        fault.release()
        last = it.stage.bot.last_lines()
        assert "stopped before these were answered" in last
        assert "stopped: left for the next start: 1 handed over without an answer" in last
        assert it.jobs() == ["submitting"]
        assert it.proof() == []


async def test_who_is_being_answered_is_and_who_comes_then_is_told_so(
    play: Opens, picture: bytes
) -> None:
    """After the signal the request under way is taken and answered; a later one takes nothing."""
    async with play(knobs=PATIENT) as it:
        await it.agree()
        await it.clip()
        ana, ben = it.discord.member("ana"), it.discord.member("ben")
        thinking = it.discord.hold("create_interaction_response", when="after")
        upload = Upload("sea.png", picture, "image/png")
        asked = ana.slash("video", {"prompt": "it moves", "image": upload}, channel="clips")
        await thinking.reached(timeout=20)
        stopped, told = it.stop_bot(), ""
        async with asyncio.timeout(20):
            while "I'm restarting" not in told:
                late = ben.slash("video", {"prompt": "a second sea"}, channel="clips")
                await late
                told = (await late.final()).text
        completing = ben.autocomplete("clips show", focused=("code", ""), channel="clips")
        assert (await completing).kind is AnswerKind.CHOICES
        thinking.release()
        assert "Your shot is in" in (await asked.final()).text
        assert await stopped == 0
        assert "Traceback" not in it.stage.bot.last_lines(200)
        assert it.jobs() == ["succeeded", "queued"]
        assert verify(it.folder / "data").differences == ()


async def test_told_twice_it_ends_at_once(play: Opens) -> None:
    """The second SIGTERM ends it although a request is unanswered; the next start says so."""
    async with play(knobs=PATIENT) as it:
        fault = it.minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.HOLD_AFTER))
        await it.begin("a red lighthouse in a storm")
        await fault.reached(timeout=20)
        stops = [it.stop_bot()]
        async with asyncio.timeout(20):
            # Signals that come too soon after another are one.
            while (await asyncio.wait(stops, timeout=0.2))[1]:
                stops.append(it.stop_bot())
        assert await stops[0] == 128 + signal.SIGTERM
        fault.release()
        await it.stage.start_bot()
        await it.discord.member("ana").see(
            lambda m: not m.ephemeral and "we don't know yet" in m.text, channel="clips"
        )
        await it.settled()
        assert it.minimax.counters.submits == 1
        assert it.proof() == []
