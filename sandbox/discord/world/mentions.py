"""Who a text names, and who of them is pinged (docs: resources/message#allowed-mentions-object)."""

import re
from dataclasses import dataclass

from sandbox.discord.shapes import Json
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import Channel, Message
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.world import World

_USER = re.compile(r"<@!?(\d{1,20})>")
_ROLE = re.compile(r"<@&(\d{1,20})>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pings:
    """The outcome: users, roles and everyone as they count, and all people reached."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False
    people: frozenset[int] = frozenset()


def find_pings(
    world: World, channel: Channel, author_id: int, content: str, allowed: Json | None
) -> Pings:
    """Return whom a text by that author pings in that channel, under its allowed_mentions."""
    users = [int(each) for each in dict.fromkeys(_USER.findall(content))]
    users = [each for each in users if each in world.users and _permits(allowed, "users", each)]
    guild = world.guild_of(channel)
    if guild is None:
        return Pings(users=tuple(users), people=frozenset(users))
    may_all = bool(world.rights(author_id, channel) & Permission.MENTION_EVERYONE)
    roles = [
        each
        for each in map(int, dict.fromkeys(_ROLE.findall(content)))
        if each in guild.roles
        and (may_all or guild.roles[each].mentionable)
        and _permits(allowed, "roles", each)
    ]
    parse_all = allowed is None or "everyone" in (allowed.get("parse") or ())
    everyone = bool(may_all and parse_all and _EVERYONE.search(content))
    people = {user for user in users if user in guild.members}
    for member in guild.members.values():
        if everyone or member.roles & set(roles):
            people.add(member.user.id)
    seeing = frozenset(each for each in people if world.may_view(each, channel))
    return Pings(users=tuple(users), roles=tuple(roles), everyone=everyone, people=seeing)


def pings_reply(allowed: Json | None, original: Message | None) -> bool:
    """Tell whether a reply pings the author of what it replies to."""
    if original is None or original.deleted:
        return False
    return allowed is None or bool(allowed.get("replied_user"))


def _permits(allowed: Json | None, kind: str, each: int) -> bool:
    if allowed is None or kind in (allowed.get("parse") or ()):
        return True
    return each in [parse(listed) for listed in allowed.get(kind) or ()]
