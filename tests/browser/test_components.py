"""Buttons, selects, forms, menus and layouts that a genuine bot sends."""

import pytest
from playwright.async_api import expect

from sandbox.discord.chat.backstage import TrayAction

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_button_reaches_the_bot_and_the_message_changes(sit, bot):
    """A press by keyboard edits the message in place and keeps the focus on the button."""
    ana = await sit("ana")
    await ana.type("/card ")
    await ana.press("Enter")
    card = ana.message("A card")
    await card.get_by_role("button", name="Again").focus()
    await ana.press("Enter")
    assert (await bot.next_asked("again"))["by"] == "ana"
    await expect(ana.message("Made again")).to_be_visible()
    await expect(ana.page.get_by_role("button", name="Again")).to_be_focused()


async def test_link_and_disabled_buttons_say_what_they_are(sit, bot):
    """A link button is a link in a tab of its own; a disabled one can't be pressed."""
    ana = await sit("ana")
    await ana.type("/card ")
    await ana.press("Enter")
    link = ana.page.get_by_role("link", name="Manual")
    await expect(link).to_have_attribute("href", "https://example.com/manual")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(ana.page.get_by_role("button", name="Sold out")).to_be_disabled()


async def test_a_select_is_worked_by_keyboard(sit, bot):
    """Arrow keys and Enter choose; the bot gets the value and answers privately."""
    ana = await sit("ana")
    await ana.type("/card ")
    await ana.press("Enter")
    await ana.page.get_by_role("combobox", name="Pace").focus()
    await ana.press("ArrowDown", "ArrowDown", "Enter")
    assert (await bot.next_asked("pace"))["values"] == ["fast"]
    await expect(ana.message("Pace: fast")).to_contain_text("Only you can see this")


async def test_a_form_carries_text_choice_and_files(sit, bot):
    """The form of an empty /video takes text, a select and two files, and closes when taken."""
    ana = await sit("ana")
    await ana.type("/video ")
    await ana.press("Enter")
    form = ana.page.get_by_role("dialog", name="A new clip")
    await expect(form.get_by_label("Prompt")).to_be_focused()
    await ana.type("a fox in the snow")
    await ana.press("Tab", "ArrowDown", "Enter")
    files = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": b"12345"} for n in "ab"]
    await form.locator("input[type=file]").set_input_files(files)
    await form.get_by_role("button", name="Submit").click()
    asked = await bot.next_asked("form")
    assert asked["prompt"] == "a fox in the snow"
    assert asked["camera"] == ["Truck left"]
    assert asked["pictures"] == [("a.png", 5), ("b.png", 5)]
    await expect(form).to_have_count(0)
    await expect(ana.message("Form received")).to_be_visible()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("", "This is needed.", id="empty"),
        pytest.param("x" * 41, "At most 40 characters; this has 41.", id="too-long"),
    ],
)
async def test_a_form_says_what_is_wrong_and_keeps_the_words(text, complaint, sit, bot):
    """A field outside its limits is refused beside it, before anything is sent."""
    ana = await sit("ana")
    await ana.type("/video ")
    await ana.press("Enter")
    form = ana.page.get_by_role("dialog", name="A new clip")
    await form.get_by_label("Prompt").fill(text)
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_have_text(complaint)
    await expect(form.get_by_label("Prompt")).to_have_value(text)
    assert bot.asked == []


async def test_a_message_menu_is_reached_by_keyboard(sit, bot, sandbox):
    """The "…" button opens the bot's message commands, and Enter runs the first."""
    ana = await sit("ana")
    sandbox.member("ana").send("my picture", channel="clips")
    await ana.message("my picture").get_by_role("button", name="More for").focus()
    await ana.press("Enter")
    await expect(ana.page.get_by_role("menuitem", name="Animate this image")).to_be_focused()
    await ana.press("Enter")
    await bot.next_asked("animate")
    await expect(ana.message("Animating it")).to_be_visible()


async def test_a_layout_shows_its_clip_once_and_in_its_frame(sit, bot):
    """Components V2: text and a gallery inside a container, and no second copy of the file."""
    ana = await sit("ana")
    await ana.type("/layout ")
    await ana.press("Enter")
    frame = ana.page.locator(".container")
    await expect(frame.get_by_role("heading", name="A framed clip")).to_be_visible()
    await expect(frame.locator("video[aria-label='The bar wanders']")).to_be_visible()
    await expect(ana.page.locator("video")).to_have_count(1)


async def test_the_tray_does_its_work_and_says_what_came_of_it(sit, sandbox):
    """A press in the tray runs the action once and shows its result as a notice."""
    runs = []

    async def kill() -> str:
        runs.append("killed")
        return "killed · restarted · posted 1"

    action = TrayAction(id="kill", label="Kill the bot now", detail="kill -9", run=kill)
    sandbox.backstage.add(action)
    ana = await sit("ana")
    await ana.page.get_by_role("button", name="Kill the bot now").focus()
    await ana.press("Enter")
    await expect(ana.page.locator(".notice")).to_contain_text("killed · restarted · posted 1")
    await ana.page.get_by_role("button", name="Dismiss notice").click()
    await expect(ana.page.locator(".notice")).to_have_count(0)
    assert runs == ["killed"]
