"""Guilds, their members and roles, and users."""

from collections.abc import Iterable

from sandbox.discord.api.operations import Call, Operation, Reply
from sandbox.discord.api.payloads import channel_json, guild_json, member_json, role_json, user_json
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.routes.access import Access
from sandbox.discord.world.world import World


class GuildRoutes:
    """What the bot asks about guilds and people."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._access = Access(world)

    def operations(self) -> Iterable[Operation]:
        """Return what this serves."""
        one = "/guilds/{guild_id}"
        table = (
            ("get_guild", one, self._guild),
            ("list_guild_channels", one + "/channels", self._channels),
            ("list_guild_roles", one + "/roles", self._roles),
            ("get_guild_member", one + "/members/{user_id}", self._member),
            ("get_user", "/users/{user_id}", self._user),
        )
        for name, template, handler in table:
            yield Operation(name=name, method="GET", template=template, handler=handler)

    def _guild(self, call: Call) -> Reply:
        guild = self._access.guild(call.id("guild_id"))
        body = guild_json(guild)
        if call.asks("with_counts"):
            body["approximate_member_count"] = len(guild.members)
            body["approximate_presence_count"] = len(guild.members)
        return Reply(body=body)

    def _channels(self, call: Call) -> Reply:
        guild = self._access.guild(call.id("guild_id"))
        return Reply(body=[channel_json(self._world, each) for each in guild.channels.values()])

    def _roles(self, call: Call) -> Reply:
        guild = self._access.guild(call.id("guild_id"))
        return Reply(body=[role_json(role) for role in guild.roles.values()])

    def _member(self, call: Call) -> Reply:
        guild = self._access.guild(call.id("guild_id"))
        member = guild.members.get(call.id("user_id"))
        if member is None:
            known = call.id("user_id") in self._world.users
            raise Refusal(Code.UNKNOWN_MEMBER if known else Code.UNKNOWN_USER)
        return Reply(body=member_json(member))

    def _user(self, call: Call) -> Reply:
        user = self._world.users.get(call.id("user_id"))
        if user is None:
            raise Refusal(Code.UNKNOWN_USER)
        return Reply(body=user_json(user))
