"""How an interaction is answered, also when something breaks."""

import errno
import logging
from collections.abc import Awaitable, Callable

import discord
from discord import app_commands

from cogs.ui.asking import Interaction, who_of
from cogs.ui.doorway import Doorway
from cogs.ui.pictures import Unfetched
from cogs.ui.reply import Reply, file_of, view_of
from cogs.ui.services import Services
from cogs.ui.words_refusals import reply_to
from cogs.ui.words_trouble import broken, disk_trouble, no_connection, unfetched
from domain.refusals import (
    CameraContradicts,
    CameraTooMuch,
    CameraUnknown,
    ModelDoesNotFit,
    NothingFits,
    Refused,
)
from services.asks import Ask
from services.incidents import StorageUnavailable

log = logging.getLogger(__name__)

#: Where an interaction carries the request that is being taken, in case that breaks.
ASKED = "asked"
_NOBODY = discord.AllowedMentions.none()
#: The interaction is over, or was answered by somebody else (docs: JSON error codes).
_TOO_LATE = frozenset({10062, 40060, 50027, 10015})

#: What can be done about them depends on the rest of the request.
_MENDED_BY_WHAT_WAS_ASKED = (
    CameraUnknown,
    CameraContradicts,
    CameraTooMuch,
    ModelDoesNotFit,
    NothingFits,
)
_DISK_TROUBLE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM}
)


async def answer(interaction: Interaction, reply: Reply) -> None:
    """Say something privately: as the first answer, or in place of the thinking one."""
    reply = _fitting(interaction, reply)
    file = file_of(reply.file)
    try:
        await _say(interaction, reply, file)
    finally:
        # discord.py closes the files of a first answer only when they are collected.
        if file is not None:
            file.close()


async def _say(interaction: Interaction, reply: Reply, file: discord.File | None) -> None:
    view = view_of(reply)
    if not interaction.response.is_done():
        await interaction.response.send_message(
            reply.text,
            ephemeral=True,
            suppress_embeds=True,
            allowed_mentions=_NOBODY,
            file=file or discord.utils.MISSING,
            view=view or discord.utils.MISSING,
        )
    elif _is_thinking(interaction):
        await interaction.edit_original_response(
            content=reply.text,
            allowed_mentions=_NOBODY,
            attachments=[file] if file else [],
            view=view,
        )
    else:
        await interaction.followup.send(
            reply.text,
            ephemeral=True,
            suppress_embeds=True,
            allowed_mentions=_NOBODY,
            file=file or discord.utils.MISSING,
            view=view or discord.utils.MISSING,
        )


async def change(interaction: Interaction, reply: Reply, *, keeps_file: bool = False) -> None:
    """Put the reply in place of the private message whose button was pressed.

    `keeps_file`: what is attached there stays, where the reply has no file of its own.
    """
    message = interaction.message
    if message is None or not message.flags.ephemeral or not _takes_place(interaction):
        await answer(interaction, reply)
        return
    reply = _fitting(interaction, reply)
    file = file_of(reply.file)
    files = discord.utils.MISSING if keeps_file and file is None else [file] if file else []
    view = view_of(reply)
    try:
        if interaction.response.is_done():
            await interaction.edit_original_response(
                content=reply.text, allowed_mentions=_NOBODY, attachments=files, view=view
            )
        else:
            await interaction.response.edit_message(
                content=reply.text, allowed_mentions=_NOBODY, attachments=files, view=view
            )
    finally:
        if file is not None:
            file.close()


async def think(interaction: Interaction) -> None:
    """Ask for time: what comes takes longer than the three seconds of a first answer."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)


async def hold(interaction: Interaction) -> None:
    """Ask for time before a change of the message whose button was pressed; it stays meanwhile."""
    if not interaction.response.is_done():
        await interaction.response.defer()


class Faults:
    """The one handler of everything that a command, a button or a form raises."""

    def __init__(self, services: Services, doorway: Doorway) -> None:
        self._services = services
        self._doorway = doorway

    async def guard(
        self, interaction: Interaction, work: Callable[[], Awaitable[None]], doing: str
    ) -> None:
        """Do the work, if the doorway lets it in, and catch what it raises: presses, choices and
        forms have no other handler."""
        try:
            if await self._doorway.lets_in(interaction):
                await work()
        except Exception as error:  # noqa: BLE001 - the outer edge: discord.py would only log it
            await self.caught(interaction, error, doing)

    async def caught(self, interaction: Interaction, error: Exception, doing: str) -> None:
        """Answer privately; what is nobody's intention is numbered, logged and told on."""
        cause = _cause(error)
        if isinstance(cause, discord.HTTPException) and cause.code in _TOO_LATE:
            log.warning("too late to answer", extra={"doing": doing, "code": cause.code})
            return
        reply = await self._reply(interaction, cause, doing)
        unsayable: tuple[type[Exception], ...] = (
            discord.HTTPException,
            *self._services.connection_errors,
        )
        try:
            await answer(interaction, reply)
        except unsayable as unsaid:
            log.warning("can't answer: %s", unsaid, extra={"doing": doing})

    async def _reply(self, interaction: Interaction, error: Exception, doing: str) -> Reply:
        if isinstance(error, Refused):
            return reply_to(error.refusal, error.draft_id, await self._kept(interaction, error))
        if isinstance(error, StorageUnavailable):
            self._services.incidents.cant_write(doing, error)
            return disk_trouble()
        if _is_disk_trouble(error):
            log.error("the database can't be used while %s: %s", doing, error)
            return disk_trouble()
        if isinstance(error, Unfetched):
            log.warning("a picture can't be fetched while %s: %r", doing, error.__cause__)
            return unfetched()
        of_the_way: tuple[type[Exception], ...] = (
            discord.DiscordServerError,
            *self._services.connection_errors,
        )
        if isinstance(error, of_the_way) and not _is_about_a_file(error):
            log.warning("no connection while %s: %s", doing, error)
            return no_connection()
        number = await self._services.incidents.report(doing, error)
        return broken(number, await self._kept_for_later(interaction))

    async def _kept(self, interaction: Interaction, refused: Refused) -> Ask | None:
        """The kept request, where the ways to mend it have to be worked out."""
        if not isinstance(refused.refusal, _MENDED_BY_WHAT_WAS_ASKED):
            return None
        if refused.draft_id is None:
            return None
        try:
            return await self._services.studio.draft(refused.draft_id, who_of(interaction))
        except (Refused, StorageUnavailable):
            return None

    async def _kept_for_later(self, interaction: Interaction) -> str | None:
        """A draft of the request that broke while it was being taken; None when there is none."""
        ask = interaction.extras.get(ASKED)
        if not isinstance(ask, Ask):
            return None
        try:
            draft_id, _ = await self._services.studio.keep(ask)
        except (Refused, StorageUnavailable):
            return None
        return draft_id


def _fitting(interaction: Interaction, reply: Reply) -> Reply:
    """The reply as it can be used where it is given."""
    return reply.in_direct_messages() if interaction.guild_id is None else reply


def _takes_place(interaction: Interaction) -> bool:
    """Whether the next answer can still change the pressed message."""
    done = interaction.response.type
    return done is None or done is discord.InteractionResponseType.deferred_message_update


def _is_thinking(interaction: Interaction) -> bool:
    return interaction.response.type is discord.InteractionResponseType.deferred_channel_message


def _is_disk_trouble(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in _DISK_TROUBLE


def _is_about_a_file(error: Exception) -> bool:
    """Only what touches files names one: the network's errors are of the same family."""
    return isinstance(error, OSError) and error.filename is not None


def _cause(error: Exception) -> Exception:
    """What a command raised, without the library's wrapping."""
    if isinstance(error, app_commands.CommandInvokeError):
        return error.original
    return error
