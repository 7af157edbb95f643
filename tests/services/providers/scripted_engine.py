"""A scripted engine on a raw socket, with a history: it can answer anything, or nothing."""

import asyncio
import json
import ssl
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import parse_qs, urlsplit

_TLS_HELLO = b"\x16"


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)


@dataclass(frozen=True)
class Cut:
    """Close the connection: after the request was read, or in the middle of the answer."""

    sent: bytes = b""


@dataclass(frozen=True)
class Silence:
    """Take the request and say nothing."""


Reply = bytes | Cut | Silence


def http(
    status: int, body: object = b"", headers: dict[str, str] | None = None, reason: str = "X"
) -> bytes:
    """An HTTP answer; anything that is not bytes becomes JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Length": str(len(raw)), "Trace-Id": "trace-7", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} {reason}\r\n{head}\r\n".encode() + raw


def said(code: int, text: str = "as scripted", **fields: object) -> bytes:
    """A V1 answer: HTTP 200 with `base_resp`."""
    return http(200, {**fields, "base_resp": {"status_code": code, "status_msg": text}})


@dataclass
class ScriptedEngine:
    """Answers each request with the next reply of its script; the last one again and again."""

    script: list[Reply] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    url: str = ""
    tls: ssl.SSLContext | None = None

    async def __aenter__(self) -> "ScriptedEngine":
        self._connections = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        scheme = "https" if self.tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for writer in self._writers:
            writer.close()
        await self._server.wait_closed()

    def answer(self, seen: Seen) -> Reply:
        """What a request is answered with."""
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections += 1
        connection = self._connections
        self._writers.add(writer)
        try:
            while await self._answer_one(reader, writer, connection):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _answer_one(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> bool:
        first = await reader.readexactly(1)
        if first == _TLS_HELLO:
            return False
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:]) if k}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        seen = Seen(method, target, headers, body, connection)
        self.seen.append(seen)
        reply = self.answer(seen)
        if isinstance(reply, Silence):
            await reader.read()
            return False
        writer.write(reply.sent if isinstance(reply, Cut) else reply)
        await writer.drain()
        return not isinstance(reply, Cut)
