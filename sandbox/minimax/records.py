"""What the stand-in saw, for tests and people to read."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.minimax.checking import ignored_fields
from sandbox.minimax.checking_v2 import ignored_fields_v2, text_of
from sandbox.minimax.checking_videos import ignored_fields_videos
from sandbox.minimax.codes import OK, Refusal
from sandbox.minimax.images import ReceivedImage
from sandbox.minimax.models import Api
from sandbox.minimax.request import Request


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
    api: Api = Api.V1
    request: Request | None = None
    """What was understood: seconds, resolution, ratio and more; `None` if it was refused."""


_IGNORED = {
    Api.V1: ignored_fields,
    Api.V2: ignored_fields_v2,
    Api.VIDEOS: ignored_fields_videos,
}


def record(
    at: datetime,
    asked: tuple[Api, Any],
    request: Request | None,
    outcome: str | Refusal | None,
) -> Received:
    """Describe a create request; its outcome is the remote task id or why there is none."""
    api, body = asked
    told = body if isinstance(body, dict) else {}
    images = request.images if request else ()
    refusal = outcome if isinstance(outcome, Refusal) else None
    return Received(
        at=at,
        body=shorten(body, images),
        model=request.model.name if request else str(told.get("model", "")),
        prompt=text_of(body) if api is Api.V2 else str(told.get("prompt", "")),
        images=images,
        steps=request.steps if request else (),
        ignored=_IGNORED[api](body),
        code=refusal.code if refusal else OK,
        text=refusal.text if refusal else "success",
        remote_task_id=outcome if isinstance(outcome, str) else None,
        api=api,
        request=request,
    )


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
