"""MiniMax's second API generation: H3 and H3-Max, with a list and a way to take shots back.

Source: platform.minimax.io, API reference, video generation V2 (create, query, list, delete).
"""

import asyncio
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
from services.providers.engine_http import BrokenWay
from services.providers.engine_line import EngineLine, Request
from services.providers.minimax_errors import failure_meaning
from services.providers.minimax_v2_answers import AnswerV2, RemoteTask, path_handle
from services.providers.minimax_v2_errors import read_meaning_v2, submit_meaning_v2
from services.providers.minimax_v2_listing import Listing
from services.providers.minimax_v2_order import order_body

log = logging.getLogger(__name__)

_CREATE = "v2/video_generation"
_QUERY = "v2/query/video_generation"
#: The largest page is not documented; this is the one of the documentation's example.
_PAGE = 20
#: Invalid parameters: a query has no other than the handle.
_BAD_PARAMETERS = 2013
_MOST_PAGES = 100
#: Refusals of a cancelling that more patience does not change.
_TRY_LATER = frozenset({Meaning.BUSY, Meaning.PLAN, Meaning.KEY, Meaning.MONEY})
#: What a cancelling is refused with when there is nothing more to be taken back.
_TOO_LATE = frozenset({Meaning.PARAMETERS, Meaning.MODEL, Meaning.ABSENT, Meaning.CONTENT})


class MiniMaxV2:
    """One MiniMax account for the models of the second generation."""

    capabilities = Capabilities(lists=True, cancels=True, calls_back=True)

    def __init__(self, *, account: str, line: EngineLine, may_be_absent: bool = False) -> None:
        """`may_be_absent`: nobody said that the host has this API, so a 404 means it has not."""
        self.account = account
        self._line = line
        self._may_be_absent = may_be_absent

    def __repr__(self) -> str:
        return f"MiniMaxV2(account={self.account!r})"

    async def submit(self, order: SubmitOrder) -> Submitted:
        """Ask for a clip. Costs money: never called twice for one intent.

        Raises EngineError; ANSWER_LOST whenever a clip may have been ordered nevertheless.
        """
        # Encoding sixty megabytes takes a while: not in the event loop.
        body = await asyncio.to_thread(order_body, order)
        request = Request(method="POST", path=_CREATE, body=body, size=len(body))
        answer = AnswerV2.of(await self._line.order(request))
        made = answer.remote_task_id
        refusal = submit_meaning_v2(answer.status_told, answer.kind, answer.code)
        if refusal is Meaning.ABSENT and not self._may_be_absent:
            # Its operator named this address: one misrouted answer must not end all its shots.
            refusal = Meaning.ADDRESS
        if made is not None and refusal is None:
            return Submitted(remote_task_id=made, trace_id=self._line.shown(answer.trace_id))
        if made is not None:
            # A refusal with a handle contradicts itself: a clip may be in the making.
            raise self._error(Meaning.ANSWER_LOST, answer, note=f"task {made}: ")
        raise self._error(refusal or Meaning.ANSWER_LOST, answer)

    async def poll(self, remote_task_id: str) -> Polled:
        """Look at a remote task. Raises EngineError (UNAVAILABLE, BUSY, PLAN, KEY, MONEY), and
        UnknownRemoteTask where there is none."""
        answer, remote = await self._look(remote_task_id)
        match remote.status:
            case RemoteStatus.FAILED:
                error = self._failure(answer, remote)
                return Polled(status=RemoteStatus.FAILED, error=error, told=remote.listed)
            case RemoteStatus.SUCCEEDED if remote.link is None:
                raise self._error(Meaning.UNAVAILABLE, answer, note="success without a link: ")
            case RemoteStatus.SUCCEEDED:
                # The link itself expires: what is kept is where a fresh one can be had.
                done = RemoteStatus.SUCCEEDED
                return Polled(status=done, result_ref=remote_task_id, told=remote.listed)
            case None:
                raise self._error(Meaning.UNAVAILABLE, answer, note="no status: ")
            case status:
                return Polled(status=status, told=remote.listed)

    async def download(self, result_ref: str, target: Target) -> None:
        """Fetch the finished clip's bytes into `target`, through a fresh link each time.

        Raises EngineError (UNAVAILABLE, BUSY, PLAN, KEY, MONEY), or the disk's own OSError.
        """
        answer, remote = await self._look(result_ref)
        if remote.link is None:
            raise self._error(Meaning.UNAVAILABLE, answer, note="no download link: ")
        try:
            await fetch(self._line.session, remote.link, target, self._line.download_rules)
        except EngineError as error:
            error.trace_id = self._line.shown(answer.trace_id)
            raise

    async def list(self, since: datetime) -> tuple[Listed, ...]:
        """The account's remote tasks made since a moment, within the week they are kept.

        Raises EngineError, also when there are too many to read: half a list would mislead.
        """
        listing = Listing(since)
        for page in range(1, _MOST_PAGES + 1):
            answer = await self._page(page, _PAGE)
            if answer.remote_tasks is None:
                raise self._error(Meaning.UNAVAILABLE, answer, note="no list: ")
            if listing.add(answer.remote_tasks, answer.total):
                return listing.listed()
        raise EngineError(Meaning.UNAVAILABLE, text=f"a list of more than {_MOST_PAGES} pages")

    async def cancel(self, remote_task_id: str) -> bool:
        """Take a remote task back while it waits; True when nothing will be billed for it.

        What has begun is left alone: asked to delete something finished, the service would forget
        it, and its clip with it. Raises EngineError.
        """
        _, remote = await self._look(remote_task_id)
        if remote.is_cancelled:
            return True
        if remote.status is not RemoteStatus.WAITING:
            return False
        return await self._take_back(remote_task_id)

    async def check(self) -> Reachability:
        """See whether the service answers and takes our key: it is asked for its list."""
        try:
            answer = AnswerV2.of(await self._line.read(_QUERY, _page_query(1, 1)))
            if _is_absent(answer):
                problem = f"This host has no MiniMax V2 ({answer.code_in_words})."
                return Reachability(reachable=False, problem=problem, is_absent=True)
            if not answer.is_ok or answer.data is not None:
                self._raise_if_refused(answer)
        except EngineError as error:
            is_there, is_key = error.meaning in _TRY_LATER, error.meaning is Meaning.KEY
            problem = _in_words(error)
            return Reachability(reachable=is_there, problem=problem, is_key_refused=is_key)
        if answer.remote_tasks is None:
            said = f"{answer.code_in_words}, {self._line.shown(answer.text)}"
            problem = f"What answers there does not speak the language of MiniMax V2 ({said})."
            return Reachability(reachable=False, problem=problem)
        return Reachability(reachable=True)

    async def _look(self, remote_task_id: str) -> tuple[AnswerV2, RemoteTask]:
        answer = AnswerV2.of(await self._line.read(f"{_QUERY}/{_step(remote_task_id)}"))
        remote = answer.remote_task
        # Without its wrapping, a failure's reason stands where trouble with the query itself does.
        if not (answer.is_ok and remote.status is RemoteStatus.FAILED):
            if _is_unknown(answer):
                raise self._error(Meaning.UNAVAILABLE, answer, kind=UnknownRemoteTask)
            self._raise_if_refused(answer)
        return answer, remote

    async def _page(self, page: int, size: int) -> AnswerV2:
        answer = AnswerV2.of(await self._line.read(_QUERY, _page_query(page, size)))
        self._raise_if_refused(answer)
        return answer

    async def _take_back(self, remote_task_id: str) -> bool:
        try:
            return await self._delete(remote_task_id)
        except EngineError as error:
            # Its answer may have been a yes: then the service says so itself.
            is_lost = error.meaning is Meaning.UNAVAILABLE
            if is_lost and (await self._look(remote_task_id))[1].is_cancelled:
                return True
            raise

    async def _delete(self, remote_task_id: str) -> bool:
        request = Request(method="DELETE", path=f"{_CREATE}/{_step(remote_task_id)}")
        try:
            answer = AnswerV2.of(await self._line.ask(request))
        except BrokenWay as broken:
            raise EngineError(Meaning.UNAVAILABLE, text=str(broken)) from broken
        refusal = submit_meaning_v2(answer.status_told, answer.kind, answer.code)
        if refusal is None and answer.outcome_of_delete == "cancelled":
            return True
        if refusal is None and answer.outcome_of_delete == "deleted":
            log.warning("ended while it was taken back", extra={"remote": remote_task_id})
            return False
        if refusal in _TOO_LATE:
            # Too late; or done already, by a request that had to be repeated on its way.
            return (await self._look(remote_task_id))[1].is_cancelled
        meaning = read_meaning_v2(answer.status_told, answer.kind, answer.code)
        raise self._error(meaning or Meaning.UNAVAILABLE, answer)

    def _raise_if_refused(self, answer: AnswerV2) -> None:
        meaning = read_meaning_v2(answer.status_told, answer.kind, answer.code)
        if meaning is None and answer.data is None:
            meaning = Meaning.UNAVAILABLE
        if meaning is not None:
            raise self._error(meaning, answer)

    def _failure(self, answer: AnswerV2, remote: RemoteTask) -> EngineError:
        return EngineError(
            failure_meaning(remote.code),
            code=str(remote.code) if remote.code else remote.word,
            text=self._line.shown(remote.text),
            trace_id=self._line.shown(answer.trace_id),
        )

    def _error(
        self,
        meaning: Meaning,
        answer: AnswerV2,
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


def _step(remote_task_id: str) -> str:
    """A handle as one step of a path. Raises EngineError for one that would lead elsewhere."""
    found = path_handle(remote_task_id)
    if found is None:
        raise EngineError(Meaning.UNAVAILABLE, text="no handle that could be asked for")
    return found


def _page_query(page: int, size: int) -> dict[str, str]:
    return {"page_num": str(page), "page_size": str(size)}


def _is_unknown(answer: AnswerV2) -> bool:
    """Whether a query's answer says that there is no such remote task; a page says nothing."""
    if answer.code is not None:
        return answer.code == _BAD_PARAMETERS
    is_told = answer.status_told in {404, 410} or answer.kind == "bad_request_error"
    return is_told and answer.data is not None


def _is_absent(answer: AnswerV2) -> bool:
    """Whether the list is refused as a submit is where there is no V2."""
    meaning = submit_meaning_v2(answer.status_told, answer.kind, answer.code)
    return meaning is Meaning.ABSENT


def _in_words(error: EngineError) -> str:
    said = ", ".join(part for part in (error.code, error.text) if part)
    match error.meaning:
        case Meaning.KEY:
            return f"MiniMax refused the key ({said}). A key works only in its own region."
        case Meaning.MONEY:
            return f"The MiniMax account has no money left ({said}). Top it up."
        case Meaning.BUSY | Meaning.PLAN:
            return ""
        case _:
            return f"MiniMax V2 does not answer at this address: {said}."
