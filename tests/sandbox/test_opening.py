"""The opening clips, made by the real bot: whatever a person does to it meanwhile."""

import asyncio

import pytest

from sandbox.minimax.server import TINY, MiniMaxSandbox, Mood
from sandbox.opening import SHOTS, Opening
from sandbox.stage import GENEROUS, QUICK, Stage, open_stage
from tests.examined import examined


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


async def test_a_clip_that_fails_is_left_out(stage: Stage):
    """With a service that fails, the opening ends by itself without a clip."""
    stage.minimax.mood = Mood(failing=True)
    await asyncio.wait_for(Opening(stage, SHOTS[:1]).play(), 60)
    assert stage.discord.posted_clips == 0
