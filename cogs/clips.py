"""`/clips`, `/credits`, and the buttons under cards and clips."""

from functools import partial

from discord import app_commands
from discord.ext import commands

from cogs.ui.answering import Faults, answer, change, think
from cogs.ui.asking import Interaction, place_of, server_of, who_of
from cogs.ui.pressing import Control, button_class
from cogs.ui.removing import remove_clip
from cogs.ui.reply import Act, Reply
from cogs.ui.services import Services
from cogs.ui.words_credits import purse
from cogs.ui.words_done import cancelled, delete_first, deleted, not_posted, privacy
from cogs.ui.words_show import because, details, listing, more, suggestion
from domain.refusals import Refused
from domain.refusals_acts import NotFound, NotYours
from services.job_view import JobView


class ClipsCog(commands.Cog):
    """What became of one's clips."""

    clips = app_commands.Group(
        name="clips",
        description="Your clips here: where they are, what happened",
        guild_only=True,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    def __init__(self, services: Services, faults: Faults) -> None:
        self._services = services
        self._faults = faults

    def buttons(self) -> list[type[Control]]:
        """The buttons about a clip."""
        presses = {
            Act.DETAILS: self._details,
            Act.MORE: self._more,
            Act.CANCEL: self._cancel,
            Act.DONT_POST: self._dont_post,
            Act.DELETE: self._delete,
            Act.DELETE_FOR_GOOD: self._delete_for_good,
            Act.WHY: self._why,
            Act.PAGE: self._page,
        }
        return [button_class(act, press, self._faults) for act, press in presses.items()]

    @clips.command(name="list", description="Your clips in this server, newest first")
    async def list_(self, interaction: Interaction) -> None:
        """Running and past clips with their codes; only you see the list."""
        await answer(interaction, await self._listing(interaction, 1))

    @clips.command(name="show", description="Where a clip is, what happened, who paid")
    @app_commands.describe(code="The clip's code; left empty, your latest")
    async def show(self, interaction: Interaction, code: str | None = None) -> None:
        """Everything about one clip. A kept clip that isn't in the channel comes along.

        Of other people's clips you read what was public.
        """
        await answer(interaction, await self._show(interaction, code))

    @clips.command(name="cancel", description="Take a shot out of the line")
    @app_commands.describe(code="The shot's code; left empty, your latest")
    async def cancel(self, interaction: Interaction, code: str | None = None) -> None:
        """Free as long as the shot waits, here or at a video service that gives it back.

        Once it is being made, it can be kept private.
        """
        server_id, who = server_of(interaction), who_of(interaction)
        slow = partial(think, interaction)
        job = await self._services.clips.cancel(server_id, who, code, slow)
        await answer(interaction, cancelled(job))

    @clips.command(name="privacy", description="Who may make something of your clips")
    @app_commands.describe(remixes="Who may remix them; left empty, I tell how it stands")
    @app_commands.choices(
        remixes=[app_commands.Choice(name=who, value=who) for who in ("everyone", "nobody")]
    )
    async def privacy(self, interaction: Interaction, remixes: str | None = None) -> None:
        """Whether others may begin with your clips here: the Remix button, *Animate this image*.

        A remix takes words, camera, model and size; of pictures only the clip's own first frame,
        never the picture or the face you handed in. Your clip is named under it. Choosing nobody
        holds for what is asked from then on.
        """
        server_id, who = server_of(interaction), who_of(interaction)
        if remixes is not None:
            is_open = remixes == "everyone"
            await self._services.together.let_remix(server_id, who, everyone=is_open)
        lets = await self._services.together.lets_remix(server_id, who)
        await answer(interaction, privacy(lets_remix=lets))

    @show.autocomplete("code")
    @cancel.autocomplete("code")
    async def complete_code(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """One's own clips whose code or prompt holds what was typed."""
        found = await self._services.clips.mine(
            server_of(interaction), who_of(interaction), current
        )
        return [app_commands.Choice(name=suggestion(job), value=job.code) for job in found]

    @app_commands.command(name="credits", description="Your credits left here")
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def credits(self, interaction: Interaction) -> None:
        """How many are left by every limit that applies in this channel, which one binds, and when
        each comes back; how many clips that is, and what was granted to you; how many shots you may
        have at once; and where all clips are nearly used up, how few are left.
        """
        place, who = place_of(interaction), who_of(interaction)
        balance = await self._services.studio.balance(place, who)
        await answer(interaction, purse(balance))

    async def _listing(self, interaction: Interaction, number: int) -> Reply:
        server_id, who = server_of(interaction), who_of(interaction)
        page = await self._services.clips.page(server_id, who, number)
        balance = await self._services.studio.balance(place_of(interaction), who)
        return listing(page, balance)

    async def _show(self, interaction: Interaction, code: str | None) -> Reply:
        return self._words(await self._view(interaction, code))

    def _words(self, view: JobView) -> Reply:
        model = self._services.catalogue.get(view.job.shot.model)
        title = model.title if model else view.job.shot.model
        has_sound = model is not None and model.has_sound
        return details(view, title, self._services.now(), has_sound=has_sound)

    async def _view(self, interaction: Interaction, code: str | None) -> JobView:
        return await self._services.clips.show(interaction.guild_id, who_of(interaction), code)

    async def _pressed(self, interaction: Interaction, code: str) -> JobView:
        """The same from a button: whoever sees it knows the code already."""
        try:
            return await self._view(interaction, code)
        except Refused as refused:
            if isinstance(refused.refusal, NotFound):
                raise Refused(NotYours(code=code)) from None
            raise

    async def _details(self, interaction: Interaction, code: str) -> None:
        await answer(interaction, self._words(await self._pressed(interaction, code)))

    async def _more(self, interaction: Interaction, code: str) -> None:
        shown = self._words(await self._pressed(interaction, code))
        message = interaction.message
        files = message.attachments if message is not None else []
        # Fresh with every press: the address of an attachment is signed, and expires.
        await answer(interaction, more(shown, files[0].url if files else None))

    async def _cancel(self, interaction: Interaction, code: str) -> None:
        who = who_of(interaction)
        slow = partial(think, interaction)
        job = await self._services.clips.cancel(interaction.guild_id, who, code, slow)
        await change(interaction, cancelled(job))

    async def _dont_post(self, interaction: Interaction, code: str) -> None:
        who = who_of(interaction)
        job = await self._services.clips.dont_post(interaction.guild_id, who, code)
        await change(interaction, not_posted(job))

    async def _delete(self, interaction: Interaction, code: str) -> None:
        view = await self._pressed(interaction, code)
        if not view.is_private:
            raise Refused(NotYours(code=view.job.code))
        await answer(interaction, delete_first(view.job))

    async def _delete_for_good(self, interaction: Interaction, code: str) -> None:
        posted = await self._services.clips.take_down(
            interaction.guild_id, who_of(interaction), code
        )
        is_gone = await remove_clip(interaction, posted, self._services.clips)
        await change(interaction, deleted(code, is_gone=is_gone))

    async def _why(self, interaction: Interaction, code: str) -> None:
        view = await self._pressed(interaction, code)
        if not view.is_private:
            raise Refused(NotYours(code=view.job.code))
        await answer(interaction, because(view, leads_on=interaction.guild_id is not None))

    async def _page(self, interaction: Interaction, number: str) -> None:
        wanted = int(number) if number.isdecimal() else 1
        await change(interaction, await self._listing(interaction, wanted))
