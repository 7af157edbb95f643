"""Snapshots that the driver hands out: messages, modals, answers, counters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sandbox.discord.asking.acts import walk_components
from sandbox.discord.asking.interaction import Callback
from sandbox.discord.checks.modals import modal_fields
from sandbox.discord.checks.parts import Part
from sandbox.discord.shapes import Json
from sandbox.discord.world.records import Message, MessageFlag
from sandbox.discord.world.stored_components import shown_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message as it was at one moment; `json` is what Discord says of it."""

    json: Json
    pings: frozenset[int] = frozenset()
    pinged: bool = False
    deleted: bool = False

    @property
    def id(self) -> int:
        """Its id."""
        return int(self.json["id"])

    @property
    def channel_id(self) -> int:
        """Where it stands."""
        return int(self.json["channel_id"])

    @property
    def author_id(self) -> int:
        """Who wrote it."""
        return int(self.json["author"]["id"])

    @property
    def content(self) -> str:
        """Its content, without embeds and components."""
        return str(self.json["content"])

    @property
    def nonce(self) -> str | int | None:
        """The nonce it was sent with."""
        nonce: str | int | None = self.json.get("nonce")
        return nonce

    @property
    def flags(self) -> int:
        """Its flags."""
        return int(self.json["flags"])

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return bool(self.flags & MessageFlag.EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & MessageFlag.LOADING)

    @property
    def silent(self) -> bool:
        """Whether it was sent without a notification."""
        return bool(self.flags & MessageFlag.SUPPRESS_NOTIFICATIONS)

    @property
    def created_at(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.json["timestamp"])

    @property
    def embeds(self) -> list[Json]:
        """Its embeds."""
        return list(self.json["embeds"])

    @property
    def components(self) -> list[Json]:
        """Its components."""
        return list(self.json["components"])

    @property
    def attachments(self) -> list[Json]:
        """Its files."""
        return list(self.json["attachments"])

    @property
    def has_video(self) -> bool:
        """Whether a video is attached."""
        return any(file["content_type"].startswith("video/") for file in self.attachments)

    @property
    def reference_id(self) -> int | None:
        """The message it answers."""
        reference = self.json.get("message_reference")
        return None if reference is None else int(reference["message_id"])

    @property
    def thread_id(self) -> int | None:
        """The thread that was opened from it."""
        thread = self.json.get("thread")
        return None if thread is None else int(thread["id"])

    @property
    def text(self) -> str:
        """Everything readable in it: content, embeds, text displays."""
        texts = [self.content, *_embed_texts(self.embeds), *shown_texts(self.components)]
        return "\n".join(text for text in texts if text)

    def buttons(self) -> list[Json]:
        """Return its buttons, in order."""
        return [part for part in walk_components(self.components) if part["type"] == Part.BUTTON]

    def button(self, name: str) -> Json:
        """Return the button with that label or custom_id. Raises KeyError when there is none."""
        for button in self.buttons():
            if name in (button.get("label"), button.get("custom_id")):
                return button
        labels = ", ".join(str(button.get("label")) for button in self.buttons())
        raise KeyError(f"no button {name!r} among: {labels or 'none'}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModalView:
    """A form the bot opened."""

    interaction_id: int
    json: Json

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.json["title"])

    @property
    def custom_id(self) -> str:
        """Its custom_id."""
        return str(self.json["custom_id"])

    @property
    def components(self) -> list[Json]:
        """Its components."""
        return list(self.json["components"])

    @property
    def fields(self) -> Mapping[str, Json]:
        """Its inputs by custom_id, in order."""
        return modal_fields(self.json)


class AnswerKind(StrEnum):
    """How the bot answered first."""

    MESSAGE = "message"
    THINKING = "thinking"
    UPDATE = "update"
    QUIET = "quiet"
    CHOICES = "choices"
    MODAL = "modal"


ANSWER_KINDS: Mapping[Callback, AnswerKind] = {
    Callback.MESSAGE: AnswerKind.MESSAGE,
    Callback.DEFER: AnswerKind.THINKING,
    Callback.UPDATE: AnswerKind.UPDATE,
    Callback.DEFER_UPDATE: AnswerKind.QUIET,
    Callback.CHOICES: AnswerKind.CHOICES,
    Callback.MODAL: AnswerKind.MODAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The bot's first answer; `seconds` counts from the member's act to it."""

    kind: AnswerKind
    seconds: float
    message: MessageView | None = None
    modal: ModalView | None = None
    choices: tuple[Json, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """What was counted since the start; `lost` is what the network took, by chance."""

    bot_messages: int
    private_messages: int
    posted_clips: int
    private_clips: int
    interactions: int
    acked: int
    failed: int
    requests: int
    rate_limited: int
    refused: Mapping[int, int]
    by_operation: Mapping[str, int]
    by_channel: Mapping[str, int]
    lost: Mapping[str, int]

    def json(self) -> Json:
        """Return the counters for another process."""
        body: Json = {name: getattr(self, name) for name in self.__slots__}
        body["refused"] = {str(code): count for code, count in self.refused.items()}
        return body


def view_of(message: Message, json: Json, viewer_id: int | None = None) -> MessageView:
    """Return a snapshot of a message."""
    return MessageView(
        json=json,
        pings=message.pings,
        pinged=viewer_id in message.pings,
        deleted=message.deleted,
    )


def _embed_texts(embeds: Iterable[Json]) -> Iterable[str]:
    for embed in embeds:
        parts: list[Any] = [embed.get("title"), embed.get("description")]
        parts.append((embed.get("author") or {}).get("name"))
        for entry in embed.get("fields") or ():
            parts += [entry["name"], entry["value"]]
        parts.append((embed.get("footer") or {}).get("text"))
        yield from (part for part in parts if part)
