"""A member types, picks and fills in commands."""

import asyncio
import json
from contextlib import asynccontextmanager
from urllib.parse import quote

import pytest
from playwright.async_api import expect

PNG_START = "iVBORw0KGgo="  # only the first bytes: the bot here never opens it

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_command_is_filled_in_by_keyboard_alone(sit, bot):
    """With no mouse: filter the picker, add a field, take a suggestion, send."""
    ana = await sit("ana")
    await ana.press("/")
    await expect(ana.page.get_by_role("listbox", name="Commands")).to_contain_text("/clip")
    await ana.type("vid")
    await expect(
        ana.page.get_by_role("listbox", name="Commands").get_by_role("option")
    ).to_have_count(1)
    await ana.press("Enter")
    await ana.type("a red lighthouse")
    await ana.press("Tab", "Enter")
    await expect(ana.page.locator("[data-option=camera] input")).to_be_focused()
    await ana.type("truck")
    await expect(ana.page.locator("[data-option=camera]").get_by_role("option")).to_have_count(2)
    await ana.press("ArrowDown", "Enter")
    await expect(ana.page.locator("[data-option=camera] input")).to_have_value("Truck right")
    await ana.press("Enter")
    asked = await bot.next_asked("video")
    assert (asked["prompt"], asked["camera"]) == ("a red lighthouse", "Truck right")
    await expect(ana.message("Your shot is in: a red lighthouse")).to_be_visible()
    await expect(ana.text).to_be_focused()


async def test_an_older_suggestion_never_replaces_a_newer_one(sit, bot, sandbox):
    """Suggestions for an older text that come late are dropped."""
    ana = await sit("ana")
    late = bot.held["tru"] = asyncio.Event()
    await ana.type("/video ")
    await ana.page.get_by_role("button", name="Add camera").click()
    await ana.type("tru")
    await bot.next_asked("suggest", text="tru")
    await ana.page.locator("[data-option=camera] input").fill("push")
    await expect(ana.page.get_by_role("option", name="Push in")).to_be_visible()
    acked = sandbox.counters.acked
    late.set()
    await sandbox.until(lambda: sandbox.counters.acked > acked)
    # Events come in their order, so with this message the page has had the late suggestions, too.
    sandbox.member("ben").send("after it")
    await expect(ana.message("after it")).to_be_visible()
    await expect(ana.page.locator("[data-option=camera]").get_by_role("option")).to_have_text(
        ["Push in"]
    )


async def test_a_prefilled_command_goes_with_enter_alone(sit, bot):
    """An address with a command in it needs one press of Enter."""
    prefill = quote(
        json.dumps({"name": "video", "options": {"prompt": "a fox", "camera": "Push in"}})
    )
    ana = await sit("ana", address=f"&prefill={prefill}")
    await expect(ana.page.get_by_role("form", name="Command video")).to_be_visible()
    await ana.press("Enter")
    asked = await bot.next_asked("video")
    assert (asked["prompt"], asked["camera"]) == ("a fox", "Push in")


async def _by_button(ana):
    await ana.page.get_by_role("button", name="Add image").click()
    async with ana.page.expect_file_chooser() as chosen:
        await ana.page.get_by_role("button", name="image: Choose a file").click()
    file = {"name": "dot.png", "mimeType": "image/png", "buffer": b"\x89PNG not quite"}
    await (await chosen.value).set_files(file)


async def test_a_picked_file_is_told_of_while_another_option_is_typed(sit, bot):
    """The bot hears that there is a picture, so that it suggests what goes with one."""
    ana = await sit("ana")
    await ana.type("/video ")
    await _by_button(ana)
    await ana.page.get_by_role("button", name="Add camera").click()
    await ana.type("tru")
    asked = await bot.next_asked("suggest", text="tru")
    assert asked["given"] == ("camera", "image")


async def _by_events(ana, kinds, into=".command-form .field-input"):
    await ana.page.evaluate(
        """([base64, kinds, into]) => {
            const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], "dot.png", { type: "image/png" }));
            const target = document.querySelector(into);
            const common = { bubbles: true, cancelable: true };
            for (const kind of kinds) {
                target.dispatchEvent(kind === "paste"
                    ? new ClipboardEvent(kind, { ...common, clipboardData: transfer })
                    : new DragEvent(kind, { ...common, dataTransfer: transfer }));
            }
        }""",
        [PNG_START, kinds, into],
    )


async def _by_paste(ana):
    await _by_events(ana, ["paste"])


async def _by_paste_anywhere(ana):
    await _by_events(ana, ["paste"], "body")


async def _by_drag(ana):
    await _by_events(ana, ["dragenter", "dragover"], "#scroller")
    await expect(ana.page.get_by_text("Drop to attach")).to_be_visible()
    await _by_events(ana, ["drop"], "#scroller")
    await expect(ana.page.get_by_text("Drop to attach")).to_be_hidden()


@pytest.mark.parametrize(
    "attach",
    [
        pytest.param(_by_button, id="button"),
        pytest.param(_by_paste, id="paste"),
        pytest.param(_by_paste_anywhere, id="paste-anywhere"),
        pytest.param(_by_drag, id="drag"),
    ],
)
async def test_a_picture_reaches_the_bot(attach, sit, bot):
    """A file given by button, paste or drag arrives as the attachment option, with its name."""
    ana = await sit("ana")
    await ana.type("/video a fox")
    await attach(ana)
    await expect(ana.page.locator("[data-option=image] .chip-name")).to_have_text("dot.png")
    await ana.page.get_by_role("button", name="Send").click()
    asked = await bot.next_asked("video")
    assert asked["image"][0] == "dot.png"
    assert asked["prompt"] == "a fox"


async def test_a_missing_option_is_named_where_it_is_missing(sit, bot):
    """Enter with a required field empty says so beside the field, and nothing is sent."""
    ana = await sit("ana")
    await ana.type("/silent ")
    await ana.press("Enter")
    field = ana.page.locator("[data-option=word]")
    await expect(field.get_by_role("alert")).to_have_text("word is needed.")
    await expect(field.locator(".field-input")).to_be_focused()
    assert bot.asked == []


async def test_a_bot_that_stays_silent_costs_no_words(sit, bot, sandbox):
    """A silent bot is told of after three seconds, and the command can be filled in again."""
    ana = await sit("ana")
    await ana.type("/silent patience")
    await ana.press("Enter")
    await bot.next_asked("silent")
    sandbox.skip(4)
    row = ana.page.locator(".pending-row.failed")
    await expect(row).to_contain_text("did not respond")
    await row.get_by_role("button", name="Fill it in again").click()
    await expect(ana.page.locator("[data-option=word] .field-input")).to_have_value("patience")


async def test_a_refused_message_keeps_its_words(sit, sandbox):
    """What the server refuses is explained under the field, which keeps the text."""
    ana = await sit("ana")
    await ana.type("to nobody")
    sandbox.remove_member("ana")
    await ana.press("Enter")
    await expect(ana.page.locator(".writing > .error")).to_be_visible()
    await expect(ana.text).to_have_value("to nobody")


@asynccontextmanager
async def _acts_held(seat):
    """Holds all acts of a page back until the block ends; gives how many wait."""
    waiting, gate = [], asyncio.Event()

    async def hold(route):
        waiting.append(route.request.post_data)
        await gate.wait()
        await route.continue_()

    await seat.page.route("**/page/act*", hold)
    yield waiting
    gate.set()


async def test_what_is_typed_meanwhile_stays(sit, sandbox):
    """While a message is on its way, text and files that come after it stay in the field."""
    ana = await sit("ana")
    await ana.type("the first")
    async with _acts_held(ana) as waiting:
        await ana.press("Enter")
        await expect(ana.text).to_have_value("")
        await ana.type("the second")
        await _by_events(ana, ["paste"], "body")
        await expect(ana.page.locator(".composer .chip-name")).to_have_text("dot.png")
        assert "the second" not in "".join(waiting)
    await expect(ana.message("the first")).to_be_visible()
    await expect(ana.page.locator(".composer [aria-busy]")).to_have_count(0)
    await expect(ana.text).to_have_value("the second")
    await ana.press("Enter")
    await expect(ana.message("the second").locator("figure")).to_be_visible()
    assert [file["filename"] for file in sandbox.messages("clips")[-1].attachments] == ["dot.png"]


async def test_a_refused_message_stands_before_what_was_typed_meanwhile(sit, sandbox):
    """Refused, the words come back in front, with those that waited behind them; none is lost."""
    ana = await sit("ana")
    await ana.type("one")
    async with _acts_held(ana):
        await ana.press("Enter")
        await ana.type("two")
        await ana.press("Enter")
        await ana.type("three")
        sandbox.remove_member("ana")
    await expect(ana.page.locator(".writing > .error")).to_be_visible()
    await expect(ana.text).to_have_value("one\ntwo\nthree")


async def test_quick_messages_arrive_in_order(sit, sandbox):
    """Thirty messages, sent faster than any of them arrives, all come, in their order."""
    ana = await sit("ana")
    async with _acts_held(ana):
        for number in range(30):
            await ana.text.fill(f"number {number}")
            await ana.press("Enter")
    await expect(ana.message("number")).to_have_count(30)
    said = [message.content for message in sandbox.messages("clips")]
    assert said == [f"number {number}" for number in range(30)]


async def test_the_list_says_what_enter_does(sit, bot):
    """Where no suggestion is marked Enter sends, and the list says so; marked, it takes."""
    ana = await sit("ana")
    await ana.type("/video ")
    await ana.page.get_by_role("button", name="Add camera").click()
    note = ana.page.locator("[data-option=camera] .suggest-note")
    await expect(note).to_contain_text("Enter sends")
    await ana.press("ArrowDown")
    await expect(note).to_contain_text("Enter takes")


@pytest.mark.parametrize("width", [400, 760])
async def test_a_long_hint_stays_off_the_focus_ring(sit, bot, width):
    """Where a hint takes two lines, it ends above the ring of the focused field under it."""
    ana = await sit("ana", width=width, scheme="dark")
    await ana.type("/silent ")
    field = ana.page.locator("[data-option=word] .field-input")
    await expect(field).to_be_focused()
    hint = await ana.page.locator("[data-option=word] .option-about").bounding_box()
    ring = await field.evaluate(
        """(one) => {
            const style = getComputedStyle(one);
            const width = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
            return one.getBoundingClientRect().top - width;
        }"""
    )
    assert hint["height"] > 30
    assert ring - (hint["y"] + hint["height"]) >= 2
