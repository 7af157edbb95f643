"""Every kind of engine behind one face: how it is asked, and how a good answer of it looks."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from services.providers.base import SubmitOrder, VideoProvider
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from services.providers.minimax_v1 import MiniMaxV1
from services.providers.minimax_v2 import MiniMaxV2
from services.providers.openai_videos import OpenAIVideos
from tests.services.providers.account import KEY, ORDER, TEXT_MODEL, line_to

LONG_AGO = datetime(2026, 10, 1, tzinfo=UTC)
NOW_S = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
CLIP = b"\x00\x00\x00\x18ftypmp42" + bytes(5_000)

Json = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """One kind of engine. `good` is the JSON of a successful answer, by operation.

    A download asks for `good["download"]` first, with LINK replaced by the clip's address.
    """

    kind: str
    make: Callable[..., VideoProvider]
    order: SubmitOrder
    good: Mapping[str, Json]
    failed: Json
    extra: Json = field(default_factory=dict)

    def provider(
        self,
        url: str,
        session: aiohttp.ClientSession,
        key: str | None = KEY,
        timeout_s: float = 5,
    ) -> VideoProvider:
        """The adapter for an account at `url`."""
        line = line_to(url, session, key=key, timeout_s=timeout_s)
        return self.make(account="main", line=line, **self.extra)

    def ask(self, provider: VideoProvider, operation: str, folder: Path) -> Awaitable[object]:
        """Begin an operation, with arguments that fit the good answers."""
        calls: dict[str, Callable[[], Awaitable[object]]] = {
            "submit": lambda: provider.submit(self.order),
            "poll": lambda: provider.poll("424010985738629"),
            "download": lambda: provider.download("424010985738629", folder / "clip.part"),
            "list": lambda: provider.list(LONG_AGO),
            "cancel": lambda: provider.cancel("424010985738629"),
        }
        return calls[operation]()

    @property
    def operations(self) -> list[str]:
        """What it can be asked for."""
        return list(self.good)


_OK = {"base_resp": {"status_code": 0, "status_msg": "success"}}
_ID = "424010985738629"
_V1_DONE = {"task_id": _ID, "status": "Success", "file_id": _ID, **_OK}
_VIDEO = {
    "id": _ID,
    "object": "video",
    "status": "completed",
    "model": "minimax-h3",
    "size": "1344x768",
    "seconds": "6",
    "created_at": NOW_S,
    "error": None,
}

V1 = Adapter(
    kind=MINIMAX_V1,
    make=MiniMaxV1,
    order=ORDER,
    good={
        "submit": {"task_id": _ID, **_OK},
        "poll": _V1_DONE,
        "download": {"file": {"file_id": 1, "bytes": 0, "download_url": "LINK"}, **_OK},
    },
    failed={"task_id": _ID, "status": "Fail", "base_resp": {"status_code": 1027}},
)
_TASK = {
    "id": _ID,
    "model": "MiniMax-H3",
    "status": "succeeded",
    "created_at": NOW_S,
    "updated_at": NOW_S,
    "content": {"url": "LINK"},
    "resolution": "768P",
    "duration": 6,
    "ratio": "16:9",
    "usage": {"total_seconds": 6},
}
V2 = Adapter(
    kind=MINIMAX_V2,
    make=MiniMaxV2,
    order=replace(
        ORDER,
        model=replace(TEXT_MODEL, name="MiniMax-H3", provider=MINIMAX_V2),
        resolution="768P",
        aspect="16:9",
    ),
    good={
        "submit": {"task_id": _ID},
        "poll": {"task": _TASK},
        "download": {"task": _TASK},
        "list": {"items": [_TASK], "total": 1},
        "cancel": {"task": {**_TASK, "status": "queued"}},
    },
    failed={"task": {**_TASK, "status": "failed", "error": {"code": "1026", "message": "as told"}}},
)
OPENAI = Adapter(
    kind=OPENAI_VIDEOS,
    make=OpenAIVideos,
    order=replace(ORDER, model=replace(TEXT_MODEL, name="minimax-h3", provider=OPENAI_VIDEOS)),
    good={
        "submit": {**_VIDEO, "status": "queued"},
        "poll": _VIDEO,
        "download": {**_VIDEO, "url": "LINK"},
        "list": {"object": "list", "data": [_VIDEO], "has_more": False},
        "cancel": {**_VIDEO, "status": "queued"},
    },
    failed={**_VIDEO, "status": "failed", "error": {"code": "ValueError", "message": "as told"}},
)
ADAPTERS = (V1, V2, OPENAI)


def every_operation() -> list[tuple[Adapter, str]]:
    """Adapter by operation, for parameters."""
    return [(adapter, name) for adapter in ADAPTERS for name in adapter.operations]


def named(value: object) -> str:
    """An id for a parameter."""
    return value.kind if isinstance(value, Adapter) else str(value)


def with_link(good: object, link: str) -> object:
    """A good answer with the clip's address in it."""
    if isinstance(good, dict):
        return {name: with_link(value, link) for name, value in good.items()}
    return link if good == "LINK" else good
