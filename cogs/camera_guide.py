"""`/camera`: the guide of the fifteen movements, each with a clip that shows it."""

from discord import app_commands
from discord.ext import commands

from cogs.ui.answering import Faults, answer, change, hold, think
from cogs.ui.asking import Interaction, ask_of
from cogs.ui.composing import Composer
from cogs.ui.pressing import Control, button_class, select_class
from cogs.ui.reply import Act, Reply
from cogs.ui.services import Services
from cogs.ui.words_guide import movement_at, page, plan
from domain.movements import Movement
from domain.refusals import Refused
from services.animatics import Preview, PreviewOrder, Undrawn

#: A place with things near and far, so that travelling differs from turning.
_USUAL_PLACE = "a red lighthouse by the sea at sunset"
#: What goes along needs somebody to go along with.
_PLACES = {Movement.TRACKING_SHOT: "a fox in the forest"}


class GuideCog(commands.Cog):
    """What the camera can do."""

    def __init__(self, services: Services, faults: Faults, composer: Composer) -> None:
        self._services = services
        self._faults = faults
        self._composer = composer

    def controls(self) -> list[type[Control]]:
        """Turning pages, and using what stands on one."""
        return [
            button_class(Act.GUIDE, self._turn, self._faults),
            button_class(Act.USE_MOVE, self._use, self._faults),
            select_class(Act.GUIDE_LIST, self._choose, self._faults),
        ]

    @app_commands.command(name="camera", description="What the camera can do, each with a clip")
    @app_commands.describe(movement="The one to begin with")
    @app_commands.choices(
        movement=[
            app_commands.Choice(name=one.value, value=str(number))
            for number, one in enumerate(Movement)
        ]
    )
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def camera(self, interaction: Interaction, movement: str = "0") -> None:
        """Leaf through the fifteen camera movements.

        Each page shows a movement in a short clip, says what it does, what else it is called, and
        how it reads to the models. **Use this** begins a clip with it.
        """
        await think(interaction)
        await answer(interaction, await self._page(interaction, movement))

    async def _turn(self, interaction: Interaction, number: str) -> None:
        await hold(interaction)
        await change(interaction, await self._page(interaction, number))

    async def _choose(self, interaction: Interaction, _: str, values: tuple[str, ...]) -> None:
        await self._turn(interaction, values[0])

    async def _use(self, interaction: Interaction, number: str) -> None:
        ask = ask_of(interaction, camera=plan(movement_at(number)).option())
        await self._services.studio.pass_gates(ask)
        draft_id, _ = await self._services.studio.keep(ask)
        await self._composer.open(interaction, draft_id)

    async def _page(self, interaction: Interaction, number: str) -> Reply:
        movement = movement_at(number)
        preview = await self._clip(movement)
        return page(movement, preview, leads_on=interaction.guild_id is not None)

    async def _clip(self, movement: Movement) -> Preview | None:
        """Its clip; None where it can't be drawn at the moment: the page is worth reading alone."""
        prompt = _PLACES.get(movement, _USUAL_PLACE)
        try:
            order = PreviewOrder(prompt=prompt, camera=plan(movement))
            return await self._services.animatics.draw(order)
        except Refused:
            return None
        except Undrawn as error:
            await self._services.incidents.report("drawing a page of the guide", error)
            return None
