"""*Animate this image*: a message's picture becomes the first frame of a shot."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui.answering import answer
from cogs.ui.arrivals import Arrivals
from cogs.ui.asking import Interaction, ask_of, server_of, who_of
from cogs.ui.form import picture_form
from cogs.ui.pictures import Fetching, Handed, check_sizes, promised
from cogs.ui.reply import Reply
from cogs.ui.services import Services
from cogs.ui.words_answer import picture_note
from domain.pictures import Pictures
from domain.refusals import NoPictureThere, PictureNotYours, Refused
from domain.refusals_acts import NotFound
from services.asks import Ask


class AnimateCog(commands.Cog):
    """The menu under a message."""

    def __init__(
        self, services: Services, arrivals: Arrivals, fetching: Fetching, bot: commands.Bot
    ) -> None:
        self._services = services
        self._arrivals = arrivals
        self._fetching = fetching
        self._bot = bot
        self.menu = app_commands.ContextMenu(name="Animate this image", callback=self.animate)
        self.menu.guild_only = True
        self.menu.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)

    async def cog_load(self) -> None:
        """Menus are no part of a cog in discord.py, so this one is added by hand."""
        self._bot.tree.add_command(self.menu)

    async def cog_unload(self) -> None:
        """The reverse of cog_load."""
        self._bot.tree.remove_command(self.menu.name, type=self.menu.type)

    async def animate(self, interaction: Interaction, message: discord.Message) -> None:
        """Animate a picture you uploaded yourself, or the first frame of a clip of mine.

        A form asks what should happen and how the camera moves.
        """
        if message.author == interaction.client.user:
            await self._animate_clip(interaction, message)
        else:
            await self._animate_upload(interaction, message)

    async def _animate_clip(self, interaction: Interaction, message: discord.Message) -> None:
        try:
            code, still = await self._services.clips.still_of(
                server_of(interaction), who_of(interaction), message.id
            )
        except Refused as refused:
            if isinstance(refused.refusal, NotFound):
                raise Refused(NoPictureThere()) from None
            raise
        ask = replace(ask_of(interaction), pictures=Pictures(first_frame=still), parent=code)
        await self._services.studio.turn_away(ask)
        draft_id, _ = await self._services.studio.keep(ask)
        await interaction.response.send_modal(picture_form(draft_id))

    async def _animate_upload(self, interaction: Interaction, message: discord.Message) -> None:
        attachment = _picture_in(message)
        if attachment is None:
            raise Refused(NoPictureThere())
        if message.author != interaction.user:
            raise Refused(PictureNotYours())
        check_sizes(Handed(first_frame=attachment))
        ask = replace(ask_of(interaction), pictures=Pictures(first_frame=promised(attachment)))
        await self._services.studio.turn_away(ask)
        draft_id = self._services.studio.new_draft_id()
        with self._arrivals.on_the_way(draft_id):
            # A form must be the first answer and come within three seconds; the picture may take
            # longer, and is fetched while its member types.
            await interaction.response.send_modal(picture_form(draft_id))
            await self._keep(interaction, ask, attachment, draft_id)

    async def _keep(
        self,
        interaction: Interaction,
        ask: Ask,
        attachment: discord.Attachment,
        draft_id: str,
    ) -> None:
        async with self._fetching.of(Handed(first_frame=attachment)) as pictures:
            ask = replace(ask, pictures=pictures)
            _, notes = await self._services.studio.keep(ask, draft_id)
        if notes:
            text = "\n".join(picture_note(note) for note in notes)
            await answer(interaction, Reply(text=f"{text} Nothing is charged yet."))


def _picture_in(message: discord.Message) -> discord.Attachment | None:
    """The first picture; its bytes are judged later, whatever Discord calls it."""
    attachments = message.attachments
    return next((a for a in attachments if (a.content_type or "").startswith("image/")), None)
