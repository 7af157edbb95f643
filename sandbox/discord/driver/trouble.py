"""The driver's troublemaking: failing, cut and held calls, a slow network, a lost Gateway."""

from sandbox.discord.api.buckets import Limit
from sandbox.discord.api.faults import Fault, Held, Kind, When
from sandbox.discord.api.network import Loss
from sandbox.discord.assembly import Assembly
from sandbox.discord.errors import NotPossible


class TroubleDriver:
    """Orders trouble. Operations are named as in Discord's OpenAPI file."""

    def __init__(self, parts: Assembly) -> None:
        self._gear = parts

    def fail(
        self, operation: str, *, status: int, code: int = 0, nth: int = 1, times: int = 1
    ) -> None:
        """Let the n-th call from now on, and the ones after it, be answered with an error."""
        self._check(operation)
        if not 400 <= status <= 599:
            raise NotPossible(f"A failing call has a status from 400 to 599, not {status}.")
        body = {"message": f"{status}: ordered by a test", "code": code}
        self._gear.faults.add(
            Fault(
                kind=Kind.FAIL,
                operation=operation,
                nth=nth,
                times=times,
                status=status,
                body=body,
            )
        )

    def drop(self, operation: str, *, when: When, nth: int = 1, times: int = 1) -> None:
        """Cut the n-th call's connection, before or after it was processed."""
        self._check(operation)
        self._gear.faults.add(
            Fault(kind=Kind.DROP, operation=operation, when=when, nth=nth, times=times)
        )

    def hold(self, operation: str, *, when: When = "after", nth: int = 1) -> Held:
        """Hold the n-th call, before it is processed or its answer after that."""
        self._check(operation)
        return self._gear.faults.hold(operation, when, nth)

    def slow_down(self, seconds: float, operation: str | None = None) -> None:
        """Let every REST call take that much longer, or every call of one operation.

        0 makes it fast again; a slowness of one operation goes before that of all.
        """
        _check_seconds(seconds)
        if operation is None:
            self._gear.network.delay = seconds
            return
        self._check(operation)
        self._gear.network.delays[operation] = seconds

    def slow_gateway(self, seconds: float) -> None:
        """Let everything the Gateway sends arrive that much later, in the same order."""
        _check_seconds(seconds)
        self._gear.network.event_delay = seconds

    def lose(
        self, *, requests: float = 0.0, answers: float = 0.0, connections: float = 0.0
    ) -> None:
        """Make the network lossy, by rates from 0 to 1; without any it is sound again.

        REST calls are cut before they are processed (`requests`) or after (`answers`); the
        Gateway's connection is cut where an event should have gone out (`connections`), and the
        event is replayed on resume. The sandbox's `chance` decides, and `counters.lost` counts.
        """
        rates = {Loss.REQUEST: requests, Loss.ANSWER: answers, Loss.CONNECTION: connections}
        for what, rate in rates.items():
            if not 0 <= rate <= 1:
                raise NotPossible(f"The rate of lost {what} lies between 0 and 1, not at {rate}.")
        self._gear.network.rates = rates

    def set_rate_limit(self, operation: str, *, requests: int, seconds: float) -> None:
        """Change an operation's bucket."""
        self._check(operation)
        if requests < 1 or seconds <= 0:
            raise NotPossible("A bucket takes at least 1 request in more than 0 seconds.")
        self._gear.buckets.set_limit(operation, Limit(requests=requests, seconds=seconds))

    def cut_gateway(self) -> None:
        """Cut the Gateway's connections without a farewell."""
        self._gear.gateway.cut()

    def close_gateway(self, code: int = 4000) -> None:
        """Close the Gateway's connections with a code."""
        self._gear.gateway.close(code)

    def ask_reconnect(self) -> None:
        """Ask clients to connect again (op 7)."""
        self._gear.gateway.ask_reconnect()

    def invalidate_session(self, *, resumable: bool = False) -> None:
        """Declare the clients' sessions invalid (op 9)."""
        self._gear.gateway.invalidate(resumable=resumable)

    def _check(self, operation: str) -> None:
        if operation not in self._gear.rest.operation_names():
            names = ", ".join(sorted(self._gear.rest.operation_names()))
            raise NotPossible(f"There is no operation {operation!r}; there are: {names}.")


def _check_seconds(seconds: float) -> None:
    if seconds < 0:
        raise NotPossible(f"A delay takes 0 seconds or more, not {seconds}.")
