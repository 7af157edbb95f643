"""One account at a scripted engine of the second generation, and answers in its shape."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from domain.model import CameraStyle, Mode, Model, Offer
from services.providers.base import SubmitOrder
from services.providers.minimax_v2 import MiniMaxV2
from tests.services.providers.account import line_to
from tests.services.providers.scripted_engine import http

OPERATIONS_V2 = ("submit", "poll", "download", "list", "cancel")
TASK_ID = "424010985738629"
SINCE = datetime(2026, 11, 22, 12, tzinfo=UTC)
H3 = Model(
    name="MiniMax-H3",
    title="H3",
    provider="minimax-v2",
    modes=frozenset({Mode.TEXT, Mode.FIRST_FRAME, Mode.FIRST_AND_LAST_FRAME, Mode.REFERENCES}),
    camera=CameraStyle.PROSE,
    offers=(Offer(duration_s=5, resolution="768P", cost_micro=400_000),),
    most_references=9,
    has_sound=True,
)
ORDER_V2 = SubmitOrder(
    model=H3, engine_prompt="a red lighthouse", duration_s=5, resolution="768P", aspect="9:16"
)


def provider_v2(url: str, session: aiohttp.ClientSession, *, timeout_s: float = 5) -> MiniMaxV2:
    line = line_to(url, session, timeout_s=timeout_s)
    return MiniMaxV2(account="main", line=line, may_be_absent=True)


def ask_v2(h3: MiniMaxV2, operation: str, folder: Path) -> Awaitable[object]:
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "submit": lambda: h3.submit(ORDER_V2),
        "poll": lambda: h3.poll(TASK_ID),
        "download": lambda: h3.download(TASK_ID, folder / "clip.part"),
        "list": lambda: h3.list(SINCE),
        "cancel": lambda: h3.cancel(TASK_ID),
    }
    return calls[operation]()


def task(status: str, **fields: object) -> bytes:
    """The answer to a query."""
    return http(200, {"task": {"id": TASK_ID, "model": "MiniMax-H3", "status": status, **fields}})


def refused(
    status: int, kind: str = "", code: int | None = None, *, request_id: str = "req-7"
) -> bytes:
    """An error in V2's shape, the code at the message's end as the vendor's examples have it."""
    message = f"as scripted ({code})" if code else "as scripted"
    error = {"type": kind, "message": message, "http_code": str(status)}
    return http(status, {"type": "error", "error": error, "request_id": request_id})
