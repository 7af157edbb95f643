"""What the stand-in saw, for tests and people to read."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.minimax.images import ReceivedImage


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One create request, whatever became of it."""

    at: datetime
    body: Any
    """The parsed JSON with pictures shortened to a description; `None` if it was none."""
    model: str
    prompt: str
    images: tuple[ReceivedImage, ...]
    steps: tuple[tuple[str, ...], ...]
    """The camera as it was understood."""
    ignored: tuple[str, ...]
    """Fields that the vendor does not know."""
    code: int
    """0 when it was accepted."""
    text: str
    remote_task_id: str | None


class Pulse:
    """Wakes everybody who waits for something to change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        """Something changed."""
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self) -> None:
        """Wait for the next change."""
        await self._event.wait()


def shorten(value: Any, images: Iterable[ReceivedImage] = ()) -> Any:
    """Copy JSON with long picture texts replaced by what is in them."""
    described = {image.field: str(image) for image in images}
    return _shorten(value, "", described)


def _shorten(value: Any, field: str, described: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _shorten(inner, f"{field}.{key}" if field else str(key), described)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_shorten(v, f"{field}[{i}]", described) for i, v in enumerate(value)]
    if isinstance(value, str) and (field in described or len(value) > 4000):
        return described.get(field, f"<{len(value)} characters>")
    return value
