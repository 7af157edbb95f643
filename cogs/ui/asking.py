"""Who asks, where, and with what rights: an interaction as our own values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import discord

from domain.job import Place
from domain.refusals import Refused
from domain.refusals_acts import OnlyInServers
from services.asks import Ask, Who

Interaction = discord.Interaction[discord.Client]

_MENTION = re.compile(r"<(@!?|@&|#)(\d{1,20})>")
_EMOJI = re.compile(r"<a?(:\w{1,32}:)\d{1,20}>")
_COMMAND = re.compile(r"<(/[^:<>\n]{1,100}):\d{1,20}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names for the ids in a text; what is not known is called by its kind."""

    people: Mapping[int, str] = field(default_factory=dict)
    role: Callable[[int], str | None] = lambda _: None
    channel: Callable[[int], str | None] = lambda _: None

    def of(self, kind: str, number: int) -> str:
        """What a mention is read as; brackets would be taken for camera moves."""
        if kind == "#":
            return "#" + _unbracketed(self.channel(number) or "channel")
        name = self.role(number) if kind == "@&" else self.people.get(number)
        # A server's own role is called "@everyone", with the sign.
        return "@" + _unbracketed(name or "someone").removeprefix("@")


def who_of(interaction: Interaction) -> Who:
    """The person behind an interaction."""
    user, rights = interaction.user, interaction.permissions
    roles = user.roles if isinstance(user, discord.Member) else []
    is_here = interaction.guild_id is not None
    return Who(
        member_id=user.id,
        name=user.display_name,
        role_ids=frozenset(role.id for role in roles),
        role_names=frozenset(role.name for role in roles),
        is_manager=is_here and rights.manage_guild,
        is_moderator=is_here and rights.moderate_members,
    )


def place_of(interaction: Interaction) -> Place:
    """Where an interaction happens. Raises Refused outside of servers."""
    if interaction.guild_id is None or interaction.channel_id is None:
        raise Refused(OnlyInServers())
    channel = interaction.channel
    parent_id = channel.parent_id if isinstance(channel, discord.Thread) else None
    return Place(
        server_id=interaction.guild_id, channel_id=interaction.channel_id, parent_id=parent_id
    )


def server_of(interaction: Interaction) -> int:
    """The server's id. Raises Refused outside of servers."""
    return place_of(interaction).server_id


def missing_rights(interaction: Interaction) -> tuple[str, ...]:
    """What the bot lacks to post a clip in this channel, in Discord's own names."""
    have = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    needed = {
        "View Channel": have.view_channel,
        "Send Messages in Threads" if in_thread else "Send Messages": have.send_messages_in_threads
        if in_thread
        else have.send_messages,
        "Attach Files": have.attach_files,
        # Before a post is repeated after a crash, the bot looks for it among its own messages.
        "Read Message History": have.read_message_history,
    }
    return tuple(name for name, is_given in needed.items() if not is_given)


def ask_of(interaction: Interaction, *, prompt: str = "", camera: str = "") -> Ask:
    """A request from this person in this place, with mentions read as names."""
    names = names_in(interaction)
    return Ask(
        place=place_of(interaction),
        who=who_of(interaction),
        prompt=as_read(prompt, names),
        camera=camera.strip(),
        missing_rights=missing_rights(interaction),
    )


def as_read(text: str, names: Names) -> str:
    """The text with mentions, custom emoji and command links as a person reads them."""
    text = _MENTION.sub(lambda found: names.of(found[1].rstrip("!"), int(found[2])), text)
    return _COMMAND.sub(r"\1", _EMOJI.sub(r"\1", text))


def names_in(interaction: Interaction) -> Names:
    """The names this interaction tells of: its people, the server's roles and channels."""
    people = {interaction.user.id: interaction.user.display_name}
    if interaction.client.user is not None:
        people[interaction.client.user.id] = interaction.client.user.display_name
    data: Mapping[str, object] = interaction.data or {}
    people |= _resolved_people(data.get("resolved"))
    server = interaction.guild
    if server is None:
        return Names(people=people)
    return Names(
        people=people,
        role=lambda number: getattr(server.get_role(number), "name", None),
        channel=lambda number: getattr(server.get_channel_or_thread(number), "name", None),
    )


def _resolved_people(resolved: object) -> dict[int, str]:
    """Discord sends the people mentioned in a command's options along, beside their nicknames."""
    if not isinstance(resolved, Mapping):
        return {}
    nicks = {
        int(number): member.get("nick") for number, member in resolved.get("members", {}).items()
    }
    return {
        int(number): nicks.get(int(number)) or user.get("global_name") or user["username"]
        for number, user in resolved.get("users", {}).items()
    }


def _unbracketed(name: str) -> str:
    return name.replace("[", "(").replace("]", ")")
