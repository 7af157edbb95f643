"""First answers to interactions, and their messages by the interaction's token."""

from collections.abc import Iterable

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.api.operations import NO_CONTENT, Call, Operation, Reply
from sandbox.discord.asking.answering import Answering
from sandbox.discord.asking.interaction import Callback, Interaction
from sandbox.discord.asking.interactions import Interactions
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.shapes import Json
from sandbox.discord.world.messages import Messages
from sandbox.discord.world.records import Message, MessageFlag
from sandbox.discord.world.world import World

_WITH_MESSAGE = (Callback.MESSAGE, Callback.UPDATE)


class InteractionRoutes:
    """What the bot does with an interaction's token, which is all the authorisation it needs."""

    def __init__(
        self,
        world: World,
        interactions: Interactions,
        answering: Answering,
        messages: Messages,
        texts: MessageJson,
    ) -> None:
        self._world = world
        self._interactions = interactions
        self._answering = answering
        self._messages = messages
        self._texts = texts

    def operations(self) -> Iterable[Operation]:
        """Return what this serves."""
        callback = "/interactions/{interaction_id}/{interaction_token}/callback"
        hook = "/webhooks/{webhook_id}/{webhook_token}"
        first, one = hook + "/messages/@original", hook + "/messages/{message_id}"
        table = (
            ("create_interaction_response", "POST", callback, self._respond),
            ("execute_webhook", "POST", hook, self._follow_up),
            ("get_original_webhook_message", "GET", first, self._get),
            ("update_original_webhook_message", "PATCH", first, self._update),
            ("delete_original_webhook_message", "DELETE", first, self._delete),
            ("get_webhook_message", "GET", one, self._get),
            ("update_webhook_message", "PATCH", one, self._update),
            ("delete_webhook_message", "DELETE", one, self._delete),
        )
        for name, method, template, handler in table:
            yield Operation(
                name=name, method=method, template=template, handler=handler, needs_bot=False
            )

    def _respond(self, call: Call) -> Reply:
        token = call.params["interaction_token"]
        interaction = self._interactions.to_answer(call.id("interaction_id"), token)
        self._answering.first(interaction, call.draft)
        if call.asks("with_response"):
            return Reply(body=self._response(interaction))
        return NO_CONTENT

    def _response(self, interaction: Interaction) -> Json:
        """Return what `with_response` asks for (docs: interaction-callback-response-object)."""
        about: Json = {"id": str(interaction.id), "type": int(interaction.type)}
        about["channel_id"] = str(interaction.channel_id)
        if interaction.guild_id is not None:
            about["guild_id"] = str(interaction.guild_id)
        message = self._world.messages.get(interaction.response_id or 0)
        if message is not None:
            about |= {
                "response_message_id": str(message.id),
                "response_message_loading": message.has(MessageFlag.LOADING),
                "response_message_ephemeral": message.has(MessageFlag.EPHEMERAL),
            }
        if message is None or interaction.callback not in _WITH_MESSAGE:
            return {"interaction": about}
        resource = {"type": int(interaction.callback), "message": self._texts.full(message)}
        return {"interaction": about, "resource": resource}

    def _follow_up(self, call: Call) -> Reply:
        interaction = self._of(call)
        return Reply(body=self._texts.full(self._answering.follow_up(interaction, call.draft)))

    def _get(self, call: Call) -> Reply:
        return Reply(body=self._texts.full(self._message(call)))

    def _update(self, call: Call) -> Reply:
        message = self._answering.edit(self._message(call), call.draft)
        return Reply(body=self._texts.full(message))

    def _delete(self, call: Call) -> Reply:
        self._messages.delete(self._message(call))
        return NO_CONTENT

    def _message(self, call: Call) -> Message:
        interaction = self._of(call)
        message_id = call.id("message_id") if "message_id" in call.params else None
        return self._answering.message(interaction, message_id)

    def _of(self, call: Call) -> Interaction:
        if call.id("webhook_id") != self._world.bot.id:
            raise Refusal(Code.UNKNOWN_WEBHOOK)
        return self._interactions.answered(call.params["webhook_token"])
