"""Servers of the OpenAI shape, `/v1/videos`: one's own GPU, or a gateway to other engines.

SGLang Diffusion, vLLM-Omni, FastVideo and LiteLLM serve it. Sources: their own (video_api.py,
docs/serving/videos_api.md, video_endpoints) and platform.openai.com, API reference, videos.
"""

import asyncio
import logging
from dataclasses import replace
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
from services.providers.engine_answers import RawAnswer
from services.providers.engine_http import BrokenWay
from services.providers.engine_line import EngineLine, Request
from services.providers.openai_answers import (
    VideoJob,
    can_be_asked_for,
    code_in_words,
    failure_meaning,
    jobs_of,
    read_meaning,
    submit_meaning,
)
from services.providers.openai_orders import order_body

log = logging.getLogger(__name__)

_VIDEOS = "v1/videos"
#: OpenAI's own limit of a page; vLLM-Omni and SGLang take no more either.
_PAGE = 100
_MOST_PAGES = 20
_GONE = 404


class OpenAIVideos:
    """One account at a server of this shape; its line has a key only where it asks for one.

    The line's address stands before `/v1/videos`. `sends_json`: orders go as JSON, not as a form.
    `lists`: it tells which jobs it has, as gateways to other engines don't.
    """

    def __init__(
        self, *, account: str, line: EngineLine, sends_json: bool = False, lists: bool = True
    ) -> None:
        self.account = account
        self.capabilities = Capabilities(lists=lists, cancels=True)
        self._line = line
        self._sends_json = sends_json

    def __repr__(self) -> str:
        return f"OpenAIVideos(account={self.account!r})"

    async def submit(self, order: SubmitOrder) -> Submitted:
        """Ask for a clip. May cost money: never called twice for one intent.

        Raises EngineError; ANSWER_LOST whenever a clip may have been ordered nevertheless.
        """
        # Encoding twenty megabytes takes a while: not in the event loop.
        body = await asyncio.to_thread(order_body, order, as_json=self._sends_json)
        request = Request(method="POST", path=_VIDEOS, body=body.payload(), size=body.size)
        answer = await self._line.order(request)
        made = VideoJob(fields=answer.data or {}).id
        refusal = submit_meaning(answer)
        if made is not None and refusal is None:
            return Submitted(remote_task_id=made, trace_id=self._line.shown(answer.trace_id))
        if made is not None:
            # A refusal with a handle contradicts itself: a clip may be in the making.
            raise self._error(Meaning.ANSWER_LOST, answer, note=f"video {made}: ")
        raise self._error(refusal or Meaning.ANSWER_LOST, answer)

    async def poll(self, remote_task_id: str) -> Polled:
        """Look at a remote task. Raises EngineError (UNAVAILABLE, BUSY, KEY, MONEY), and
        UnknownRemoteTask where there is none."""
        answer = await self._line.read(_path(remote_task_id))
        job = VideoJob(fields=answer.data or {})
        if job.id not in {None, remote_task_id}:
            raise self._error(Meaning.UNAVAILABLE, answer, note="another job was told about: ")
        if job.status is RemoteStatus.FAILED:
            return self._failed(job, answer)
        if not answer.is_ok and "error" in (answer.data or {}):
            # vLLM-Omni answers for a failed job with the failure's own HTTP status, which looks
            # like trouble with the question. Its list says which of the two it is.
            listed = await self._in_list(remote_task_id)
            if listed is not None and listed.status is RemoteStatus.FAILED:
                return self._failed(listed, answer)
        if answer.http_status in {404, 410} and answer.data is not None:
            raise self._error(Meaning.UNAVAILABLE, answer, kind=UnknownRemoteTask)
        self._raise_if_refused(answer)
        if job.status is None:
            raise self._error(Meaning.UNAVAILABLE, answer, note="no status: ")
        told = self._told(job, remote_task_id)
        if job.status is not RemoteStatus.SUCCEEDED:
            return Polled(status=job.status, told=told)
        return Polled(status=RemoteStatus.SUCCEEDED, result_ref=remote_task_id, told=told)

    async def download(self, result_ref: str, target: Target) -> None:
        """Fetch the finished clip's bytes into `target`.

        Raises EngineError (UNAVAILABLE, BUSY, KEY, MONEY), or the disk's own OSError.
        """
        answer = await self._line.read(_path(result_ref))
        self._raise_if_refused(answer)
        line, link = self._line, VideoJob(fields=answer.data or {}).link
        try:
            if link is not None:
                # SGLang with a cloud store hands nothing out itself.
                return await fetch(line.session, link, target, line.download_rules)
            content = str(line.base / _path(result_ref) / "content")
            await fetch(line.session, content, target, line.download_rules, line.authorization)
        except EngineError as error:
            error.trace_id = line.shown(answer.trace_id)
            raise

    async def list(self, since: datetime) -> tuple[Listed, ...]:
        """The server's jobs made since a moment. Raises EngineError (UNAVAILABLE, BUSY, …).

        A server that forgets its jobs at a restart lists none of them. A gateway's list is not
        looked into: it may name a job otherwise than when it took it, so that every job of ours
        would look like one that nobody knows.
        """
        if not self.capabilities.lists:
            raise EngineError(Meaning.UNAVAILABLE, text="this account has no list")
        found: dict[str, Listed] = {}
        after: str | None = None
        for _ in range(_MOST_PAGES):
            jobs = await self._page(after)
            known = len(found)
            found |= {job.id: job.listed(job.id) for job in jobs if job.id is not None}
            # A server that knows no pages gives the same one again.
            if len(jobs) < _PAGE or len(found) == known:
                break
            # The newest come first.
            after, oldest = jobs[-1].id, jobs[-1].created_at
            if after is None or (oldest is not None and oldest < since):
                break
        else:
            raise EngineError(Meaning.UNAVAILABLE, text=f"more than {_MOST_PAGES} pages of jobs")
        since = since.replace(microsecond=0)  # jobs tell whole seconds, cut off
        return tuple(
            one for one in found.values() if one.created_at is None or one.created_at >= since
        )

    async def cancel(self, remote_task_id: str) -> bool:
        """Take a remote task back while it waits. Raises EngineError (UNAVAILABLE, BUSY, …).

        One that runs is left alone: it may be billed, and DELETE would take the clip away as well.
        """
        if (await self.poll(remote_task_id)).status is not RemoteStatus.WAITING:
            return False
        try:
            return await self._delete(remote_task_id)
        except EngineError as error:
            # Its answer may have been a yes: then a job that was there just now is gone.
            is_lost = error.meaning is Meaning.UNAVAILABLE
            if is_lost and (await self._line.read(_path(remote_task_id))).http_status == _GONE:
                return True
            raise

    async def check(self) -> Reachability:
        """See whether the server answers and takes our key: it is asked for its newest job."""
        try:
            answer = await self._line.read(_VIDEOS, {"limit": "1"})
        except EngineError as error:
            problem = f"The video server does not answer: {error.text}."
            return Reachability(reachable=False, problem=problem)
        said = f"{self._line.shown(code_in_words(answer))}, {self._line.shown(answer.text)}"
        match read_meaning(answer):
            case Meaning.KEY:
                problem = f"The video server refused the key ({said})."
                return Reachability(reachable=True, problem=problem, is_key_refused=True)
            case Meaning.MONEY:
                problem = f"The video server says that there is no money left ({said})."
                return Reachability(reachable=True, problem=problem)
            case Meaning.UNAVAILABLE if self.capabilities.lists and not answer.is_gateways:
                problem = f"What answers there does not list videos under /{_VIDEOS} ({said})."
                return Reachability(reachable=False, problem=problem)
        return Reachability(reachable=True)

    async def _delete(self, remote_task_id: str) -> bool:
        try:
            answer = await self._line.ask(Request(method="DELETE", path=_path(remote_task_id)))
        except BrokenWay as broken:
            raise EngineError(Meaning.UNAVAILABLE, text=str(broken)) from broken
        if answer.http_status in {_GONE, 405, 409, 501}:
            return False  # gone, not known here, or begun in the meantime
        self._raise_if_refused(answer)
        told = answer.data or {}
        if told.get("deleted", VideoJob(fields=told).id == remote_task_id) is not True:
            raise self._error(Meaning.UNAVAILABLE, answer, note="not said to be gone: ")
        return True

    async def _page(self, after: str | None) -> tuple[VideoJob, ...]:
        query = {"limit": str(_PAGE), "order": "desc"} | ({"after": after} if after else {})
        answer = await self._line.read(_VIDEOS, query)
        self._raise_if_refused(answer)
        jobs = None if answer.is_gateways else jobs_of(answer)
        if jobs is None:
            raise self._error(Meaning.UNAVAILABLE, answer, note="no list: ")
        return jobs

    async def _in_list(self, remote_task_id: str) -> VideoJob | None:
        try:
            jobs = await self._page(None)
        except EngineError as error:
            log.debug("no list either: %s", error, extra={"remote": remote_task_id})
            return None
        return next((job for job in jobs if job.id == remote_task_id), None)

    def _told(self, job: VideoJob, remote_task_id: str) -> Listed:
        """What it tells beside; a gateway's names for models and moments are not relied on."""
        told = job.listed(remote_task_id)
        return told if self.capabilities.lists else replace(told, model=None, created_at=None)

    def _failed(self, job: VideoJob, answer: RawAnswer) -> Polled:
        told = RawAnswer(
            http_status=answer.http_status,
            data=job.fields,
            body="no reason given",
            trace_id=answer.trace_id,
            retry_after_s=None,
        )
        error = self._error(failure_meaning(job), told)
        return Polled(status=RemoteStatus.FAILED, error=error)

    def _raise_if_refused(self, answer: RawAnswer) -> None:
        meaning = read_meaning(answer)
        if meaning is not None:
            raise self._error(meaning, answer)

    def _error(
        self,
        meaning: Meaning,
        answer: RawAnswer,
        *,
        note: str = "",
        kind: type[EngineError] = EngineError,
    ) -> EngineError:
        return kind(
            meaning,
            code=self._line.shown(code_in_words(answer)),
            text=self._line.shown(note + answer.text),
            trace_id=self._line.shown(answer.trace_id),
            retry_after_s=answer.retry_after_s,
        )


def _path(remote_task_id: str) -> str:
    """Where a job lives. Raises EngineError for a handle that would lead elsewhere."""
    if not can_be_asked_for(remote_task_id):
        raise EngineError(Meaning.UNAVAILABLE, text="no handle that could be asked for")
    return f"{_VIDEOS}/{remote_task_id}"
