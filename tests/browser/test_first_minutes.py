"""A stranger's first two minutes: three clips stand there, Enter makes the fourth, the bot is
killed meanwhile, and the owner lowers the ceiling. The real bot; clips drawn tiny.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from sandbox.demo import Demo, DemoOptions, Drawn, open_demo
from sandbox.minimax.server import TINY, Mood
from tests.browser.conftest import Seat, Sit
from tests.examined import examined

pytestmark = pytest.mark.asyncio(loop_scope="session")

LABEL = "Drawn on this machine to show camera, timing and money"
SOON_MS = 20_000


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """A demo as `python -m sandbox` opens it, with tiny clips that are made quickly."""
    cache = tmp_path_factory.mktemp("clips")
    drawn = Drawn(style=TINY, speed=8, cache=cache)
    async with examined() as discord, open_demo(DemoOptions(drawn=drawn), discord) as running:
        yield running


@pytest.fixture
def guide():
    """The guide's panel on a seat's page."""

    def find(seat: Seat) -> Locator:
        return seat.page.get_by_role("complementary", name="Two minutes")

    return find


async def test_the_first_two_minutes(demo: Demo, look: Sit, guide) -> None:
    """Enter alone makes a clip; the kill loses nothing, by the counters; as the owner one lowers
    the ceiling and sees the refusal. Each step ticks itself off when it has truly happened."""
    ana = await look(demo.address)
    steps = guide(ana)
    await _sees_the_opening(demo, ana)
    await expect(steps.get_by_text("0 of 3")).to_be_visible()
    demo.stage.minimax.mood = Mood(slow_seconds=600)
    await ana.press("Enter")
    await expect(ana.page.get_by_role("button", name="Make it for 3 credits")).to_be_focused()
    await ana.press("Enter")
    await expect(ana.message("Your shot is in")).to_be_visible()
    await steps.get_by_role("button", name="Kill the bot now").click()
    lamp = ana.page.locator(".lamp-line")
    await expect(lamp).to_have_text("Greenlight is away")
    await expect(lamp).to_have_text("Greenlight is here", timeout=SOON_MS)
    await expect(steps.get_by_text("0 of 3")).to_be_visible()
    demo.stage.minimax.mood = Mood()
    result = "killed · restarted · asked for 1 clip · charged 1 · posted 1"
    await expect(steps.locator(".guide-result")).to_have_text(result, timeout=SOON_MS)
    await expect(steps.get_by_text("2 of 3")).to_be_visible()
    await expect(ana.page.locator("li.message video")).to_have_count(4)
    await _sets_up_and_leaves(demo, ana, steps, "Be Odile")
    await _is_the_owner(demo, ana, steps)


async def _sets_up_and_leaves(demo: Demo, ana: Seat, steps: Locator, label: str) -> None:
    """A command that is filled in, with suggestions asked for and answered, has done nothing yet:
    the guide goes on offering it, and nothing that would follow."""
    acked = demo.stage.discord.counters.acked
    await steps.get_by_role("button", name=label).click()
    await expect(ana.page.locator(".who-name", has_text="You are Odile")).to_be_visible()
    await demo.stage.discord.until(lambda: demo.stage.discord.counters.acked > acked)
    await expect(ana.page.locator("[data-option=server]").get_by_role("option")).to_have_count(1)
    # Events come in their order, so with this message the page has had the guide's, too.
    demo.stage.discord.member("ben").send(f"after {label}")
    await expect(ana.message(f"after {label}")).to_be_visible()
    await ana.press("Escape", "Escape")
    await expect(ana.page.get_by_role("form")).to_have_count(0)
    await expect(steps.get_by_role("button", name=label)).to_be_visible()
    await expect(steps.get_by_text("The ceiling is low now.")).to_have_count(0)


async def _sees_the_opening(demo: Demo, ana: Seat) -> None:
    """The page did not wait for the clips; they come, made by members, and their buttons work."""
    await expect(
        ana.page.locator("[data-option=prompt] textarea, [data-option=prompt] input")
    ).to_have_value("a red lighthouse in a storm")
    for words in ("push in · by @Ben", "truck right · by @Mira", "pan left · by @Stellan"):
        await expect(ana.message(words).locator("video")).to_be_visible(timeout=SOON_MS)
    await expect(ana.page.get_by_text(LABEL).first).to_be_visible()
    assert demo.stage.minimax.counters.charges == demo.stage.discord.posted_clips == 3


async def _is_the_owner(demo: Demo, ana: Seat, steps: Locator) -> None:
    who = ana.page.locator("summary .who-name")
    await steps.get_by_role("button", name="Be Odile").click()
    await expect(who).to_have_text("You are Odile")
    await ana.press("Enter")
    await expect(ana.message("Lantern Lane (")).to_contain_text("may spend at most $0.20 a day")
    await steps.get_by_role("button", name="Be Ana again").click()
    await expect(who).to_have_text("You are Ana")
    await ana.press("Enter")
    refusal = ana.message("This shot is more than this server may make in a whole day")
    await expect(refusal).to_contain_text("Nothing was charged.")
    await expect(steps.get_by_text("3 of 3")).to_be_visible()
    await _sets_up_and_leaves(demo, ana, steps, "Raise the ceiling again")
    await steps.get_by_role("button", name="Raise the ceiling again").click()
    await expect(who).to_have_text("You are Odile")
    await ana.press("Enter")
    await expect(ana.message("Lantern Lane (").last).to_contain_text("$250")
    await expect(steps.get_by_role("button", name="Raise the ceiling again")).to_have_count(0)


async def test_a_skipped_guide_stays_away(demo: Demo, look: Sit, guide) -> None:
    """Skipped by keyboard it is gone, also after a reload, until it is asked for again."""
    ben = await look(demo.address.replace("prefill", "nothing"))
    await (
        guide(ben)
        .get_by_role("button", name="Close")
        .or_(guide(ben).get_by_role("button", name="Skip"))
        .focus()
    )
    await ben.press("Enter")
    await expect(guide(ben)).to_have_count(0)
    await expect(ben.text).to_be_focused()
    await ben.page.reload()
    await expect(ben.page.get_by_role("heading", name="Backstage")).to_be_visible()
    await expect(guide(ben)).to_have_count(0)
    await expect(ben.page.get_by_text(LABEL)).to_be_visible()
    await ben.page.get_by_role("button", name="Show the two minutes").click()
    await expect(guide(ben)).to_be_visible()


@pytest.mark.parametrize("width", [400, 1000, 1280])
async def test_a_person_who_ignores_it_is_not_hindered(
    demo: Demo, look: Sit, guide, width: int
) -> None:
    """The guide never lies over what one writes or reads, and in a narrow window it is one line."""
    noor = await look(demo.address.replace("prefill", "nothing"), width=width, scheme="dark")
    panel, room = await guide(noor).bounding_box(), await noor.page.locator("#room").bounding_box()
    beside = panel["x"] >= room["x"] + room["width"]
    above = panel["y"] + panel["height"] <= room["y"]
    assert (beside, above) == (width == 1280, width < 1280)
    assert beside or panel["height"] < 50
    assert await noor.page.evaluate("document.documentElement.scrollWidth") <= width
    await noor.text.fill(f"hello at {width}")
    await noor.press("Enter")
    await expect(noor.message(f"hello at {width}")).to_be_visible()


async def test_a_second_start_draws_nothing(demo: Demo, tmp_path: Path) -> None:
    """The next demo takes its opening clips from the disk."""
    first = demo.stage
    await first.discord.until(lambda: first.discord.posted_clips >= 3, timeout=30)
    again = Drawn(style=TINY, speed=8, cache=first.minimax.options.cache)
    options = DemoOptions(drawn=again, data=tmp_path)
    async with examined() as discord, open_demo(options, discord) as second:
        await discord.until(lambda: discord.posted_clips == 3, timeout=30)
        assert second.stage.minimax.engine.drawn == 0
        details = discord.member("ana").press(discord.clips[0], "More…")
        await details
        assert "a fox in the snow at dawn" in (await details.final()).text
