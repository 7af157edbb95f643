"""Discord's JSON of messages and attachments, and what the bot may read of them."""

from collections.abc import Iterable
from typing import Any

from sandbox.discord.api.payloads import channel_json, member_json, time_text, user_json
from sandbox.discord.shapes import Json
from sandbox.discord.world.intents import Intent
from sandbox.discord.world.links import Links
from sandbox.discord.world.records import Attachment, Message, MessageType
from sandbox.discord.world.world import World

ATTACHMENT_SCHEME = "attachment://"


class MessageJson:
    """Writes messages as JSON, with fresh links to their files."""

    def __init__(self, world: World, links: Links) -> None:
        self._world = world
        self._links = links

    def attachment(self, file: Attachment) -> Json:
        """Return an attachment with a link that works for a day."""
        link = self._links.to(file)
        body: Json = {
            "id": str(file.id),
            "filename": file.filename,
            "size": len(file.data),
            "url": link,
            "proxy_url": link,
            "content_type": file.content_type,
        }
        if file.width is not None:
            body["width"], body["height"] = file.width, file.height
        if file.description is not None:
            body["description"] = file.description
        if file.ephemeral:
            body["ephemeral"] = True
        return body

    def full(self, message: Message, *, with_reference: bool = True) -> Json:
        """Return a message with everything in it, as its readers see it."""
        shown_in_embeds = set(_embedded_names(message.embeds))
        files = [f for f in message.attachments if f.filename not in shown_in_embeds]
        body: Json = {
            "id": str(message.id),
            "channel_id": str(message.channel_id),
            "type": int(message.type),
            "content": message.content,
            "author": user_json(self._world.users[message.author_id]),
            "timestamp": time_text(message.created_at),
            "edited_timestamp": None if not message.edited_at else time_text(message.edited_at),
            "tts": False,
            "mention_everyone": message.mention_everyone,
            "mentions": [user_json(self._world.users[user]) for user in message.mentions],
            "mention_roles": [str(role) for role in message.mention_roles],
            "attachments": [self.attachment(file) for file in files],
            "embeds": [self._with_links(embed, message) for embed in message.embeds],
            "components": [self._with_links(part, message) for part in message.components],
            "pinned": False,
            "flags": message.flags,
        }
        if message.nonce is not None:
            body["nonce"] = message.nonce
        if message.reactions:
            body["reactions"] = [self._reaction(e, who) for e, who in message.reactions.items()]
        self._add_origin(body, message)
        if with_reference:
            self._add_reference(body, message)
        return body

    def for_bot(self, message: Message) -> Json:
        """Return what the bot may read: without the intent, others' content is blank.

        Own messages, direct messages and mentions of the bot are exempt
        (docs: events/gateway#message-content-intent).
        """
        body = self.full(message)
        if not self._may_read(message):
            body |= {"content": "", "embeds": [], "attachments": [], "components": []}
        return body

    def for_event(self, message: Message) -> Json:
        """Return a message as the Gateway sends it."""
        body = self.for_bot(message)
        if message.guild_id is not None:
            guild = self._world.guilds[message.guild_id]
            body["guild_id"] = str(guild.id)
            author = guild.members.get(message.author_id)
            if author is not None:
                body["member"] = member_json(author, with_user=False)
        return body

    def _may_read(self, message: Message) -> bool:
        bot_id = self._world.bot.id
        return (
            bool(self._world.allowed_intents & Intent.MESSAGE_CONTENT)
            or message.author_id == bot_id
            or message.guild_id is None
            or bot_id in message.mentions
        )

    def _add_origin(self, body: Json, message: Message) -> None:
        if message.author_id == self._world.bot.id:
            body["application_id"] = str(self._world.bot.id)
        if message.interaction is not None:
            body["webhook_id"] = str(self._world.bot.id)
            body["interaction_metadata"] = message.interaction
            if message.command_name:
                body["interaction"] = _named_command(message, message.interaction)
        thread = self._world.channels.get(message.thread_id or 0)
        if thread is not None:
            body["thread"] = channel_json(self._world, thread)

    def _add_reference(self, body: Json, message: Message) -> None:
        if message.reference is None:
            return
        body["message_reference"] = message.reference
        if message.type in (MessageType.REPLY, MessageType.CHAT_INPUT_COMMAND):
            original = self._world.messages.get(int(message.reference["message_id"]))
            gone = (
                original is None
                or original.deleted
                or original.viewer_id not in (None, message.viewer_id)
            )
            body["referenced_message"] = (
                None if gone or original is None else self.full(original, with_reference=False)
            )

    def _reaction(self, emoji: str, who: set[int]) -> Json:
        return {
            "emoji": {"id": None, "name": emoji},
            "count": len(who),
            "count_details": {"burst": 0, "normal": len(who)},
            "burst_colors": [],
            "me": self._world.bot.id in who,
            "me_burst": False,
            "burst_me": False,
            "burst_count": 0,
        }

    def _with_links(self, part: Any, message: Message) -> Any:
        """Copy an embed or component, its `attachment://` names turned into links."""
        if isinstance(part, list):
            return [self._with_links(item, message) for item in part]
        if not isinstance(part, dict):
            return part
        copied = {key: self._with_links(value, message) for key, value in part.items()}
        if isinstance(copied.get("file"), dict):
            copied |= _file_facts(message.attachments, part["file"].get("url"))
        for key in ("url", "icon_url"):
            file = _named(message.attachments, copied.get(key))
            if file is not None:
                copied |= self._media(file, key)
        return copied

    def _media(self, file: Attachment, key: str) -> Json:
        link = self._links.to(file)
        media: Json = {key: link, f"proxy_{key}": link}
        if key == "url":
            media |= {
                "width": file.width,
                "height": file.height,
                "content_type": file.content_type,
                "attachment_id": str(file.id),
            }
        return media


def _named_command(message: Message, metadata: Json) -> Json:
    """Return the older word on an interaction, which alone has the command's name."""
    return {key: metadata[key] for key in ("id", "type", "user")} | {"name": message.command_name}


def _named(files: Iterable[Attachment], link: object) -> Attachment | None:
    if not isinstance(link, str) or not link.startswith(ATTACHMENT_SCHEME):
        return None
    name = link.removeprefix(ATTACHMENT_SCHEME)
    return next((file for file in files if file.filename == name), None)


def _file_facts(files: Iterable[Attachment], link: object) -> Json:
    file = _named(files, link)
    return {} if file is None else {"name": file.filename, "size": len(file.data)}


def _embedded_names(embeds: Iterable[Json]) -> Iterable[str]:
    for embed in embeds:
        for media in embed.values():
            links = media.values() if isinstance(media, dict) else ()
            yield from (
                link.removeprefix(ATTACHMENT_SCHEME)
                for link in links
                if isinstance(link, str) and link.startswith(ATTACHMENT_SCHEME)
            )
