"""Pictures made to fit the engine that gets them, and again when another one does."""

import asyncio
import io
from fractions import Fraction

import pytest
from PIL import Image

from domain.pictures import InputImage, PictureRole, Pictures
from domain.refusals import PictureUnusable, Refused
from domain.refusals_together import PicturesGone
from services.asks import GONE, Accepted, Change, Confirm, PictureNote, Upload
from services.pictures import PictureDesk, rules_for
from services.providers.kinds import KINDS, MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from tests.services.conftest import Bench, ask


def upload(width: int, height: int, name: str = "a.jpg") -> Upload:
    data = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 40)).save(data, "JPEG")
    return Upload(name=name, data=data.getvalue())


def frame(width: int, height: int) -> Pictures[Upload]:
    return Pictures(first_frame=upload(width, height))


@pytest.fixture
def desk(bench: Bench) -> PictureDesk:
    return PictureDesk(bench.ground)


@pytest.mark.parametrize(
    ("provider", "smallest"),
    [(MINIMAX_V1, 301), (OPENAI_VIDEOS, 301), (MINIMAX_V2, 256), (None, 256)],
)
async def test_each_engine_has_its_smallest(desk, provider, smallest: int) -> None:
    """The smallest passes; one pixel less is refused with what was measured and the limit."""
    kept = await desk.keep(frame(smallest, smallest + 50), provider)
    assert kept.pictures.first_frame.width == smallest
    with pytest.raises(Refused) as refused:
        await desk.keep(frame(smallest - 1, smallest + 50), provider)
    assert refused.value.refusal == PictureUnusable(
        name="a.jpg",
        problem="too_small",
        measured=f"{smallest - 1} × {smallest + 50}",
        limit=f"{smallest} pixels",
    )


@pytest.mark.parametrize(("provider", "longest"), [(MINIMAX_V1, 4096), (MINIMAX_V2, 5760)])
async def test_a_larger_one_is_shrunk_and_told_of(desk, provider, longest: int) -> None:
    """The longer side is shrunk to what the engine takes."""
    kept = await desk.keep(frame(6000, 2500), provider)
    assert kept.pictures.first_frame.width == longest
    assert kept.notes == (PictureNote(what="shrunk", measured="6000", limit=str(longest)),)


@pytest.mark.parametrize("provider", KINDS)
def test_all_that_one_request_may_hold_fits_into_one_body(provider: str) -> None:
    """Nine references, or a first and a last frame, a third heavier as text, within 64 MB."""
    as_text = Fraction(4, 3)
    assert 9 * rules_for(provider, PictureRole.REFERENCE).max_bytes * as_text < 64_000_000
    assert 2 * rules_for(provider, PictureRole.LAST_FRAME).max_bytes * as_text < 64_000_000


async def test_what_fits_already_is_left_alone(desk) -> None:
    """A kept picture is not encoded a second time; for a stricter engine it is changed and told."""
    kept = await desk.keep(frame(5000, 2100), MINIMAX_V2)
    assert (await desk.keep(kept.pictures, MINIMAX_V2)).pictures == kept.pictures
    stricter = await desk.keep(kept.pictures, MINIMAX_V1)
    assert stricter.pictures.first_frame.width == 4096
    assert [note.what for note in stricter.notes] == ["shrunk"]


async def test_of_several_pictures_the_note_names_the_one(desk) -> None:
    """References are counted, other roles are named."""
    pictures = Pictures(references=(upload(400, 400), upload(400, 1300), upload(400, 400)))
    kept = await desk.keep(pictures, MINIMAX_V2)
    assert len(kept.pictures.references) == 3
    [note] = kept.notes
    assert (note.what, note.role, note.number) == ("cropped", PictureRole.REFERENCE, 2)


async def test_the_usable_ones_are_kept(desk) -> None:
    """One bad picture does not take the others with it."""
    good, bad = upload(400, 400), Upload(name="x.png", data=b"x")
    kept = await desk.keep_usable(Pictures(first_frame=good, last_frame=bad))
    assert [role for role, _ in kept.pictures] == [PictureRole.FIRST_FRAME]
    assert kept.notes == (PictureNote(what="left_out", role=PictureRole.LAST_FRAME),)


@pytest.mark.parametrize(
    ("last", "is_told"),
    [((400, 400), True), ((800, 600), True), ((1366, 768), False), ((1920, 1080), False)],
    ids=["square", "4:3", "nearly the same", "the same"],
)
async def test_a_last_picture_of_another_shape_is_told_of(desk, last, is_told: bool) -> None:
    """What the video service will crop is said before anything is paid."""
    pictures = Pictures(first_frame=upload(1280, 720), last_frame=upload(*last))
    note = PictureNote(what="other_shape", role=PictureRole.LAST_FRAME)
    for provider in (None, MINIMAX_V1, MINIMAX_V2):
        assert (await desk.keep(pictures, provider)).notes == ((note,) if is_told else ())


UNUSABLE = {"too small": upload(100, 100), "no picture": Upload(name="x.pdf", data=b"%PDF-1.7")}


@pytest.mark.parametrize("bad", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_a_mended_request_never_loses_its_picture_unasked(bench: Bench, bad: Upload) -> None:
    """Refused for its length, mended at a press: that its picture is left out is shown first."""
    await bench.request()
    before = await bench.left()
    with pytest.raises(Refused) as refused:
        await bench.studio.request(ask(pictures=Pictures(first_frame=bad), duration_s=9))
    draft_id = refused.value.draft_id
    asked = await bench.studio.confirm(draft_id, ask(), Change(duration_s=6))
    assert isinstance(asked, Confirm)
    assert asked.picture_notes == (PictureNote(what="left_out"),)
    assert await bench.left() == before
    assert isinstance(await bench.studio.confirm(asked.draft_id, ask()), Accepted)


async def test_a_picture_whose_file_is_gone_is_refused(desk) -> None:
    """Nothing is sold without it; kept to be mended, the request goes on without it and says so."""
    gone = InputImage(sha256="0" * 64, mime="image/png", width=6000, height=3000)
    with pytest.raises(Refused) as refused:
        await desk.keep(Pictures(first_frame=gone), MINIMAX_V1)
    assert refused.value.refusal == PicturesGone()
    usable = await desk.keep_usable(Pictures(first_frame=gone))
    assert (usable.pictures, usable.notes) == (Pictures(), (PictureNote(what=GONE),))


async def test_many_at_once_all_come_through(desk) -> None:
    """Waiting for each other costs nobody their picture."""
    kept = await asyncio.gather(*(desk.keep(frame(310 + n, 400), MINIMAX_V1) for n in range(8)))
    assert [one.pictures.first_frame.width for one in kept] == [310 + n for n in range(8)]


async def test_a_draft_is_asked_about_again_when_another_engine_takes_it(bench: Bench) -> None:
    """What was kept for any engine is shrunk for the one that makes it, and shown before paying."""
    await bench.request()
    draft_id, notes = await bench.studio.keep(ask(pictures=frame(5000, 2100), confirmed=False))
    assert notes == ()
    asked = await bench.studio.confirm(draft_id, ask())
    assert isinstance(asked, Confirm)
    assert asked.picture_notes == (PictureNote(what="shrunk", measured="5000", limit="4096"),)
    taken = await bench.studio.confirm(asked.draft_id, ask())
    assert isinstance(taken, Accepted)
    assert taken.job.shot.pictures.first_frame.width == 4096
