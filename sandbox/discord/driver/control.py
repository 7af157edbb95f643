"""The control interface: the driver's methods over HTTP, for another process.

`POST /_control/{method}` with JSON and the header `X-Sandbox-Key` (or `?key=`).
"""

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.discord.api.bodies import parse_json
from sandbox.discord.api.faults import Held
from sandbox.discord.chat.guard import Guard
from sandbox.discord.chat.page_acts import PageAct, PageActs
from sandbox.discord.codes import Refusal
from sandbox.discord.driver.handles import InteractionHandle
from sandbox.discord.errors import NotPossible
from sandbox.discord.shapes import Json
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.places import ChannelRef
from sandbox.discord.world.snowflakes import parse

if TYPE_CHECKING:
    from sandbox.discord.assembly import Assembly
    from sandbox.discord.server import DiscordSandbox

PLAIN = frozenset(
    {
        "add_channel",
        "add_guild",
        "add_member",
        "archive_thread",
        "ask_reconnect",
        "close_dms",
        "close_gateway",
        "cut_gateway",
        "drop",
        "fail",
        "give_role",
        "invalidate_session",
        "lose",
        "open_dms",
        "remove_channel",
        "remove_member",
        "remove_message",
        "set_locale",
        "set_rate_limit",
        "set_shards",
        "set_upload_limit",
        "show_command",
        "skip",
        "slow_down",
        "slow_gateway",
        "take_role",
    }
)
"""Methods of the driver that take plain values by name and give nothing back."""


class Control:
    """Answers another process."""

    def __init__(
        self, driver: "DiscordSandbox", parts: "Assembly", acts: PageActs, guard: Guard
    ) -> None:
        self._driver = driver
        self._parts = parts
        self._acts = acts
        self._guard = guard
        self._held: dict[str, Held] = {}
        self._methods: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "act": self._act,
            "counters": self._counters,
            "hold": self._hold,
            "interaction": self._interaction,
            "let_go": self._let_go,
            "messages": self._messages,
            "people": self._people,
            "reached": self._reached,
            "release": self._release,
            "requests": self._requests,
            "set_permissions": self._set_permissions,
            "until": self._until,
        }

    def add_routes(self, application: web.Application) -> None:
        """Add the control's one route."""
        application.router.add_post("/_control/{method}", self._handle)

    async def _handle(self, request: web.Request) -> web.Response:
        self._guard.check(request)
        name = request.match_info["method"]
        try:
            answer = await self._call(name, _object(await request.read()))
        except (NotPossible, Refusal) as error:
            return web.json_response({"error": str(error)}, status=400)
        except TimeoutError as error:
            return web.json_response({"error": str(error)}, status=408)
        return web.json_response({"ok": True} | answer, dumps=_dumps)

    async def _call(self, name: str, body: Json) -> Json:
        if name in PLAIN:
            self._order(name, body)
            return {}
        method = self._methods.get(name)
        if method is None:
            known = ", ".join(sorted([*PLAIN, *self._methods]))
            raise NotPossible(f"There is no method {name!r}; there are: {known}.")
        return await method(body)

    def _order(self, name: str, body: Json) -> Any:
        """Call a method of the driver's with values of its caller's choice."""
        try:
            return getattr(self._driver, name)(**body)
        except (TypeError, ValueError) as error:
            raise NotPossible(f"{name} cannot take that: {error}") from error

    async def _act(self, body: Json) -> Json:
        return self._acts.perform(PageAct(body=body, files={}))

    async def _counters(self, body: Json) -> Json:
        return self._driver.counters.json() | {
            "bot_online": self._driver.bot_online,
            "unknown_routes": self._driver.unknown_routes,
            "problems": self._driver.problems,
        }

    async def _people(self, body: Json) -> Json:
        users = self._parts.world.users.values()
        channels = self._parts.world.channels.values()
        return {
            "people": {user.username: str(user.id) for user in users},
            "channels": {channel.name: str(channel.id) for channel in channels},
        }

    async def _requests(self, body: Json) -> Json:
        wanted = body.get("operation")
        found = [r for r in self._driver.requests if wanted in (None, r.operation)]
        return {"requests": [record.summary() for record in found]}

    async def _messages(self, body: Json) -> Json:
        channel: ChannelRef = body.get("channel", "clips")
        if "as" in body:
            views = self._driver.member(body["as"]).messages(channel)
        else:
            views = self._driver.messages(channel)
        return {"messages": [view.json for view in views]}

    async def _interaction(self, body: Json) -> Json:
        interaction = self._parts.interactions.get(parse(body.get("id")) or 0)
        if interaction is None:
            raise NotPossible(f"There is no interaction {body.get('id')!r}.")
        return InteractionHandle(self._parts.world, self._parts.texts, interaction).json()

    async def _until(self, body: Json) -> Json:
        """Wait until a counter (or `bot_online`) has reached a number."""
        counter, least = str(body.get("counter")), _number(body, "at_least", 1)
        counters = self._driver.counters.json() | {"bot_online": False}
        if not isinstance(counters.get(counter), int):
            known = ", ".join(key for key, count in counters.items() if isinstance(count, int))
            raise NotPossible(f"There is no counter {counter!r}; there are: {known}.")

        def check() -> bool:
            if counter == "bot_online":
                return self._driver.bot_online
            return bool(getattr(self._driver.counters, counter) >= least)

        timeout = _number(body, "timeout", 10.0)
        await self._driver.until(check, timeout=timeout, what=f"{counter} of {least}")
        return await self._counters(body)

    async def _hold(self, body: Json) -> Json:
        held = self._order("hold", body)
        key = str(len(self._held) + 1)
        self._held[key] = held
        return {"id": key}

    async def _reached(self, body: Json) -> Json:
        record = await self._find_held(body).reached(_number(body, "timeout", 10.0))
        return {"request": record.summary()}

    async def _release(self, body: Json) -> Json:
        self._find_held(body).release()
        return {}

    async def _let_go(self, body: Json) -> Json:
        self._find_held(body).drop()
        return {}

    def _find_held(self, body: Json) -> Held:
        held = self._held.get(str(body.get("id")))
        if held is None:
            raise NotPossible(f"Nothing is held under {body.get('id')!r}.")
        return held

    async def _set_permissions(self, body: Json) -> Json:
        allow, deny = _bits(body.get("allow", ())), _bits(body.get("deny", ()))
        values = body | {"allow": allow, "deny": deny}
        self._order("set_permissions", values)
        return {}


def _object(raw: bytes) -> Json:
    body = parse_json(raw or b"{}")
    if not isinstance(body, dict):
        raise NotPossible("The body must be a JSON object.")
    return body


def _number(body: Json, name: str, default: float) -> float:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotPossible(f"The field {name!r} must be a number, not {value!r}.")
    return value


def _bits(names: Any) -> int:
    bits = 0
    if not isinstance(names, list | tuple):
        raise NotPossible("Permissions are given as a list of their names.")
    for name in names:
        if not isinstance(name, str) or name not in Permission.__members__:
            raise NotPossible(f"There is no permission {name!r}.")
        bits |= Permission[name]
    return bits


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
