"""Every kind of option, form field and select, worked by keyboard and read by a genuine bot."""

import pytest
from playwright.async_api import expect

from tests.browser.show_bot import ShowBot
from tests.browser.showcase import Choices, Several

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def bot_class():
    """The bot with every kind of field."""
    return ShowBot


async def test_every_kind_of_option_reaches_the_bot(sit, bot):
    """Words, a number, a choice, yes or no, a person and a channel: all without a mouse."""
    ana = await sit("ana")
    await ana.type("/everything some words")
    for typed in ("7", "wi", "no", "mir", "loun"):
        await ana.press("Tab")
        await ana.type(typed)
        if typed != "7":
            await expect(ana.page.locator(":focus")).to_have_attribute("aria-expanded", "true")
            await ana.press("Enter")
    await ana.press("Enter")
    asked = await bot.next_asked("everything")
    assert asked["values"][:6] == ("some words", 7, "Wide", False, "manager", "lounge")
    assert asked["values"][6:] == (None, None, None)


async def test_a_number_outside_its_limits_is_refused(sit, bot):
    """What the option does not take is said beside it, and nothing is sent."""
    ana = await sit("ana")
    await ana.type("/everything words")
    field = ana.page.locator("[data-option=count]")
    for count, complaint in (
        ("10", "9 or less."),
        ("1.5", "A whole number goes here."),
        ("many", "A number goes here."),
    ):
        await field.locator("input").fill(count)
        await ana.press("Enter")
        await expect(field.get_by_role("alert")).to_have_text(complaint)
    assert bot.asked == []


async def test_radio_buttons_and_checkboxes_are_filled_in_by_keyboard(sit, bot):
    """Space and arrows choose; what is required is asked for first."""
    ana = await sit("ana")
    await ana.type("/form ")
    await ana.press("Enter")
    form = ana.page.get_by_role("dialog", name="Every field that a form can have")
    await expect(form.get_by_role("textbox", name="Title")).to_be_focused()
    await ana.type("A title")
    await ana.press("Enter")
    pace = form.get_by_role("radiogroup", name="Pace")
    await expect(pace.get_by_role("radio", name="Slow")).to_be_focused()
    await expect(form.get_by_text("Choose one.")).to_be_visible()
    await ana.press("ArrowDown")
    await expect(pace.get_by_role("radio", name="Fast")).to_be_checked()
    await ana.press("Tab", " ", "Tab", "Tab", " ", "Tab", " ", "Enter")
    asked = await bot.next_asked("every-field")
    assert (asked["title"], asked["pace"]) == ("A title", "fast")
    assert (asked["extras"], asked["agreed"]) == (["sound", "poster"], True)
    await expect(form).to_have_count(0)
    await expect(ana.text).to_be_focused()


async def test_more_boxes_than_allowed_are_refused(sit, bot):
    """A third of at most two boxes is refused beside them."""
    ana = await sit("ana")
    await ana.type("/form ")
    await ana.press("Enter")
    for name in ("Sound", "Subtitles", "Poster"):
        await ana.page.get_by_role("checkbox", name=name).check()
    await ana.page.get_by_role("button", name="Submit").click()
    await expect(ana.page.get_by_text("Choose at most 2.")).to_be_visible()
    assert bot.asked == []


async def test_selects_offer_people_roles_and_channels(sit, bot, sandbox):
    """Typed letters lead to the option; the bot hears who or what was chosen."""
    heard = {}

    class Hearing(Choices):
        async def interaction_check(self, interaction):
            heard[interaction.data["custom_id"]] = interaction.data["values"]
            await interaction.response.defer()
            return False

    place = next(one for one in bot.get_all_channels() if one.name == "clips")
    await place.send("Who?", view=Hearing())
    ana = await sit("ana")
    role = next(role for role in place.guild.roles if role.name == "Staff")
    ben = sandbox.member("ben").id
    for name, typed, chosen in (
        ("A person", "be", ben),
        ("A role", "staf", role.id),
        ("A person or a role", "green", bot.user.id),
    ):
        select = ana.page.get_by_role("combobox", name=name, exact=True)
        await select.focus()
        await ana.type(typed)
        await ana.press("Enter")
        await expect(select).not_to_have_attribute("aria-busy", "true")
        assert list(heard.values())[-1] == [str(chosen)]


async def test_a_select_of_several_is_sent_when_it_closes(sit, bot):
    """No more than the most, no fewer than the least; Escape sends what is marked."""
    heard = []

    class Hearing(Several):
        async def interaction_check(self, interaction):
            heard.append(interaction.data["values"])
            await interaction.response.defer()
            return False

    place = next(one for one in bot.get_all_channels() if one.name == "clips")
    await place.send("When?", view=Hearing())
    ana = await sit("ana")
    select = ana.page.locator("[data-custom-id=light]")
    await select.focus()
    await ana.press("Enter", "Enter", "Escape")
    await expect(select).to_have_text("Noon")
    await ana.press("Enter", "Home", " ", "End", " ", "Escape")
    await expect(select).not_to_have_attribute("aria-busy", "true")
    await expect(select).to_have_text("🌅 Dawn, Noon".removeprefix("🌅 "))
    assert heard == [["dawn", "noon"]]
