"""Pictures on their way into memory: never more at a time than is set aside for them."""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace

import discord
import pytest

from cogs.ui.pictures import Fetching, Handed, Unfetched, check_sizes
from domain.refusals import Refused

MB = 1_000_000


@dataclass
class ScriptedAttachment:
    """A picture at Discord that says how heavy it is, and is handed out or not."""

    size: int
    filename: str = "a.png"
    trouble: Exception | None = None
    reads: list[int] = field(default_factory=list)

    async def read(self) -> bytes:
        self.reads.append(self.size)
        if self.trouble:
            raise self.trouble
        return b"x"


@pytest.fixture
def fetching() -> Fetching:
    return Fetching(SimpleNamespace(connection_errors=(ConnectionError,)))


def nine(size: int) -> Handed:
    return Handed(references=tuple(ScriptedAttachment(size) for _ in range(9)))


@pytest.mark.parametrize(
    ("handed", "measured", "limit"),
    [
        (Handed(first_frame=ScriptedAttachment(51 * MB)), "51.0 MB", "50 MB"),
        (nine(14 * MB), "126.0 MB", "120 MB"),
    ],
    ids=["one", "together"],
)
def test_too_heavy_is_refused_unfetched(handed, measured, limit):
    """One picture or all together: the refusal holds what was measured and what works."""
    with pytest.raises(Refused) as refused:
        check_sizes(handed)
    assert (refused.value.refusal.measured, refused.value.refusal.limit) == (measured, limit)


async def test_others_wait_until_memory_is_free(fetching):
    """A second heavy request is fetched once the first was worked on, not before."""
    heavy = Handed(first_frame=ScriptedAttachment(50 * MB), last_frame=ScriptedAttachment(50 * MB))
    light = ScriptedAttachment(10 * MB)
    other = ScriptedAttachment(40 * MB)

    async def second() -> bytes:
        async with fetching.of(Handed(first_frame=other)) as pictures:
            return pictures.first_frame.data

    async with fetching.of(heavy) as first:
        assert [one.data for _, one in first] == [b"x", b"x"]
        waiting = asyncio.create_task(second())
        async with fetching.of(Handed(subject=light)):
            assert light.reads == [10 * MB]
        assert other.reads == []
    assert await waiting == b"x"


@pytest.mark.parametrize(
    "trouble", [ConnectionError("gone"), discord.DiscordException("no")], ids=["network", "discord"]
)
async def test_what_is_not_handed_out_takes_no_room(fetching, trouble):
    """A failed fetch is told as such and frees what was set aside."""
    for _ in range(3):
        with pytest.raises(Unfetched):
            async with fetching.of(
                Handed(first_frame=ScriptedAttachment(50 * MB, trouble=trouble))
            ):
                raise AssertionError("nothing was fetched")
    async with fetching.of(Handed(first_frame=ScriptedAttachment(50 * MB))) as pictures:
        assert pictures.first_frame.name == "a.png"
