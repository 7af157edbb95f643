"""One interaction: what a member did, and what became of it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from sandbox.discord.shapes import Json
from sandbox.discord.world.records import Attachment, Message, User


class InteractionType(IntEnum):
    """What a member did (docs: interactions/receiving-and-responding)."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Callback(IntEnum):
    """How the bot may answer first (docs: interactions/receiving-and-responding)."""

    MESSAGE = 4
    DEFER = 5
    DEFER_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class InteractionState(StrEnum):
    """Where an interaction stands with its first answer."""

    PENDING = "pending"
    ACKED = "acked"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True)
class Interaction:
    """A member's act on the bot's commands, components or modals; changes as it is answered."""

    id: int
    token: str
    type: InteractionType
    user: User
    channel_id: int
    guild_id: int | None
    created_at: datetime
    data: Json
    nonce: str | None = None
    message: Message | None = None
    files: list[Attachment] = field(default_factory=list)
    state: InteractionState = InteractionState.PENDING
    reason: str = ""
    callback: Callback | None = None
    seconds: float = 0.0
    started: float = 0.0
    response_id: int | None = None
    first: Message | None = None
    """The first answer as it was when it came."""
    choices: list[Json] = field(default_factory=list)
    modal: Json | None = None
    modal_open: bool = False
    opener: "Interaction | None" = None
    followup_ids: list[int] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None

    @property
    def is_context_menu(self) -> bool:
        """Whether a command from a message's or user's menu was picked."""
        return self.type is InteractionType.COMMAND and self.data.get("type", 1) != 1

    @property
    def command_name(self) -> str:
        """The whole name of the command that was run; empty when it was none."""
        if self.type is not InteractionType.COMMAND:
            return ""
        return " ".join([self.data["name"], *_subcommands(self.data)])

    def metadata(self, user: Json) -> Json:
        """Return what messages answering this say of it (docs: message-interaction-metadata)."""
        owners = {"0": str(self.guild_id or 0)}
        body: Json = {
            "id": str(self.id),
            "type": int(self.type),
            "user": user,
            "authorizing_integration_owners": owners,
        }
        if self.type is InteractionType.COMPONENT and self.message is not None:
            body["interacted_message_id"] = str(self.message.id)
        if self.opener is not None:
            body["triggering_interaction_metadata"] = self.opener.metadata(user)
        return body


def _subcommands(data: Json) -> list[str]:
    """Return the names of the group and subcommand that were run."""
    inner = [option for option in data.get("options", ()) if option["type"] in (1, 2)]
    return [name for option in inner for name in [option["name"], *_subcommands(option)]]
