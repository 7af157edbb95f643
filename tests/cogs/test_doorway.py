"""The doorway: whoever is inside is waited for, and cut off when that takes too long."""

import asyncio
from typing import cast

from cogs.ui.asking import Interaction
from cogs.ui.doorway import Doorway


async def test_who_is_inside_is_waited_for_and_cut_off_in_the_end() -> None:
    """One ends by itself, one never would; after both, nobody is inside."""
    doorway = Doorway(())
    quick = asyncio.Event()

    async def answered(until: asyncio.Event) -> None:
        # It looks at interactions of those alone who come too late.
        assert await doorway.lets_in(cast(Interaction, None))
        await until.wait()

    first = asyncio.create_task(answered(quick))
    never = asyncio.create_task(answered(asyncio.Event()))
    await asyncio.sleep(0)
    doorway.close()
    emptying = asyncio.create_task(doorway.empty(0.05))
    quick.set()
    assert await emptying == 1
    assert not first.cancelled()
    assert never.cancelled()
    assert await doorway.empty(0.05) == 0
