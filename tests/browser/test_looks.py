"""The page with everything in it: axe finds nothing serious, and screenshots are left to look at.

They are written to build/screenshots, narrow and wide, by day and by night.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.axe import ALL_RULES, COLOURS, serious_faults
from tests.browser.conftest import Seat, Sit
from tests.browser.show_bot import ShowBot
from tests.browser.showcase import show_everything
from tests.house.source import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOTS = ROOT / "build" / "screenshots"
WIDE = 1280
WHOLE_PAGE = "body"
PLACES = "#sidebar"
OWN_WHEN_NARROW = {PLACES, "#tray", "#guide"}
"""Parts that look another way in a narrow window: drawers, and the guide's one line."""


@dataclass
class Looker:
    """Looks at one seat by day and by night, and keeps what axe says."""

    seat: Seat
    width: int

    def __post_init__(self) -> None:
        self.violations: list[str] = []

    async def look(self, name: str, part: str | None = None) -> None:
        """Take the pictures, and let axe look at a part of the page.

        By night it looks at colours alone; a narrow page has the same parts as a wide one, but
        for a few.
        """
        seen = self.width < WIDE and part not in OWN_WHEN_NARROW
        for scheme, rules in (("light", ALL_RULES), ("dark", COLOURS)):
            await self.seat.page.emulate_media(color_scheme=scheme)
            path = SHOTS / f"{name}-{self.width}-{scheme}.png"
            await self.seat.page.screenshot(path=path, animations="disabled")
            if part is None or seen:
                continue
            faults = await serious_faults(self.seat.page, part, rules)
            self.violations += [f"{name} {scheme}: {fault}" for fault in faults]


@pytest.fixture
def bot_class() -> type[ShowBot]:
    """The bot that can show everything."""
    return ShowBot


@pytest_asyncio.fixture(loop_scope="session", params=[WIDE, 400], ids=["wide", "narrow"])
async def looker(request, sit: Sit, bot: ShowBot, sandbox) -> AsyncIterator[Looker]:
    """A seat at a channel with everything in it."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    sandbox.set_rate_limit("create_message", requests=50, seconds=1)
    await show_everything(bot, sandbox)
    seat = await sit("ana", width=request.param)
    await expect(seat.message("Several things")).to_be_visible()
    return Looker(seat=seat, width=request.param)


async def test_everybody_can_use_what_the_page_shows(looker: Looker) -> None:
    """Serious and critical violations of the accessibility rules: none, in any state."""
    for visit in (_channel, _select, _picker, _options, _form, _private, _places, _welcome):
        await visit(looker)
    assert looker.violations == []


async def _channel(looker: Looker) -> None:
    """From the newest message upwards, one screen after another."""
    scroller = looker.seat.page.locator("#scroller")
    await scroller.locator("video").evaluate(
        "async (one) => { while (one.readyState < 2) await new Promise(requestAnimationFrame); }"
    )
    await looker.look("channel", WHOLE_PAGE)
    for number in range(2, 6):
        await scroller.evaluate("(one) => one.scrollBy(0, -0.9 * one.clientHeight)")
        await looker.look(f"channel-{number}")


async def _select(looker: Looker) -> None:
    """A select of several values, open."""
    select = looker.seat.page.locator("[data-custom-id=light]")
    await select.click()
    await expect(looker.seat.page.get_by_role("option", name="Dawn")).to_be_visible()
    await looker.look("select", ".select:has([aria-expanded=true])")
    await looker.seat.press("Escape")


async def _picker(looker: Looker) -> None:
    """The commands, while one is typed."""
    await looker.seat.text.focus()
    await looker.seat.type("/")
    await expect(looker.seat.page.get_by_role("listbox", name="Commands")).to_be_visible()
    await looker.look("picker", "#room-foot")


async def _options(looker: Looker) -> None:
    """A command with every kind of option, with an error and a list of choices."""
    seat = looker.seat
    await seat.type("everything ")
    await seat.press("Enter")
    await expect(seat.page.get_by_text("words is needed.")).to_be_visible()
    await seat.page.get_by_role("button", name="Add picture").click()
    await seat.page.locator("[data-option=shape] input").focus()
    await expect(seat.page.get_by_role("option", name="Wide")).to_be_visible()
    await looker.look("options", "#room-foot")
    await seat.press("Escape", "Escape")


async def _form(looker: Looker) -> None:
    """A form with every kind of field, sent too early."""
    seat = looker.seat
    await seat.type("/form ")
    await seat.press("Enter")
    form = seat.page.get_by_role("dialog", name=re.compile("Every field"))
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_text("Choose one.")).to_be_visible()
    await looker.look("form", "dialog")
    await seat.press("Escape")
    await expect(form).to_have_count(0)


async def _private(looker: Looker) -> None:
    """A private answer whose main button has the focus, and a row for a silent bot."""
    await looker.seat.type("/private ")
    await looker.seat.press("Enter")
    await expect(looker.seat.page.get_by_role("button", name="Go on")).to_be_focused()
    await looker.look("private", "#scroller")


async def _places(looker: Looker) -> None:
    """Places and people: beside the room, or as a drawer above it."""
    opener = looker.seat.page.get_by_role("button", name="Places and people")
    if await opener.is_visible():
        await opener.click()
    await expect(looker.seat.page.get_by_role("button", name="#lounge")).to_be_visible()
    await looker.look("places", PLACES)


async def _welcome(looker: Looker) -> None:
    """An empty channel."""
    await looker.seat.page.get_by_role("button", name="#lounge").click()
    await expect(looker.seat.page.get_by_text("It is quiet here.")).to_be_visible()
    await looker.look("welcome", WHOLE_PAGE)
