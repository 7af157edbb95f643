"""The V2 adapter, the catalogue and the MiniMax stand-in: the whole way of an H3 clip."""

import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from domain.camera import CameraPlan
from domain.camera_reading import parse_plan
from domain.model import Mode, Model
from domain.movements import Amplitude, Move, Movement, Speed
from domain.pictures import InputImage, Pictures
from domain.shot import Shot
from media.clips import check_clip
from sandbox.minimax.prose import read_prose
from sandbox.minimax.server import (
    TINY,
    Api,
    Fault,
    FaultKind,
    MiniMaxSandbox,
    Operation,
    SandboxOptions,
)
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
from services.providers.kinds import MINIMAX_V2
from services.providers.minimax_v2 import MiniMaxV2
from tests.services.providers.account import line_to

KEY = "sk-the-key-of-the-stand-in"
MODELS = [model for model in load_catalogue(None).models if model.provider == MINIMAX_V2]
H3 = MODELS[0]
KEPT = InputImage(sha256="00" * 32, mime="image/png", width=640, height=360)
PICTURES: dict[Mode, Pictures[InputImage]] = {
    Mode.TEXT: Pictures(),
    Mode.FIRST_FRAME: Pictures(first_frame=KEPT),
    Mode.FIRST_AND_LAST_FRAME: Pictures(first_frame=KEPT, last_frame=KEPT),
    Mode.REFERENCES: Pictures(references=(KEPT,) * 9),
}


@pytest.fixture
async def sandbox() -> AsyncIterator[MiniMaxSandbox]:
    options = SandboxOptions(prefix="/eu")
    async with MiniMaxSandbox(key=KEY, style=TINY, options=options) as running:
        yield running


@pytest.fixture
async def h3(sandbox: MiniMaxSandbox) -> AsyncIterator[MiniMaxV2]:
    async with engine_session() as session:
        yield MiniMaxV2(account="main", line=line_to(sandbox.url, session, key=KEY))


def a_picture(_: InputImage) -> PictureData:
    out = io.BytesIO()
    Image.new("RGB", (640, 360), "steelblue").save(out, "PNG")
    return PictureData(data=out.getvalue(), mime="image/png")


def an_order(
    prompt: str = "a red lighthouse", plan: str = "", mode: Mode = Mode.TEXT, model: Model = H3
) -> SubmitOrder:
    offer = model.offers_in(mode)[0]
    shot = Shot(
        prompt=prompt,
        camera=parse_plan(plan) if plan else CameraPlan(),
        model=model.name,
        duration_s=offer.duration_s,
        resolution=offer.resolution,
        pictures=PICTURES[mode],
    )
    return SubmitOrder(
        model=model,
        engine_prompt=shot.engine_prompt(model),
        duration_s=shot.duration_s,
        resolution=shot.resolution,
        pictures=shot.pictures.each(a_picture),
    )


async def finished(sandbox: MiniMaxSandbox, h3: MiniMaxV2, remote_task_id: str) -> Polled:
    """Skip the waiting, let the drawing end, and look."""
    sandbox.skip(60)
    await sandbox.wait_for(lambda s: s.orders[remote_task_id].drawing.done(), timeout=60)
    return await h3.poll(remote_task_id)


@pytest.mark.parametrize(
    ("model", "mode"),
    [(model, mode) for model in MODELS for mode in PICTURES if mode in model.modes],
    ids=lambda value: value.name if isinstance(value, Model) else str(value),
)
async def test_a_clip_of_each_model_in_each_mode(
    sandbox: MiniMaxSandbox, h3: MiniMaxV2, model: Model, mode: Mode, tmp_path: Path
) -> None:
    """Submit, wait, fetch: one clip that decodes, ordered and paid once, nothing misunderstood."""
    made = await h3.submit(an_order(mode=mode, model=model))
    assert (await h3.poll(made.remote_task_id)).status is RemoteStatus.WAITING
    polled = await finished(sandbox, h3, made.remote_task_id)
    assert polled.status is RemoteStatus.SUCCEEDED
    assert polled.result_ref
    await h3.download(polled.result_ref, tmp_path / "clip.part")
    assert check_clip(tmp_path / "clip.part").frames > 0
    (received,) = sandbox.received
    assert (received.api, received.model, received.ignored) == (Api.V2, model.name, ())
    assert len(received.images) == len(list(PICTURES[mode]))
    assert sandbox.counters.accepted == sandbox.counters.charges == 1
    assert sandbox.counters.keys_leaked == 0


async def test_a_picture_without_a_word(sandbox: MiniMaxSandbox, h3: MiniMaxV2) -> None:
    """The service wants a text with every picture, and gets one."""
    await h3.submit(an_order("", mode=Mode.FIRST_FRAME))
    assert sandbox.received[0].prompt


async def test_the_camera_arrives_in_prose(sandbox: MiniMaxSandbox, h3: MiniMaxV2) -> None:
    """The whole camera is told in words after the story, and no bracket is left."""
    await h3.submit(an_order("a fox [zoom IN] sleeps", "truck left + pan right, then push in"))
    (received,) = sandbox.received
    assert received.prompt == (
        "a fox sleeps. The camera trucks left while panning right, then pushes in, then zooms in."
    )
    assert received.steps == (("Truck left", "Pan right"), ("Push in",), ("Zoom in",))


@pytest.mark.parametrize("movement", Movement)
def test_every_movement_is_understood_in_prose(movement: Movement) -> None:
    """What we write is read as meant by somebody who knows the vendor's words and not ours."""
    plan = parse_plan(f"{movement}, then pan left, then push in, then {movement}, then tilt up")
    assert read_prose(plan.prose()) == plan.movements


@pytest.mark.parametrize("amplitude", Amplitude)
@pytest.mark.parametrize("speed", Speed)
def test_how_far_and_how_fast_is_understood(amplitude: Amplitude, speed: Speed) -> None:
    """So are both measures of a movement, beside another and before the next."""
    plan = CameraPlan(
        (
            (Move(Movement.PUSH_IN, amplitude, speed), Move(Movement.SHAKE)),
            (Move(Movement.TRACKING_SHOT, amplitude, speed),),
        )
    )
    measure = " ".join(word for word in (speed, amplitude) if word != "medium")
    assert read_prose(plan.prose()) == (
        (f"{measure} Push in".strip(), "Shake"),
        (f"{measure} Tracking shot".strip(),),
    )


async def test_an_expired_link_is_replaced(
    sandbox: MiniMaxSandbox, h3: MiniMaxV2, tmp_path: Path
) -> None:
    """Hours later the same file is fetched through a fresh link."""
    made = await h3.submit(an_order())
    polled = await finished(sandbox, h3, made.remote_task_id)
    assert polled.result_ref
    await h3.download(polled.result_ref, tmp_path / "one")
    sandbox.skip(3 * 3600)
    await h3.download(polled.result_ref, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


async def test_a_clip_whose_answer_was_lost_is_in_the_list(
    sandbox: MiniMaxSandbox, h3: MiniMaxV2
) -> None:
    """The list tells model, length, resolution and moment of what nobody heard about."""
    before = sandbox.clock.now()
    sandbox.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.DROP_AFTER))
    order = an_order()
    with pytest.raises(EngineError) as caught:
        await h3.submit(order)
    assert caught.value.meaning is Meaning.ANSWER_LOST
    (found,) = await h3.list(before)
    assert found.remote_task_id in sandbox.orders
    assert (found.model, found.duration_s, found.resolution) == (
        H3.name,
        order.duration_s,
        order.resolution,
    )
    assert found.created_at is not None
    assert abs(found.created_at - before) < timedelta(seconds=60)
    assert await h3.list(before + timedelta(hours=1)) == ()


async def test_a_list_of_several_pages(sandbox: MiniMaxSandbox, h3: MiniMaxV2) -> None:
    """Every clip since a moment is found, on whatever page, and none before it."""
    await h3.submit(an_order())
    sandbox.skip(3600)
    since = sandbox.clock.now()
    made = [(await h3.submit(an_order())).remote_task_id for _ in range(23)]
    assert sorted(found.remote_task_id for found in await h3.list(since)) == sorted(made)
    assert sandbox.counters.lists == 2


async def test_taking_back_what_waits(sandbox: MiniMaxSandbox, h3: MiniMaxV2) -> None:
    """A waiting clip is taken back for nothing, once and for all."""
    made = await h3.submit(an_order())
    assert await h3.cancel(made.remote_task_id)
    assert await h3.cancel(made.remote_task_id)
    assert sandbox.counters.charged == 0
    polled = await h3.poll(made.remote_task_id)
    assert polled.error is not None
    assert (polled.status, polled.error.code) == (RemoteStatus.FAILED, "cancelled")


async def test_taking_back_too_late(sandbox: MiniMaxSandbox, h3: MiniMaxV2, tmp_path: Path) -> None:
    """What runs or has ended stays as it is: its clip can still be fetched."""
    made = await h3.submit(an_order())
    sandbox.skip(5)
    assert not await h3.cancel(made.remote_task_id)
    await finished(sandbox, h3, made.remote_task_id)
    assert not await h3.cancel(made.remote_task_id)
    await h3.download(made.remote_task_id, tmp_path / "clip.part")
    assert sandbox.counters.cancels == 0


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("forbidden-later", Meaning.CONTENT),
        ("forbidden-output", Meaning.OUTPUT),
        ("broken-engine", Meaning.ENGINE),
    ],
)
async def test_a_shot_that_fails(
    sandbox: MiniMaxSandbox, h3: MiniMaxV2, word: str, meaning: Meaning
) -> None:
    """An accepted shot that fails says why."""
    made = await h3.submit(an_order(word))
    polled = await finished(sandbox, h3, made.remote_task_id)
    assert polled.status is RemoteStatus.FAILED
    assert polled.error is not None
    assert polled.error.meaning is meaning


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (1000, Meaning.ANSWER_LOST),
        (1002, Meaning.BUSY),
        (1008, Meaning.MONEY),
        (1026, Meaning.CONTENT),
        (2013, Meaning.PARAMETERS),
        (2049, Meaning.KEY),
        (2056, Meaning.PLAN),
        (2061, Meaning.MODEL),
        (2064, Meaning.BUSY),
    ],
)
async def test_what_the_service_refuses(
    sandbox: MiniMaxSandbox, h3: MiniMaxV2, code: int, meaning: Meaning
) -> None:
    """A refusal in the service's own shape is understood, and nothing is made."""
    sandbox.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.CODE, code=code))
    with pytest.raises(EngineError) as caught:
        await h3.submit(an_order())
    assert caught.value.meaning is meaning
    assert caught.value.trace_id
    assert sandbox.counters.accepted == 0


async def test_a_check(sandbox: MiniMaxSandbox, h3: MiniMaxV2) -> None:
    """A check is content with a good key, names a wrong one, and sees when nobody is there."""
    assert (await h3.check()).problem == ""
    sandbox.key = "sk-another"
    assert "refused the key" in (await h3.check()).problem
    await sandbox.down()
    assert not (await h3.check()).reachable
