"""The driver's troublemaking: failing, cut and held calls, a slow network, a lost Gateway."""

from sandbox.discord.assembly import Assembly
from sandbox.discord.buckets import Limit
from sandbox.discord.errors import NotPossible
from sandbox.discord.faults import Fault, Held, Kind, When


class TroubleDriver:
    """Orders trouble. Operations are named as in Discord's OpenAPI file."""

    def __init__(self, parts: Assembly) -> None:
        self._gear = parts

    def fail(
        self, operation: str, *, status: int, code: int = 0, nth: int = 1, times: int = 1
    ) -> None:
        """Let the n-th call from now on, and the ones after it, be answered with an error."""
        self._check(operation)
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

    def slow_down(self, seconds: float) -> None:
        """Let every REST answer take that much longer."""
        self._gear.faults.delay = seconds

    def set_rate_limit(self, operation: str, *, requests: int, seconds: float) -> None:
        """Change an operation's bucket."""
        self._check(operation)
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
