"""What the driver gives back for an act: something one can await and ask."""

from collections.abc import Generator
from typing import Any

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.asking.interaction import Callback, Interaction, InteractionState
from sandbox.discord.driver.views import (
    ANSWER_KINDS,
    Answer,
    MessageView,
    ModalView,
    view_of,
)
from sandbox.discord.errors import DidNotRespond
from sandbox.discord.shapes import Json
from sandbox.discord.world.records import MessageFlag
from sandbox.discord.world.world import World

FIRST_ANSWER_SECONDS = 5.0
"""Longer than Discord's three seconds, so that a late answer ends in DidNotRespond."""


class InteractionHandle:
    """A member's act and what the bot makes of it. `await handle` gives the first answer."""

    def __init__(self, world: World, texts: MessageJson, interaction: Interaction) -> None:
        self._world = world
        self._texts = texts
        self._interaction = interaction

    def __await__(self) -> Generator[Any, None, Answer]:
        """Wait for the first answer. Raises DidNotRespond when there is none in time."""
        return self.first().__await__()

    @property
    def id(self) -> int:
        """The interaction's id."""
        return self._interaction.id

    @property
    def state(self) -> str:
        """Where it stands: pending, acked or failed."""
        return str(self._interaction.state)

    @property
    def modal(self) -> ModalView | None:
        """The form the bot opened, if it did."""
        modal = self._interaction.modal
        return None if modal is None else ModalView(interaction_id=self.id, json=modal)

    @property
    def message(self) -> MessageView | None:
        """The original answer as it stands now; None before there is one."""
        return self._view(self._interaction.response_id)

    @property
    def followups(self) -> tuple[MessageView, ...]:
        """The follow-ups so far, as they stand now."""
        views = (self._view(message_id) for message_id in self._interaction.followup_ids)
        return tuple(view for view in views if view is not None)

    async def first(
        self,
        timeout: float = FIRST_ANSWER_SECONDS,  # noqa: ASYNC109 - the error names what did not come
    ) -> Answer:
        """Wait for the first answer, as it was when it came.

        Raises DidNotRespond when the bot gave none within three seconds.
        """
        interaction = self._interaction
        await self._world.changes.until(
            lambda: interaction.state is not InteractionState.PENDING,
            timeout=timeout,
            what="the first answer",
        )
        if interaction.callback is None:
            raise DidNotRespond(interaction.reason)
        return self._answer(interaction, interaction.callback)

    async def final(
        self,
        timeout: float = 10.0,  # noqa: ASYNC109 - the error names what did not come
    ) -> MessageView:
        """Wait until the original answer no longer says that the bot is thinking."""
        await self.first()
        return await self._world.changes.until(
            self._filled, timeout=timeout, what="the final answer"
        )

    async def followup(
        self,
        number: int = 0,
        timeout: float = 10.0,  # noqa: ASYNC109 - the error names what did not come
    ) -> MessageView:
        """Wait for a follow-up, counted from 0."""
        await self._world.changes.until(
            lambda: len(self._interaction.followup_ids) > number,
            timeout=timeout,
            what=f"follow-up {number}",
        )
        return self.followups[number]

    def json(self) -> Json:
        """Return where it stands, for another process."""
        message = self.message
        return {
            "id": str(self.id),
            "state": self.state,
            "reason": self._interaction.reason,
            "callback": self._interaction.callback,
            "message": None if message is None else message.json,
            "followups": [view.json for view in self.followups],
            "modal": self._interaction.modal,
            "choices": self._interaction.choices,
        }

    def _filled(self) -> MessageView | None:
        message = self._world.messages.get(self._interaction.response_id or 0)
        if message is None or message.has(MessageFlag.LOADING):
            return None
        return self._view(message.id)

    def _answer(self, interaction: Interaction, callback: Callback) -> Answer:
        message = None
        if interaction.first is not None and interaction.response_id is not None:
            record = self._world.messages[interaction.response_id]
            first = self._texts.full(interaction.first)
            message = view_of(record, first, interaction.user.id)
        return Answer(
            kind=ANSWER_KINDS[callback],
            seconds=interaction.seconds,
            message=message,
            modal=self.modal,
            choices=tuple(interaction.choices),
        )

    def _view(self, message_id: int | None) -> MessageView | None:
        message = self._world.messages.get(message_id or 0)
        if message is None:
            return None
        return view_of(message, self._texts.full(message), self._interaction.user.id)
