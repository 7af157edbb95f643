"""The adapter for servers of the OpenAI shape and the stand-in: the whole way of a clip."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from domain.pictures import Pictures
from media.clips import check_clip
from sandbox.minimax.server import (
    TINY,
    Fault,
    FaultKind,
    MiniMaxSandbox,
    Operation,
    SandboxOptions,
    VideosHabits,
)
from services.providers.base import Meaning, Polled, RemoteStatus
from services.providers.openai_videos import OpenAIVideos
from tests.services.providers.account import refusal
from tests.services.providers.adapters import OPENAI
from tests.services.providers.test_openai_videos import PORTRAIT

ORDER = OPENAI.order
HABITS = {
    "as most": VideosHabits(),
    "as vLLM-Omni": VideosHabits(form_only=True, failed_status=500),
}


@pytest.fixture
async def server() -> AsyncIterator[MiniMaxSandbox]:
    options = SandboxOptions(prefix="/gpu")
    async with MiniMaxSandbox(key="", style=TINY, options=options) as running:
        yield running


@pytest.fixture
def video(server: MiniMaxSandbox, session: aiohttp.ClientSession) -> OpenAIVideos:
    return OPENAI.provider(server.url, session, key=None)


async def finished(server: MiniMaxSandbox, video: OpenAIVideos, remote_task_id: str) -> Polled:
    """Skip the waiting, let the drawing end, and look."""
    server.skip(60)
    await server.wait_for(lambda s: s.orders[remote_task_id].drawing.done(), timeout=60)
    return await video.poll(remote_task_id)


@pytest.mark.parametrize("pictures", [Pictures(), Pictures(first_frame=PORTRAIT)], ids=str)
@pytest.mark.parametrize("sends_json", [False, True], ids=["form", "JSON"])
async def test_a_clip(
    server: MiniMaxSandbox,
    session: aiohttp.ClientSession,
    sends_json: bool,
    pictures: Pictures,
    tmp_path: Path,
) -> None:
    """Submit, wait, fetch, with no key: one clip that decodes, from a form or from JSON."""
    video = replace(OPENAI, extra={"sends_json": sends_json}).provider(
        server.url, session, key=None
    )
    made = await video.submit(replace(ORDER, pictures=pictures))
    assert (await video.poll(made.remote_task_id)).status is RemoteStatus.WAITING
    polled = await finished(server, video, made.remote_task_id)
    assert polled.result_ref is not None
    await video.download(polled.result_ref, tmp_path / "clip.part")
    assert check_clip(tmp_path / "clip.part").frames > 0
    (received,) = server.received
    assert (received.model, received.code) == ("minimax-h3", 0)
    assert server.counters.accepted == 1
    assert server.unknown_routes == []


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
async def test_a_shot_that_fails(
    server: MiniMaxSandbox, video: OpenAIVideos, habits: VideosHabits
) -> None:
    """An accepted shot that fails has failed, in whichever way a server tells of it."""
    server.habits = habits
    made = await video.submit(replace(ORDER, engine_prompt="broken-engine"))
    polled = await finished(server, video, made.remote_task_id)
    assert polled.status is RemoteStatus.FAILED
    assert polled.error is not None
    assert polled.error.meaning is Meaning.ENGINE


async def test_a_lost_answer_is_found_in_the_list(
    server: MiniMaxSandbox, video: OpenAIVideos
) -> None:
    """The answer to a submit is lost; the list tells the one that nobody knows."""
    known = await video.submit(ORDER)
    server.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.DROP_AFTER))
    assert (await refusal(video.submit(ORDER))).meaning is Meaning.ANSWER_LOST
    found = await video.list(server.clock.now() - timedelta(minutes=1))
    unknown = [one for one in found if one.remote_task_id != known.remote_task_id]
    assert [(one.model, one.duration_s) for one in unknown] == [("minimax-h3", 6)]
    assert await video.list(server.clock.now() + timedelta(minutes=1)) == ()


async def test_taking_back(server: MiniMaxSandbox, video: OpenAIVideos) -> None:
    """What waits can be taken back and is gone then; what is done stays."""
    waiting = await video.submit(ORDER)
    assert await video.cancel(waiting.remote_task_id)
    assert (await refusal(video.poll(waiting.remote_task_id))).meaning is Meaning.UNAVAILABLE
    made = await video.submit(ORDER)
    await finished(server, video, made.remote_task_id)
    assert not await video.cancel(made.remote_task_id)
    assert (await video.poll(made.remote_task_id)).status is RemoteStatus.SUCCEEDED


async def test_check_and_key(server: MiniMaxSandbox, session: aiohttp.ClientSession) -> None:
    """A server that has a key refuses whoever brings none, and takes whoever brings it."""
    server.key = "sk-of-the-garage"
    assert "refused the key" in (await OPENAI.provider(server.url, session, None).check()).problem
    found = await OPENAI.provider(server.url, session, "sk-of-the-garage").check()
    assert (found.reachable, found.problem) == (True, "")
