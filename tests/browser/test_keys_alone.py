"""Presets, takes, cameras and remixes at the page, without a mouse; the real bot behind it."""

import pytest
from playwright.async_api import Locator, expect

from sandbox.stage import GENEROUS, QUICK, Stage
from tests.browser.conftest import Seat, Sit
from tests.browser.keys import choose, complete_truck_left, go_up_to, press_on, tab_to

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOON_MS = 20_000


@pytest.fixture
def knobs() -> dict[str, str]:
    """With credits and room in line for a whole story."""
    return {**QUICK, **GENEROUS}


def clips(seat: Seat) -> Locator:
    """The clips in the channel, which everybody sees."""
    return seat.message("AI-made").filter(has=seat.page.locator("video"))


async def test_a_plan_is_seen_kept_made_and_grown_from(stage: Stage, sit: Sit) -> None:
    """One story of two people: /preview, reorder, undo, edit, save a preset, make it; use the
    preset, another take, another camera, somebody else's remix."""
    ana, ben = await sit("ana"), await sit("ben")
    await _is_previewed(ana)
    await _is_reordered_and_edited(ana)
    await _is_kept_as_a_preset(ana)
    await _is_made(ana)
    await _is_taken_again(ana)
    await _gets_another_camera(ana)
    await _uses_the_preset(ana)
    await _is_remixed(ben)
    prompts = [received.prompt for received in stage.minimax.received]
    assert prompts == [
        "[Push in][Truck left] a blue lighthouse",
        "[Push in][Truck left] a blue lighthouse",
        "[Push in, Shake][Truck left] a blue lighthouse",
        "[Push in][Truck left] a calm sea",
        "[Push in][Truck left] a green lighthouse",
    ]


async def _is_previewed(ana: Seat) -> None:
    await ana.type("/preview a red lighthouse")
    await press_on(ana, "^Add camera")
    await complete_truck_left(ana)
    await ana.press("Enter")
    shown = ana.message("reads:")
    await expect(shown.locator("video")).to_be_visible(timeout=SOON_MS)
    await expect(ana.page.get_by_role("combobox", name="Which step")).to_be_focused()


async def _is_reordered_and_edited(ana: Seat) -> None:
    shown = ana.message("reads:")
    await press_on(ana, "^Add step$")
    await expect(ana.page.get_by_role("combobox", name="Step 2: choose")).to_be_visible()
    await choose(ana, "^Step 2: choose", "push i", back=True)
    await expect(shown).to_contain_text("Camera truck left, then push in")
    await press_on(ana, "^Earlier$")
    await expect(shown).to_contain_text("Camera push in, then truck left")
    await press_on(ana, "^Undo$")
    await expect(shown).to_contain_text("Camera truck left, then push in")
    await choose(ana, "^Which step$", "step 2", back=True)
    await expect(ana.page.get_by_role("combobox", name="Step 2: choose")).to_be_visible()
    await press_on(ana, "^Earlier$")
    await expect(shown).to_contain_text("Camera push in, then truck left")
    await press_on(ana, "^Edit text$")
    form = ana.page.get_by_role("dialog", name="Text and camera")
    await expect(form.get_by_label("What happens")).to_be_focused()
    await ana.press("Control+A")
    await ana.type("a blue lighthouse")
    await press_on(ana, "^Submit$")
    await expect(form).to_have_count(0)
    await expect(shown).to_contain_text('"a blue lighthouse"')
    await expect(ana.page.get_by_role("button", name="Edit text")).to_be_focused()


async def _is_kept_as_a_preset(ana: Seat) -> None:
    await press_on(ana, "^Save as preset$", back=True)
    await expect(ana.page.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    await ana.type("Closer")
    await press_on(ana, "^Submit$")
    await expect(ana.message("Closer is kept for you")).to_be_visible()
    await expect(ana.page.get_by_role("button", name="Save as preset")).to_be_focused()


async def _is_made(ana: Seat) -> None:
    await press_on(ana, "^Make it for 3 credits$", back=True)
    await expect(ana.message("Clips here are PG-13")).to_contain_text('"a blue lighthouse"')
    await expect(ana.page.get_by_role("button", name="Make it for 3 credits")).to_be_focused()
    await ana.press("Enter")
    await expect(clips(ana)).to_have_count(1, timeout=SOON_MS)


async def _is_taken_again(ana: Seat) -> None:
    await go_up_to(ana, clips(ana).last)
    await press_on(ana, "^Again$")
    await expect(clips(ana).filter(has_text="take 2")).to_be_visible(timeout=SOON_MS)


async def _gets_another_camera(ana: Seat) -> None:
    await go_up_to(ana, clips(ana).last)
    await press_on(ana, "^New camera$")
    await expect(ana.page.get_by_role("combobox", name="Step 1: choose")).to_be_visible()
    await choose(ana, "^Step 1: choose", "sh")
    await expect(ana.message("push in with shake").last).to_be_visible()
    await press_on(ana, "^Make it for 3 credits$")
    await expect(clips(ana)).to_have_count(3, timeout=SOON_MS)


async def _uses_the_preset(ana: Seat) -> None:
    await expect(ana.text).to_be_focused()
    await ana.type("/video a calm sea")
    await press_on(ana, "^Add preset")
    await ana.type("clo")
    preset = ana.page.locator("[data-option=preset]")
    closer = "Closer · push in, then truck left"
    await expect(preset.get_by_role("option", selected=True)).to_have_text(closer)
    await ana.press("Enter")
    await expect(preset.locator("input")).to_have_value(closer)
    await ana.press("Enter")
    await expect(clips(ana).filter(has_text='"a calm sea"')).to_be_visible(timeout=SOON_MS)


async def _is_remixed(ben: Seat) -> None:
    await go_up_to(ben, clips(ben).filter(has_text="take 2"))
    await press_on(ben, "^Remix$")
    form = ben.page.get_by_role("dialog", name="Remix")
    await expect(form.get_by_label("What happens")).to_be_focused()
    await ben.press("Control+A")
    await ben.type("a green lighthouse")
    await tab_to(ben, "^Model and size$")
    await press_on(ben, "^Submit$")
    await expect(ben.message("Clips here are PG-13")).to_be_visible()
    await press_on(ben, "^Make it for 3 credits$")
    await expect(clips(ben).filter(has_text="remix of @Ana's")).to_be_visible(timeout=SOON_MS)
