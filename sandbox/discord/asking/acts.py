"""What members do: the one path that the chat page, the driver and the control interface share.

Whatever Discord's own client would not let a person do is refused here with NotPossible.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.asking.commands import Commands
from sandbox.discord.asking.interaction import Interaction, InteractionType
from sandbox.discord.asking.interactions import Act, Interactions
from sandbox.discord.asking.options import Filling, Resolved, find_path
from sandbox.discord.asking.submitting import References, Submitting, check_choice
from sandbox.discord.checks.messages import MOST_CONTENT, MOST_FILES
from sandbox.discord.checks.parts import LINK_STYLE, SELECTS, Part
from sandbox.discord.errors import NotPossible, whole
from sandbox.discord.shapes import Draft, Json, SentFile, Upload
from sandbox.discord.world.messages import Messages, Origin
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import MIB, Attachment, Channel, Message, User
from sandbox.discord.world.threads import Threads
from sandbox.discord.world.uploads import safe_name
from sandbox.discord.world.world import World

CHAT_INPUT, MESSAGE_MENU = 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandCall:
    """A slash command as a person typed it."""

    command: Json
    path: Sequence[str] = ()
    options: Mapping[str, Any]
    focused: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who acts, and where; the nonce lets a page recognise its own act."""

    user: User
    channel: Channel
    nonce: str | None = None


class Acts:
    """Carries out what members do."""

    def __init__(
        self,
        world: World,
        commands: Commands,
        interactions: Interactions,
        messages: Messages,
        texts: MessageJson,
    ) -> None:
        self._world = world
        self._commands = commands
        self._interactions = interactions
        self._messages = messages
        self._texts = texts
        self._threads = Threads(world)

    def find_command(self, place: Place, key: str, kind: int = CHAT_INPUT) -> Json:
        """Return a command the member sees there, by its name or id."""
        self._check_sees(place)
        visible = self._commands.visible(place.user.id, place.channel)
        for command in visible:
            if command["type"] == kind and key in (command["name"], command["id"]):
                return command
        names = ", ".join(c["name"] for c in visible if c["type"] == kind) or "none"
        raise NotPossible(
            f"{place.user.username} sees no command {key!r} in {place.channel.name!r}; "
            f"the commands there are: {names}."
        )

    def command(self, place: Place, call: CommandCall) -> Interaction:
        """Run a slash command, or ask for suggestions while one option is being typed."""
        specs, wrap = find_path(call.command, call.path)
        filling = Filling(
            self._world, place.user.id, place.channel, lambda file: self._store(place, file)
        )
        if call.focused is None:
            kind, filled = InteractionType.COMMAND, filling.complete(specs, call.options)
        else:
            kind = InteractionType.AUTOCOMPLETE
            filled = filling.partial(specs, call.options, call.focused)
        data = self._command_data(call.command) | {"options": wrap(filled)}
        return self._issue(place, kind, data, filling.resolved)

    def menu(self, place: Place, command: Json, message: Message) -> Interaction:
        """Pick a command from a message's menu."""
        self._check_sees(place, message)
        resolved = Resolved()
        resolved.add("messages", message.id, self._texts.full(message))
        data = self._command_data(command) | {"target_id": str(message.id)}
        return self._issue(place, InteractionType.COMMAND, data, resolved)

    def press(self, place: Place, message: Message, custom_id: str) -> Interaction:
        """Press a button, named by its custom_id or its label."""
        self._check_sees(place, message)
        button = _find_component(message, custom_id, (Part.BUTTON,))
        if button["style"] == LINK_STYLE:
            raise NotPossible("A link button opens its address; the bot does not hear of it.")
        data = _component_data(button)
        return self._issue(place, InteractionType.COMPONENT, data, Resolved(), message)

    def select(
        self, place: Place, message: Message, custom_id: str, values: Sequence[str]
    ) -> Interaction:
        """Choose values in a select menu."""
        self._check_sees(place, message)
        menu = _find_component(message, custom_id, SELECTS)
        check_choice(menu, values)
        resolved = Resolved()
        references = References(self._world, place.user.id, place.channel, resolved)
        for value in values:
            references.add(menu["type"], value)
        data = _component_data(menu) | {"values": [str(value) for value in values]}
        return self._issue(place, InteractionType.COMPONENT, data, resolved, message)

    def submit_modal(
        self, user: User, opener: Interaction, values: Mapping[str, Any], nonce: str | None = None
    ) -> Interaction:
        """Send a modal that stands open."""
        if opener.user is not user or opener.modal is None or not opener.modal_open:
            raise NotPossible("That form is not open.")
        place = Place(user=user, channel=self._world.channel(opener.channel_id), nonce=nonce)
        submitting = Submitting(
            self._world, user.id, place.channel, lambda file: self._store(place, file)
        )
        components = submitting.components(opener.modal, values)
        data = {"custom_id": opener.modal["custom_id"], "components": components}
        act = self._act(place, InteractionType.MODAL_SUBMIT, data, submitting.resolved)
        return self._interactions.issue(replace(act, message=opener.message, opener=opener))

    def send(
        self,
        place: Place,
        content: str,
        files: Iterable[Upload] = (),
        reply_to: Message | None = None,
    ) -> Message:
        """Write a message as the member."""
        files = tuple(files)
        self._check_may_write(place, content, files)
        payload: Json = {"content": content}
        if reply_to is not None:
            payload["message_reference"] = {"message_id": str(reply_to.id)}
        sent = tuple(self._sent(place, number, file) for number, file in enumerate(files))
        self._threads.wake(place.channel)
        origin = Origin(author_id=place.user.id)
        message = self._messages.create(place.channel, Draft(payload=payload, files=sent), origin)
        self._threads.joined(place.channel, place.user.id)
        return message

    def dismiss(self, user: User, message: Message) -> None:
        """Put an ephemeral answer away."""
        if message.viewer_id != user.id:
            raise NotPossible("Only an answer that you alone see can be dismissed.")
        self._messages.delete(message)

    def _check_may_write(self, place: Place, content: str, files: tuple[Upload, ...]) -> None:
        self._check_sees(place)
        in_thread = place.channel.thread is not None
        sends = Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES
        rights = self._world.rights(place.user.id, place.channel)
        if not place.channel.is_dm and not rights & sends:
            raise NotPossible("You may not write here.")
        if files and not rights & Permission.ATTACH_FILES:
            raise NotPossible("You may not attach files here.")
        if not whole(content).strip() and not files:
            raise NotPossible("An empty message cannot be sent.")
        if len(content) > MOST_CONTENT:
            raise NotPossible(f"A message has at most {MOST_CONTENT} characters.")
        if len(files) > MOST_FILES:
            raise NotPossible(f"A message has at most {MOST_FILES} files.")

    def _check_sees(self, place: Place, message: Message | None = None) -> None:
        if not self._world.may_view(place.user.id, place.channel):
            raise NotPossible(f"{place.user.username} does not see {place.channel.name!r}.")
        if message is None:
            return
        hidden = message.viewer_id not in (None, place.user.id)
        if message.deleted or hidden or message.channel_id != place.channel.id:
            raise NotPossible("That message is not there.")

    def _command_data(self, command: Json) -> Json:
        data: Json = {key: command[key] for key in ("id", "name", "type")}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return data

    def _issue(
        self,
        place: Place,
        kind: InteractionType,
        data: Json,
        resolved: Resolved,
        message: Message | None = None,
    ) -> Interaction:
        act = self._act(place, kind, data, resolved)
        return self._interactions.issue(replace(act, message=message))

    def _act(self, place: Place, kind: InteractionType, data: Json, resolved: Resolved) -> Act:
        for file in resolved.files:
            resolved.add("attachments", file.id, self._texts.attachment(file))
        if resolved.parts:
            data = data | {"resolved": resolved.parts}
        return Act(
            type=kind,
            user=place.user,
            channel=place.channel,
            data=data,
            nonce=place.nonce,
            files=tuple(resolved.files),
        )

    def _store(self, place: Place, file: Upload) -> Attachment:
        stored = self._messages.attachment(self._sent(place, 0, file), place.channel.id)
        stored.ephemeral = True
        return stored

    def _sent(self, place: Place, number: int, file: Upload) -> SentFile:
        limit = self._world.upload_limit(place.channel)
        if len(file.data) > limit:
            raise NotPossible(f"{file.name} is larger than {limit / MIB:g} MiB.")
        return SentFile(
            number=number,
            name=safe_name(file.name),
            data=file.data,
            content_type=file.content_type,
        )


def _component_data(component: Json) -> Json:
    return {
        "id": component["id"],
        "custom_id": component["custom_id"],
        "component_type": component["type"],
    }


def _find_component(message: Message, key: str, kinds: Sequence[int]) -> Json:
    found = [part for part in walk_components(message.components) if part["type"] in kinds]
    for name in ("custom_id", "label"):
        for part in found:
            if part.get(name) == key:
                if part.get("disabled"):
                    raise NotPossible(f"{key!r} is disabled.")
                return part
    names = ", ".join(str(part.get("label") or part.get("custom_id")) for part in found) or "none"
    raise NotPossible(f"The message has no {key!r}; there are: {names}.")


def walk_components(parts: Iterable[Json]) -> Iterable[Json]:
    """Yield every component at any depth, a section's accessory included."""
    for part in parts:
        yield part
        yield from walk_components(part.get("components") or ())
        if part.get("accessory"):
            yield part["accessory"]
