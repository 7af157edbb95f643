"""How a person reaches what stands on the page with keys alone, as a screen shows no mouse."""

import re

from playwright.async_api import Locator, expect

from tests.browser.conftest import Seat

#: What the focus is on: its name, and whether a ring or a frame shows where it is.
_FOCUS = """() => {
    const one = document.activeElement;
    const style = getComputedStyle(one);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const label = one.labels?.[0]?.textContent ?? "";
    const framed = one.closest(".writing, .command-form") !== null;
    return { name: one.ariaLabel || label || one.textContent, marked: ring || framed };
}"""


async def tab_to(seat: Seat, name: str, *, back: bool = False) -> None:
    """Walk with Tab until the control whose name fits the pattern has the focus; it shows."""
    for _ in range(40):
        here = await seat.page.evaluate(_FOCUS)
        if re.search(name, here["name"]):
            assert here["marked"], f"nothing shows that {name!r} has the focus"
            return
        await seat.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab never came to {name!r}")


async def press_on(seat: Seat, name: str, *, back: bool = False) -> None:
    """Walk to a control and press it with Enter."""
    await tab_to(seat, name, back=back)
    await seat.press("Enter")


async def choose(seat: Seat, name: str, *letters: str, back: bool = False) -> None:
    """Open the list of this name, and take the options that begin so."""
    await tab_to(seat, name, back=back)
    await seat.press("ArrowDown")
    for typed in letters:
        await seat.type(typed)
        await seat.press("Enter")
    await seat.press("Escape")


async def complete_truck_left(seat: Seat) -> None:
    """In the option `camera`: type a word and take the first of what it may mean."""
    camera = seat.page.locator("[data-option=camera]")
    await seat.type("left")
    await expect(camera.get_by_role("option")).to_have_text(["truck left", "pan left"])
    await seat.press("Enter")
    await expect(camera.locator("input")).to_have_value("truck left")


async def go_up_to(seat: Seat, message: Locator) -> None:
    """Back to writing, and from there up with the arrow key until this message has the focus."""
    await seat.press("Escape")
    await expect(seat.text).to_be_focused()
    for _ in range(20):
        await seat.press("ArrowUp")
        if await message.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError("The arrow key never came to the message.")
