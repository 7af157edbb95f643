"""One account at a scripted engine, what is asked of it, and how answers go wrong."""

import socket
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from domain.model import CameraStyle, Mode, Model, Offer
from services.providers.base import (
    EngineError,
    PictureData,
    SubmitOrder,
)
from services.providers.engine_line import EngineLine
from services.providers.minimax_v1 import MiniMaxV1
from tests.services.providers.scripted_engine import (
    Cut,
    http,
)

OPERATIONS = ("submit", "poll", "download")
KEY = "sk-a-very-secret-key-0123456789"
TEXT_MODEL = Model(
    name="T2V-01",
    title="T2V-01",
    provider="minimax-v1",
    modes=frozenset({Mode.TEXT}),
    camera=CameraStyle.NONE,
    offers=(Offer(duration_s=6, resolution="720P", cost_micro=430_000),),
)
ORDER = SubmitOrder(
    model=TEXT_MODEL,
    engine_prompt="a red lighthouse",
    duration_s=6,
    resolution="720P",
)
PICTURE = PictureData(data=b"\x89PNG\x00\xff", mime="image/png")


def provider(
    url: str, session: aiohttp.ClientSession, *, key: str = KEY, timeout_s: float = 5
) -> MiniMaxV1:
    return MiniMaxV1(account="main", line=line_to(url, session, key=key, timeout_s=timeout_s))


def line_to(
    url: str, session: aiohttp.ClientSession, *, key: str | None = KEY, timeout_s: float = 5
) -> EngineLine:
    return EngineLine(
        base_url=url,
        key=SecretStr(key) if key else None,
        session=session,
        request_timeout_s=timeout_s,
    )


async def refusal(asked: Awaitable[object]) -> EngineError:
    with pytest.raises(EngineError) as caught:
        await asked
    return caught.value


async def everything_said(asked: Awaitable[object]) -> str:
    try:
        return repr(await asked)
    except EngineError as error:
        chain: list[BaseException] = [error]
        for link in chain:
            chain.extend(e for e in (link.__cause__, link.__context__) if e and e not in chain)
        words = [f"{e!s} {e!r} {vars(e)} {e.args!r}" for e in chain]
        return "\n".join([*words, *traceback.format_exception(error)])


async def outcome(asked: Awaitable[object]) -> object:
    try:
        return await asked
    except EngineError as error:
        return error


async def again(error: EngineError) -> None:
    raise error


def ask(minimax: MiniMaxV1, operation: str, folder: Path) -> Awaitable[object]:
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "submit": lambda: minimax.submit(ORDER),
        "poll": lambda: minimax.poll("1"),
        "download": lambda: minimax.download("1", folder / "clip.part"),
    }
    return calls[operation]()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


UNREADABLE = {
    "HTML": http(200, b"<html>hello</html>"),
    "empty": http(200),
    "no content": http(204),
    "a list": http(200, [1, 2]),
    "a number": http(200, 7),
    "half a JSON": http(200, b'{"task_id": "1'),
    "too deep": http(200, b"[" * 100_000),
    "not UTF-8": http(200, b'{"task_id": "\xff'),
    "endless number": http(200, b"9" * 50_000),
    "two megabytes": http(200, b'{"x":"' + b"y" * 2_000_000 + b'"}'),
    "broken off": Cut(http(200, b'{"task_id": "1"}')[:-4]),
    "bad chunks": Cut(
        http(200, b"zz\r\n{}", {"Transfer-Encoding": "chunked"}).replace(
            b"Content-Length: 6", b"A: b"
        )
    ),
    "bad gzip": http(200, b"not gzip at all", {"Content-Encoding": "gzip"}),
}
BROKEN = {
    "cut after sending": Cut(),
    "cut in the status line": Cut(b"HTTP/1.1 20"),
    "cut in the headers": Cut(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "no HTTP": Cut(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "an endless header": Cut(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 100_000 + b"\r\n\r\n"),
}
