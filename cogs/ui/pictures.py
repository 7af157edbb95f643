"""Pictures that members hand in, as bytes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord

from cogs.ui.services import Services
from domain.pictures import Pictures
from domain.refusals import PictureUnusable, Refused
from services.asks import Upload

#: Above this nobody's patience or memory is spent; the services' own limit is lower.
MOST_BYTES = 50_000_000
#: Of the pictures of one request together, and of all that are in memory at a time.
MOST_BYTES_TOGETHER = 120_000_000

#: The pictures that came along with a request.
Handed = Pictures[discord.Attachment]


class Unfetched(Exception):
    """Discord did not hand out a picture."""


def check_sizes(handed: Handed) -> None:
    """Raises Refused for files that would not even be fetched."""
    for _, attachment in handed:
        if attachment.size > MOST_BYTES:
            raise Refused(_too_heavy(attachment.filename, attachment.size, MOST_BYTES))
    together = _bytes(handed)
    if together > MOST_BYTES_TOGETHER:
        raise Refused(_too_heavy("All your pictures", together, MOST_BYTES_TOGETHER))


def promised(attachment: discord.Attachment) -> Upload:
    """The picture before its bytes are there, for the rules that only ask whether there is one."""
    return Upload(name=attachment.filename, data=b"")


class Fetching:
    """Fetches pictures, never more at a time than memory is set aside for."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._held = 0
        self._freed = asyncio.Condition()

    @asynccontextmanager
    async def of(self, handed: Handed) -> AsyncIterator[Pictures[Upload]]:
        """The pictures with their bytes, which are counted until the block ends.

        Waits while others hold too many. Raises Refused when they are too big, Unfetched when
        Discord does not hand one out.
        """
        check_sizes(handed)
        size = _bytes(handed)
        async with self._freed:
            await self._freed.wait_for(lambda: self._held + size <= MOST_BYTES_TOGETHER)
            self._held += size
        try:
            yield Pictures.of([(role, await self._fetched(one)) for role, one in handed])
        finally:
            async with self._freed:
                self._held -= size
                self._freed.notify_all()

    async def _fetched(self, attachment: discord.Attachment) -> Upload:
        # Its link was given by Discord itself, never typed by anybody.
        try:
            data = await attachment.read()
        except discord.DiscordException as error:
            raise Unfetched from error
        except self._services.connection_errors as error:
            raise Unfetched from error
        return Upload(name=attachment.filename, data=data)


def _bytes(handed: Handed) -> int:
    return sum(attachment.size for _, attachment in handed)


def _too_heavy(name: str, size: int, limit: int) -> PictureUnusable:
    return PictureUnusable(
        name=name,
        problem="too_many_bytes",
        measured=f"{size / 1e6:.1f} MB",
        limit=f"{limit / 1e6:.0f} MB",
    )
