"""The tray and the guide on the server: one state for all pages."""

import asyncio

import pytest

from sandbox.discord.chat.backstage import Backstage, TrayAction
from sandbox.discord.errors import NotPossible


@pytest.fixture
def backstage():
    return Backstage()


def action(run, **more) -> TrayAction:
    return TrayAction(id="kill", label="Kill the bot now", detail="As a power cut", run=run, **more)


async def done() -> str:
    return "killed"


def entry(backstage: Backstage) -> dict:
    [only] = backstage.json()["tray"]
    return only


async def test_what_came_of_it_stays(backstage):
    """While it runs an action is busy and is not begun twice; afterwards its words stay."""
    may_end = asyncio.Event()

    async def slow() -> str:
        await may_end.wait()
        return "killed"

    backstage.add(action(slow))
    running = asyncio.create_task(backstage.run("kill"))
    await asyncio.sleep(0)
    assert entry(backstage)["busy"]
    with pytest.raises(NotPossible, match="under way already"):
        await backstage.run("kill")
    may_end.set()
    assert await running == "killed"
    assert (entry(backstage)["busy"], entry(backstage)["said"]) == (False, "killed")


async def test_what_came_of_it_goes_on(backstage):
    """Said anew it reaches the pages, but once; an action that runs has nothing to say yet."""
    shown = []
    backstage.add(action(done))
    await backstage.run("kill")
    backstage.listen(lambda: shown.append(entry(backstage)["said"]))
    for text in ("killed · posted 1", "killed · posted 1"):
        backstage.retell("kill", text)
    assert shown == ["killed · posted 1"]


async def test_what_cannot_be_done_leaves_no_trace(backstage):
    """An action that gives up is ready to be tried again, and its old words are gone."""
    answers = ["killed", NotPossible("The bot is away.")]

    async def run() -> str:
        answer = answers.pop(0)
        if isinstance(answer, NotPossible):
            raise answer
        return answer

    backstage.add(action(run))
    await backstage.run("kill")
    with pytest.raises(NotPossible, match="away"):
        await backstage.run("kill")
    assert (entry(backstage)["busy"], entry(backstage)["said"]) == (False, "")


@pytest.mark.parametrize(("is_on", "shown"), [(True, True), (False, False)], ids=["on", "off"])
def test_a_switch_shows_its_state(backstage, is_on, shown):
    """A switch is pressed or not; a plain press is neither."""
    backstage.add(action(done, pressed=lambda: is_on))
    assert entry(backstage)["pressed"] is shown
    backstage.add(action(done))
    assert entry(backstage)["pressed"] is None


async def test_nothing_to_do_is_said(backstage):
    """What can't be done now is shown so, and refused."""
    backstage.add(action(done, can_run=lambda: False))
    assert not entry(backstage)["enabled"]
    with pytest.raises(NotPossible, match="nothing to do"):
        await backstage.run("kill")


async def test_pages_hear_of_changes(backstage):
    """Pages look again when an action is offered, begins and ends, and when a guide is shown."""
    seen = []
    backstage.listen(lambda: seen.append(backstage.json()))
    backstage.add(action(done, group="The bot"))
    await backstage.run("kill")
    backstage.show_guide(lambda: {"done": {"clip": True}})
    assert [(state["tray"][0]["busy"], state["guide"]) for state in seen] == [
        (False, None),
        (True, None),
        (False, None),
        (False, {"done": {"clip": True}}),
    ]
    assert seen[0]["tray"][0]["group"] == "The bot"
