"""Trouble on demand: at the n-th call of an operation, something goes wrong in a chosen way."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sandbox.minimax.models import Api


class Operation(StrEnum):
    """What a client does with the stand-in, whichever API it speaks."""

    SUBMIT = "submit"
    QUERY = "query"
    RETRIEVE = "retrieve"
    """Only on the first API generation."""
    DOWNLOAD = "download"
    LIST = "list"
    """Not on the first API generation."""
    CANCEL = "cancel"
    """Cancel or delete; not on the first API generation."""
    UPLOAD = "upload"
    CALLBACK = "callback"
    """What the stand-in does: a POST about a status change."""


class FaultKind(StrEnum):
    """What goes wrong. Unless said otherwise the call is not processed."""

    CODE = "code"
    """A refusal with `code` and `text` in the shape and with the HTTP status of the API asked."""
    BASE_RESP = "base_resp"
    """HTTP 200 with `code` and `text` in `base_resp`."""
    HTTP = "http"
    """`status` with `{"error": error}`, or an empty body without `error`; `headers` are added."""
    HTML = "html"
    """`status` with a page, as a proxy answers."""
    BODY = "body"
    """`status` with exactly `body` of `content_type`."""
    DROP_BEFORE = "drop_before"
    """The request is read, not processed, and the connection is cut."""
    DROP_AFTER = "drop_after"
    """The request is processed (a submit is charged), and the answer is lost."""
    HOLD_BEFORE = "hold_before"
    """Nothing happens until `release`; then it is processed and answered."""
    HOLD_AFTER = "hold_after"
    """It is processed, and the answer waits for `release`."""
    REDIRECT = "redirect"
    """`status` with `location`."""
    SLOW = "slow"
    """The right answer trickles over `seconds` of real time."""
    TRUNCATED = "truncated"
    """The first half of the right answer, as a whole HTTP answer."""
    CUT = "cut"
    """The right length is announced, half is sent, the connection is cut."""
    WRONG_TYPE = "wrong_type"
    """The right answer under another `content_type`."""
    FAIL = "fail"
    """Submit only: accepted and charged; the order ends in Fail with `code`."""
    DUPLICATE = "duplicate"
    """Callback only: posted twice."""
    OUT_OF_ORDER = "out_of_order"
    """Callback only: posted after the next one, if there is a next one."""


CALLBACK_KINDS = frozenset(
    {
        FaultKind.DUPLICATE,
        FaultKind.OUT_OF_ORDER,
        FaultKind.DROP_BEFORE,
        FaultKind.BODY,
        FaultKind.HOLD_BEFORE,
        FaultKind.SLOW,
    }
)
"""What can go wrong with a callback: twice, after the next one, never, another body, held until
`release`, `seconds` later."""


_ONLY_CALLBACKS = (FaultKind.DUPLICATE, FaultKind.OUT_OF_ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One plan. Raises `ValueError` when it makes no sense."""

    operation: Operation
    kind: FaultKind
    api: Api | None = None
    """By which API; `None` is any."""
    nth: int = 1
    """The first call that meets it, counted from now: 1 is the next."""
    times: int = 1
    """How many calls in a row meet it; 0 is all from then on."""
    code: int = 1000
    text: str | None = None
    """`None` is the code's own text."""
    status: int = 0
    """HTTP status; 0 is the usual one of the kind."""
    error: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    content_type: str = "text/html"
    location: str = "/"
    seconds: float = 1.0

    def __post_init__(self) -> None:
        """Refuse plans that can never come true."""
        object.__setattr__(self, "operation", Operation(self.operation))
        object.__setattr__(self, "kind", FaultKind(self.kind))
        if self.api is not None:
            object.__setattr__(self, "api", Api(self.api))
        if self.nth < 1 or self.times < 0:
            raise ValueError("nth counts from 1, times from 0")
        if self.kind is FaultKind.FAIL and self.operation is not Operation.SUBMIT:
            raise ValueError("only a submit can be accepted to fail later")
        if self.operation is Operation.CALLBACK and self.kind not in CALLBACK_KINDS:
            kinds = ", ".join(sorted(CALLBACK_KINDS))
            raise ValueError(f"a callback can only meet: {kinds}")
        if self.operation is not Operation.CALLBACK and self.kind in _ONLY_CALLBACKS:
            raise ValueError(f"only a callback can meet {self.kind}")

    @property
    def http_status(self) -> int:
        """The status to answer with."""
        usual = {FaultKind.HTTP: 500, FaultKind.HTML: 502, FaultKind.REDIRECT: 302}
        return self.status or usual.get(self.kind, 200)


class InjectedFault:
    """A fault in place: how often it was met, and the handle to let go what it holds."""

    def __init__(self, number: int, fault: Fault) -> None:
        self.number = number
        self.fault = fault
        self.hits = 0
        self.removed = False
        self._calls = 0
        self._reached = asyncio.Event()
        self._released = asyncio.Event()

    def meets(self) -> bool:
        """Count a call of the operation and tell whether this fault falls on it."""
        self._calls += 1
        past = self._calls - self.fault.nth
        return not self.removed and past >= 0 and (not self.fault.times or past < self.fault.times)

    def hit(self) -> None:
        """Note that a call got this fault."""
        self.hits += 1
        self._reached.set()

    async def reached(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109 - the driver's own word
        """Wait until a call met this fault. Raises `TimeoutError`."""
        async with asyncio.timeout(timeout):
            await self._reached.wait()

    async def wait_released(self) -> None:
        """Wait for `release`."""
        await self._released.wait()

    def release(self) -> None:
        """Let held calls go on, now and later."""
        self._released.set()

    def remove(self) -> None:
        """Take the fault away and let held calls go on."""
        self.removed = True
        self.release()


class FaultPlan:
    """All faults in place, in the order they were injected."""

    def __init__(self) -> None:
        self._faults: list[InjectedFault] = []
        self._number = 0

    def inject(self, fault: Fault) -> InjectedFault:
        """Put a fault in place."""
        self._number += 1
        injected = InjectedFault(self._number, fault)
        self._faults.append(injected)
        return injected

    def meet(self, operation: Operation, api: Api) -> InjectedFault | None:
        """Count a call for every fault of its operation and give the first that falls on it."""
        meant = [f for f in self._faults if f.fault.operation is operation]
        falling = [f for f in meant if f.fault.api in (None, api) and f.meets()]
        for injected in falling[:1]:
            injected.hit()
            return injected
        return None

    def find(self, number: int) -> InjectedFault:
        """Give a fault by its number. Raises `LookupError`."""
        for injected in self._faults:
            if injected.number == number:
                return injected
        raise LookupError(f"there is no fault {number}")

    def clear(self) -> None:
        """Take all faults away and let held calls go on."""
        for injected in self._faults:
            injected.remove()
        self._faults.clear()
