"""Cards in line at a real process: somebody ahead is cancelled, and everybody reads it."""

import pytest

from sandbox.stage import GENEROUS
from tests.acceptance.conftest import Opens, Play

#: Nothing moves by itself while this is looked at.
ONE_A_MINUTE = {"GREENLIGHT_SUBMITS_PER_MINUTE": "1", "GREENLIGHT_RUNNING_PER_MEMBER": "1"}
#: Nobody reads an old place for longer.
SOON_S = 15


def places(it: Play) -> dict[str, str]:
    """What the cards in the channel say of their places, by whose they are."""
    names = {it.discord.member(one).mention: one for one in ("ben", "staff", "newcomer")}
    lines = [message.text.splitlines() for message in it.discord.messages()]
    cards = [one for one in lines if one and "is making a clip" in one[0]]
    return {
        names[who]: one[-1].partition(" · ")[0]
        for one in cards
        if (who := one[0].partition(" is ")[0]) in names
    }


@pytest.mark.long
async def test_cards_move_up_when_somebody_ahead_is_cancelled(play: Opens) -> None:
    """Three in line, the first cancelled: within 15 s the others' cards say their new places."""
    async with play(knobs={**GENEROUS, **ONE_A_MINUTE}) as it:
        await it.agree("ana")
        for member in ("ben", "staff", "newcomer"):
            await it.agree(member)

        async def read(expected: dict[str, str]) -> None:
            await it.discord.until(
                lambda: places(it) == expected, timeout=SOON_S, what=f"cards that say {expected}"
            )

        await read({"ben": "Next in line", "staff": "1 ahead", "newcomer": "2 ahead"})
        ben = it.discord.member("ben")
        own = await ben.see(lambda m: m.ephemeral and "Your shot is in" in m.text, channel="clips")
        await ben.press(own, "Cancel").final()
        await read({"staff": "Next in line", "newcomer": "1 ahead"})
        await it.settled()
