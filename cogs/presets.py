"""`/clips presets`, and *Save as preset* in the composer."""

from functools import partial

from discord import app_commands
from discord.ext import commands

from cogs.ui import suggesting, wishes
from cogs.ui import words_presets as words
from cogs.ui.answering import Faults, answer, change
from cogs.ui.asking import Interaction, place_of, server_of, who_of
from cogs.ui.form_preset import Named, named, preset_form
from cogs.ui.pressing import Control, button_class
from cogs.ui.reply import Act, Reply
from cogs.ui.services import Services
from domain.refusals import Refused
from domain.refusals_together import PresetEmpty
from services.presets import Scope

#: A name is shorter; what is longer is told why.
_MOST_NAME = 100
_MOST_TYPED = 6_000
_Typed = app_commands.Range[str, 1, _MOST_NAME]
_SCOPES = [
    app_commands.Choice(name="only me", value=str(Scope.MINE)),
    app_commands.Choice(name="everyone in this server", value=str(Scope.SERVER)),
]


class PresetCommands(
    app_commands.Group, name="presets", description="Camera plans under a name, yours and shared"
):
    """The commands, a group inside `/clips`."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    @app_commands.command(name="save", description="Keep a camera plan under a name")
    @app_commands.describe(
        name="1 to 40 characters",
        camera="How the camera moves, for example: truck left + pan right, then push in",
        scope="Whose it is; without a choice, yours",
    )
    @app_commands.choices(scope=_SCOPES)
    async def save(
        self,
        interaction: Interaction,
        name: _Typed,
        camera: app_commands.Range[str, 1, _MOST_TYPED],
        scope: str = Scope.MINE,
    ) -> None:
        """Keep it for yourself, or for everyone if you are staff or in the role for presets.

        `/video preset:` begins a clip with it.
        """
        place, who = place_of(interaction), who_of(interaction)
        preset = await self._services.presets.save(place, who, name, camera, Scope(scope))
        await answer(interaction, words.saved(preset))

    @app_commands.command(name="list", description="Your presets and this server's")
    async def list_(self, interaction: Interaction) -> None:
        """Names and plans, your own first."""
        await answer(interaction, await self.listing(interaction, 1))

    @app_commands.command(name="show", description="What a preset does, and who kept it")
    @app_commands.describe(name="Its name")
    async def show(self, interaction: Interaction, name: _Typed) -> None:
        """One preset in full; of two with the same name yours comes first."""
        server_id, who = server_of(interaction), who_of(interaction)
        preset = await self._services.presets.find(server_id, who, name)
        await answer(interaction, words.shown(preset))

    @app_commands.command(name="rename", description="Give a preset another name")
    @app_commands.describe(name="Its name as it is", to="Its name as it should be")
    async def rename(self, interaction: Interaction, name: _Typed, to: _Typed) -> None:
        """Yours, or the server's if you may keep those."""
        place, who = place_of(interaction), who_of(interaction)
        was, now = await self._services.presets.rename(place, who, name, to)
        await answer(interaction, words.renamed(was, now))

    @app_commands.command(name="delete", description="Forget a preset")
    @app_commands.describe(name="Its name")
    async def delete(self, interaction: Interaction, name: _Typed) -> None:
        """Yours, or the server's if you may keep those. Clips made with it stay as they are."""
        server_id, who = server_of(interaction), who_of(interaction)
        preset = await self._services.presets.delete(server_id, who, name)
        await answer(interaction, words.deleted(preset))

    @save.autocomplete("camera")
    async def complete_camera(self, _: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Movements that go on with what stands there already."""
        return wishes.cameras(current)

    @show.autocomplete("name")
    @rename.autocomplete("name")
    @delete.autocomplete("name")
    async def complete_name(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """One's own first, then the server's."""
        return await suggesting.presets(self._services, interaction, current)

    async def listing(self, interaction: Interaction, number: int) -> Reply:
        """A page of the presets that this person sees."""
        server_id, who = server_of(interaction), who_of(interaction)
        return words.listing(await self._services.presets.page(server_id, who, number))


class PresetsCog(commands.Cog):
    """Presets from the composer, and the pages of their list."""

    def __init__(self, services: Services, faults: Faults, bot: commands.Bot) -> None:
        self._services = services
        self._faults = faults
        self._bot = bot
        self._commands = PresetCommands(services)

    async def cog_load(self) -> None:
        """The commands stand inside `/clips`, which another cog brings."""
        clips = self._bot.tree.get_command("clips")
        assert isinstance(clips, app_commands.Group), "/clips is loaded before its presets"
        clips.add_command(self._commands)

    def buttons(self) -> list[type[Control]]:
        """The buttons about presets."""
        presses = {Act.SAVE_PRESET: self.ask_name, Act.PRESETS: self._page}
        return [button_class(act, press, self._faults) for act, press in presses.items()]

    async def ask_name(self, interaction: Interaction, draft_id: str) -> None:
        """Ask under which name the plan of a kept request is to be saved."""
        who = who_of(interaction)
        ask = await self._services.studio.draft(draft_id, who)
        if not ask.camera.strip():
            raise Refused(PresetEmpty())
        may = await self._services.presets.may_keep_servers(server_of(interaction), who)
        await interaction.response.send_modal(preset_form(draft_id, for_server=may))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """The form for the name, also one that was opened before a restart."""
        sent = named(interaction)
        if sent is None:
            return
        work = partial(self._save, interaction, sent)
        await self._faults.guard(interaction, work, "taking the form of a preset")

    async def _save(self, interaction: Interaction, sent: Named) -> None:
        place, who = place_of(interaction), who_of(interaction)
        ask = await self._services.studio.draft(sent.draft_id, who)
        preset = await self._services.presets.save(place, who, sent.name, ask.camera, sent.scope)
        # A message of its own: the composer's stays and is gone on with.
        await answer(interaction, words.saved(preset))

    async def _page(self, interaction: Interaction, number: str) -> None:
        wanted = int(number) if number.isdecimal() else 1
        await change(interaction, await self._commands.listing(interaction, wanted))
