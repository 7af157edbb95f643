"""A member's hands and eyes: what the driver lets a test do as a person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.asking.acts import MESSAGE_MENU, Acts, CommandCall, Place
from sandbox.discord.asking.commands import Commands
from sandbox.discord.asking.interaction import Interaction
from sandbox.discord.asking.interactions import Interactions
from sandbox.discord.driver.handles import InteractionHandle
from sandbox.discord.driver.views import MessageView, ModalView, view_of
from sandbox.discord.errors import NotPossible
from sandbox.discord.shapes import Upload
from sandbox.discord.world.places import ChannelRef, Places
from sandbox.discord.world.records import Channel, Guild, Message, User
from sandbox.discord.world.world import World

FIRST = "clips"
"""The channel that is meant when none is named."""


class Tools:
    """What every member's client works with."""

    def __init__(
        self,
        world: World,
        acts: Acts,
        commands: Commands,
        interactions: Interactions,
        texts: MessageJson,
    ) -> None:
        self.world = world
        self.acts = acts
        self.commands = commands
        self.interactions = interactions
        self.texts = texts
        self.places = Places(world)


class MemberClient:
    """One person at their Discord client, in one guild. Every act returns at once.

    Raises NotPossible wherever Discord's client would not let the person do it.
    """

    def __init__(self, tools: Tools, user: User, guild: Guild) -> None:
        self._tools = tools
        self._user = user
        self._guild = guild

    @property
    def id(self) -> int:
        """The user's id."""
        return self._user.id

    @property
    def name(self) -> str:
        """The user's name."""
        return self._user.username

    @property
    def mention(self) -> str:
        """How a text names the user."""
        return f"<@{self.id}>"

    @property
    def dm(self) -> int:
        """The id of the conversation with the bot, opened if need be."""
        return self._tools.world.dm_with(self._user).id

    @property
    def visible_commands(self) -> list[str]:
        """The names of the commands the person's client offers in the first channel."""
        return self.commands_in(FIRST)

    def commands_in(self, channel: ChannelRef) -> list[str]:
        """Return the names of the commands the person's client offers in a channel."""
        place = self._place(channel)
        return [c["name"] for c in self._tools.commands.visible(self.id, place.channel)]

    def slash(
        self,
        command: str,
        options: Mapping[str, Any] | None = None,
        *,
        channel: ChannelRef = FIRST,
    ) -> InteractionHandle:
        """Run a slash command; subcommands follow its name, parted by spaces."""
        place, call = self._command(command, options, channel, None)
        return self._handle(self._tools.acts.command(place, call))

    def autocomplete(
        self,
        command: str,
        options: Mapping[str, Any] | None = None,
        *,
        focused: tuple[str, str],
        channel: ChannelRef = FIRST,
    ) -> InteractionHandle:
        """Type in an option: `focused` is its name and the text so far."""
        place, call = self._command(command, options, channel, focused)
        return self._handle(self._tools.acts.command(place, call))

    def menu(self, command: str, message: MessageView | int) -> InteractionHandle:
        """Pick a command from a message's menu."""
        record = self._record(message)
        place = self._place(record.channel_id)
        found = self._tools.acts.find_command(place, command, MESSAGE_MENU)
        return self._handle(self._tools.acts.menu(place, found, record))

    def press(self, message: MessageView | int, button: str) -> InteractionHandle:
        """Press a button, named by its custom_id or its label."""
        record = self._record(message)
        return self._handle(self._tools.acts.press(self._place(record.channel_id), record, button))

    def select(
        self, message: MessageView | int, custom_id: str, values: Sequence[str | int]
    ) -> InteractionHandle:
        """Choose values in a select menu."""
        record = self._record(message)
        place, chosen = self._place(record.channel_id), [str(value) for value in values]
        return self._handle(self._tools.acts.select(place, record, custom_id, chosen))

    def submit_modal(
        self, modal: ModalView | InteractionHandle | None, values: Mapping[str, Any]
    ) -> InteractionHandle:
        """Send a form; values are named by custom_id or by the label's text."""
        view = modal.modal if isinstance(modal, InteractionHandle) else modal
        opener = self._tools.interactions.get(view.interaction_id) if view else None
        if opener is None:
            raise NotPossible("No form was opened.")
        return self._handle(self._tools.acts.submit_modal(self._user, opener, values))

    def send(
        self,
        content: str,
        *,
        channel: ChannelRef = FIRST,
        files: Iterable[Upload] = (),
        reply_to: MessageView | int | None = None,
    ) -> MessageView:
        """Write a message."""
        original = None if reply_to is None else self._record(reply_to)
        message = self._tools.acts.send(self._place(channel), content, files, original)
        return self._view(message)

    def dismiss(self, message: MessageView | int) -> None:
        """Put an answer away that the person alone sees."""
        self._tools.acts.dismiss(self._user, self._record(message))

    def messages(self, channel: ChannelRef = FIRST) -> list[MessageView]:
        """Return what the person sees in a channel, oldest first, own ephemeral answers too."""
        place = self._place(channel)
        if not self._tools.world.may_view(self.id, place.channel):
            raise NotPossible(f"{self.name} does not see {place.channel.name!r}.")
        return [
            self._view(message)
            for message in place.channel.messages.values()
            if message.viewer_id in (None, self.id)
        ]

    def latest(self, channel: ChannelRef = FIRST) -> MessageView | None:
        """Return the newest message the person sees in a channel."""
        return next(reversed(self.messages(channel)), None)

    async def see(
        self,
        wanted: Callable[[MessageView], object],
        *,
        channel: ChannelRef = FIRST,
        timeout: float = 10.0,  # noqa: ASYNC109 - the error names what did not come
    ) -> MessageView:
        """Wait until a message the person sees is as wanted, and return it; now counts too."""

        def look() -> MessageView | None:
            return next((view for view in self.messages(channel) if wanted(view)), None)

        what = f"the message {self.name} waits for in {channel!r}"
        return await self._tools.world.changes.until(look, timeout=timeout, what=what)

    def _command(
        self,
        command: str,
        options: Mapping[str, Any] | None,
        channel: ChannelRef,
        focused: tuple[str, str] | None,
    ) -> tuple[Place, CommandCall]:
        name, *path = command.removeprefix("/").split(" ")
        place = self._place(channel)
        found = self._tools.acts.find_command(place, name)
        call = CommandCall(command=found, path=path, options=options or {}, focused=focused)
        return place, call

    def _place(self, ref: ChannelRef) -> Place:
        channel: Channel = self._tools.places.channel(ref, self._guild)
        return Place(user=self._user, channel=channel)

    def _record(self, message: MessageView | int) -> Message:
        message_id = message if isinstance(message, int) else message.id
        return self._tools.places.message(message_id)

    def _handle(self, interaction: Interaction) -> InteractionHandle:
        return InteractionHandle(self._tools.world, self._tools.texts, interaction)

    def _view(self, message: Message) -> MessageView:
        return view_of(message, self._tools.texts.full(message), self.id)
