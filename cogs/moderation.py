"""`/greenlight-mod`: what staff decide about people and clips."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui import words_settings as words
from cogs.ui.answering import answer
from cogs.ui.asking import Interaction, server_of, who_of
from cogs.ui.removing import remove_clip
from cogs.ui.services import Services
from cogs.ui.words_done import deleted


class ModerationCog(commands.Cog):
    """Staff's commands; the services check that it is staff who use them."""

    mod = app_commands.Group(
        name="greenlight-mod",
        description="For staff: people and clips",
        guild_only=True,
        default_permissions=discord.Permissions(moderate_members=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    def __init__(self, services: Services) -> None:
        self._services = services

    @mod.command(name="block", description="Take no more requests from a member")
    @app_commands.describe(member="Who", reason="Why; kept in the log for staff")
    async def block(
        self,
        interaction: Interaction,
        member: discord.User,
        reason: app_commands.Range[str, 0, 500] = "",
    ) -> None:
        """Their shots in line go on; new requests are refused until they are unblocked."""
        server_id, who = server_of(interaction), who_of(interaction)
        await self._services.management.block(server_id, who, member.id, reason)
        await answer(interaction, words.blocked(member.id))

    @mod.command(name="unblock", description="Take a member's requests again")
    @app_commands.describe(member="Who")
    async def unblock(self, interaction: Interaction, member: discord.User) -> None:
        """The reverse of block."""
        server_id, who = server_of(interaction), who_of(interaction)
        was_blocked = await self._services.management.unblock(server_id, who, member.id)
        await answer(interaction, words.unblocked(member.id, was_blocked=was_blocked))

    @mod.command(name="delete", description="Delete a posted clip")
    @app_commands.describe(code="The code under the clip")
    async def delete(self, interaction: Interaction, code: str) -> None:
        """It can't be brought back; its credits stay used, and the log keeps who did it."""
        server_id, who = server_of(interaction), who_of(interaction)
        await self._services.management.staff_only(server_id, who)
        posted = await self._services.clips.take_down(server_id, who, code)
        is_gone = await remove_clip(interaction, posted, self._services.clips)
        await answer(interaction, deleted(code.strip().upper(), is_gone=is_gone))
