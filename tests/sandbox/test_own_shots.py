"""The counters after a kill: the person's own shots, told truthfully when the numbers differ."""

import pytest

from sandbox.keeper import Keeper
from sandbox.minimax.codes import Refusal
from sandbox.minimax.server import TINY, MiniMaxSandbox, Mood
from sandbox.opening import SHOTS, Opening, OpeningShot
from sandbox.own_shots import Count, OwnShots
from sandbox.stage import GENEROUS, QUICK, Stage, open_stage
from sandbox.tray import Tray
from tests.examined import examined


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (Count(asked=1, charged=1, posted=1), "asked for 1 clip · charged 1 · posted 1"),
        (Count(asked=2, charged=2, posted=2), "asked for 2 clips · charged 2 · posted 2"),
        (
            Count(asked=2, charged=2, posted=1, making=1),
            "asked for 2 clips · charged 2 · posted 1 (1 still being made)",
        ),
        (
            Count(asked=2, charged=1, posted=1, failed=1),
            "asked for 2 clips · charged 1 · posted 1 (1 failed, money back)",
        ),
        (
            Count(asked=1, charged=1),
            "asked for 1 clip · charged 1 · posted 0 (1 made, not posted)",
        ),
        (
            Count(asked=5, charged=1, posted=1, declined=1, without_money=3),
            "asked for 5 clips · charged 1 · posted 1 (1 declined, which costs nothing)"
            " (turned away 3 times: no money)",
        ),
    ],
    ids=["one", "two", "making", "failed", "kept", "turned away"],
)
def test_differences_are_explained(count, sentence):
    """Where asked, charged and posted differ, the sentence says why; nowhere else."""
    assert count.sentence() == sentence


@pytest.fixture
async def stage(tmp_path):
    """Both stand-ins, and no bot."""
    minimax = MiniMaxSandbox(key="k", style=TINY)
    async with (
        examined() as discord,
        minimax,
        open_stage(tmp_path, discord=discord, minimax=minimax) as stage,
    ):
        yield stage


async def submit(stage: Stage, prompt: str) -> None:
    body = {"model": "T2V-01-Director", "prompt": prompt}
    await (await stage.minimax.engine.submit(body)).drawing


async def test_the_opening_clips_do_not_count(stage):
    """What members of the opening asked for is left out, a person's request for the same words is
    not."""
    shots = OwnShots(stage, Opening(stage))
    for shot in SHOTS:
        await submit(stage, f"[{shot.camera}]{shot.prompt}")
    assert shots.count() == Count()
    await submit(stage, SHOTS[0].prompt)
    assert shots.count() == Count(asked=1, charged=1, making=1)


async def test_every_end_is_told_apart(stage):
    """Declined, turned away and failed shots are counted each for itself."""
    shots = OwnShots(stage, Opening(stage))
    await submit(stage, "a fox")
    for mood in (Mood(refusing=True), Mood(out_of_money=True)):
        stage.minimax.mood = mood
        with pytest.raises(Refusal):
            await submit(stage, "a fox")
    stage.minimax.mood = Mood(failing=True)
    stage.minimax.skip(60)
    [order] = stage.minimax.orders.values()
    await stage.minimax.engine.query(order.remote_task_id)
    assert shots.count() == Count(asked=3, charged=0, failed=1, declined=1, without_money=1)


async def test_a_shot_in_line_is_under_way(tmp_path):
    """Killed while a shot stands in line and the service knows nothing of it, the real bot goes on
    with it: by the card it was under way, and by the counters it came once. What is told of the
    kill goes on with it, without being asked."""
    minimax = MiniMaxSandbox(key="k", style=TINY, speed=20)
    knobs = {**QUICK, **GENEROUS, "GREENLIGHT_RUNNING_PER_MEMBER": "1"}
    first = OpeningShot(member="ana", prompt="a slow snail", camera="")
    async with (
        examined() as discord,
        minimax,
        open_stage(tmp_path, knobs=knobs, discord=discord, minimax=minimax) as stage,
    ):
        await stage.start_bot()
        minimax.mood = Mood(slow_seconds=600)
        shots, kills = OwnShots(stage, Opening(stage, (first,))), []
        await agree(stage, first.prompt)
        await minimax.wait_for(lambda _: minimax.orders, timeout=20)
        assert not shots.is_under_way()
        await stage.discord.member("ana").slash("video", {"prompt": "a fox"})
        await discord.until(lambda: len(discord.messages("clips")) == 2, what="the second card")
        assert (shots.count(), shots.is_under_way()) == (Count(), True)
        Tray(stage, Keeper(stage), shots, kills.append).fill()
        assert await discord.backstage.run("kill") == (
            "killed · restarted · your shot stands in line"
        )
        assert kills == [True]
        minimax.mood = Mood()
        told = "killed · restarted · asked for 1 clip · charged 1 · posted 1"
        await discord.until(lambda: discord.backstage.json()["tray"][0]["said"] == told, timeout=60)
        await discord.until(lambda: not shots.is_under_way(), timeout=60)


async def agree(stage: Stage, prompt: str) -> None:
    """Ana's first shot, whose price she agrees to."""
    ana = stage.discord.member("ana")
    await stage.discord.until(lambda: "video" in ana.visible_commands)
    asked = ana.slash("video", {"prompt": prompt})
    await asked
    await ana.press(await asked.final(), "Make it for 3 credits")
