"""The tray's actions on the server: what they change, and what they say."""

import asyncio

import pytest

from sandbox.discord.errors import NotPossible
from sandbox.discord.world.permissions import Permission
from sandbox.keeper import Keeper
from sandbox.minimax.server import TINY, MiniMaxSandbox, Mood
from sandbox.opening import Opening
from sandbox.own_shots import OwnShots
from sandbox.stage import Stage, open_stage
from sandbox.tray import Tray
from tests.examined import examined


@pytest.fixture
async def stage(tmp_path):
    """Both stand-ins with a filled tray, and no bot."""
    minimax = MiniMaxSandbox(key="k", style=TINY)
    async with (
        examined() as discord,
        minimax,
        open_stage(tmp_path, discord=discord, minimax=minimax) as stage,
    ):
        shots = OwnShots(stage, Opening(stage, ()))
        Tray(stage, Keeper(stage), shots, lambda was_making: None).fill()
        yield stage


def pressed(stage: Stage) -> list[str]:
    return [e["id"] for e in stage.discord.backstage.json()["tray"] if e["pressed"]]


def may_attach(stage: Stage) -> bool:
    world = stage.discord.world
    [clips] = [c for c in world.channels.values() if c.name == "clips"]
    return bool(world.rights(world.bot.id, clips) & Permission.ATTACH_FILES)


@pytest.mark.parametrize(
    ("name", "mood"),
    [
        ("slow", Mood(slow_seconds=120)),
        ("failing", Mood(failing=True)),
        ("refusing", Mood(refusing=True)),
        ("out_of_money", Mood(out_of_money=True)),
    ],
)
async def test_a_press_turns_on_the_next_one_off(stage, name, mood):
    """A switch of the video service changes that alone, and the same press takes it back."""
    backstage = stage.discord.backstage
    on = await backstage.run(name)
    assert (stage.minimax.mood, pressed(stage)) == (mood, [name])
    off = await backstage.run(name)
    assert (stage.minimax.mood, pressed(stage)) == (Mood(), [])
    assert on != off


async def test_a_right_is_taken_and_given_back(stage):
    """Attach Files goes and comes back, and nothing else is touched."""
    backstage = stage.discord.backstage
    await backstage.run("no_files")
    assert (may_attach(stage), pressed(stage)) == (False, ["no_files"])
    await backstage.run("no_files")
    assert (may_attach(stage), pressed(stage)) == (True, [])


async def test_everything_back_to_normal(stage):
    """One press takes back all switches and their words; without trouble there is nothing to do."""
    backstage = stage.discord.backstage
    for name in ("slow", "failing", "refusing", "out_of_money", "no_files"):
        await backstage.run(name)
    await backstage.run("normal")
    assert (stage.minimax.mood, may_attach(stage), pressed(stage)) == (Mood(), True, [])
    switches = [e for e in backstage.json()["tray"] if e["pressed"] is not None]
    assert [e["said"] for e in switches] == [""] * 5
    with pytest.raises(NotPossible):
        await backstage.run("normal")


async def test_an_hour_for_both_stand_ins(stage):
    """Skipping moves both clocks by an hour."""
    before = stage.discord.now(), stage.minimax.clock.now()
    await stage.discord.backstage.run("hour")
    after = stage.discord.now(), stage.minimax.clock.now()
    moved = [(b - a).total_seconds() for a, b in zip(before, after, strict=True)]
    assert moved == pytest.approx([3600, 3600], abs=30)


async def test_pressed_in_two_windows_at_once_it_is_one_hour(stage):
    """While an hour is skipped, a second press is told so and skips nothing."""
    backstage, before = stage.discord.backstage, stage.discord.now()
    said = await asyncio.gather(
        backstage.run("hour"), backstage.run("hour"), return_exceptions=True
    )
    assert isinstance(said[1], NotPossible)
    assert (stage.discord.now() - before).total_seconds() == pytest.approx(3600, abs=30)


async def test_without_a_bot_there_is_no_line_to_cut(stage):
    """What is not there can't be cut: the page says so."""
    with pytest.raises(NotPossible, match="no line to cut"):
        await stage.discord.backstage.run("cut")
