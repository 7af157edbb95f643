"""Pictures that members hand in, as bytes."""

import discord

from domain.refusals import PictureUnusable, Refused
from services.asks import Upload

#: Above this nobody's patience or memory is spent; the services' own limit is lower.
MOST_BYTES = 50_000_000


class Unfetched(Exception):
    """Discord did not hand out a picture."""


def check_size(attachment: discord.Attachment) -> None:
    """Raises Refused for a file that would not even be fetched."""
    if attachment.size > MOST_BYTES:
        raise Refused(
            PictureUnusable(
                name=attachment.filename,
                problem="too_many_bytes",
                measured=f"{attachment.size / 1e6:.1f} MB",
                limit=f"{MOST_BYTES / 1e6:.0f} MB",
            )
        )


def promised(attachment: discord.Attachment) -> Upload:
    """The picture before its bytes are there, for the rules that only ask whether there is one."""
    return Upload(name=attachment.filename, data=b"")


async def fetched(
    attachment: discord.Attachment, connection_errors: tuple[type[Exception], ...]
) -> Upload:
    """The picture with its bytes. Its link was given by Discord itself, never typed by anybody.

    Raises Refused when it is too big, Unfetched when Discord does not hand it out.
    """
    check_size(attachment)
    try:
        data = await attachment.read()
    except discord.DiscordException as error:
        raise Unfetched from error
    except connection_errors as error:
        raise Unfetched from error
    return Upload(name=attachment.filename, data=data)
