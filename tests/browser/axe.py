"""What axe, which knows the rules of accessibility, says about a part of a page."""

from collections.abc import Mapping

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

_SERIOUS = {"serious", "critical"}
ALL_RULES = {"resultTypes": ["violations"]}
COLOURS = {**ALL_RULES, "runOnly": ["color-contrast"]}


async def serious_faults(
    page: Page, part: str, rules: Mapping[str, object] = ALL_RULES
) -> list[str]:
    """The violated rules that shut somebody out, each with where."""
    # Axe is half a megabyte to read: a page that has it keeps it.
    axe = Axe("0") if await page.evaluate("'axe' in window") else Axe()
    found = await axe.run(page, context=part, options=dict(rules))
    return [
        f"{one['id']} at {[node['target'] for node in one['nodes']]}"
        for one in found.response["violations"]
        if one["impact"] in _SERIOUS
    ]
