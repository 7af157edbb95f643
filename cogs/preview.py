"""`/preview` and the Preview button: a plan is seen before anything is spent."""

from dataclasses import replace
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui import suggesting, wishes, words_preview
from cogs.ui.answering import Faults, answer, change, hold, think
from cogs.ui.asking import Interaction, ask_of, missing_rights, server_of, who_of
from cogs.ui.composing import seen_there
from cogs.ui.controls_composer import At
from cogs.ui.form import PREVIEW_FORM, Filled, filled, preview_form
from cogs.ui.pictures import Fetching, Handed, check_sizes, promised
from cogs.ui.pressing import Control, button_class
from cogs.ui.reply import Act, Reply
from cogs.ui.services import Services
from cogs.ui.words_composer import composer
from cogs.ui.words_refusals import may_be_reworded
from domain.refusals import (
    PicturesNotAllowed,
    PictureUnusable,
    PreviewsBusy,
    PromptTooLong,
    PromptUnreadable,
    Refused,
    WordsRefused,
)
from services.animatics import Undrawn, order_of
from services.asks import Ask
from services.composing import Composed
from services.suggesting import Wish

#: As for `/video`.
_MOST_TYPED = 6_000
_LONGEST_NAME = 20
#: Why nothing is drawn although the plan may stay: other words, or a moment later, and it is.
_PASSING = (WordsRefused, PromptUnreadable, PromptTooLong, PreviewsBusy)


class PreviewCog(commands.Cog):
    """Seeing before spending."""

    def __init__(self, services: Services, faults: Faults, fetching: Fetching) -> None:
        self._services = services
        self._faults = faults
        self._fetching = fetching

    def buttons(self) -> list[type[Control]]:
        """The composer's way here."""
        return [button_class(Act.PREVIEW, self._look, self._faults)]

    @app_commands.command(name="preview", description="See the camera move; nothing is charged")
    @app_commands.describe(
        prompt="What happens in the clip; brackets such as [Push in] move the camera",
        camera="How the camera moves, for example: truck left + pan right, then push in",
        image="A picture the clip begins with; the camera moves in it",
        aspect="Which shape, for example 9:16; with a picture, the picture's own",
        preset="A camera plan you or this server keep; it comes before what camera says",
    )
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def preview(
        self,
        interaction: Interaction,
        prompt: app_commands.Range[str, 0, _MOST_TYPED] = "",
        camera: app_commands.Range[str, 0, _MOST_TYPED] = "",
        image: discord.Attachment | None = None,
        aspect: app_commands.Range[str, 1, _LONGEST_NAME] | None = None,
        preset: app_commands.Range[str, 1, wishes.LONGEST_CHOICE] | None = None,
    ) -> None:
        """See what the camera will do; nothing is charged, and nobody else sees it.

        A short clip is drawn from your picture, or from what I can draw of your words. Under it the
        camera can be changed step by step; **Make it** goes on to the real clip. With nothing
        given, a form opens.
        """
        handed = Handed(first_frame=image)
        if not (prompt.strip() or camera.strip() or handed or aspect or preset):
            self._services.animatics.warm()
            server_id, who = server_of(interaction), who_of(interaction)
            may = await self._services.studio.may_use_pictures(server_id, who)
            await interaction.response.send_modal(preview_form(with_pictures=may))
            return
        ask = ask_of(interaction, prompt=prompt, camera=camera)
        await self._begin(interaction, replace(ask, aspect=wishes.shape(aspect)), handed, preset)

    @preview.autocomplete("camera")
    async def complete_camera(self, _: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Movements that go on with what stands there already."""
        self._services.animatics.warm()
        return wishes.cameras(current)

    @preview.autocomplete("preset")
    async def complete_preset(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """One's own presets first, then the server's."""
        self._services.animatics.warm()
        return await suggesting.presets(self._services, interaction, current)

    @preview.autocomplete("aspect")
    async def complete_aspect(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The shapes that go with what is filled in so far."""
        self._services.animatics.warm()
        need = wishes.need_without(Wish.ASPECT, interaction)
        found = await self._services.studio.suggest(Wish.ASPECT, need, None)
        return wishes.shapes(found, current, named=False)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """The form, also one that was opened before a restart."""
        sent = filled(interaction, PREVIEW_FORM)
        if sent is None:
            return
        work = partial(self._take_form, interaction, sent)
        await self._faults.guard(interaction, work, "taking the form of a preview")

    async def _take_form(self, interaction: Interaction, sent: Filled) -> None:
        ask = ask_of(interaction, prompt=sent.prompt, camera=sent.camera)
        await self._begin(interaction, ask, sent.pictures)

    async def _begin(
        self, interaction: Interaction, ask: Ask, handed: Handed, preset: str | None = None
    ) -> None:
        check_sizes(handed)
        if not await self._is_let_in(interaction, replace(ask, pictures=handed.each(promised))):
            return
        await think(interaction)
        async with self._fetching.of(handed) as pictures:
            reply = await self._kept_and_seen(interaction, replace(ask, pictures=pictures), preset)
        await answer(interaction, reply)

    async def _is_let_in(self, interaction: Interaction, ask: Ask) -> bool:
        """Whether its pictures may be fetched; where pictures are not for its member, its words
        are kept and told on. Raises Refused where no mending would help."""
        try:
            await self._services.studio.turn_away(ask)
        except Refused as refused:
            if not isinstance(refused.refusal, PicturesNotAllowed) or refused.draft_id is None:
                raise
            composed = await self._services.composing.look(refused.draft_id, ask.who)
            await answer(interaction, words_preview.unseen(composed, refused.refusal))
            return False
        return True

    async def _kept_and_seen(self, interaction: Interaction, ask: Ask, preset: str | None) -> Reply:
        studio, trouble = self._services.studio, None
        try:
            ask = await self._services.presets.begin_with(ask, preset)
        except Refused as refused:
            trouble = refused.refusal
        try:
            draft_id, _ = await studio.keep(ask)
        except Refused as refused:
            if not isinstance(refused.refusal, PictureUnusable):
                raise
            trouble = refused.refusal
            draft_id = await studio.keep_usable(ask)
        if trouble is None:
            return await self._seen(interaction, draft_id)
        composed = await self._services.composing.look(draft_id, ask.who)
        return words_preview.unseen(composed, trouble)

    async def _look(self, interaction: Interaction, about: str) -> None:
        at, _ = At.read(about)
        await hold(interaction)
        reply = await self._seen(interaction, at.draft_id, at.step)
        await change(interaction, reply, keeps_file=True)

    async def _seen(self, interaction: Interaction, draft_id: str, step: int = 0) -> Reply:
        earlier = seen_there(interaction)
        composed = await self._services.composing.look(draft_id, who_of(interaction))
        now = replace(composed.ask, missing_rights=missing_rights(interaction))
        try:
            await self._services.studio.pass_gates(now)
            if not composed.is_readable:
                return composer(composed, step)
            return await self._drawn(composed, step, earlier)
        except Refused as refused:
            refusal = refused.refusal
            if not isinstance(refusal, _PASSING) or not may_be_reworded(refusal):
                raise
            return words_preview.unseen(composed, refusal, step, earlier=earlier)

    async def _drawn(self, composed: Composed, step: int, earlier: str) -> Reply:
        try:
            preview = await self._services.animatics.draw(order_of(composed))
        except Undrawn as error:
            number = await self._services.incidents.report("drawing a preview", error)
            return words_preview.undrawn(composed, number, step, earlier=earlier)
        return words_preview.seen(composed, preview, step)
