"""The page without a mouse and without looking: where the focus goes, and what is said."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.browser.show_bot import ShowBot

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def bot_class():
    """The bot that asks something privately."""
    return ShowBot


async def test_enter_goes_on_from_a_private_question(sit, bot):
    """The main button of a private answer has the focus, so that a second Enter presses it."""
    ana = await sit("ana")
    await ana.type("/private ")
    await ana.press("Enter")
    await expect(ana.page.get_by_role("button", name="Go on")).to_be_focused()
    await ana.press("Enter")
    await expect(ana.message("Made again")).to_be_visible()
    await expect(ana.text).to_be_focused()
    assert (await bot.next_asked("again"))["by"] == "ana"


async def test_an_answer_never_takes_the_focus_from_words(sit, bot):
    """Whoever has begun to write goes on writing when a private answer comes."""
    ana = await sit("ana")
    late = bot.held["private"] = asyncio.Event()
    await ana.type("/private ")
    await ana.press("Enter")
    await expect(ana.text).to_be_focused()
    await ana.type("half a sen")
    late.set()
    await expect(ana.message("A question for you")).to_be_visible()
    await ana.type("tence")
    await expect(ana.text).to_have_value("half a sentence")


async def test_the_messages_are_walked_with_arrow_keys(sit, sandbox):
    """Up from the empty field to the newest, on to older ones, and back by Escape or a letter."""
    for words in ("first", "second", "third"):
        sandbox.member("ben").send(words, channel="clips")
    ana = await sit("ana")
    await ana.text.focus()
    await ana.press("ArrowUp")
    await expect(ana.message("third")).to_be_focused()
    await ana.press("ArrowUp", "ArrowUp")
    await expect(ana.message("first")).to_be_focused()
    await ana.press("End", "ArrowDown")
    await expect(ana.text).to_be_focused()
    await ana.press("ArrowUp", "Escape")
    await expect(ana.text).to_be_focused()
    await ana.press("ArrowUp")
    await ana.type("hello")
    await expect(ana.text).to_have_value("hello")


async def test_the_menu_key_opens_a_messages_menu(sit, bot, sandbox):
    """Shift+F10 opens the menu, arrows move in it, Escape puts the focus back on the message."""
    sandbox.member("ben").send("my picture", channel="clips")
    ana = await sit("ana")
    await expect(ana.message("my picture")).to_be_visible()
    await ana.text.focus()
    await ana.press("ArrowUp", "Shift+F10")
    await expect(ana.page.get_by_role("menuitem", name="Animate this image")).to_be_focused()
    await ana.press("ArrowDown")
    await expect(ana.page.get_by_role("menuitem", name="Copy text")).to_be_focused()
    await ana.press("Escape")
    await expect(ana.message("my picture")).to_be_focused()


async def test_news_are_said_once_and_shortly(sit, bot, sandbox):
    """Messages, what hangs on them, and the bot's coming and going: one line each, in one place."""
    ana = await sit("ana")
    await expect(ana.text).to_be_focused()
    said = ana.page.locator("#announcer p")
    sandbox.member("ben").send("word " * 100, channel="clips")
    await expect(said.last).to_have_text(re.compile(r"^Ben: (word ){30,36}?word…$"))
    await ana.type("/private ")
    await ana.press("Enter")
    await expect(said.last).to_have_text(
        "Only you can see this. Greenlight: A question for you Buttons: Not now, Go on."
    )
    await expect(ana.page.get_by_role("button", name="Go on")).to_be_focused()
    await ana.press("Enter")
    await expect(said.last).to_have_text(re.compile("Made again"))
    await expect(said.filter(has_text="Made again")).to_have_count(1)
    await bot.close()
    await expect(said.last).to_have_text("Greenlight is away.")
    assert await ana.page.locator("[aria-live], [role=status], [role=log]").count() == 1


async def test_no_stop_on_the_way_through_the_page_is_hidden(sit, sandbox):
    """Tab meets every part of the page, each with a visible ring or frame around it."""
    sandbox.member("ben").send("words", channel="clips")
    ana = await sit("ana")
    await expect(ana.message("words")).to_be_visible()
    await ana.page.locator("#skip").focus()
    met = set()
    for _ in range(40):
        await ana.press("Tab")
        stop = await ana.page.evaluate(STOP)
        if stop is None:
            break
        assert stop["marked"], stop
        met.add(stop["part"])
    assert {"sidebar", "scroller", "room-foot"} <= met


STOP = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const shown = (node) => {
        const style = getComputedStyle(node);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    };
    const frame = one.closest(".writing");
    const part = one.closest("#sidebar, #scroller, #room-foot, #skip")?.id ?? one.id;
    return { part, name: one.outerHTML.slice(0, 80), marked: shown(one) || frame !== null };
}"""
