"""The tray with the real bot: what each trouble does, and what a person then sees of the bot."""

from collections.abc import AsyncIterator
from itertools import count

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from sandbox.demo import Demo, DemoOptions, Drawn, open_demo
from sandbox.minimax.server import TINY
from tests.browser.conftest import Seat, Sit
from tests.browser.test_looks import Looker
from tests.examined import examined

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOON_MS = 20_000


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """A demo without opening clips, in which ana has made five clips already."""
    drawn = Drawn(style=TINY, speed=20, cache=tmp_path_factory.mktemp("clips"))
    options = DemoOptions(drawn=drawn, opening=())
    async with examined() as discord, open_demo(options, discord) as demo:
        ana = discord.member("ana")
        await discord.until(lambda: "video" in ana.visible_commands)
        rules = ana.slash("video", {"prompt": "the first of all"})
        await rules
        await ana.press(await rules.final(), "Make it for 3 credits")
        for number in range(4):
            await ana.slash("video", {"prompt": f"one of the first, {number}"})
        await discord.until(lambda: discord.posted_clips == 5, timeout=30)
        yield demo


@pytest_asyncio.fixture(loop_scope="session")
async def demo(running: Demo) -> AsyncIterator[Demo]:
    """The demo, put back to normal after the test."""
    yield running
    await running.stage.discord.backstage.run("normal") if _is_troubled(running) else None


def _is_troubled(demo: Demo) -> bool:
    tray = demo.stage.discord.backstage.json()["tray"]
    return any(entry["pressed"] for entry in tray)


@pytest_asyncio.fixture(loop_scope="session")
async def ana(demo: Demo, look: Sit) -> Seat:
    """Ana at her page, with nothing filled in."""
    return await look(demo.address.replace("prefill", "nothing"))


@pytest.fixture(scope="module")
def prompts():
    numbers = count(1)
    return lambda: f"fox number {next(numbers)}"


@pytest.fixture
def ask(ana: Seat, prompts):
    """Ana asks for a clip; returns its prompt."""

    async def video() -> str:
        prompt = prompts()
        await ana.type(f"/video {prompt}")
        await ana.press("Enter")
        return prompt

    return video


def switch(seat: Seat, name: str) -> Locator:
    return seat.page.locator("#tray").get_by_role("button", name=name, exact=True)


async def turn(seat: Seat, name: str, *, on: bool) -> None:
    await switch(seat, name).click()
    await expect(switch(seat, name)).to_have_attribute("aria-pressed", str(on).lower())
    await seat.text.focus()


def clip(seat: Seat, prompt: str) -> Locator:
    return seat.message(prompt).locator("video")


async def test_slow(ana: Seat, ask) -> None:
    """Slow, the card says that the clip is late; quick again, the same clip comes."""
    await turn(ana, "Slow", on=True)
    prompt = await ask()
    card = ana.message("Slower than 9 of 10 clips; still being made.").filter(has_text=prompt)
    await expect(card).to_be_visible(timeout=SOON_MS)
    await expect(clip(ana, prompt)).to_have_count(0)
    await turn(ana, "Slow", on=False)
    await expect(clip(ana, prompt)).to_be_visible(timeout=SOON_MS)
    await expect(card).to_have_count(0)


async def test_failing(ana: Seat, ask) -> None:
    """Failing, the card says that there is no clip and that the credits are back, and why."""
    await turn(ana, "Failing", on=True)
    await ask()
    card = ana.message("This shot wasn't made. Credits are back.")
    await card.get_by_role("button", name="Why?").click(timeout=SOON_MS)
    await expect(ana.message("failed at it")).to_contain_text("Only you can see this")
    await turn(ana, "Failing", on=False)


async def test_refusing(ana: Seat, ask) -> None:
    """Refusing, the card says so in public and the reason in private."""
    await turn(ana, "Refusing", on=True)
    before = await ana.message("This shot wasn't made").count()
    await ask()
    cards = ana.message("This shot wasn't made. Credits are back.")
    await expect(cards).to_have_count(before + 1, timeout=SOON_MS)
    await cards.last.get_by_role("button", name="Why?").click()
    await expect(ana.message("The video service declined this shot.")).to_contain_text("are back")
    await turn(ana, "Refusing", on=False)


async def test_out_of_money(ana: Seat, ask, look: Sit, demo: Demo) -> None:
    """Without money the shot keeps its place and the operator is told; with money it is made."""
    await turn(ana, "Out of money", on=True)
    prompt = await ask()
    card = ana.message("has taken no shots since").filter(has_text=prompt)
    await expect(card).to_contain_text("cancelling is free", timeout=SOON_MS)
    odile = demo.stage.discord.member("operator")
    await odile.see(lambda m: "has no money left" in m.text, channel=odile.dm)
    await turn(ana, "Out of money", on=False)
    await expect(clip(ana, prompt)).to_be_visible(timeout=SOON_MS)


async def test_a_right_taken_away(ana: Seat, ask) -> None:
    """Without Attach Files the bot says what is missing before anything is charged."""
    await turn(ana, "May not attach files", on=True)
    await ask()
    refusal = ana.message("I can't attach files in #clips.")
    await expect(refusal).to_contain_text("Nothing was charged.")
    await turn(ana, "May not attach files", on=False)
    prompt = await ask()
    await expect(clip(ana, prompt)).to_be_visible(timeout=SOON_MS)


async def test_a_clip_under_way_finds_another_way(ana: Seat, ask, demo: Demo) -> None:
    """A clip that may no longer go into its channel comes as a direct message, and says why."""
    await turn(ana, "Slow", on=True)
    prompt = await ask()
    await expect(ana.page.get_by_role("button", name="Don't post")).to_be_visible()
    await turn(ana, "May not attach files", on=True)
    await turn(ana, "Slow", on=False)
    member = demo.stage.discord.member("ana")
    got = await member.see(lambda m: prompt in m.text, channel=member.dm, timeout=20)
    assert got.has_video
    assert "I couldn't post it in" in got.text


async def test_the_line_is_cut(ana: Seat, ask) -> None:
    """After a cut the bot resumes, the tray says so, and commands go on."""
    await switch(ana, "Cut the line").click()
    told = ana.page.locator(".tray-result").filter(has_text="cut · back")
    await expect(told).to_contain_text("resumed: it heard afterwards", timeout=SOON_MS)
    await ana.text.focus()
    prompt = await ask()
    await expect(clip(ana, prompt)).to_be_visible(timeout=SOON_MS)


async def test_an_hour_is_skipped(ana: Seat, ask) -> None:
    """An hour later a clip under way is done, and the tray says whose clock did not move."""
    await turn(ana, "Slow", on=True)
    prompt = await ask()
    await expect(ana.message("is making a clip").filter(has_text=prompt)).to_be_visible()
    await switch(ana, "Skip an hour").click()
    told = ana.page.locator(".tray-result").filter(has_text="An hour has passed")
    await expect(told).to_contain_text("The bot's own clock has not moved")
    await expect(clip(ana, prompt)).to_be_visible(timeout=SOON_MS)


async def test_switches_are_the_servers(ana: Seat, look: Sit, demo: Demo) -> None:
    """A second window shows what was switched in the first, and one press takes all back."""
    await expect(switch(ana, "Everything back to normal")).to_have_attribute(
        "aria-disabled", "true"
    )
    await turn(ana, "Failing", on=True)
    await turn(ana, "May not attach files", on=True)
    ben = await look(demo.address.replace("prefill", "nothing"))
    for name in ("Failing", "May not attach files"):
        await expect(switch(ben, name)).to_have_attribute("aria-pressed", "true")
    await switch(ben, "Everything back to normal").click()
    for name in ("Failing", "May not attach files"):
        await expect(switch(ana, name)).to_have_attribute("aria-pressed", "false")


async def test_a_narrow_window_shows_the_room_again(demo: Demo, look: Sit) -> None:
    """At 400 px a press closes the drawer and tells the result where one can see the bot cope."""
    ana = await look(demo.address.replace("prefill", "nothing"), width=400)
    await ana.page.get_by_role("button", name="Backstage").click()
    await switch(ana, "Failing").click()
    await expect(ana.page.locator(".notice")).to_contain_text("Every clip fails at its end now")
    await expect(switch(ana, "Failing")).not_to_be_visible()


@pytest.mark.parametrize("width", [1280, 400])
async def test_everybody_can_use_it(demo: Demo, look: Sit, width: int) -> None:
    """Guide and tray, with switches on and results shown, have no serious axe violation."""
    for name in ("failing", "no_files", "cut"):
        await demo.stage.discord.backstage.run(name)
    ana = await look(demo.address.replace("prefill", "nothing"), width=width)
    looker = Looker(seat=ana, width=width)
    if width == 400:
        await ana.page.get_by_role("button", name="Kill the bot meanwhile").click()
    await expect(ana.page.locator(".guide-body")).to_be_visible()
    await looker.look("guide", "#guide")
    if width == 400:
        await ana.page.get_by_role("button", name="Backstage").click()
    await expect(switch(ana, "Failing")).to_be_visible()
    await looker.look("tray", "#tray")
    assert looker.violations == []
