"""An account's line to its engine: requests with its key, which goes nowhere else."""

import io
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from pydantic import SecretStr
from yarl import URL

from services.providers.base import EngineError, Meaning
from services.providers.clip_download import DownloadRules
from services.providers.engine_answers import RawAnswer, read_raw
from services.providers.engine_http import (
    WAY_ERRORS,
    BrokenWay,
    is_this_machine,
    keeps_connections,
    timeout,
)

log = logging.getLogger(__name__)

#: An order with pictures is up to 64 MB; a line slower than this many bytes a second is broken.
_SLOWEST_UPLOAD = 100_000
#: A whole clip may take this many times as long as one answer.
_DOWNLOAD_PATIENCE = 10
#: A shorter one is a stand-in's, and its letters stand in ordinary words.
_SHORTEST_KEY = 8
_LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked: `path` below the engine's address, `size` the body's length in bytes."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | aiohttp.FormData | None = None
    size: int = 0


class EngineLine:
    """The way to one engine with one key, or without any.

    `base_url` may have a path prefix. `request_timeout_s` is the patience with one answer, in
    seconds, after the connection stands. The session must come from `engine_session`.
    """

    def __init__(
        self,
        *,
        base_url: str,
        key: SecretStr | None,
        session: aiohttp.ClientSession,
        request_timeout_s: float,
    ) -> None:
        if keeps_connections(session):
            raise ValueError("The session must not reuse connections: take one of engine_session.")
        self.base = _checked(base_url)
        self.session = session
        self._key = key
        self._request_timeout_s = request_timeout_s

    async def ask(self, request: Request) -> RawAnswer:
        """One request, which never follows a redirect. Raises BrokenWay."""
        is_json = isinstance(request.body, bytes)
        content_type = {"Content-Type": "application/json"} if is_json else {}
        # Not bytes: aiohttp warns that large ones block the loop.
        data = io.BytesIO(request.body) if isinstance(request.body, bytes) else request.body
        try:
            async with self.session.request(
                request.method,
                (self.base / request.path).with_query(request.query),
                data=data,
                headers={"Accept": "application/json", **content_type, **self.authorization},
                allow_redirects=False,
                timeout=timeout(self._request_timeout_s + request.size / _SLOWEST_UPLOAD),
            ) as response:
                answer = await read_raw(response)
        except WAY_ERRORS as error:
            trouble = BrokenWay(error)
        else:
            facts = {
                "path": request.path,
                "status": answer.http_status,
                "trace": self.shown(answer.trace_id),
            }
            log.debug("the engine answered", extra=facts)
            return answer
        raise trouble  # out here, because the handler's error would bring the key along

    async def order(self, request: Request) -> RawAnswer:
        """Ask for something that may cost money: once.

        Raises EngineError: NOT_SENT, or ANSWER_LOST when the request may have left.
        """
        try:
            return await self.ask(request)
        except BrokenWay as broken:
            meaning = Meaning.ANSWER_LOST if broken.sent else Meaning.NOT_SENT
            raise EngineError(meaning, text=str(broken)) from broken

    async def read(self, path: str, query: Mapping[str, str] | None = None) -> RawAnswer:
        """Ask without ordering anything: it may be asked again. Raises EngineError (UNAVAILABLE)"""
        try:
            return await self.ask(Request(method="GET", path=path, query=query or {}))
        except BrokenWay as broken:
            raise EngineError(Meaning.UNAVAILABLE, text=str(broken)) from broken

    @property
    def authorization(self) -> dict[str, str]:
        """The header with the key; empty without one."""
        if self._key is None:
            return {}
        return {"Authorization": f"Bearer {self._key.get_secret_value()}"}

    @property
    def download_rules(self) -> DownloadRules:
        """How far a download from this engine may go."""
        is_plain = self.base.scheme == "http"
        return DownloadRules(
            silence_s=self._request_timeout_s,
            total_s=self._request_timeout_s * _DOWNLOAD_PATIENCE,
            plain_http=is_plain and is_this_machine(self.base),
            plain_origin=self.base.origin() if is_plain else None,
        )

    def shown(self, text: str) -> str:
        """Foreign words made fit for a log line: one line, printable, short, without the key.

        Services like to repeat a wrong key in their answer.
        """
        key = self._key.get_secret_value() if self._key else ""
        if len(key) >= _SHORTEST_KEY:
            text = text.replace(key, "[key]")
        printable = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text)
        return " ".join(printable.split())[:_LONGEST_WORDS]


def _checked(base_url: str) -> URL:
    """The service's address. Raises ValueError for one that no request could be sent to."""
    url = URL(base_url.rstrip("/"))
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError("The service's address must begin with https:// and name a host.")
    url.host.encode("idna")
    return url
