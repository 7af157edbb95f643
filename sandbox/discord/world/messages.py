"""Messages: written, changed, deleted; their nonces remembered, their files stored."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sandbox.discord.codes import Code, Refusal
from sandbox.discord.shapes import Draft, Json, SentFile
from sandbox.discord.world import uploads
from sandbox.discord.world.changes import Change, MessageChanged
from sandbox.discord.world.mentions import find_pings, pings_reply
from sandbox.discord.world.records import (
    Attachment,
    Channel,
    Message,
    MessageFlag,
    MessageType,
)
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.stored_components import numbered, shown_texts
from sandbox.discord.world.world import World

NONCE_MEMORY = timedelta(minutes=5)
"""How long an enforced nonce is remembered; the documentation says "a few minutes"."""


NOBODY: frozenset[int] = frozenset()
"""Whom most messages ping; one set for all of them saves a twentieth of an interaction's memory."""


_UNKNOWN = "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message"
_OTHER_CHANNEL = (
    "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL",
    "Cannot reply to a message in a different channel",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a message comes from, beyond its author."""

    author_id: int
    type: MessageType = MessageType.DEFAULT
    flags: int = 0
    viewer_id: int | None = None
    interaction: Json | None = None
    interaction_id: int | None = None
    command_name: str = ""
    reference: Json | None = None


@dataclass(slots=True)
class _Nonces:
    """Messages by author and nonce, in the order they were written."""

    entries: deque[tuple[datetime, tuple[int, str], int]] = field(default_factory=deque)
    known: dict[tuple[int, str], int] = field(default_factory=dict)


class Messages:
    """Writes, changes and deletes messages, and tells the world of it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._nonces = _Nonces()

    def sent_before(self, author_id: int, payload: Json) -> Message | None:
        """Return the message that an enforced nonce stands for, if it is remembered.

        Source: docs: resources/message#create-message, `enforce_nonce`.
        """
        self._forget_nonces()
        if not payload.get("enforce_nonce") or payload.get("nonce") is None:
            return None
        known = self._nonces.known.get((author_id, str(payload["nonce"])))
        message = self._world.messages.get(known or 0)
        return None if message is None or message.deleted else message

    def create(self, channel: Channel, draft: Draft, origin: Origin) -> Message:
        """Write a message; the draft has been checked.

        Raises Refusal 40005 for a file over the channel's limit, 50035 for a reply to nothing.
        """
        self._check_sizes(channel, draft.files)
        payload = draft.payload
        flags = int(payload.get("flags") or 0) | origin.flags
        message = Message(
            id=self._world.ids.next(),
            channel_id=channel.id,
            guild_id=channel.guild_id,
            author_id=origin.author_id,
            created_at=self._world.clock.now(),
            type=origin.type,
            content=payload.get("content") or "",
            embeds=_rich(payload.get("embeds")),
            components=numbered(payload.get("components") or []),
            flags=flags,
            nonce=payload.get("nonce"),
            viewer_id=origin.viewer_id,
            interaction=origin.interaction,
            interaction_id=origin.interaction_id,
            command_name=origin.command_name,
        )
        self._add_reference(channel, message, payload, origin.reference)
        message.attachments = self._store(message, draft, ())
        self._find_pings(channel, message, payload.get("allowed_mentions"))
        self._add(channel, message)
        return message

    def edit(self, message: Message, draft: Draft) -> Message:
        """Change a message; what the draft leaves out stays. Edits ping nobody anew.

        Raises Refusal 40005 for a file over the channel's limit.
        """
        channel = self._world.channel(message.channel_id)
        self._check_sizes(channel, draft.files)
        payload = draft.payload
        was_loading = message.has(MessageFlag.LOADING)
        if "content" in payload:
            message.content = payload["content"] or ""
        if "embeds" in payload:
            message.embeds = _rich(payload["embeds"])
        if "components" in payload:
            message.components = numbered(payload["components"] or [])
        message.attachments = self._store(message, draft, tuple(message.attachments))
        message.flags = self._edited_flags(message, payload)
        if was_loading:
            self._find_pings(channel, message, payload.get("allowed_mentions"))
        else:
            message.edited_at = self._world.clock.now()
        self.changed(message)
        return message

    def changed(self, message: Message) -> None:
        """Tell the world that a message is different now."""
        self._world.changes.tell(MessageChanged(change=Change.UPDATED, message=message))

    def delete(self, message: Message) -> None:
        """Take a message away; its record stays for those who ask what was."""
        message.deleted = True
        channel = self._world.channels.get(message.channel_id)
        if channel is not None:
            channel.messages.pop(message.id, None)
        self._world.changes.tell(MessageChanged(change=Change.DELETED, message=message))

    def _add(self, channel: Channel, message: Message) -> None:
        channel.messages[message.id] = message
        self._world.messages[message.id] = message
        if message.viewer_id is None:
            channel.last_message_id = message.id
        if message.nonce is not None:
            key = (message.author_id, str(message.nonce))
            self._nonces.known[key] = message.id
            self._nonces.entries.append((message.created_at, key, message.id))
        self._world.changes.tell(MessageChanged(change=Change.CREATED, message=message))

    def _forget_nonces(self) -> None:
        entries, oldest = self._nonces.entries, self._world.clock.now() - NONCE_MEMORY
        while entries and entries[0][0] <= oldest:
            _, key, message_id = entries.popleft()
            if self._nonces.known.get(key) == message_id:
                del self._nonces.known[key]

    def _check_sizes(self, channel: Channel, files: tuple[SentFile, ...]) -> None:
        limit = self._world.upload_limit(channel)
        if any(len(file.data) > limit for file in files):
            raise Refusal(Code.REQUEST_TOO_LARGE)

    def _store(
        self, message: Message, draft: Draft, present: tuple[Attachment, ...]
    ) -> list[Attachment]:
        """Return the attachments a message has after the draft: those kept, then the new ones.

        Without an `attachments` list everything present stays (docs: resources/message#edit).
        """
        listed = draft.payload.get("attachments")
        described = {parse(entry["id"]): entry for entry in listed or ()}
        kept = [file for file in present if listed is None or file.id in described]
        for file in kept:
            entry = described.get(file.id, {})
            file.description = entry.get("description", file.description)
        fresh = [
            self.attachment(file, message.channel_id, described.get(file.number))
            for file in draft.files
        ]
        for file in fresh:
            file.ephemeral = message.viewer_id is not None
        return [*kept, *fresh]

    def attachment(self, file: SentFile, channel_id: int, entry: Json | None = None) -> Attachment:
        """Return a stored file, with what its entry in `attachments` says of it."""
        entry = entry or {}
        named = replace(file, name=uploads.safe_name(entry.get("filename") or file.name))
        facts = uploads.facts_of(named)
        stored = Attachment(
            id=self._world.ids.next(),
            channel_id=channel_id,
            filename=named.name,
            data=file.data,
            content_type=facts.content_type,
            width=facts.width,
            height=facts.height,
            description=entry.get("description"),
        )
        self._world.files[stored.id] = stored
        return stored

    def _edited_flags(self, message: Message, payload: Json) -> int:
        kept = message.flags & ~(MessageFlag.LOADING | MessageFlag.SUPPRESS_EMBEDS)
        wanted = int(payload.get("flags") or 0)
        return kept | (wanted & (MessageFlag.SUPPRESS_EMBEDS | MessageFlag.COMPONENTS_V2))

    def _add_reference(
        self, channel: Channel, message: Message, payload: Json, implied: Json | None
    ) -> None:
        wanted = payload.get("message_reference")
        if wanted is None:
            message.reference = implied
            return
        if parse(wanted.get("channel_id")) not in (None, channel.id):
            raise _refused_reference(*_OTHER_CHANNEL)
        original = channel.messages.get(parse(wanted["message_id"]) or 0)
        if original is None or original.viewer_id is not None:
            if wanted.get("fail_if_not_exists") is not False:
                raise _refused_reference(*_UNKNOWN)
            return
        message.type = MessageType.REPLY
        message.reference = {
            "type": 0,
            "channel_id": str(channel.id),
            "message_id": str(original.id),
        }
        if channel.guild_id is not None:
            message.reference["guild_id"] = str(channel.guild_id)

    def _find_pings(self, channel: Channel, message: Message, allowed: Json | None) -> None:
        content = "\n".join([message.content, *shown_texts(message.components)])
        pings = find_pings(self._world, channel, message.author_id, content, allowed)
        people, users = set(pings.people), list(pings.users)
        if message.type == MessageType.REPLY and message.reference is not None:
            original = self._world.messages.get(int(message.reference["message_id"]))
            own = original is None or original.author_id == message.author_id
            if original is not None and not own and pings_reply(allowed, original):
                people.add(original.author_id)
                users = list(dict.fromkeys([*users, original.author_id]))
        if message.viewer_id is not None:
            people &= {message.viewer_id}
        message.mentions = users
        message.mention_roles = list(pings.roles)
        message.mention_everyone = pings.everyone
        message.pings = frozenset(people - {message.author_id}) or NOBODY


def _rich(embeds: Any) -> list[Json]:
    """Return embeds as Discord stores them, defaults filled in."""
    stored: list[Json] = [{"type": "rich"} | embed for embed in embeds or ()]
    for embed in stored:
        if embed.get("fields"):
            embed["fields"] = [{"inline": False} | field for field in embed["fields"]]
    return stored


def _refused_reference(code: str, message: str) -> Refusal:
    entry = {"code": code, "message": message}
    return Refusal(Code.INVALID_FORM_BODY, {"message_reference": {"_errors": [entry]}})
