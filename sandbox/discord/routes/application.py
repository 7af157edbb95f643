"""The bot itself, its application, its commands, its way to the Gateway."""

from collections.abc import Callable, Iterable
from typing import Any

from sandbox.discord.api.operations import Call, Operation, Reply
from sandbox.discord.api.payloads import user_json
from sandbox.discord.asking.commands import Commands
from sandbox.discord.codes import Code, NotCarriedOut, Refusal
from sandbox.discord.shapes import Json
from sandbox.discord.world.intents import Intent
from sandbox.discord.world.world import World

_LIMITED_FLAGS = {
    Intent.GUILD_PRESENCES: 1 << 13,
    Intent.GUILD_MEMBERS: 1 << 15,
    Intent.MESSAGE_CONTENT: 1 << 19,
}
"""Application flags that say which privileged intents are switched on."""


class ApplicationRoutes:
    """What the bot asks about itself."""

    def __init__(self, world: World, commands: Commands, gateway_url: Callable[[], str]) -> None:
        self._world = world
        self._commands = commands
        self._gateway_url = gateway_url

    def operations(self) -> Iterable[Operation]:
        """Return what this serves."""
        everywhere = "/applications/{application_id}/commands"
        in_guild = "/applications/{application_id}/guilds/{guild_id}/commands"
        emojis = "/applications/{application_id}/emojis"
        table = (
            ("get_my_user", "GET", "/users/@me", self._me),
            ("get_my_application", "GET", "/applications/@me", self._application),
            ("update_my_application", "PATCH", "/applications/@me", self._update),
            ("get_my_oauth2_application", "GET", "/oauth2/applications/@me", self._application),
            ("get_bot_gateway", "GET", "/gateway/bot", self._gateway_bot),
            ("list_application_commands", "GET", everywhere, self._list),
            ("bulk_set_application_commands", "PUT", everywhere, self._replace),
            ("list_guild_application_commands", "GET", in_guild, self._list),
            ("bulk_set_guild_application_commands", "PUT", in_guild, self._replace),
            ("list_application_emojis", "GET", emojis, self._emojis),
        )
        for name, method, template, handler in table:
            yield Operation(name=name, method=method, template=template, handler=handler)
        yield Operation(
            name="get_gateway",
            method="GET",
            template="/gateway",
            handler=self._gateway,
            needs_bot=False,
        )

    def application_flags(self) -> int:
        """Return the flags that tell which privileged intents the application has."""
        allowed = self._world.allowed_intents
        return sum(flag for intent, flag in _LIMITED_FLAGS.items() if allowed & intent)

    def _me(self, call: Call) -> Reply:
        own = user_json(self._world.bot)
        own |= {"verified": True, "email": None, "mfa_enabled": True, "locale": "en-US"}
        return Reply(body=own)

    def _application(self, call: Call) -> Reply:
        world = self._world
        body: Json = {
            "id": str(world.bot.id),
            "name": world.bot.display_name,
            "icon": None,
            "description": "",
            "type": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "integration_types_config": {"0": {}},
            "verify_key": "0" * 64,
            "flags": self.application_flags(),
            "flags_new": str(self.application_flags()),
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "team": None,
            "approximate_guild_count": len(world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "bot": user_json(world.bot),
        }
        if world.owner_id is not None:
            body["owner"] = user_json(world.users[world.owner_id])
        return Reply(body=body)

    def _update(self, call: Call) -> Reply:
        if call.draft.payload:
            raise NotCarriedOut(", ".join(map(str, call.draft.payload)))
        return self._application(call)

    def _gateway(self, call: Call) -> Reply:
        return Reply(body={"url": self._gateway_url()})

    def _gateway_bot(self, call: Call) -> Reply:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        body = {
            "url": self._gateway_url(),
            "shards": self._world.shards,
            "session_start_limit": limit,
        }
        return Reply(body=body)

    def _list(self, call: Call) -> Reply:
        return Reply(body=self._commands.registered(self._scope(call)))

    def _replace(self, call: Call) -> Reply:
        payload: Any = call.draft.payload
        commands = payload if isinstance(payload, list) else [payload]
        return Reply(body=self._commands.replace(commands, self._scope(call)))

    def _emojis(self, call: Call) -> Reply:
        self._own(call)
        return Reply(body={"items": []})

    def _scope(self, call: Call) -> int | None:
        """Return the guild a command list belongs to, or None for everywhere."""
        self._own(call)
        if "guild_id" not in call.params:
            return None
        guild = self._world.guilds.get(call.id("guild_id"))
        if guild is None or self._world.bot.id not in guild.members:
            raise Refusal(Code.MISSING_ACCESS)
        return guild.id

    def _own(self, call: Call) -> None:
        if call.id("application_id") != self._world.bot.id:
            raise Refusal(Code.UNKNOWN_APPLICATION)
