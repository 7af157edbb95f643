"""The stand-in for MiniMax in a process of its own.

`python -m chaos.minimax_process SEED`; asked and told things as `chaos.line` says.
"""

import asyncio
import random
import sys
import zlib
from collections import Counter
from functools import partial
from typing import Any

from chaos.line import serve, until_one_ends
from chaos.weather import Forecaster, Weather
from sandbox.minimax.request import Request
from sandbox.minimax.server import (
    ClipStyle,
    Family,
    Fault,
    FaultKind,
    InjectedFault,
    MiniMaxSandbox,
    Operation,
    SandboxOptions,
    Timing,
)

KEY = "chaos-key"
_RATE = 0.02
#: No two prompts are the same, so that every clip is drawn.
_TINIEST = ClipStyle(short_side=64, seconds=0.5, fps=8)
_HANGS_S = 3.0
_READS = (
    {"kind": FaultKind.HTTP, "status": 500},
    {"kind": FaultKind.HTML, "status": 502},
    {"kind": FaultKind.CODE, "code": 1002},
    {"kind": FaultKind.DROP_BEFORE},
    {"kind": FaultKind.DROP_AFTER},
    {"kind": FaultKind.CUT},
    {"kind": FaultKind.TRUNCATED},
    {"kind": FaultKind.SLOW, "seconds": _HANGS_S},
)
_KINDS: dict[Operation, tuple[dict[str, Any], ...]] = {
    Operation.SUBMIT: _READS,
    Operation.QUERY: _READS,
    Operation.RETRIEVE: _READS,
    Operation.DOWNLOAD: _READS,
    Operation.LIST: _READS,
    Operation.CANCEL: _READS,
    Operation.CALLBACK: (
        {"kind": FaultKind.DUPLICATE},
        {"kind": FaultKind.OUT_OF_ORDER},
        {"kind": FaultKind.DROP_BEFORE},
    ),
}
_COUNTED = {
    Operation.SUBMIT: "submits",
    Operation.QUERY: "queries",
    Operation.RETRIEVE: "retrieves",
    Operation.DOWNLOAD: "downloads",
    Operation.LIST: "lists",
    Operation.CANCEL: "cancels",
    Operation.CALLBACK: "callbacks",
}


class Uneven:
    """Clips take from a blink to a second and a half, by chance; a third of it they wait."""

    def of(self, request: Request, rng: random.Random) -> Timing:
        """Draw the times of one clip."""
        whole = rng.uniform(0.1, 1.5)
        return Timing(preparing=whole * 0.1, queueing=whole * 0.25, processing=whole * 0.65)


class Studio:
    """What the conductor asks of this process."""

    def __init__(self, minimax: MiniMaxSandbox, seed: str) -> None:
        self._minimax = minimax
        self._held: dict[int, InjectedFault] = {}
        self._ordered: list[InjectedFault] = []
        self._open: set[str] = set()
        self._told = 0
        self._weather = Weather(
            forecasters={
                str(operation): Forecaster(
                    chance=random.Random(f"{seed} {operation}"),
                    rate=_RATE,
                    kinds=kinds,
                    order=partial(self._order, operation),
                )
                for operation, kinds in _KINDS.items()
            },
            calls=lambda name: int(getattr(minimax.counters, _COUNTED[Operation(name)])),
        )

    async def address(self) -> dict[str, Any]:
        """What a bot must be told."""
        return {"url": self._minimax.url, "key": KEY}

    async def clear_up(self, is_bad: bool) -> None:
        """Let the weather be bad or good."""
        self._weather.is_bad = is_bad

    async def news(self) -> dict[str, Any]:
        """Orders that are new or had not ended when last told of, as they stand now."""
        known = list(self._minimax.orders)
        self._open.update(known[self._told :])
        self._told = len(known)
        facts = [self._facts(name) for name in known if name in self._open]
        ended = {"Success", "Fail", "Cancelled"}
        self._open -= {one["id"] for one in facts if one["status"] in ended}
        return {"orders": facts, "problems": self._minimax.unknown_routes}

    async def hold(self, operation: str, when: str, nth: int) -> int:
        """Let a call wait, before or after it is processed; its number."""
        kind = FaultKind.HOLD_BEFORE if when == "before" else FaultKind.HOLD_AFTER
        held = self._minimax.inject(Fault(operation=Operation(operation), kind=kind, nth=nth))
        self._held[held.number] = held
        return held.number

    async def reached(self, number: int, seconds: float) -> bool:
        """Wait until a call is held; False when none came in time."""
        try:
            await self._held[number].reached(seconds)
        except TimeoutError:
            return False
        return True

    async def let_go(self, number: int, go_on: bool) -> None:
        """Let the call go on: what was sent arrives, also when its sender is dead."""
        self._held[number].remove()

    async def figures(self) -> dict[str, Any]:
        """What was met."""
        met: Counter[str] = Counter()
        for injected in self._ordered:
            if injected.hits:
                fault = injected.fault
                met[f"{fault.operation} {fault.kind}"] += injected.hits
        counters = self._minimax.counters
        return {
            "met": dict(met),
            "submits": counters.submits,
            "charged": counters.charged,
            "callbacks": counters.callbacks,
            "keys leaked": counters.keys_leaked,
        }

    async def turn_weather(self) -> None:
        """Keep trouble ordered ahead, for ever."""
        while True:
            self._weather.turn()
            await asyncio.sleep(0.2)

    def _order(self, operation: Operation, kind: dict[str, Any], nth: int) -> None:
        fault = Fault(operation=operation, nth=nth, **kind)
        self._ordered.append(self._minimax.inject(fault))

    def _facts(self, name: str) -> dict[str, Any]:
        order = self._minimax.orders[name]
        found = self._minimax.engine.look(order)
        request = order.request
        return {
            "id": name,
            "api": str(order.api),
            "model": request.model.name,
            "prompt": request.prompt,
            "token": request.callback_url.rpartition("/")[2],
            "price": order.price,
            "charged": 0 if order.refunded else order.price,
            "status": str(found.status),
            "code": found.code,
            "at": order.at.isoformat(),
        }


async def main(seed: str) -> None:
    """Serve until the conductor is gone."""
    options = SandboxOptions(seed=zlib.crc32(seed.encode()))
    async with MiniMaxSandbox(key=KEY, style=_TINIEST, options=options) as minimax:
        minimax.timing = Uneven()
        minimax.account.balance = 10**12
        minimax.account.limits[Family.HAILUO].per_minute = 400
        studio = Studio(minimax, seed)
        names = ("address", "clear_up", "news", "hold", "reached", "let_go", "figures")
        serving = serve({name: getattr(studio, name) for name in names})
        await until_one_ends([serving, studio.turn_weather()])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
