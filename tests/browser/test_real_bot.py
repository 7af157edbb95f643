"""A person at the chat page with the real bot behind it: the first minutes of a stranger."""

import io

import pytest
from PIL import Image
from playwright.async_api import expect

from sandbox.minimax.faults import Fault, FaultKind, Operation
from sandbox.minimax.server import TINY, Mood
from sandbox.stage import Stage
from tests.browser.conftest import Seat, Sit
from tests.browser.keys import complete_truck_left

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRICE_BUTTON = "Make it for 3 credits"


async def agreed(seat: Seat, prompt: str) -> None:
    """Ask for the first clip of all and press the button under the rules."""
    await seat.type(f"/video {prompt}")
    await seat.press("Enter")
    await seat.page.get_by_role("button", name=PRICE_BUTTON).click()
    await expect(seat.message("Your shot is in")).to_be_visible()


async def test_a_stranger_makes_a_first_clip(stage: Stage, sit: Sit) -> None:
    """From the picker to the player: rules, one button, a private answer, a card, the clip."""
    stage.minimax.mood = Mood(slow_seconds=600)
    ana, ben = await sit("ana"), await sit("ben")
    await ana.type("/vid")
    await ana.press("Enter")
    await ana.type("a red lighthouse in a storm")
    await ana.page.get_by_role("button", name="Add camera").click()
    await complete_truck_left(ana)
    await ana.press("Enter")
    answer = ana.message("Clips here are PG-13")
    await expect(answer).to_contain_text("3 credits; you have 10. Nothing is charged yet.")
    await answer.get_by_role("button", name=PRICE_BUTTON).click()
    await expect(ana.message("Your shot is in")).to_contain_text("Only you can see this")
    for seat in (ana, ben):
        card = seat.message("is making a clip")
        await expect(card).to_contain_text("@Ana is making a clip · truck left")
        await expect(card).to_contain_text('"a red lighthouse in a storm"')
    await expect(ben.message("Your shot is in")).to_have_count(0)
    stage.minimax.mood = Mood()
    video = ana.page.locator("li.message video")
    await expect(video).to_be_visible(timeout=20_000)
    await expect(ana.message("is making a clip")).to_have_count(0)
    assert min(await _plays(ana)) == TINY.short_side
    await expect(ben.page.locator("li.message video")).to_be_visible()
    clip = ana.message("AI-made")
    await clip.get_by_role("button", name="More…").click()
    await expect(ana.message("3 credits, used")).to_contain_text("Hailuo 2.3")
    await expect(ana.page.get_by_role("button", name="#clips › message")).to_be_visible()


async def _plays(seat: Seat) -> tuple[int, int]:
    """Play the clip until it has moved on; its width and height."""
    size = await seat.page.locator("li.message video").evaluate(
        """async (video) => {
            video.muted = true;
            await video.play();
            while (video.currentTime < 0.5) await new Promise(requestAnimationFrame);
            return [video.videoWidth, video.videoHeight];
        }"""
    )
    return tuple(size)


async def test_a_waiting_shot_is_cancelled(stage: Stage, sit: Sit) -> None:
    """The second shot waits; its Cancel gives the credits back and takes the card away."""
    fault = stage.minimax.inject(Fault(operation=Operation.QUERY, kind=FaultKind.HOLD_BEFORE))
    ana = await sit("ana")
    await agreed(ana, "the first")
    await fault.reached(timeout=20)
    await ana.type("/video the second")
    await ana.press("Enter")
    answer = ana.message("Your shot is in").filter(has_text="the second")
    await expect(answer).to_contain_text("Credits 3 · leaves 4 today")
    card = ana.message("is making a clip").filter(has_text="the second")
    # Her own first shot is ahead of it: she may have one in the making.
    await expect(card).to_contain_text("After this member's other clip")
    await answer.get_by_role("button", name="Cancel").click()
    await expect(ana.message("is cancelled. Its 3 credits are back.")).to_be_visible()
    await expect(card).to_have_count(0)
    await ana.type("/credits ")
    await ana.press("Enter")
    await expect(ana.message("You have 7 of 10 credits left today")).to_be_visible()
    fault.release()
    await expect(ana.page.locator("li.message video")).to_be_visible()


async def test_the_form_takes_a_picture(stage: Stage, sit: Sit) -> None:
    """An empty /video opens the form; a picture alone is enough, and the service receives it."""
    ana = await sit("ana", width=400, scheme="dark")
    await ana.type("/video ")
    await ana.press("Enter")
    form = ana.page.get_by_role("dialog", name="Make a clip")
    await expect(form.get_by_label("What happens")).to_be_focused()
    picture = {"name": "sea.png", "mimeType": "image/png", "buffer": _picture()}
    await form.locator("input[type=file]").first.set_input_files(picture)
    await form.get_by_role("button", name="Submit").click()
    await ana.page.get_by_role("button", name=PRICE_BUTTON).click()
    await expect(ana.message("begins with your picture")).to_be_visible()
    await expect(ana.page.locator("li.message video")).to_be_visible()
    [received] = stage.minimax.received
    assert (received.model, received.images[0].width) == ("MiniMax-Hailuo-2.3", 640)
    assert await ana.page.evaluate("document.documentElement.scrollWidth") <= 400


async def test_an_error_is_a_sentence_that_can_be_mended(stage: Stage, sit: Sit) -> None:
    """A camera move that is none is refused privately with one button that mends it."""
    ana, ben = await sit("ana"), await sit("ben")
    await ana.type("/video a fox")
    await ana.page.get_by_role("button", name="Add camera").click()
    await ana.type("pussh in")
    await ana.page.get_by_role("button", name="Send").click()
    refusal = ana.message("is not a camera movement")
    await expect(refusal).to_contain_text("Did you mean push in? Nothing was charged.")
    await expect(refusal).to_contain_text("Only you can see this")
    await expect(ben.message("is not a camera movement")).to_have_count(0)
    await refusal.get_by_role("button", name="Use push in").click()
    await expect(ana.page.get_by_role("button", name=PRICE_BUTTON)).to_be_visible()
    assert stage.minimax.counters.submits == 0


HOSTILE = (
    "# Big [click](https://evil.example) <@{ben}> **bold** ||hidden|| `code` @everyone <t:0:R>"
)


async def test_a_hostile_prompt_is_only_read(stage: Stage, sit: Sit) -> None:
    """Links, headings, mentions and marks in a prompt stand in the channel as they were typed."""
    ben_id = stage.discord.member("ben").id
    ana, ben = await sit("ana"), await sit("ben")
    await agreed(ana, HOSTILE.format(ben=ben_id))
    shown = "# Big [click](https://evil.example) @Ben **bold** ||hidden|| `code` @everyone"
    for seat in (ana, ben):
        await expect(seat.page.locator("li.message video")).to_be_visible(timeout=20_000)
        clip = seat.message("AI-made")
        await expect(clip).to_contain_text(shown)
        assert await clip.locator("a, h1, h2, strong, code, .spoiler").count() == 0
        assert await clip.locator(".mention").all_inner_texts() == ["@Ana"]


def _picture() -> bytes:
    data = io.BytesIO()
    Image.effect_mandelbrot((640, 480), (-2, -1, 1, 1), 40).convert("RGB").save(data, "PNG")
    return data.getvalue()
