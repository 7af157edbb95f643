"""The driver over HTTP: `POST {url}/_control/{method}` with a JSON object and the same key."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, fields, replace
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.minimax.faults import Fault
from sandbox.minimax.models import Family
from sandbox.minimax.mood import Mood
from sandbox.minimax.records import Received, shorten

if TYPE_CHECKING:  # the two belong together: the server holds its control
    from sandbox.minimax.server import MiniMaxSandbox

Method = Callable[..., Awaitable[Any]]

_LARGEST = 10**12
"""Of any knob: more micro-dollars than an account holds, more seconds than people wait."""
_SLOWEST = 1e-6
"""Slower, and a clip's times would be longer than dates can tell."""


class Control:
    """Answers control requests about one stand-in."""

    def __init__(self, sandbox: "MiniMaxSandbox") -> None:
        self._sandbox = sandbox
        self._comeback: asyncio.Task[None] | None = None
        self._methods: dict[str, Method] = {
            "state": self._state,
            "received": self._received,
            "inject": self._inject,
            "release": self._release,
            "remove": self._remove,
            "skip": self._skip,
            "set": self._set,
            "mood": self._set_mood,
            "limit": self._limit,
            "fail_next": self._fail_next,
            "down": self._down,
            "wait_for": self._wait_for,
            "forget": self._forget,
        }

    def table(self, prefix: str) -> list[web.RouteDef]:
        """Give the routes below a path prefix."""
        return [web.post(f"{prefix}/_control/{{method}}", self._serve)]

    async def close(self) -> None:
        """Give up coming back after `down`."""
        if self._comeback is not None:
            self._comeback.cancel()
            await asyncio.gather(self._comeback, return_exceptions=True)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if not self._sandbox.desk.knows(request):
            return _error(401, "the control interface takes the same key as the API")
        method = self._methods.get(request.match_info["method"])
        if method is None:
            return _error(404, f"there are only: {', '.join(self._methods)}")
        try:
            arguments = json.loads(await request.read() or b"{}")
            if not isinstance(arguments, dict):
                return _error(400, "the body must be a JSON object of arguments")
            _check_arguments(request.match_info["method"], method, arguments)
            return web.json_response(await method(**arguments))
        except TimeoutError as error:
            return _error(408, str(error))
        except LookupError as error:
            return _error(404, str(error.args[0]))
        except (TypeError, ValueError) as error:
            return _error(400, str(error))

    async def _state(self) -> dict[str, Any]:
        sandbox = self._sandbox
        now = sandbox.clock.now()
        return {
            "now": now.isoformat(),
            "counters": asdict(sandbox.counters),
            "balance": sandbox.account.balance,
            "submits_per_minute": sandbox.account.submits_per_minute,
            "limits": {name: asdict(limit) for name, limit in sandbox.account.limits.items()},
            "lifelike": sandbox.engine.lifelike,
            "speed": sandbox.engine.speed,
            "instant": sandbox.engine.instant,
            "mood": asdict(sandbox.mood),
            "orders": [
                {
                    "task_id": o.remote_task_id,
                    "api": o.api,
                    "status": o.status(now),
                    "price": o.price,
                }
                for o in sandbox.orders.values()
            ],
            "unknown_routes": sandbox.unknown_routes,
        }

    async def _received(self) -> list[dict[str, Any]]:
        return [_describe(received) for received in self._sandbox.received]

    async def _inject(self, **plan: Any) -> dict[str, int]:
        _check_arguments("inject", Fault, plan)
        return {"fault": self._sandbox.inject(Fault(**plan)).number}

    async def _release(self, fault: int) -> dict[str, int]:
        injected = self._sandbox.faults.find(fault)
        injected.release()
        return {"hits": injected.hits}

    async def _remove(self, fault: int) -> dict[str, int]:
        injected = self._sandbox.faults.find(fault)
        injected.remove()
        return {"hits": injected.hits}

    async def _skip(self, seconds: float) -> dict[str, str]:
        self._sandbox.skip(seconds)
        return {"now": self._sandbox.clock.now().isoformat()}

    async def _set(self, **knobs: Any) -> dict[str, Any]:
        account, engine = self._sandbox.account, self._sandbox.engine
        places: dict[str, object] = {
            "balance": account,
            "submits_per_minute": account,
            "speed": engine,
            "instant": engine,
            "lifelike": engine,
        }
        for name, value in knobs.items():
            if name not in places:
                raise LookupError(f"there is no knob {name}, only: {', '.join(places)}")
            _check_knob(name, value)
        for name, value in knobs.items():
            setattr(places[name], name, value)
        return await self._state()

    async def _set_mood(self, **changed: Any) -> dict[str, Any]:
        known = [field.name for field in fields(Mood)]
        for name, value in changed.items():
            if name not in known:
                raise LookupError(f"a mood has no {name}, only: {', '.join(known)}")
            _check_knob(name, value)
        self._sandbox.mood = replace(self._sandbox.mood, **changed)
        return await self._state()

    async def _limit(self, family: str, **changed: int | None) -> dict[str, Any]:
        limits = self._sandbox.account.limits
        if family not in limits:
            raise LookupError(f"there is no family {family}, only: {', '.join(limits)}")
        for name, value in changed.items():
            if name not in ("per_minute", "in_flight"):
                raise LookupError(f"a limit has no {name}, only: per_minute, in_flight")
            if value is not None:
                _check_knob(name, value)
        limits[Family(family)] = replace(limits[Family(family)], **changed)
        return await self._state()

    async def _fail_next(self, code: int) -> dict[str, int]:
        return {"fault": self._sandbox.fail_next(code).number}

    async def _down(self, seconds: float) -> dict[str, float]:
        async def away() -> None:
            await asyncio.sleep(0.05)  # this answer must leave first
            await self._sandbox.down()
            await asyncio.sleep(seconds)
            await self._sandbox.up()

        self._comeback = asyncio.create_task(away())
        return {"seconds": seconds}

    async def _wait_for(
        self,
        counter: str,
        at_least: int,
        timeout: float = 10.0,  # noqa: ASYNC109 - the driver's
    ) -> dict[str, Any]:
        numbers = {k for k, v in asdict(self._sandbox.counters).items() if isinstance(v, int)}
        if counter not in numbers:
            raise LookupError(f"there is no counter {counter}")
        await self._sandbox.wait_for(lambda s: getattr(s.counters, counter) >= at_least, timeout)
        return asdict(self._sandbox.counters)

    async def _forget(self) -> dict[str, Any]:
        self._sandbox.forget()
        return await self._state()


def _check_arguments(name: str, method: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Raise `TypeError` with a sentence for an argument that is missing or unknown."""
    known = signature(method).parameters.values()
    named = [one for one in known if one.kind is not Parameter.VAR_KEYWORD]
    takes_more = len(named) < len(known)
    names = ", ".join(one.name for one in named) or "no arguments"
    missing = [one.name for one in named if one.default is Parameter.empty]
    missing = [one for one in missing if one not in given]
    if missing:
        raise TypeError(f"{name} needs {' and '.join(missing)}")
    unknown = [one for one in given if one not in {each.name for each in named}]
    if unknown and not takes_more:
        raise TypeError(f"{name} has no {unknown[0]}, it takes {names}")


def _check_knob(name: str, value: Any) -> None:
    """Raise `TypeError` or `ValueError` for a value that would break the stand-in later."""
    if name in ("instant", "lifelike", "failing", "refusing", "out_of_money"):
        if not isinstance(value, bool):
            raise TypeError(f"{name} is true or false")
    elif name == "submits_per_minute" and value is None:
        return
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} is a number from 0")
    elif not 0 <= value <= _LARGEST:  # neither is NaN, which JSON as Python reads it may hold
        raise ValueError(f"{name} is a number from 0 to {_LARGEST:,}")
    elif name == "speed" and value < _SLOWEST:
        raise ValueError(f"speed is more than 0: at least {_SLOWEST:g}")


def _describe(received: Received) -> dict[str, Any]:
    images = [
        {k: getattr(i, k) for k in ("field", "mime", "width", "height", "size", "sha256")}
        for i in received.images
    ]
    return {
        "at": received.at.isoformat(),
        "api": received.api,
        "body": shorten(received.body),
        "images": images,
        "steps": received.steps,
        "ignored": received.ignored,
        "code": received.code,
        "text": received.text,
        "task_id": received.remote_task_id,
    }


def _error(status: int, text: str) -> web.StreamResponse:
    return web.json_response({"error": text}, status=status)
