"""From a request to its private answer: the one way on which all requests for a clip go."""

from dataclasses import replace

from cogs.ui.answering import ASKED, answer, change, think
from cogs.ui.asking import Interaction, ask_of
from cogs.ui.pictures import Fetching, Handed, check_sizes, promised
from cogs.ui.reply import Reply
from cogs.ui.services import Services
from cogs.ui.words_answer import look_first, taken
from services.asks import Accepted, Ask, Change, Confirm


class Ordering:
    """Takes requests to the studio and tells their members what became of them."""

    def __init__(self, services: Services, fetching: Fetching) -> None:
        self._services = services
        self._fetching = fetching

    async def take(self, interaction: Interaction, ask: Ask, handed: Handed) -> None:
        """A new request. Without pictures its answer is the first and final one."""
        if not handed:
            await self._request(interaction, ask)
            return
        check_sizes(handed)
        await self._services.studio.turn_away(replace(ask, pictures=handed.each(promised)))
        await think(interaction)
        async with self._fetching.of(handed) as pictures:
            await self._request(interaction, replace(ask, pictures=pictures))

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
        if not handed:
            await self.go_on(interaction, draft_id, asked)
            return
        check_sizes(handed)
        await think(interaction)
        async with self._fetching.of(handed) as pictures:
            await self.go_on(interaction, draft_id, replace(asked, pictures=pictures))

    async def _request(self, interaction: Interaction, ask: Ask) -> None:
        interaction.extras[ASKED] = ask
        outcome = await self._services.studio.request(ask)
        del interaction.extras[ASKED]
        await answer(interaction, self._words(outcome))

    def _words(self, outcome: Accepted | Confirm) -> Reply:
        if isinstance(outcome, Confirm):
            return look_first(outcome)
        return taken(outcome, self._services.now())
