"""The opening clips, made by the real bot: whatever a person does to it meanwhile."""

import asyncio
from pathlib import Path

import pytest

from sandbox.minimax.server import TINY, MiniMaxSandbox, Mood
from sandbox.opening import SHOTS, Opening
from sandbox.stage import GENEROUS, QUICK, Stage, open_stage
from tests.examined import examined

TINY_BOT = Path(__file__).with_name("tiny_bot.py")


@pytest.fixture
async def stage(tmp_path):
    """The real bot, which would need half a minute for a clip that nobody hurries."""
    minimax = MiniMaxSandbox(key="k", style=TINY, speed=0.3)
    knobs = {**QUICK, **GENEROUS}
    async with (
        examined() as discord,
        minimax,
        open_stage(tmp_path, knobs=knobs, discord=discord, minimax=minimax) as stage,
    ):
        await stage.start_bot()
        yield stage


async def test_a_kill_in_between_loses_no_clip(stage: Stage):
    """Killed at the first question, the bot is asked again; three clips come, paid three times."""
    playing = asyncio.create_task(Opening(stage).play())
    await stage.discord.until(lambda: stage.discord.counters.interactions == 1, timeout=20)
    await stage.kill_bot()
    await stage.start_bot()
    await asyncio.wait_for(playing, 60)
    clips = stage.discord.clips
    assert len(clips) == len(SHOTS)
    assert all(shot.shows(clip) for shot, clip in zip(SHOTS, clips, strict=True))
    assert stage.minimax.counters.charges == 3


@pytest.fixture
def thinking(tmp_path) -> Path:
    """A bot that says at first that it is thinking, and in its first life comes to no end."""
    source = TINY_BOT.read_text(encoding="utf-8")
    answer = 'await interaction.response.send_message("Your shot is in.", ephemeral=True)'
    assert answer in source
    hangs = (
        "await interaction.response.defer(ephemeral=True, thinking=True)\n"
        "    with open('lives', 'a+') as lives:\n"
        "        lives.write('.')\n"
        "        lives.seek(0)\n"
        "        is_first = lives.read() == '.'\n"
        "    await asyncio.sleep(600 if is_first else 0)\n"
        "    await interaction.edit_original_response(content='Your shot is in.')"
    )
    named = source.replace("interaction.user.mention, file", "f'\"{prompt}\"', file")
    script = tmp_path / "thinking_bot.py"
    script.write_text(named.replace(answer, hangs), encoding="utf-8")
    return script


async def test_a_kill_while_it_thinks_loses_no_clip(tmp_path, thinking):
    """Killed between "thinking" and its answer, the bot is asked again; the clip comes once."""
    minimax = MiniMaxSandbox(key="k", style=TINY)
    async with (
        examined() as discord,
        minimax,
        open_stage(tmp_path, script=thinking, discord=discord, minimax=minimax) as stage,
    ):
        await stage.start_bot()
        opening = Opening(stage, SHOTS[:1], seconds_to_answer=3)
        playing = asyncio.create_task(opening.play())
        await discord.until(lambda: discord.counters.acked == 1)
        await stage.kill_bot()
        await stage.start_bot()
        await asyncio.wait_for(playing, 60)
        assert [SHOTS[0].shows(clip) for clip in discord.clips] == [True]
        assert minimax.counters.charges == 1


async def test_a_clip_that_fails_is_left_out(stage: Stage):
    """With a service that fails, the opening ends by itself without a clip."""
    stage.minimax.mood = Mood(failing=True)
    await asyncio.wait_for(Opening(stage, SHOTS[:1]).play(), 60)
    assert stage.discord.posted_clips == 0
