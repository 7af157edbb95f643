"""Interactions: issued by members, answered once and in time, their tokens good for a while."""

import asyncio
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta

from sandbox.discord.asking.interaction import (
    Callback,
    Interaction,
    InteractionState,
    InteractionType,
)
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.shapes import Json
from sandbox.discord.world.changes import Changes, InteractionIssued, InteractionSettled
from sandbox.discord.world.records import Attachment, Channel, Message, User
from sandbox.discord.world.world import World

ACK_WITHIN = timedelta(seconds=3)
"""How long the bot may take for its first answer (docs: receiving-and-responding)."""

TOKEN_LIVES = timedelta(minutes=15)
"""How long the token works after that (docs: receiving-and-responding)."""

NO_ANSWER = "The application did not respond"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a member did: where, to what, and with which data."""

    type: InteractionType
    user: User
    channel: Channel
    data: Json
    message: Message | None = None
    nonce: str | None = None
    files: tuple[Attachment, ...] = ()
    opener: Interaction | None = None


class Interactions:
    """All interactions, by id and by token, and the clock that runs against each."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._changes: Changes = world.changes
        self._by_id: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}
        self._pending: set[int] = set()
        self.issued = self.acked = self.failed = 0
        world.clock.on_skip(self._check_pending)

    def issue(self, act: Act) -> Interaction:
        """Send the bot an interaction; from now on it has three seconds."""
        interaction = Interaction(
            id=self._world.ids.next(),
            token=secrets.token_urlsafe(60),
            type=act.type,
            user=act.user,
            channel_id=act.channel.id,
            guild_id=act.channel.guild_id,
            created_at=self._world.clock.now(),
            data=act.data,
            nonce=act.nonce,
            message=act.message,
            files=list(act.files),
            opener=act.opener,
            started=time.monotonic(),
        )
        self._by_id[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        self._pending.add(interaction.id)
        self.issued += 1
        loop = asyncio.get_running_loop()
        interaction.timer = loop.call_later(
            ACK_WITHIN.total_seconds(), self._fail, interaction, NO_ANSWER
        )
        self._changes.tell(InteractionIssued(interaction=interaction))
        return interaction

    def get(self, interaction_id: int) -> Interaction | None:
        """Return an interaction by its id."""
        return self._by_id.get(interaction_id)

    def to_answer(self, interaction_id: int, token: str) -> Interaction:
        """Return the interaction that waits for its first answer.

        Raises Refusal 10062 when it is unknown or too late, 40060 when it was answered before.
        """
        interaction = self._by_id.get(interaction_id)
        if interaction is None or not secrets.compare_digest(
            interaction.token.encode(), token.encode()
        ):
            raise Refusal(Code.UNKNOWN_INTERACTION)
        if interaction.state is InteractionState.ACKED:
            raise Refusal(Code.ALREADY_ACKNOWLEDGED)
        self._check(interaction)
        if interaction.state is InteractionState.FAILED:
            raise Refusal(Code.UNKNOWN_INTERACTION)
        return interaction

    def answered(self, token: str) -> Interaction:
        """Return the interaction whose token a follow-up carries.

        Raises Refusal 10015 for a token that is unknown or not yet acknowledged, 50027 for one
        that has died.
        """
        interaction = self._by_token.get(token)
        if interaction is None:
            raise Refusal(Code.UNKNOWN_WEBHOOK)
        if self._age(interaction) >= TOKEN_LIVES:
            raise Refusal(Code.INVALID_WEBHOOK_TOKEN)
        if interaction.state is not InteractionState.ACKED:
            raise Refusal(Code.UNKNOWN_WEBHOOK)
        return interaction

    def settle(self, interaction: Interaction, callback: Callback) -> None:
        """Note the first answer."""
        interaction.state = InteractionState.ACKED
        interaction.callback = callback
        self._end(interaction)
        self.acked += 1
        self._changes.tell(InteractionSettled(interaction=interaction))

    def close(self) -> None:
        """Stop all clocks."""
        for interaction_id in self._pending:
            timer = self._by_id[interaction_id].timer
            if timer is not None:
                timer.cancel()
        self._pending.clear()

    def _fail(self, interaction: Interaction, reason: str) -> None:
        interaction.state = InteractionState.FAILED
        interaction.reason = reason
        self._end(interaction)
        self.failed += 1
        self._changes.tell(InteractionSettled(interaction=interaction))

    def _end(self, interaction: Interaction) -> None:
        interaction.seconds = time.monotonic() - interaction.started
        self._pending.discard(interaction.id)
        if interaction.timer is not None:
            interaction.timer.cancel()
            interaction.timer = None

    def _check_pending(self) -> None:
        for interaction_id in list(self._pending):
            self._check(self._by_id[interaction_id])

    def _check(self, interaction: Interaction) -> None:
        late = self._age(interaction) >= ACK_WITHIN
        if late and interaction.state is InteractionState.PENDING:
            self._fail(interaction, NO_ANSWER)

    def _age(self, interaction: Interaction) -> timedelta:
        return self._world.clock.now() - interaction.created_at
