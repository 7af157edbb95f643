"""Rows of the refusal table: what is done, and how Discord answers by its documentation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.discord.codes import Code
from tests.sandbox.discord.raw import Got
from tests.sandbox.discord.scene import Scene

MESSAGES = "/channels/{clips}/messages"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A request and its refusal.

    `at` and `fault`: for 50035, the dotted path of the fault and its name. `headers`: those that
    must come along. `provokes`: what of it counts as a problem of the sandbox itself.
    """

    done: str
    code: Code
    ask: Callable[[Scene], Awaitable[Got]]
    at: str | None = None
    fault: str = ""
    headers: tuple[str, ...] = ()
    provokes: str = ""

    @property
    def expected(self) -> str:
        """The expected answer, in a few words."""
        name = f" {self.fault} at {self.at or 'the top'}" if self.at is not None else ""
        return f"{self.code.status} · {self.code.number}{name}"

    def wrong(self, got: Got) -> str:
        """What is wrong with the answer; empty when nothing is."""
        if (got.status, got.code or 0) != (self.code.status, self.code.number):
            return f"{self.done}: {got.status} {got.body}"
        if got.body["message"] != self.code.message:
            return f"{self.done}: {got.body['message']!r}"
        if self.at is not None:
            names = [error["code"] for error in got.errors_at(self.at)]
            if self.fault not in names:
                return f"{self.done}: {self.fault} not at {self.at!r} in {got.body['errors']}"
        missing = [name for name in self.headers if name not in got.headers]
        return f"{self.done}: without {missing}" if missing else ""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A deed that is not answered by a code of its own, and what comes of it."""

    done: str
    source: str
    expected: str
    ask: Callable[[Scene], Awaitable[str]]


def asked(done: str, method: str, path: str, body: Any, code: Code, **more: Any) -> Refused:
    """A single request as the bot; channels are named in the path."""
    return Refused(done=done, code=code, ask=lambda scene: scene.ask(method, path, body), **more)


def said(done: str, payload: Any, at: str, fault: str) -> Refused:
    """A message to #clips that is refused with 50035."""
    more = {"at": at, "fault": fault}
    return asked(done, "POST", MESSAGES, payload, Code.INVALID_FORM_BODY, **more)
