"""Faults on order: the n-th call of an operation fails, is cut off, or is held."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from sandbox.discord.api.requests import RequestRecord
from sandbox.discord.shapes import Json
from sandbox.discord.world.changes import Changes

When = Literal["before", "after"]


class Kind(StrEnum):
    """What a fault does to its call."""

    FAIL = "fail"
    DROP = "drop"
    HOLD = "hold"


@dataclass(slots=True, kw_only=True)
class Fault:
    """Something that befalls calls of an operation: from the n-th on, so many times."""

    kind: Kind
    operation: str
    when: When = "before"
    nth: int = 1
    times: int = 1
    status: int = 500
    body: Json = field(default_factory=dict)
    held: "Held | None" = None


class Held:
    """A call that waits, before or after it was processed, until the test lets it go."""

    def __init__(self, changes: Changes, operation: str) -> None:
        self._changes = changes
        self._operation = operation
        self._end: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.request: RequestRecord | None = None

    async def reached(
        self,
        timeout: float = 10.0,  # noqa: ASYNC109 - the error names what did not come
    ) -> RequestRecord:
        """Wait until the call has come this far and return its record."""
        return await self._changes.until(
            lambda: self.request, timeout=timeout, what=f"the held {self._operation}"
        )

    def release(self) -> None:
        """Let the call go on."""
        self._finish(go_on=True)

    def drop(self) -> None:
        """Cut the call's connection without an answer."""
        self._finish(go_on=False)

    async def wait(self, request: RequestRecord) -> bool:
        """Hold a call: True to go on, False to cut."""
        self.request = request
        self._changes.touch()
        return await self._end

    def _finish(self, *, go_on: bool) -> None:
        if not self._end.done():
            self._end.set_result(go_on)


class Faults:
    """The faults that are waiting for their calls."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._waiting: list[Fault] = []
        self._held: list[Held] = []

    def add(self, fault: Fault) -> None:
        """Order a fault, counted from the operation's next call."""
        self._waiting.append(fault)

    def hold(self, operation: str, when: When, nth: int) -> Held:
        """Order that the n-th call from now on waits."""
        held = Held(self._changes, operation)
        self._held.append(held)
        self.add(Fault(kind=Kind.HOLD, operation=operation, when=when, nth=nth, held=held))
        return held

    def count(self, operation: str) -> list[Fault]:
        """Count a call and return the faults that befall it."""
        due = []
        for fault in [f for f in self._waiting if f.operation == operation]:
            fault.nth -= 1
            if fault.nth > 0:
                continue
            due.append(fault)
            fault.times -= 1
            if fault.times <= 0:
                self._waiting.remove(fault)
        return due

    def release_all(self) -> None:
        """Cut whatever is still held: the server stops."""
        for held in self._held:
            held.drop()
