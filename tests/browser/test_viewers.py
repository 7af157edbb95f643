"""Several members at once: who sees what, who is called, what a lost line costs."""

import discord
import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")

# The line is there for half a second only, which a look from outside may miss.
NOTE_CONNECTION = """() => {
    const line = document.getElementById("connection");
    window.noted = [];
    new MutationObserver(() => window.noted.push(line.textContent))
        .observe(line, { childList: true });
}"""


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


async def test_a_stream_that_breaks_in_the_middle_goes_on(sit, sandbox):
    """What is said while a page's stream is cut stands there once, in order, when it is back."""
    ana = await sit("ana")
    ben = sandbox.member("ben")
    ben.send("before", channel="clips")
    await expect(ana.message("before")).to_be_visible()
    await ana.page.evaluate(NOTE_CONNECTION)
    sandbox.cut_pages()
    for words in ("meanwhile one", "meanwhile two"):
        ben.send(words, channel="clips")
    await expect(ana.page.locator("li.message .said")).to_have_text(
        ["before", "meanwhile one", "meanwhile two"]
    )
    assert "out of reach" in (await ana.page.evaluate("window.noted"))[0]
    await expect(ana.page.locator("#connection")).to_be_empty()
    sandbox.cut_pages()
    ben.send("and on", channel="clips")
    await expect(ana.message("and on")).to_have_count(1)


async def test_two_tabs_of_one_member_show_the_same(sit, bot):
    """A private answer stands in both tabs and is dismissed from both; each tab acts for itself."""
    one, other = await sit("ana"), await sit("ana")
    await one.type("/video a shared fox")
    await one.press("Enter")
    for tab in (one, other):
        await expect(tab.message("Your shot is in: a shared fox")).to_have_count(1)
        await expect(tab.page.locator(".pending-row")).to_have_count(0)
    await other.message("Your shot is in").get_by_role("button", name="Dismiss").click()
    await expect(one.message("Your shot is in")).to_have_count(0)


async def test_everybody_has_a_window(sit, sandbox):
    """Six windows of one browser, one for each person, and every one can still act."""
    ana = await sit("ana")
    for name in ("ben", "newcomer", "staff", "manager", "operator"):
        window = await ana.page.context.new_page()
        await window.goto(f"{sandbox.page_url}&as={sandbox.member(name).id}")
        await window.locator("#composer-text").fill(f"I am {name}")
        await window.keyboard.press("Enter")
        await expect(ana.message(f"I am {name}")).to_be_visible()


async def test_threads_and_direct_messages_stand_at_the_left(sit, bot, sandbox):
    """New ones appear, are marked until they are read, and archived ones say so."""
    ana = await sit("ana")
    places = ana.page.get_by_role("navigation", name="Places and people")
    clips = next(one for one in bot.get_all_channels() if one.name == "clips")
    thread = await clips.create_thread(name="Ideas", type=discord.ChannelType.public_thread)
    await thread.send("Bring lanterns")
    await expect(places.get_by_role("button", name="Ideas")).to_contain_text("new messages")
    await places.get_by_role("button", name="Ideas").click()
    await expect(ana.message("Bring lanterns")).to_be_visible()
    await expect(places.get_by_role("button", name="Ideas")).not_to_contain_text("new messages")
    await thread.edit(archived=True)
    await expect(places.get_by_role("button", name="Ideas")).to_contain_text("archived")
    await ana.type("I will")
    await ana.press("Enter")
    await expect(places.get_by_role("button", name="Ideas")).not_to_contain_text("archived")
    member = await bot.fetch_user(sandbox.member("ana").id)
    await member.send("A word with you")
    await expect(places.get_by_role("button", name="Greenlight")).to_contain_text("1 for you")
    await places.get_by_role("button", name="Greenlight").click()
    await expect(ana.message("A word with you")).to_be_visible()


async def test_somebody_who_types_is_shown_where_they_type(sit, bot):
    """ "Greenlight is typing…" stands in that channel until its message comes."""
    ana = await sit("ana")
    lounge = next(one for one in bot.get_all_channels() if one.name == "lounge")
    line = ana.page.locator(".typing")
    async with lounge.typing():
        await ana.page.get_by_role("button", name="#lounge").click()
        await expect(line).to_have_text("Greenlight is typing…")
        await ana.page.get_by_role("button", name="#clips").click()
        await expect(line).to_be_empty()
        await ana.page.get_by_role("button", name="#lounge").click()
        await expect(line).to_have_text("Greenlight is typing…")
        await lounge.send("There")
    await expect(ana.message("There")).to_be_visible()
    await expect(line).to_be_empty()


async def test_times_follow_the_sandboxs_clock(sit, sandbox):
    """A relative time moves on when the sandbox's clock does."""
    soon = int(sandbox.now().timestamp()) + 7190
    sandbox.member("ben").send(f"<t:{soon}:R>", channel="clips")
    ana = await sit("ana")
    await expect(ana.page.locator("li.message .said time")).to_have_text("in 1 hour")
    sandbox.skip(3600)
    await expect(ana.page.locator("li.message .said time")).to_have_text("in 59 minutes")
    # A day after it was sent, to the hour: at any time of the day that is the next one.
    sandbox.skip(86400 - 3600)
    await expect(ana.page.locator("li.message .said time")).to_have_text("22 hours ago")
    await expect(ana.page.locator("li.message .when")).to_contain_text("yesterday")


async def test_an_address_without_a_member_opens_an_ordinary_one(sit, sandbox):
    """The bare address with its key, as printed for the sandbox alone, shows the page as Ana."""
    ana = await sit("ana")
    await ana.page.goto(sandbox.page_url)
    await expect(ana.page.locator(".people summary")).to_contain_text("You are Ana")
