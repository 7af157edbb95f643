"""The buttons under every clip that make another: Again, New camera, Remix."""

import asyncio

import discord
from discord.ext import commands

from cogs.ui.answering import Faults
from cogs.ui.asking import Interaction, ask_of
from cogs.ui.composing import Composer
from cogs.ui.form import remix_form
from cogs.ui.ordering import Ordering
from cogs.ui.pictures import Handed
from cogs.ui.pressing import Control, button_class
from cogs.ui.reply import Act
from cogs.ui.services import Services
from domain.refusals import Refused
from domain.refusals_together import RemixNotAllowed

#: Of the three seconds within which a form must open (docs: receiving and responding); discord.py
#: alone would wait for longer.
_MOST_ASKING_S = 1.0


class TogetherCog(commands.Cog):
    """What grows from a clip."""

    def __init__(
        self, services: Services, faults: Faults, ordering: Ordering, composer: Composer
    ) -> None:
        self._services = services
        self._faults = faults
        self._ordering = ordering
        self._composer = composer

    def buttons(self) -> list[type[Control]]:
        """The buttons under a clip, whoever presses them."""
        presses = {
            Act.TAKE: self._again,
            Act.NEW_CAMERA: self._new_camera,
            Act.REMIX: self._remix,
        }
        return [button_class(act, press, self._faults) for act, press in presses.items()]

    async def _again(self, interaction: Interaction, code: str) -> None:
        ask = await self._services.together.again(code, ask_of(interaction))
        await self._ordering.take(interaction, ask, Handed())

    async def _new_camera(self, interaction: Interaction, code: str) -> None:
        ask = await self._services.together.new_camera(code, ask_of(interaction))
        await self._services.studio.turn_away(ask)
        draft_id, _ = await self._services.studio.keep(ask)
        await self._composer.open(interaction, draft_id)

    async def _remix(self, interaction: Interaction, code: str) -> None:
        asking, studio = ask_of(interaction), self._services.studio
        await studio.pass_gates(asking)
        author_id = await self._services.together.author_of(code, asking)
        if author_id != interaction.user.id and not await _is_here(interaction, author_id):
            raise Refused(RemixNotAllowed(code=code, has_left=True))
        remix = await self._services.together.remix(code, asking)
        await studio.turn_away(remix.ask)
        draft_id, _ = await studio.keep(remix.ask)
        may = await studio.may_use_pictures(asking.place.server_id, asking.who)
        await interaction.response.send_modal(remix_form(draft_id, remix, with_pictures=may))


async def _is_here(interaction: Interaction, member_id: int) -> bool:
    """Whether somebody is a member of the server, as far as Discord tells."""
    server = interaction.guild
    if server is None or server.get_member(member_id) is not None:
        return True
    try:
        async with asyncio.timeout(_MOST_ASKING_S):
            await server.fetch_member(member_id)
    except discord.NotFound:
        return False
    except (discord.HTTPException, TimeoutError):
        return True  # not to know it is no reason to refuse
    return True
