"""The sandbox's own failures: requests that nobody serves, and exceptions in its handlers.

They are kept so that tests fail loudly: an answer of 500 alone could be taken for ordered trouble.
"""

from types import TracebackType

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.discord.world.changes import Changes

_EXPECTED = (web.HTTPException, ConnectionError)
"""What a handler may raise: an answer, or that the client is gone."""


class Problems:
    """Collects them; `watch` is a middleware of the whole application."""

    def __init__(self, changes: Changes) -> None:
        self.unknown_routes: list[str] = []
        self._failures: list[str] = []
        self._changes = changes

    def all(self) -> list[str]:
        """Return everything that must not happen, each as one line."""
        return [*(f"{route}: nobody serves this" for route in self.unknown_routes), *self._failures]

    @web.middleware
    async def watch(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Record what a handler raises; aiohttp then logs it and answers 500."""
        with _Recording(self, request):
            return await handler(request)

    def note(self, failure: str) -> None:
        """Keep a failure, and wake who waits for the world to change."""
        self._failures.append(failure)
        self._changes.touch()


class _Recording:
    """Notes an exception on its way out, and lets it pass."""

    def __init__(self, problems: Problems, request: web.Request) -> None:
        self._problems = problems
        self._request = request

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Note what went wrong, unless it is an answer or a cancellation."""
        if isinstance(error, Exception) and not isinstance(error, _EXPECTED):
            where = f"{self._request.method} {self._request.path}"
            self._problems.note(f"{where}: {type(error).__name__}: {error}")
