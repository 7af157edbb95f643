"""MiniMax's first API generation: the 01 models, as MiniMax and its resellers serve them.

Source: platform.minimax.io, API reference, video generation (create, query, file retrieve).
"""

import asyncio
import json
import logging
from datetime import datetime

from services.providers.base import (
    Capabilities,
    EngineError,
    Listed,
    Meaning,
    Polled,
    Reachability,
    RemoteStatus,
    SubmitOrder,
    Submitted,
    Target,
    UnknownRemoteTask,
)
from services.providers.clip_download import fetch
from services.providers.engine_line import EngineLine, Request
from services.providers.minimax_answers import Answer
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
_NO_SUCH_REMOTE_TASK = "0"
#: Invalid parameters: a query has no other than the handle.
_BAD_PARAMETERS = 2013


class MiniMaxV1:
    """One MiniMax account, or one of a reseller with the same shape."""

    capabilities = Capabilities(calls_back=True)

    def __init__(self, *, account: str, line: EngineLine) -> None:
        self.account = account
        self._line = line

    def __repr__(self) -> str:
        return f"MiniMaxV1(account={self.account!r})"

    async def submit(self, order: SubmitOrder) -> Submitted:
        """Ask for a clip. Costs money: never called twice for one intent.

        Raises EngineError; ANSWER_LOST whenever a clip may have been ordered nevertheless.
        """
        # Encoding twenty megabytes takes a while: not in the event loop.
        body = await asyncio.to_thread(_order_body, order)
        request = Request(method="POST", path=_CREATE, body=body, size=len(body))
        answer = Answer.of(await self._line.order(request))
        made = answer.remote_task_id
        refusal = submit_meaning(answer.http_status, answer.code)
        if made is not None and refusal is None:
            return Submitted(remote_task_id=made, trace_id=self._line.shown(answer.trace_id))
        if made is not None:
            # A refusal with a handle contradicts itself: a clip may be in the making.
            raise self._error(Meaning.ANSWER_LOST, answer, note=f"task {made}: ")
        raise self._error(refusal or Meaning.ANSWER_LOST, answer)

    async def poll(self, remote_task_id: str) -> Polled:
        """Look at a remote task. Raises EngineError (UNAVAILABLE, BUSY, PLAN, KEY, MONEY), and
        UnknownRemoteTask where there is none."""
        answer = Answer.of(await self._line.read(_QUERY, {"task_id": remote_task_id}))
        if answer.is_ok and answer.status is RemoteStatus.FAILED:
            # The reason stands where other answers report trouble with the query itself.
            error = self._error(failure_meaning(answer.code), answer)
            return Polled(status=RemoteStatus.FAILED, error=error)
        if _is_unknown(answer):
            raise self._error(Meaning.UNAVAILABLE, answer, kind=UnknownRemoteTask)
        self._raise_if_refused(answer)
        if answer.status is None:
            raise self._error(Meaning.UNAVAILABLE, answer, note="no status: ")
        if answer.status is not RemoteStatus.SUCCEEDED:
            return Polled(status=answer.status)
        if answer.file_id is None:
            raise self._error(Meaning.UNAVAILABLE, answer, note="success without a file: ")
        pixels = answer.pixels
        told = Listed(remote_task_id=remote_task_id, pixels=pixels) if pixels else None
        return Polled(status=RemoteStatus.SUCCEEDED, result_ref=answer.file_id, told=told)

    async def download(self, result_ref: str, target: Target) -> None:
        """Fetch the finished clip's bytes into `target`, through a fresh link each time.

        Raises EngineError (UNAVAILABLE, BUSY, PLAN, KEY, MONEY), or the disk's own OSError.
        """
        answer = Answer.of(await self._line.read(_RETRIEVE, {"file_id": result_ref}))
        self._raise_if_refused(answer)
        trouble = self._error(Meaning.UNAVAILABLE, answer, note="no download link: ")
        for link in answer.links:
            try:
                return await fetch(self._line.session, link, target, self._line.download_rules)
            except EngineError as error:
                trouble = error
                trouble.trace_id = self._line.shown(answer.trace_id)
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
        try:
            raw = await self._line.read(_QUERY, {"task_id": _NO_SUCH_REMOTE_TASK})
        except EngineError as error:
            return Reachability(reachable=False, problem=f"MiniMax does not answer: {error.text}.")
        answer = Answer.of(raw)
        said = f"{answer.code_in_words}, {self._line.shown(answer.text)}"
        if answer.code in KEY_REFUSED or answer.http_status in {401, 403}:
            problem = f"MiniMax refused the key ({said}). A key works only in its own region."
            return Reachability(reachable=True, problem=problem, is_key_refused=True)
        if answer.code == NO_MONEY or answer.http_status == 402:
            problem = f"The MiniMax account has no money left ({said}). Top it up."
            return Reachability(reachable=True, problem=problem)
        if answer.http_status >= 500 or answer.data is None:
            problem = f"What answers there does not speak MiniMax's language ({said})."
            return Reachability(reachable=False, problem=problem)
        return Reachability(reachable=True)

    def _raise_if_refused(self, answer: Answer) -> None:
        meaning = read_meaning(answer.http_status, answer.code)
        if meaning is None and answer.data is None:
            meaning = Meaning.UNAVAILABLE
        if meaning is not None:
            raise self._error(meaning, answer)

    def _error(
        self,
        meaning: Meaning,
        answer: Answer,
        *,
        note: str = "",
        kind: type[EngineError] = EngineError,
    ) -> EngineError:
        return kind(
            meaning,
            code=answer.code_in_words,
            text=self._line.shown(note + answer.text),
            trace_id=self._line.shown(answer.trace_id),
            retry_after_s=answer.retry_after_s,
        )


def _is_unknown(answer: Answer) -> bool:
    """Whether a query's answer says that there is no such remote task; a page says nothing."""
    if answer.code is not None:
        return answer.code == _BAD_PARAMETERS
    return answer.http_status in {404, 410} and answer.data is not None


def _order_body(order: SubmitOrder) -> bytes:
    body: dict[str, object] = {"model": order.model.name, **dict(order.model.extras)}
    if order.engine_prompt:
        body["prompt"] = order.engine_prompt
    if order.model.sends_size:
        body["duration"] = order.duration_s
        body["resolution"] = order.resolution
    if order.callback_url:
        body["callback_url"] = order.callback_url
    pictures = order.pictures.each(lambda picture: picture.data_url)
    if pictures.first_frame:
        body["first_frame_image"] = pictures.first_frame
    if pictures.last_frame:
        body["last_frame_image"] = pictures.last_frame
    if pictures.subject:
        body["subject_reference"] = [{"type": "character", "image": [pictures.subject]}]
    return json.dumps(body).encode()
