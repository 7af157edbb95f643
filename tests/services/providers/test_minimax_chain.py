"""The adapter, the catalogue and the MiniMax stand-in: the whole way of a clip."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from domain.camera import CameraPlan
from domain.camera_reading import parse_plan
from domain.model import Mode
from domain.pictures import InputImage, Pictures
from domain.shot import Shot
from media.clips import check_clip
from sandbox.minimax.drawing import TINY
from sandbox.minimax.faults import Fault, FaultKind, Operation
from sandbox.minimax.server import MiniMaxSandbox, SandboxOptions
from services.catalogue import load_catalogue
from services.providers.base import (
    EngineError,
    Meaning,
    PictureData,
    Polled,
    RemoteStatus,
    SubmitOrder,
)
from services.providers.engine_http import engine_session
from services.providers.kinds import MINIMAX_V1
from services.providers.minimax_v1 import MiniMaxV1
from tests.services.providers.account import line_to

KEY = "sk-the-key-of-the-stand-in"
CATALOGUE = load_catalogue(None)
WAYS = [
    (model.name, mode)
    for model in CATALOGUE.models
    if model.provider == MINIMAX_V1
    for mode in sorted(model.modes)
]
PICTURE = InputImage(sha256="00" * 32, mime="image/png", width=640, height=360)


@pytest.fixture
async def sandbox() -> AsyncIterator[MiniMaxSandbox]:
    options = SandboxOptions(prefix="/reseller")
    async with MiniMaxSandbox(key=KEY, style=TINY, options=options) as running:
        yield running


@pytest.fixture
async def minimax(sandbox: MiniMaxSandbox) -> AsyncIterator[MiniMaxV1]:
    async with engine_session() as session:
        yield MiniMaxV1(account="main", line=line_to(sandbox.url, session, key=KEY))


def a_picture() -> PictureData:
    out = io.BytesIO()
    Image.new("RGB", (640, 360), "steelblue").save(out, "PNG")
    return PictureData(data=out.getvalue(), mime="image/png")


def an_order(
    name: str, prompt: str = "a red lighthouse", plan: str = "", mode: Mode | None = None
) -> SubmitOrder:
    model = CATALOGUE.get(name)
    assert model is not None
    mode = mode or min(model.modes, key=list(Mode).index)
    frames = {Mode.FIRST_FRAME, Mode.FIRST_AND_LAST_FRAME}
    pictures = Pictures(
        first_frame=PICTURE if mode in frames else None,
        last_frame=PICTURE if mode is Mode.FIRST_AND_LAST_FRAME else None,
        subject=PICTURE if mode is Mode.SUBJECT else None,
    )
    offer = model.offers_in(mode)[-1]
    shot = Shot(
        prompt=prompt,
        camera=parse_plan(plan) if plan else CameraPlan(),
        model=model.name,
        duration_s=offer.duration_s,
        resolution=offer.resolution,
        pictures=pictures,
    )
    return SubmitOrder(
        model=model,
        engine_prompt=shot.engine_prompt(model),
        duration_s=shot.duration_s,
        resolution=shot.resolution,
        pictures=pictures.each(lambda _: a_picture()),
    )


async def finished(sandbox: MiniMaxSandbox, minimax: MiniMaxV1, remote_task_id: str) -> Polled:
    """Skip the waiting, let the drawing end, and look."""
    sandbox.skip(60)
    await sandbox.wait_for(lambda s: s.orders[remote_task_id].drawing.done(), timeout=60)
    return await minimax.poll(remote_task_id)


@pytest.mark.parametrize(("name", "mode"), WAYS, ids=str)
async def test_a_clip_of_each_model(
    sandbox: MiniMaxSandbox, minimax: MiniMaxV1, name: str, mode: Mode, tmp_path: Path
) -> None:
    """Submit, wait, fetch: each model makes in each mode one clip that decodes, paid once."""
    made = await minimax.submit(an_order(name, mode=mode))
    assert (await minimax.poll(made.remote_task_id)).status is RemoteStatus.WAITING
    polled = await finished(sandbox, minimax, made.remote_task_id)
    assert polled.status is RemoteStatus.SUCCEEDED
    assert polled.result_ref
    await minimax.download(polled.result_ref, tmp_path / "clip.part")
    assert check_clip(tmp_path / "clip.part").seconds == pytest.approx(TINY.seconds, abs=0.2)
    (received,) = sandbox.received
    assert (received.model, received.code, received.ignored) == (name, 0, ())
    assert sandbox.counters.accepted == sandbox.counters.charges == 1
    assert sandbox.counters.keys_leaked == 0


async def test_the_camera_arrives(sandbox: MiniMaxSandbox, minimax: MiniMaxV1) -> None:
    """The stand-in reads the very plan that was asked for out of the text it gets."""
    order = an_order("T2V-01-Director", "a fox [zoom IN]", "truck left + pan right, then push in")
    await minimax.submit(order)
    (received,) = sandbox.received
    assert received.prompt == "[Truck left, Pan right][Push in] a fox [Zoom in]"
    assert received.steps == (("Truck left", "Pan right"), ("Push in",), ("Zoom in",))


async def test_an_expired_link_is_replaced(
    sandbox: MiniMaxSandbox, minimax: MiniMaxV1, tmp_path: Path
) -> None:
    """Hours later the same file is fetched through a fresh link."""
    made = await minimax.submit(an_order("T2V-01"))
    polled = await finished(sandbox, minimax, made.remote_task_id)
    assert polled.result_ref
    await minimax.download(polled.result_ref, tmp_path / "one")
    sandbox.skip(3 * 3600)
    await minimax.download(polled.result_ref, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("forbidden-later", Meaning.CONTENT),
        ("forbidden-output", Meaning.OUTPUT),
        ("broken-engine", Meaning.ENGINE),
    ],
)
async def test_a_shot_that_fails(
    sandbox: MiniMaxSandbox, minimax: MiniMaxV1, word: str, meaning: Meaning
) -> None:
    """An accepted shot that fails says why."""
    made = await minimax.submit(an_order("T2V-01", word))
    polled = await finished(sandbox, minimax, made.remote_task_id)
    assert polled.status is RemoteStatus.FAILED
    assert polled.error is not None
    assert polled.error.meaning is meaning


@pytest.mark.parametrize(
    ("kind", "accepted", "meaning"),
    [
        (FaultKind.DROP_BEFORE, 0, Meaning.ANSWER_LOST),
        (FaultKind.DROP_AFTER, 1, Meaning.ANSWER_LOST),
        (FaultKind.REDIRECT, 0, Meaning.ANSWER_LOST),
        (FaultKind.HTML, 0, Meaning.ANSWER_LOST),
        (FaultKind.CUT, 1, Meaning.ANSWER_LOST),
        (FaultKind.TRUNCATED, 1, Meaning.ANSWER_LOST),
    ],
)
async def test_a_submit_whose_answer_is_lost(
    sandbox: MiniMaxSandbox, minimax: MiniMaxV1, kind: FaultKind, accepted: int, meaning: Meaning
) -> None:
    """Ordered or not, the adapter cannot know; it says so and asks exactly once."""
    sandbox.inject(Fault(operation=Operation.SUBMIT, kind=kind))
    with pytest.raises(EngineError) as caught:
        await minimax.submit(an_order("T2V-01"))
    assert caught.value.meaning is meaning
    assert (sandbox.counters.submits, sandbox.counters.accepted) == (1, accepted)


async def test_what_the_stand_in_refuses(sandbox: MiniMaxSandbox, minimax: MiniMaxV1) -> None:
    """Content, money, limit and key are refused in the service's own way, and nothing is made."""

    async def meaning_of(prompt: str = "a fox") -> Meaning:
        with pytest.raises(EngineError) as caught:
            await minimax.submit(an_order("T2V-01", prompt))
        assert caught.value.trace_id
        return caught.value.meaning

    assert await meaning_of("forbidden-word") is Meaning.CONTENT
    balance, sandbox.account.balance = sandbox.account.balance, 0
    assert await meaning_of() is Meaning.MONEY
    sandbox.account.balance, sandbox.account.submits_per_minute = balance, 0
    assert await meaning_of() is Meaning.BUSY
    sandbox.key = "sk-another"
    assert await meaning_of() is Meaning.KEY
    assert "refused the key" in (await minimax.check()).problem
    assert sandbox.counters.accepted == 0


async def test_down_and_up_again(sandbox: MiniMaxSandbox, minimax: MiniMaxV1) -> None:
    """While the service is down nothing is sent; when it is back everything goes on."""
    made = await minimax.submit(an_order("T2V-01"))
    await sandbox.down()
    with pytest.raises(EngineError) as submitting:
        await minimax.submit(an_order("T2V-01"))
    with pytest.raises(EngineError) as polling:
        await minimax.poll(made.remote_task_id)
    assert submitting.value.meaning is Meaning.NOT_SENT
    assert polling.value.meaning is Meaning.UNAVAILABLE
    assert not (await minimax.check()).reachable
    await sandbox.up()
    assert (await minimax.check()).problem == ""
    assert (await finished(sandbox, minimax, made.remote_task_id)).result_ref


@pytest.mark.parametrize(
    "kind", [FaultKind.CUT, FaultKind.DROP_BEFORE, FaultKind.HTTP, FaultKind.REDIRECT]
)
async def test_a_download_in_trouble_and_then_well(
    sandbox: MiniMaxSandbox, minimax: MiniMaxV1, kind: FaultKind, tmp_path: Path
) -> None:
    """Half a clip is an error, and the next try brings the whole one."""
    made = await minimax.submit(an_order("T2V-01"))
    polled = await finished(sandbox, minimax, made.remote_task_id)
    assert polled.result_ref
    trouble = sandbox.inject(Fault(operation=Operation.DOWNLOAD, kind=kind, times=0))
    with pytest.raises(EngineError) as caught:
        await minimax.download(polled.result_ref, tmp_path / "clip.part")
    assert caught.value.meaning is Meaning.UNAVAILABLE
    trouble.remove()
    await minimax.download(polled.result_ref, tmp_path / "clip.part")
    assert check_clip(tmp_path / "clip.part").frames > 0
