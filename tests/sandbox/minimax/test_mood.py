"""Moods: trouble for everybody, clips under way included, until it is put right again."""

from dataclasses import replace

import pytest

from sandbox.minimax.mood import Mood
from sandbox.minimax.server import MiniMaxSandbox

BODY = {"model": "T2V-01-Director", "prompt": "a fox"}


async def status_of(client, task: str) -> tuple[str, int]:
    seen = await client.query(task)
    return seen["status"], seen["base_resp"]["status_code"]


async def drawn(minimax: MiniMaxSandbox, client) -> str:
    """A clip that is asked for and drawn already."""
    task = (await client.submit(**BODY))["task_id"]
    await minimax.orders[task].drawing
    return task


async def test_slow_holds_clips_up(client, minimax):
    """Slow, a clip is in Processing for longer; put right, it is done."""
    task = await drawn(minimax, client)
    minimax.mood = Mood(slow_seconds=120)
    minimax.skip(60)
    assert await status_of(client, task) == ("Processing", 0)
    minimax.mood = Mood()
    assert await status_of(client, task) == ("Success", 0)


async def test_a_finished_clip_stays_finished(client, minimax):
    """Trouble that comes later does not touch a clip that is done."""
    task = await drawn(minimax, client)
    minimax.skip(60)
    minimax.mood = Mood(slow_seconds=120, failing=True)
    assert await status_of(client, task) == ("Success", 0)


async def test_failing_ends_clips_under_way_and_refunds(client, minimax):
    """Failing, a clip under way ends in Fail and its money is back."""
    task = await drawn(minimax, client)
    minimax.mood = Mood(failing=True)
    minimax.skip(60)
    assert await status_of(client, task) == ("Fail", 1000)
    assert (minimax.counters.charges, minimax.counters.refunds) == (1, 1)


@pytest.mark.parametrize(
    ("mood", "code"),
    [(Mood(refusing=True), 1026), (Mood(out_of_money=True), 1008)],
    ids=["refusing", "out of money"],
)
async def test_nothing_is_taken(client, minimax, mood, code):
    """Refusing or out of money, nothing is accepted or charged, and it is on record; put right,
    the same request passes."""
    minimax.mood = mood
    assert (await client.submit(**BODY))["base_resp"]["status_code"] == code
    assert (minimax.counters.accepted, minimax.counters.charges) == (0, 0)
    assert [received.code for received in minimax.received] == [code]
    minimax.mood = Mood()
    assert (await client.submit(**BODY))["base_resp"]["status_code"] == 0


async def test_a_hurried_clip_is_done_once_drawn(client, minimax):
    """A clip may be hurried alone; the next one takes its time."""
    hurried = await drawn(minimax, client)
    usual = await drawn(minimax, client)
    minimax.orders[hurried].hurry()
    assert await status_of(client, hurried) == ("Success", 0)
    assert (await status_of(client, usual))[0] != "Success"


async def test_a_hurried_clip_is_not_held_up(client, minimax):
    """A hurried clip is done at once, in a slow mood, too."""
    minimax.mood = Mood(slow_seconds=120)
    task = await drawn(minimax, client)
    minimax.orders[task].hurry()
    assert await status_of(client, task) == ("Success", 0)


async def test_moods_by_control(client, minimax):
    """Another process sets what it names and leaves the rest; a wrong word is explained."""
    minimax.mood = Mood(refusing=True)
    state = await client.control("mood", slow_seconds=30)
    assert minimax.mood == replace(Mood(), refusing=True, slow_seconds=30)
    assert state["mood"]["slow_seconds"] == 30
    wrong = await client.control("mood", sleepy=True)
    assert "slow_seconds, failing, refusing, out_of_money" in wrong["error"]
    assert "true or false" in (await client.control("mood", failing=1))["error"]
