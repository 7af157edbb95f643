"""Several members at once: who sees what, who is called, what a lost line costs."""

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_private_answer_is_seen_by_its_member_only(sit, bot):
    """An ephemeral answer stands on one member's page, and goes when dismissed."""
    ana, ben = await sit("ana"), await sit("ben")
    await ana.type("/video a secret fox")
    await ana.press("Enter")
    private = ana.message("Your shot is in")
    await expect(private).to_contain_text("Only you can see this")
    await ben.type("public words")
    await ben.press("Enter")
    await expect(ben.message("public words")).to_be_visible()
    await expect(ben.message("secret fox")).to_have_count(0)
    await private.get_by_role("button", name="Dismiss").click()
    await expect(private).to_have_count(0)


async def test_one_person_plays_several_members(sit, bot):
    """The switcher changes who one is: other channels, other private answers."""
    page = await sit("ana")
    await page.type("/video mine alone")
    await page.press("Enter")
    await expect(page.message("mine alone")).to_be_visible()
    places = page.page.get_by_role("navigation", name="Places and people")
    await expect(places.get_by_role("button", name="#staff")).to_have_count(0)
    await places.locator(".person", has_text="Stellan").click()
    await expect(places.get_by_role("button", name="#staff")).to_be_visible()
    await expect(page.message("mine alone")).to_have_count(0)


async def test_being_called_is_seen_and_heard(sit, bot):
    """A ping colours the message and reaches the live region of the one who is called."""
    ana, ben = await sit("ana"), await sit("ben")
    await ana.type("/clip ")
    await ana.press("Enter")
    await expect(ana.page.locator(".message.pinged")).to_contain_text("A clip for @")
    await expect(ana.page.locator("#announcer")).to_contain_text("You are mentioned")
    await expect(ben.message("A clip for")).to_be_visible()
    await expect(ben.page.locator(".message.pinged")).to_have_count(0)


async def test_a_message_elsewhere_is_marked(sit, sandbox):
    """A channel that one is not looking at shows that something is new until it is opened."""
    ana = await sit("ana")
    sandbox.member("ben").send("over here", channel="lounge")
    place = ana.page.get_by_role("button", name="#lounge")
    await expect(place).to_contain_text("new messages")
    await place.click()
    await expect(ana.message("over here")).to_be_visible()
    await expect(place).not_to_contain_text("new messages")


async def test_a_bot_that_leaves_is_told_in_words(sit, bot):
    """The head of the room says whether the bot is there."""
    ana = await sit("ana")
    lamp = ana.page.locator(".lamp-line")
    await expect(lamp).to_contain_text("here")
    await bot.close()
    await expect(lamp).to_contain_text("away")


async def test_a_broken_line_loses_nothing(sit, sandbox):
    """Messages sent while a page was cut off stand there, once each, after it is back."""
    ana = await sit("ana")
    port = sandbox.port
    await sandbox.stop()
    await expect(ana.page.locator("#connection")).to_contain_text("out of reach")
    sandbox.member("ben").send("said meanwhile", channel="clips")
    await sandbox.start(port)
    await expect(ana.message("said meanwhile")).to_have_count(1)
    await expect(ana.page.locator("#connection")).to_be_empty()
    # Chromium notes each refused attempt by itself.
    ana.complaints.clear()


async def test_an_address_without_a_member_opens_an_ordinary_one(sit, sandbox):
    """The bare address with its key, as printed for the sandbox alone, shows the page as Ana."""
    ana = await sit("ana")
    await ana.page.goto(sandbox.page_url)
    await expect(ana.page.locator(".people summary")).to_contain_text("You are Ana")
