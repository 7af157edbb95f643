"""The bot's answers to interactions: the first one, the original's edits, the follow-ups."""

from dataclasses import replace

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.api.payloads import user_json
from sandbox.discord.asking.interaction import Callback, Interaction, InteractionType
from sandbox.discord.asking.interactions import Interactions
from sandbox.discord.checks.callbacks import check_callback
from sandbox.discord.checks.messages import EDIT, WEBHOOK, check_edit, check_new
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.shapes import Draft, Json
from sandbox.discord.world.messages import Messages, Origin
from sandbox.discord.world.records import Message, MessageFlag, MessageType
from sandbox.discord.world.stored_components import numbered
from sandbox.discord.world.world import World

UPDATING = (Callback.UPDATE, Callback.DEFER_UPDATE)


class Answering:
    """Applies what the bot answers, by Discord's rules for interactions."""

    def __init__(
        self, world: World, interactions: Interactions, messages: Messages, texts: MessageJson
    ) -> None:
        self._world = world
        self._interactions = interactions
        self._messages = messages
        self._texts = texts

    def first(self, interaction: Interaction, draft: Draft) -> None:
        """Apply the first answer.

        Raises Refusal 50035 or 50006 for a bad body; the interaction then still waits.
        """
        callback = check_callback(interaction, draft.payload)
        data = draft.payload.get("data") or {}
        inner = Draft(payload=data, files=draft.files)
        if callback is Callback.MESSAGE:
            check_new(inner, WEBHOOK, prefix=("data",))
            self._respond(interaction, inner, 0)
        elif callback is Callback.DEFER:
            self._respond(interaction, Draft(payload={}), self._deferred_flags(data))
        elif callback is Callback.UPDATE:
            self._update_source(interaction, inner)
        elif callback is Callback.CHOICES:
            interaction.choices = data["choices"]
        elif callback is Callback.MODAL:
            interaction.modal = data | {"components": numbered(data["components"], in_form=True)}
            interaction.modal_open = True
        if callback in UPDATING and interaction.message is not None:
            interaction.response_id = interaction.message.id
        if interaction.opener is not None:
            interaction.opener.modal_open = False
        if interaction.response_id is not None:
            answer = self._world.messages[interaction.response_id]
            # Reactions alone are changed in place; a new answer has none.
            interaction.first = replace(answer, reactions={})
        self._interactions.settle(interaction, callback)

    def follow_up(self, interaction: Interaction, draft: Draft) -> Message:
        """Write a follow-up; the first one after a deferral becomes the original answer.

        Source: docs: interactions/receiving-and-responding#followup-messages.
        """
        self._world.channel(interaction.channel_id)
        original = self._world.messages.get(interaction.response_id or 0)
        check_new(draft, WEBHOOK)
        if original is not None and not original.deleted and original.has(MessageFlag.LOADING):
            return self._messages.edit(original, draft)
        message = self._write(interaction, draft, 0, reference=original)
        interaction.followup_ids.append(message.id)
        return message

    def edit(self, message: Message, draft: Draft) -> Message:
        """Change the original answer or a follow-up."""
        if message.has(MessageFlag.LOADING):
            check_new(draft, EDIT)
        else:
            check_edit(draft, message)
        return self._messages.edit(message, draft)

    def message(self, interaction: Interaction, message_id: int | None) -> Message:
        """Return one of the interaction's messages; without an id the original answer.

        Raises Refusal 10008 when it is gone or is not this interaction's, 10003 when the
        channel is gone.
        """
        self._world.channel(interaction.channel_id)
        wanted = interaction.response_id if message_id is None else message_id
        message = self._world.messages.get(wanted or 0)
        own = message is not None and (
            message.interaction_id == interaction.id or message.id == interaction.response_id
        )
        if message is None or message.deleted or not own:
            raise Refusal(Code.UNKNOWN_MESSAGE)
        return message

    def _deferred_flags(self, data: Json) -> int:
        return MessageFlag.LOADING | (int(data.get("flags") or 0) & MessageFlag.EPHEMERAL)

    def _respond(self, interaction: Interaction, draft: Draft, flags: int) -> None:
        message = self._write(interaction, draft, flags, reference=interaction.message)
        interaction.response_id = message.id

    def _write(
        self, interaction: Interaction, draft: Draft, flags: int, reference: Message | None
    ) -> Message:
        channel = self._world.channel(interaction.channel_id)
        wanted = flags | int(draft.payload.get("flags") or 0)
        private = bool(wanted & MessageFlag.EPHEMERAL)
        origin = Origin(
            author_id=self._world.bot.id,
            type=_message_type(interaction, reference),
            flags=flags,
            viewer_id=interaction.user.id if private else None,
            interaction=interaction.metadata(user_json(interaction.user)),
            command_name=interaction.command_name,
            interaction_id=interaction.id,
            reference=None if reference is None else _reference(reference),
        )
        return self._messages.create(channel, draft, origin)

    def _update_source(self, interaction: Interaction, draft: Draft) -> None:
        message = interaction.message
        if message is None or message.deleted:
            raise Refusal(Code.UNKNOWN_MESSAGE)
        check_edit(draft, message, prefix=("data",))
        self._messages.edit(message, draft)


def _message_type(interaction: Interaction, reference: Message | None) -> MessageType:
    if reference is not None:
        return MessageType.REPLY
    if interaction.type is not InteractionType.COMMAND:
        return MessageType.DEFAULT
    if interaction.is_context_menu:
        return MessageType.CONTEXT_MENU_COMMAND
    return MessageType.CHAT_INPUT_COMMAND


def _reference(message: Message) -> Json:
    body: Json = {
        "type": 0,
        "channel_id": str(message.channel_id),
        "message_id": str(message.id),
    }
    if message.guild_id is not None:
        body["guild_id"] = str(message.guild_id)
    return body
