"""Pictures on their way: a form may be sent off before the picture it is about was fetched."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Arrivals:
    """Knows which kept requests are still waiting for their picture."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = {}

    @contextmanager
    def on_the_way(self, draft_id: str) -> Iterator[None]:
        """The picture of this request is being fetched and kept while the block runs."""
        event = self._events[draft_id] = asyncio.Event()
        try:
            yield
        finally:
            event.set()
            del self._events[draft_id]

    def awaited(self, draft_id: str) -> asyncio.Event | None:
        """Set when the picture is there, or will never be; None when nothing is on its way."""
        return self._events.get(draft_id)
