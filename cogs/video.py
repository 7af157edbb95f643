"""`/video`: a prompt, a camera, pictures; everything that leads to a shot in the line."""

from dataclasses import replace
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui import suggesting, wishes
from cogs.ui.answering import Faults, think
from cogs.ui.arrivals import Arrivals
from cogs.ui.asking import Interaction, as_read, ask_of, names_in, server_of, who_of
from cogs.ui.form import Filled, filled, form
from cogs.ui.ordering import Ordering
from cogs.ui.pictures import Fetching, Handed
from cogs.ui.pressing import Control, button_class
from cogs.ui.reply import Act
from cogs.ui.services import Services
from domain.refusals import Refused
from domain.refusals_acts import DraftGone
from services.asks import Ask, Change
from services.mending import Mend, mends
from services.suggesting import Possible, Wish

#: Discord's limit for an option of the kind string (docs: application commands).
_MOST_TYPED = 6_000
#: As long as the catalogue lets a clip be, in seconds, and a resolution's name.
_LONGEST_S = 600
_LONGEST_NAME = 20


class VideoCog(commands.Cog):
    """Requests for clips."""

    def __init__(
        self, services: Services, faults: Faults, arrivals: Arrivals, fetching: Fetching
    ) -> None:
        self._services = services
        self._faults = faults
        self._arrivals = arrivals
        self._ordering = Ordering(services, fetching)

    def buttons(self) -> list[type[Control]]:
        """The buttons under a request that is not taken yet, or came to nothing."""
        presses = {
            Act.CONFIRM: self._ordering.go_on,
            Act.EDIT: self._edit,
            Act.ASK_AGAIN: self._ask_again,
            Act.MEND: self._mend,
            Act.MODEL: self._other_model,
            Act.SIZE: self._other_size,
            Act.FORM: self._open_form,
        }
        return [button_class(act, press, self._faults) for act, press in presses.items()]

    @app_commands.command(name="video", description="Make a clip of what you describe")
    @app_commands.describe(
        prompt="What happens in the clip; brackets such as [Push in] move the camera",
        camera="How the camera moves, for example: truck left + pan right, then push in",
        image="A picture the clip begins with",
        last="A picture the clip ends with, beside one it begins with",
        reference="A person, a thing or a style to go by; the form takes up to nine",
        subject="A face the clip is about",
        model="Which model makes it; without a choice, the usual one that fits",
        duration="How many seconds; what goes with the rest comes up, with its price",
        resolution="How large, for example 1080p; what goes with the rest comes up",
        aspect="Which shape, for example 9:16; with a picture, the picture's own",
        preset="A camera plan you or this server keep; it comes before what camera says",
    )
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def video(
        self,
        interaction: Interaction,
        prompt: app_commands.Range[str, 0, _MOST_TYPED] = "",
        camera: app_commands.Range[str, 0, _MOST_TYPED] = "",
        image: discord.Attachment | None = None,
        last: discord.Attachment | None = None,
        reference: discord.Attachment | None = None,
        subject: discord.Attachment | None = None,
        model: str | None = None,
        duration: app_commands.Range[int, 1, _LONGEST_S] | None = None,
        resolution: app_commands.Range[str, 1, _LONGEST_NAME] | None = None,
        aspect: app_commands.Range[str, 1, _LONGEST_NAME] | None = None,
        preset: app_commands.Range[str, 1, wishes.LONGEST_CHOICE] | None = None,
    ) -> None:
        """Make a clip; with nothing given, a form opens.

        Write `prompt`, add a picture, or both. `camera` takes one movement or several: `+` joins
        movements at once, `then` puts them one after the other. The answer is private; the clip
        comes to the channel.
        """
        handed = Handed(
            first_frame=image,
            last_frame=last,
            subject=subject,
            references=(reference,) if reference else (),
        )
        wished = model or duration or resolution or aspect or preset
        if not (prompt or camera or handed or wished):
            await self._show_form(interaction)
            return
        ask = replace(
            ask_of(interaction, prompt=prompt, camera=camera),
            model=model,
            duration_s=duration,
            resolution=resolution,
            aspect=wishes.shape(aspect),
        )
        ask = await self._services.presets.begin_with(ask, preset)
        await self._ordering.take(interaction, ask, handed)

    @video.autocomplete("camera")
    async def complete_camera(self, _: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Movements that go on with what stands there already."""
        return wishes.cameras(current)

    @video.autocomplete("preset")
    async def complete_preset(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """One's own presets first, then the server's."""
        return await suggesting.presets(self._services, interaction, current)

    @video.autocomplete("model")
    async def complete_model(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The models that can make what is filled in so far, with their prices."""
        need = None if wishes.is_empty(interaction) else wishes.need_so_far(interaction)
        return wishes.model_choices(await self._services.studio.suggest_models(current, need))

    @video.autocomplete("duration")
    async def complete_duration(
        self, interaction: Interaction, current: object
    ) -> list[app_commands.Choice[int]]:
        """The lengths that go with what is filled in so far."""
        found, is_named = await self._possible(interaction, Wish.DURATION)
        return wishes.durations(found, str(current), named=is_named)

    @video.autocomplete("resolution")
    async def complete_resolution(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The resolutions that go with what is filled in so far."""
        found, is_named = await self._possible(interaction, Wish.RESOLUTION)
        return wishes.resolutions(found, current, named=is_named)

    @video.autocomplete("aspect")
    async def complete_aspect(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The shapes that go with what is filled in so far."""
        found, is_named = await self._possible(interaction, Wish.ASPECT)
        return wishes.shapes(found, current, named=is_named)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Forms are answered here, also those that were opened before a restart."""
        sent = filled(interaction)
        if sent is None:
            return
        work = partial(self._take_form, interaction, sent)
        await self._faults.guard(interaction, work, "taking a form")

    async def _take_form(self, interaction: Interaction, sent: Filled) -> None:
        if not sent.draft_id:
            ask = ask_of(interaction, prompt=sent.prompt, camera=sent.camera)
            # A line may be empty, and then it is too late for the camera once the shot is taken.
            ask = replace(ask, looks_first=not ask.camera and "[" not in ask.prompt)
            await self._ordering.take(interaction, ask, sent.pictures)
            return
        if picture := self._arrivals.awaited(sent.draft_id):
            await think(interaction)
            await picture.wait()
        prompt = as_read(sent.prompt, names_in(interaction))
        change = replace(sent.made, prompt=prompt, camera=sent.camera.strip())
        await self._ordering.go_on_with(interaction, sent.draft_id, change, sent.pictures)

    async def _edit(self, interaction: Interaction, draft_id: str) -> None:
        ask = await self._services.studio.draft(draft_id, who_of(interaction))
        await self._show_form(interaction, draft_id, ask)

    async def _ask_again(self, interaction: Interaction, code: str) -> None:
        draft_id, ask = await self._services.studio.ask_again(code, who_of(interaction))
        await self._show_form(interaction, draft_id, ask)

    async def _mend(self, interaction: Interaction, about: str) -> None:
        draft_id, _, mend = about.partition(":")
        ask = await self._services.studio.draft(draft_id, who_of(interaction))
        change = mends(ask).get(Mend(mend))
        if change is None:
            raise Refused(DraftGone())
        await self._ordering.go_on(interaction, draft_id, change)

    async def _other_model(self, interaction: Interaction, about: str) -> None:
        draft_id, _, title = about.partition(":")
        await self._ordering.go_on(interaction, draft_id, Change(model=title))

    async def _other_size(self, interaction: Interaction, about: str) -> None:
        # A button of an older version names no shape and no model.
        draft_id, seconds, resolution, *others = about.split(":", 4)
        aspect, model = (*others, "", "")[:2]
        change = Change(
            duration_s=int(seconds),
            resolution=resolution,
            aspect=wishes.shape(aspect),
            model=model or None,
        )
        await self._ordering.go_on(interaction, draft_id, change)

    async def _open_form(self, interaction: Interaction, _: str) -> None:
        await self._show_form(interaction)

    async def _show_form(
        self, interaction: Interaction, draft_id: str = "", ask: Ask | None = None
    ) -> None:
        server_id, who = server_of(interaction), who_of(interaction)
        may = await self._services.studio.may_use_pictures(server_id, who)
        await interaction.response.send_modal(form(draft_id, ask, with_pictures=may))

    async def _possible(self, interaction: Interaction, wish: Wish) -> tuple[list[Possible], bool]:
        """What goes with the options filled in so far, and whether they name a model."""
        model = str(interaction.namespace.model or "") or None
        need = wishes.need_without(wish, interaction)
        return await self._services.studio.suggest(wish, need, model), model is not None
