"""The composer with the real bot behind it, at the page: by keyboard alone, and under axe."""

import pytest
from playwright.async_api import Locator, expect

from sandbox.minimax.faults import Fault, FaultKind, Operation
from sandbox.stage import Stage
from tests.browser.axe import serious_faults
from tests.browser.conftest import Seat, Sit
from tests.browser.keys import choose, go_up_to, press_on
from tests.browser.test_looks import SHOTS

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def to_composer(seat: Seat) -> Locator:
    """From an empty /video through the form to the composer, without a mouse."""
    await seat.type("/video ")
    await seat.press("Enter")
    form = seat.page.get_by_role("dialog", name="Make a clip")
    await expect(form.get_by_label("What happens")).to_be_focused()
    await seat.type("a red lighthouse")
    await press_on(seat, "^Submit$")
    await expect(seat.message("Clips here are PG-13")).to_be_visible()
    await press_on(seat, "^Direct the camera$")
    composer = seat.message("reads:")
    await expect(composer).to_contain_text("none asked for")
    return composer


async def test_a_camera_is_directed_by_keyboard_alone(stage: Stage, sit: Sit) -> None:
    """Form, lists and buttons without a mouse, up to a shot that waits and is changed there."""
    fault = stage.minimax.inject(Fault(operation=Operation.QUERY, kind=FaultKind.HOLD_BEFORE))
    ana = await sit("ana")
    composer = await to_composer(ana)
    await choose(ana, "^Step 1: choose", "truck l", "pan r")
    await expect(composer).to_contain_text("truck left with pan right")
    await choose(ana, "^Step 1: how far", "slow")
    await expect(composer).to_contain_text("slow truck left with slow pan right")
    await press_on(ana, "^Add step$")
    await expect(ana.page.get_by_role("combobox", name="Step 2: choose")).to_be_visible()
    await choose(ana, "^Step 2: choose", "push i")
    await expect(composer).to_contain_text("slow pan right, then push in")
    await press_on(ana, "^Earlier$")
    await expect(composer).to_contain_text("[Push in][Truck left, Pan right] a red lighthouse")
    await _is_clean(ana, "composer")
    await press_on(ana, "^Make it for 3 credits$")
    await expect(ana.message("Clips here are PG-13")).to_be_visible()
    await expect(ana.page.get_by_role("button", name="Make it for 3 credits")).to_be_focused()
    await ana.press("Enter")
    await expect(ana.message("Your shot is in")).to_contain_text("push in, then slow truck left")
    await fault.reached(timeout=20)
    await _change_the_second(ana)
    fault.release()
    await expect(ana.page.locator("li.message video")).to_have_count(2, timeout=20_000)
    prompts = [received.prompt for received in stage.minimax.received]
    assert prompts == ["[Push in][Truck left, Pan right] a red lighthouse", "[Shake] a calm sea"]


async def _change_the_second(ana: Seat) -> None:
    """Another shot waits behind the first: its camera is changed where it waits."""
    await expect(ana.text).to_be_focused()
    await ana.type("/video a calm sea")
    await ana.press("Enter")
    answer = ana.message("a calm sea").filter(has_text="Only you can see this")
    await expect(answer).to_contain_text("Your shot is in")
    await go_up_to(ana, answer)
    await press_on(ana, "^Camera$")
    await expect(answer).to_contain_text("waits in line")
    await choose(ana, "^Step 1: choose", "shake")
    await expect(answer.get_by_role("button", name="Change it")).to_be_enabled()
    await press_on(ana, "^Change it$")
    await expect(answer).to_contain_text("Your shot is changed")


async def test_it_fits_a_phone(stage: Stage, sit: Sit) -> None:
    """At 400 pixels by night nothing is cut off, and axe finds nothing serious."""
    ana = await sit("ana", width=400, scheme="dark")
    await to_composer(ana)
    await choose(ana, "^Step 1: choose", "truck l", "pan r", "zoom i")
    await expect(ana.message("reads:")).to_contain_text("truck left with pan right with zoom in")
    assert await ana.page.evaluate("document.documentElement.scrollWidth") <= 400
    await _is_clean(ana, "composer-phone")


async def test_the_guide_and_a_preview_by_keyboard_alone(stage: Stage, sit: Sit) -> None:
    """Leafed through, used, seen: nothing is asked of the video service, nothing is charged."""
    ana = await sit("ana")
    await ana.type("/camera ")
    await ana.press("Enter")
    movement = ana.page.get_by_role("combobox", name="movement")
    await expect(movement).to_have_value("Truck left")
    await ana.press("Enter")
    guide = ana.message("of 15")
    await expect(guide).to_contain_text("Truck left")
    await expect(guide.locator("video")).to_be_visible(timeout=20_000)
    await press_on(ana, "^Next$")
    await expect(guide).to_contain_text("2 of 15", timeout=20_000)
    await expect(ana.page.get_by_role("button", name="Next")).to_be_focused()
    await _is_clean(ana, "guide")
    await press_on(ana, "^Use this$")
    composer = ana.message("reads:")
    await expect(composer).to_contain_text("Camera truck right")
    await press_on(ana, "^Preview$")
    await expect(composer.locator("video")).to_be_visible(timeout=20_000)
    await choose(ana, "^Which step$", "add")
    await expect(ana.page.get_by_role("combobox", name="Step 2: choose")).to_be_visible()
    await expect(composer.locator("video")).to_be_visible()
    await choose(ana, "^Step 2: choose", "shake")
    await expect(composer).to_contain_text("truck right, then shake")
    await expect(composer.locator("video")).to_have_count(0)
    assert stage.minimax.received == []


async def _is_clean(seat: Seat, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    await seat.page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")
    assert await serious_faults(seat.page, "#scroller") == []
