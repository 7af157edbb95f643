"""MiniMax's first API generation: the 01 models, as MiniMax and its resellers serve them.

Source: platform.minimax.io, API reference, video generation (create, query, file retrieve).
"""

import asyncio
import base64
import io
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiohttp
from pydantic import SecretStr
from yarl import URL

from services.providers.base import (
    Capabilities,
    EngineError,
    Listed,
    Meaning,
    PictureData,
    Polled,
    Reachability,
    RemoteStatus,
    SubmitOrder,
    Submitted,
)
from services.providers.clip_download import DownloadRules, fetch
from services.providers.engine_http import (
    WAY_ERRORS,
    BrokenWay,
    is_this_machine,
    keeps_connections,
    timeout,
)
from services.providers.minimax_answers import Answer, read_answer
from services.providers.minimax_errors import (
    KEY_REFUSED,
    NO_MONEY,
    failure_meaning,
    read_meaning,
    submit_meaning,
)

log = logging.getLogger(__name__)

_CREATE = "v1/video_generation"
_QUERY = "v1/query/video_generation"
_RETRIEVE = "v1/files/retrieve"
#: An order with pictures is up to 27 MB; a line slower than this many bytes a second is broken.
_SLOWEST_UPLOAD = 100_000
#: A whole clip may take this many times as long as one answer.
_DOWNLOAD_PATIENCE = 10
_NO_SUCH_REMOTE_TASK = "0"
#: A shorter one is a stand-in's, and its letters stand in ordinary words.
_SHORTEST_KEY = 8
_LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    method: str
    path: str
    query: dict[str, str]
    body: bytes | None = None


class MiniMaxV1:
    """One MiniMax account, or one of a reseller with the same shape.

    `base_url` may have a path prefix. `request_timeout_s` is the patience with one answer, in
    seconds, after the connection stands. The session must come from `engine_session`.
    """

    capabilities = Capabilities(calls_back=True)

    def __init__(
        self,
        *,
        account: str,
        key: SecretStr,
        base_url: str,
        session: aiohttp.ClientSession,
        request_timeout_s: float,
    ) -> None:
        if keeps_connections(session):
            raise ValueError("The session must not reuse connections: take one of engine_session.")
        self.account = account
        self._key = key
        self._base = _checked(base_url)
        self._session = session
        self._request_timeout_s = request_timeout_s

    def __repr__(self) -> str:
        return f"MiniMaxV1(account={self.account!r})"

    async def submit(self, order: SubmitOrder) -> Submitted:
        """Ask for a clip. Costs money: never called twice for one intent.

        Raises EngineError; ANSWER_LOST whenever a clip may have been ordered nevertheless.
        """
        # Encoding twenty megabytes takes a while: not in the event loop.
        body = await asyncio.to_thread(_order_body, order)
        try:
            answer = await self._ask(_Request(method="POST", path=_CREATE, query={}, body=body))
        except BrokenWay as broken:
            meaning = Meaning.ANSWER_LOST if broken.sent else Meaning.NOT_SENT
            raise EngineError(meaning, text=str(broken)) from broken
        made = answer.remote_task_id
        refusal = submit_meaning(answer.http_status, answer.code)
        if made is not None and refusal is None:
            return Submitted(remote_task_id=made, trace_id=self._shown(answer.trace_id))
        if made is not None:
            # A refusal with a handle contradicts itself: a clip may be in the making.
            raise self._error(Meaning.ANSWER_LOST, answer, note=f"task {made}: ")
        raise self._error(refusal or Meaning.ANSWER_LOST, answer)

    async def poll(self, remote_task_id: str) -> Polled:
        """Look at a remote task. Raises EngineError (UNAVAILABLE, BUSY, OPERATOR)."""
        answer = await self._read(_QUERY, {"task_id": remote_task_id})
        if answer.is_ok and answer.status is RemoteStatus.FAILED:
            # The reason stands where other answers report trouble with the query itself.
            error = self._error(failure_meaning(answer.code), answer)
            return Polled(status=RemoteStatus.FAILED, error=error)
        self._raise_if_refused(answer)
        if answer.status is None:
            raise self._error(Meaning.UNAVAILABLE, answer, note="no status: ")
        if answer.status is not RemoteStatus.SUCCEEDED:
            return Polled(status=answer.status)
        if answer.file_id is None:
            raise self._error(Meaning.UNAVAILABLE, answer, note="success without a file: ")
        return Polled(status=RemoteStatus.SUCCEEDED, result_ref=answer.file_id)

    async def download(self, result_ref: str, target: Path) -> None:
        """Fetch the finished clip's bytes into `target`, through a fresh link each time.

        Raises EngineError (UNAVAILABLE, BUSY, OPERATOR), or the disk's own OSError.
        """
        answer = await self._read(_RETRIEVE, {"file_id": result_ref})
        self._raise_if_refused(answer)
        trouble = self._error(Meaning.UNAVAILABLE, answer, note="no download link: ")
        for link in answer.links:
            try:
                return await fetch(self._session, link, target, self._download_rules())
            except EngineError as error:
                trouble = error
                trouble.trace_id = self._shown(answer.trace_id)
        raise trouble

    async def list(self, since: datetime) -> tuple[Listed, ...]:
        """Raises EngineError: this generation of the API has no list."""
        raise EngineError(Meaning.UNAVAILABLE, text=f"no list to look into since {since}")

    async def cancel(self, remote_task_id: str) -> bool:
        """False: this generation of the API takes nothing back."""
        log.debug("can't be cancelled here", extra={"remote": remote_task_id})
        return False

    async def check(self) -> Reachability:
        """See whether the service answers and takes our key: it is asked for a task nobody has."""
        request = _Request(method="GET", path=_QUERY, query={"task_id": _NO_SUCH_REMOTE_TASK})
        try:
            answer = await self._ask(request)
        except BrokenWay as broken:
            return Reachability(reachable=False, problem=f"MiniMax does not answer: {broken}.")
        said = f"{answer.code_in_words}, {self._shown(answer.text)}"
        if answer.code in KEY_REFUSED or answer.http_status in {401, 403}:
            problem = (
                f"MiniMax refused the key ({said}). Set a valid MINIMAX_API_KEY; a key works only"
                " in its own region."
            )
            return Reachability(reachable=True, problem=problem)
        if answer.code == NO_MONEY or answer.http_status == 402:
            problem = f"The MiniMax account has no money left ({said}). Top it up."
            return Reachability(reachable=True, problem=problem)
        if answer.http_status >= 500 or answer.data is None:
            problem = f"What answers there does not speak MiniMax's language ({said})."
            return Reachability(reachable=False, problem=problem)
        return Reachability(reachable=True)

    async def _read(self, path: str, query: dict[str, str]) -> Answer:
        """Ask without ordering anything: whatever breaks, it may be asked again."""
        try:
            return await self._ask(_Request(method="GET", path=path, query=query))
        except BrokenWay as broken:
            raise EngineError(Meaning.UNAVAILABLE, text=str(broken)) from broken

    async def _ask(self, request: _Request) -> Answer:
        """One request with the key, which never follows a redirect to another host."""
        size = len(request.body or b"")
        try:
            async with self._session.request(
                request.method,
                (self._base / request.path).with_query(request.query),
                # Not bytes: aiohttp warns that large ones block the loop.
                data=None if request.body is None else io.BytesIO(request.body),
                headers=self._headers(),
                allow_redirects=False,
                timeout=timeout(self._request_timeout_s + size / _SLOWEST_UPLOAD),
            ) as response:
                answer = await read_answer(response)
        except WAY_ERRORS as error:
            trouble = BrokenWay(error)
        else:
            facts = {
                "path": request.path,
                "code": answer.code_in_words,
                "trace": self._shown(answer.trace_id),
            }
            log.debug("MiniMax answered", extra=facts)
            return answer
        raise trouble  # out here, because the handler's error would bring the key along

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self._key.get_secret_value()}",
            "Content-Type": "application/json",
            "Accept": "application/json",
        }

    def _raise_if_refused(self, answer: Answer) -> None:
        meaning = read_meaning(answer.http_status, answer.code)
        if meaning is None and answer.data is None:
            meaning = Meaning.UNAVAILABLE
        if meaning is not None:
            raise self._error(meaning, answer)

    def _error(self, meaning: Meaning, answer: Answer, *, note: str = "") -> EngineError:
        return EngineError(
            meaning,
            code=answer.code_in_words,
            text=self._shown(note + answer.text),
            trace_id=self._shown(answer.trace_id),
            retry_after_s=answer.retry_after_s,
        )

    def _shown(self, text: str) -> str:
        """Foreign words made fit for a log line: one line, printable, short, without the key.

        Services like to repeat a wrong key in their answer.
        """
        key = self._key.get_secret_value()
        if len(key) >= _SHORTEST_KEY:
            text = text.replace(key, "[key]")
        printable = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text)
        return " ".join(printable.split())[:_LONGEST_WORDS]

    def _download_rules(self) -> DownloadRules:
        return DownloadRules(
            silence_s=self._request_timeout_s,
            total_s=self._request_timeout_s * _DOWNLOAD_PATIENCE,
            plain_http=self._base.scheme == "http" and is_this_machine(self._base),
        )


def _checked(base_url: str) -> URL:
    """The service's address. Raises ValueError for one that no request could be sent to."""
    url = URL(base_url.rstrip("/"))
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError("The service's address must begin with https:// and name a host.")
    url.host.encode("idna")
    return url


def _order_body(order: SubmitOrder) -> bytes:
    body: dict[str, object] = {"model": order.model.name}
    if order.engine_prompt:
        body["prompt"] = order.engine_prompt
    if order.model.sends_size:
        body["duration"] = order.duration_s
        body["resolution"] = order.resolution
    if order.callback_url:
        body["callback_url"] = order.callback_url
    pictures = order.pictures.each(_data_url)
    if pictures.first_frame:
        body["first_frame_image"] = pictures.first_frame
    if pictures.last_frame:
        body["last_frame_image"] = pictures.last_frame
    if pictures.subject:
        body["subject_reference"] = [{"type": "character", "image": [pictures.subject]}]
    return json.dumps(body).encode()


def _data_url(picture: PictureData) -> str:
    return f"data:{picture.mime};base64,{base64.b64encode(picture.data).decode('ascii')}"
