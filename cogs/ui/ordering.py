"""From a request to its private answer: the one way on which all requests for a clip go."""

from dataclasses import dataclass, replace

import discord

from cogs.ui.answering import ASKED, answer, change, think
from cogs.ui.asking import Interaction, ask_of
from cogs.ui.pictures import check_size, fetched, promised
from cogs.ui.reply import Reply
from cogs.ui.services import Services
from cogs.ui.words_answer import look_first, taken
from services.asks import Accepted, Ask, Confirm, Upload
from services.studio import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """The pictures that came along."""

    picture: discord.Attachment | None = None
    face: discord.Attachment | None = None

    def __bool__(self) -> bool:
        return self.picture is not None or self.face is not None

    def check(self) -> None:
        """Raises Refused for a file nobody should fetch."""
        for attachment in filter(None, (self.picture, self.face)):
            check_size(attachment)


class Ordering:
    """Takes requests to the studio and tells their members what became of them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def take(self, interaction: Interaction, ask: Ask, handed: Handed) -> None:
        """A new request. Without pictures its answer is the first and final one."""
        if handed:
            handed.check()
            await self._services.studio.turn_away(
                replace(ask, first_frame=promised(handed.picture), subject=promised(handed.face))
            )
            await think(interaction)
            picture, face = await self._fetched(handed)
            ask = replace(ask, first_frame=picture, subject=face)
        interaction.extras[ASKED] = ask
        outcome = await self._services.studio.request(ask)
        del interaction.extras[ASKED]
        await answer(interaction, self._words(outcome))

    async def go_on(
        self, interaction: Interaction, draft_id: str, asked: Change | None = None
    ) -> None:
        """Go on with a kept request, as its member pressed; the answer takes the button's place."""
        outcome = await self._services.studio.confirm(draft_id, ask_of(interaction), asked)
        await change(interaction, self._words(outcome))

    async def go_on_with(
        self, interaction: Interaction, draft_id: str, asked: Change, handed: Handed
    ) -> None:
        """The same with what a form brought along."""
        if handed:
            handed.check()
            await think(interaction)
            picture, face = await self._fetched(handed)
            asked = replace(asked, first_frame=picture, subject=face)
        await self.go_on(interaction, draft_id, asked)

    async def _fetched(self, handed: Handed) -> tuple[Upload | None, Upload | None]:
        errors = self._services.connection_errors
        return await fetched(handed.picture, errors), await fetched(handed.face, errors)

    def _words(self, outcome: Accepted | Confirm) -> Reply:
        if isinstance(outcome, Confirm):
            return look_first(outcome)
        return taken(outcome, self._services.now())
