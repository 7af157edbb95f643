"""Requests: which gate speaks first, what is kept for mending, what is asked before money."""

import asyncio
import io
import os
import struct
import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from domain.job import JobStatus
from domain.model import CameraStyle, Mode
from domain.pictures import Pictures
from domain.policy import Ceilings
from domain.quota import Allowance
from domain.refusals import (
    Blocked,
    CameraContradicts,
    CameraTooMuch,
    CameraUnknown,
    CannotPostHere,
    CeilingReached,
    ModelDoesNotFit,
    ModelUnknown,
    NothingFits,
    Paused,
    PicturesNotAllowed,
    PictureUnusable,
    PromptEmpty,
    PromptTooLong,
    PromptUnreadable,
    Refused,
    ServerClosed,
    WordsRefused,
    WrongChannel,
)
from domain.refusals_acts import DraftGone
from services.asks import Accepted, Change, Confirm, PictureNote, Upload
from storage import FileStore, accounts, outbox, servers
from tests.catalogues import first_series
from tests.services.conftest import ANA, BEN, CHANNEL, LIMITS, OPERATOR, PLACE, SERVER, Bench, ask

ELSEWHERE = 999
MANAGER = replace(ANA, member_id=8, is_manager=True)


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480), **how: object) -> Upload:
    """A real picture, as a member uploads it."""
    data = io.BytesIO()
    Image.new("RGB", size, (200, 40, 40)).save(data, kind, **how)
    return Upload(name=f"lighthouse.{kind.lower()}", data=data.getvalue())


async def close(bench: Bench) -> None:
    await bench.operator.close_server(OPERATOR, SERVER)


async def pause(bench: Bench) -> None:
    await bench.management.pause(SERVER, MANAGER, paused=True)


async def other_channel(bench: Bench) -> None:
    await bench.management.set_channels(SERVER, MANAGER, (ELSEWHERE,))


async def block(bench: Bench) -> None:
    await bench.management.block(SERVER, MANAGER, ANA.member_id, "rude")


async def nothing(bench: Bench) -> None:
    """Leave all as it is."""


#: What stands in the way of each refusal, in the order in which the gates speak: rules by then
#: broken, what is asked, and whether a draft is kept.
IN_THE_WAY = {
    "paused": (pause, {}, Paused, False),
    "server closed": (close, {}, ServerClosed, False),
    "wrong channel": (other_channel, {}, WrongChannel, False),
    "rights missing": (nothing, {"missing_rights": ("Attach Files",)}, CannotPostHere, False),
    "blocked": (block, {}, Blocked, False),
    "too long": (nothing, {"prompt": "x" * 7_001}, PromptTooLong, True),
    "control character": (nothing, {"prompt": "a\x00b"}, PromptUnreadable, True),
    "empty": (nothing, {"prompt": "  \n "}, PromptEmpty, False),
    "words": (nothing, {"prompt": "a nazi flag, a beheading"}, WordsRefused, True),
    "pictures not allowed": (
        nothing,
        {"who": BEN, "pictures": Pictures(first_frame=picture())},
        PicturesNotAllowed,
        True,
    ),
    "camera misspelt": (nothing, {"camera": "truck lfet"}, CameraUnknown, True),
    "camera of marks alone": (nothing, {"camera": ", +"}, CameraUnknown, True),
    "camera contradicts": (nothing, {"camera": "push in + pull out"}, CameraContradicts, True),
    "camera too much": (
        nothing,
        {"camera": "shake + truck left + tilt up + pan left"},
        CameraTooMuch,
        True,
    ),
    "picture": (
        nothing,
        {"pictures": Pictures(first_frame=Upload(name="x.png", data=b"x"))},
        PictureUnusable,
        True,
    ),
    "both pictures": (
        nothing,
        {"pictures": Pictures(first_frame=picture(), subject=picture())},
        NothingFits,
        True,
    ),
    "no such model": (nothing, {"model": "Sora"}, ModelUnknown, True),
    "model lacks it": (nothing, {"model": "T2V-01", "camera": "shake"}, ModelDoesNotFit, True),
}


@pytest.mark.parametrize(
    ("break_a_rule", "asked", "refusal", "keeps_draft"),
    IN_THE_WAY.values(),
    ids=IN_THE_WAY.keys(),
)
async def test_each_refusal_charges_nothing_and_keeps_what_can_be_mended(
    bench: Bench, break_a_rule, asked, refusal, keeps_draft: bool
) -> None:
    """Nothing is booked, no job exists, no card is owed; a draft is kept where mending helps."""
    await break_a_rule(bench)
    _, draft_id = await bench.refuses(refusal, **asked)
    assert (draft_id is not None) is keeps_draft
    assert await bench.left(asked.get("who", ANA)) == 10
    assert await bench.database.read(outbox.next_due) is None or refusal is ServerClosed
    if draft_id:
        kept = await bench.studio.draft(draft_id, asked.get("who", ANA))
        assert kept.prompt == asked.get("prompt", "a red lighthouse in a storm")
        assert kept.camera == asked.get("camera", "")


#: From the first gate to the last: each pair breaks two rules, and the earlier one speaks.
ORDER = [
    "paused",
    "server closed",
    "wrong channel",
    "rights missing",
    "blocked",
    "too long",
    "words",
    "camera misspelt",
    "no such model",
    "picture",
]


@pytest.mark.parametrize("first", range(len(ORDER) - 1), ids=ORDER[:-1])
async def test_the_cheaper_and_more_general_gate_speaks_first(bench: Bench, first: int) -> None:
    """A request that breaks one rule and every later one is told of the first alone."""
    asked: dict[str, object] = {}
    for name in reversed(ORDER[first:]):
        break_a_rule, fields, _, _ = IN_THE_WAY[name]
        await break_a_rule(bench)
        asked |= fields
    await bench.refuses(IN_THE_WAY[ORDER[first]][2], **asked)


async def test_only_the_operator_hears_that_a_closed_server_asks(bench: Bench) -> None:
    """Ten members of a closed server make one notice; opening it re-arms the next."""
    await close(bench)
    for _ in range(10):
        await bench.refuses(ServerClosed)
    assert await bench.notices() == ["server_asks"]
    await bench.operator.open_server(OPERATOR, SERVER)
    await close(bench)
    await bench.refuses(ServerClosed)
    assert await bench.notices() == ["server_asks"] * 2


async def first(bench: Bench, **more: object) -> Confirm:
    """A request that has not been confirmed."""
    asked = await bench.studio.request(ask(confirmed=False, **more))
    assert isinstance(asked, Confirm)
    return asked


async def test_a_first_clip_is_asked_about_once(bench: Bench) -> None:
    """The first is priced and charges nothing; after the press the next one goes straight in."""
    confirm = await first(bench)
    assert confirm.first_clip
    assert not confirm.above_usual
    assert (confirm.credits, confirm.credits_left) == (5, 10)
    assert await bench.left() == 10
    taken = await bench.studio.confirm(confirm.draft_id, ask())
    assert isinstance(taken, Accepted)
    assert taken.job.shot.prompt == confirm.ask.prompt
    assert taken.credits_left == await bench.left() == 5
    assert isinstance(await bench.studio.request(ask(confirmed=False)), Accepted)


async def test_a_clip_above_the_usual_price_is_asked_about(bench: Bench) -> None:
    """S2V-01 costs more than a standard clip: its price is shown before it is spent."""
    await bench.request()
    confirm = await first(
        bench, pictures=Pictures(subject=picture()), who=replace(ANA, member_id=ANA.member_id)
    )
    assert confirm.above_usual
    assert not confirm.first_clip
    assert (confirm.model.name, confirm.credits) == ("S2V-01", 7)


async def test_nobody_pays_more_than_they_were_shown(bench: Bench, tmp_path: Path) -> None:
    """The cheap model is withdrawn between price and press: the dearer one is asked about first."""
    own = tmp_path / "models.toml"
    own.write_text('[models."T2V-01-Director"]\ncost_usd = 0.91\n')
    bench = replace(bench, catalogue=first_series(own))
    shown = await first(bench)
    assert shown.credits == 5
    await bench.database.transaction(
        accounts.hide_model, "minimax", "T2V-01", "2061", bench.clock()
    )
    asked = await bench.studio.confirm(shown.draft_id, ask())
    assert isinstance(asked, Confirm)
    assert asked.credits == 10
    assert await bench.left() == 10
    taken = await bench.studio.confirm(asked.draft_id, ask())
    assert isinstance(taken, Accepted)
    assert taken.job.credits == 10


async def test_a_changed_picture_is_asked_about(bench: Bench) -> None:
    """A 9:32 picture is cropped to 2:5, and its member sees that first, with both numbers."""
    await bench.request()
    confirm = await first(bench, pictures=Pictures(first_frame=picture(size=(450, 1600))))
    assert confirm.picture_notes == (PictureNote(what="cropped", measured="9:32", limit="2:5"),)
    taken = await bench.studio.confirm(confirm.draft_id, ask())
    assert isinstance(taken, Accepted)
    frame = taken.job.shot.pictures.first_frame
    assert frame is not None
    assert (frame.width, frame.height) == (450, 1125)


async def test_two_presses_make_one_clip(bench: Bench) -> None:
    """At the same moment or one after the other: one job, one charge; the other finds it gone."""
    confirm = await first(bench)
    presses = (bench.studio.confirm(confirm.draft_id, ask()) for _ in range(5))
    outcomes = await asyncio.gather(*presses, return_exceptions=True)
    assert sum(isinstance(one, Accepted) for one in outcomes) == 1
    gone = [one.refusal for one in outcomes if isinstance(one, Refused)]
    assert gone == [DraftGone()] * 4
    assert await bench.left() == 5
    with pytest.raises(Refused) as refused:
        await bench.studio.confirm(confirm.draft_id, ask())
    assert refused.value.refusal == DraftGone()


async def test_a_draft_is_its_members_alone_and_grows_old(bench: Bench) -> None:
    """Nobody else can press it, nor its member a day later; a wrong id finds nothing."""
    confirm = await first(bench)
    for draft_id, who in ((confirm.draft_id, BEN), ("wrong", ANA)):
        with pytest.raises(Refused) as refused:
            await bench.studio.confirm(draft_id, ask(who=who))
        assert refused.value.refusal == DraftGone()
    bench.clock.skip(hours=23, minutes=59)
    await bench.studio.draft(confirm.draft_id, ANA)
    bench.clock.skip(minutes=1)
    with pytest.raises(Refused):
        await bench.studio.confirm(confirm.draft_id, ask())


async def test_mending_a_refused_request_does_not_skip_the_first_look(bench: Bench) -> None:
    """A newcomer whose camera was misspelt still sees rules and price before money is spent."""
    _, draft_id = await bench.refuses(CameraUnknown, camera="truck lfet", confirmed=False)
    mended = await bench.studio.confirm(draft_id, ask(), Change(camera="truck left"))
    assert isinstance(mended, Confirm)
    assert mended.first_clip
    assert await bench.left() == 10
    taken = await bench.studio.confirm(mended.draft_id, ask())
    assert isinstance(taken, Accepted)
    assert taken.job.engine_prompt == "[Truck left] a red lighthouse in a storm"


async def test_mending_the_words_does_not_hide_what_became_of_the_picture(bench: Bench) -> None:
    """A cropped picture is told of although the request was refused for something else first."""
    await bench.request()
    tall = picture(size=(450, 1600))
    _, draft_id = await bench.refuses(
        ModelDoesNotFit, pictures=Pictures(first_frame=tall), model="T2V-01", confirmed=False
    )
    mended = await bench.studio.confirm(draft_id, ask(), Change(model="I2V-01"))
    assert isinstance(mended, Confirm)
    assert [note.what for note in mended.picture_notes] == ["cropped"]
    another = await bench.studio.confirm(
        mended.draft_id, ask(), Change(pictures=Pictures(first_frame=picture()))
    )
    assert isinstance(another, Accepted)


async def test_a_dearer_model_chosen_at_the_price_is_priced_again(bench: Bench, tmp_path) -> None:
    """The press after a change never spends more than was shown."""
    own = tmp_path / "models.toml"
    own.write_text('[models."T2V-01-Director"]\ncredits = 9\n')
    bench = replace(bench, catalogue=first_series(own))
    confirm = await first(bench)
    dearer = await bench.studio.confirm(confirm.draft_id, ask(), Change(model="T2V-01-Director"))
    assert isinstance(dearer, Confirm)
    assert (dearer.credits, dearer.above_usual) == (9, True)
    assert await bench.left() == 10


async def test_gates_are_asked_again_at_the_press(bench: Bench) -> None:
    """Blocked, paused or without rights since: the press is refused and charges nothing."""
    confirm = await first(bench)
    await block(bench)
    with pytest.raises(Refused) as refused:
        await bench.studio.confirm(confirm.draft_id, ask())
    assert refused.value.refusal == Blocked()
    await bench.management.unblock(SERVER, MANAGER, ANA.member_id)
    with pytest.raises(Refused) as refused:
        await bench.studio.confirm(confirm.draft_id, ask(missing_rights=("Attach Files",)))
    assert isinstance(refused.value.refusal, CannotPostHere)
    with pytest.raises(Refused) as refused:
        await bench.studio.confirm(confirm.draft_id, ask(), Change(prompt="a beheading"))
    assert isinstance(refused.value.refusal, WordsRefused)
    assert isinstance(await bench.studio.confirm(confirm.draft_id, ask()), Accepted)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(width: int, height: int) -> bytes:
    """A small PNG whose header promises enormous dimensions."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


WHOLE_JPEG = picture("JPEG", (1200, 900), quality=95).data
BAD_PICTURES = {
    "text called .png": (b"not a picture at all", "not_a_picture", "", ""),
    "empty file": (b"", "not_a_picture", "", ""),
    "one pixel": (picture(size=(1, 1)).data, "too_small", "1 × 1", "301 pixels"),
    "just too small": (picture(size=(300, 900)).data, "too_small", "300 × 900", "301 pixels"),
    "bomb": (png_bomb(20_000, 20_000), "too_many_pixels", "20,000 × 20,000", "64 million pixels"),
    "truncated JPEG": (WHOLE_JPEG[: len(WHOLE_JPEG) // 2], "broken", "", ""),
    "TIFF": (picture("TIFF").data, "kind", "TIFF", ""),
    "51 MB": (picture().data + b"\0" * 51_000_000, "too_many_bytes", "51.0 MB", "50 MB"),
}


@pytest.mark.parametrize("slot", ["first_frame", "subject"])
@pytest.mark.parametrize(
    ("data", "problem", "measured", "limit"), BAD_PICTURES.values(), ids=BAD_PICTURES.keys()
)
async def test_a_picture_that_can_not_be_used_says_why(
    bench: Bench, tmp_path: Path, slot: str, data: bytes, problem: str, measured: str, limit: str
) -> None:
    """Each is refused with its name and facts, its words are kept, and no file is."""
    upload = Upload(name="holiday.png", data=data)
    refusal, draft_id = await bench.refuses(PictureUnusable, pictures=Pictures(**{slot: upload}))
    assert (refusal.name, refusal.problem) == ("holiday.png", problem)
    assert refusal.measured.startswith(measured)
    assert refusal.limit == limit
    assert draft_id is not None
    kept = await bench.studio.draft(draft_id, ANA)
    assert (kept.prompt, kept.pictures) == ("a red lighthouse in a storm", Pictures())
    assert files(tmp_path) == []


async def test_an_animated_picture_gives_its_first_frame(bench: Bench) -> None:
    """A GIF of three frames is told of and made into a still of the first."""
    await bench.request()
    frames = [Image.new("RGB", (400, 400), colour) for colour in ("red", "green", "blue")]
    data = io.BytesIO()
    frames[0].save(data, "GIF", save_all=True, append_images=frames[1:])
    gif = Upload(name="dance.gif", data=data.getvalue())
    confirm = await first(bench, pictures=Pictures(first_frame=gif))
    assert PictureNote(what="first_frame", measured="3", limit="") in confirm.picture_notes
    assert isinstance(confirm.ask.pictures.first_frame, type(confirm.ask.pictures.first_frame))
    still = bench.ground.files.read(confirm.ask.pictures.first_frame.sha256)
    red, green, _ = Image.open(io.BytesIO(still)).convert("RGB").getpixel((200, 200))
    assert red > 200 > 60 > green


def files(tmp_path: Path) -> list[Path]:
    return [file for file in (tmp_path / "files").rglob("*") if file.is_file()]


async def test_refused_requests_leave_nothing_on_the_disk(bench: Bench, tmp_path: Path) -> None:
    """Pictures of requests that came to nothing go: an hour later, or at the next start."""
    nothing = Ceilings(day_micro=1, month_micro=1)
    bench = replace(bench, limits=replace(LIMITS, server=nothing))
    await bench.refuses(CeilingReached, pictures=Pictures(first_frame=picture()))
    await bench.refuses(CeilingReached, pictures=Pictures(first_frame=picture(size=(500, 500))))
    await bench.refuses(CeilingReached, pictures=Pictures(subject=picture("JPEG")))
    assert len(files(tmp_path)) == 3
    await bench.step()
    assert len(files(tmp_path)) == 3
    await bench.step(hours=1, minutes=2)
    assert files(tmp_path) == []
    await bench.refuses(CeilingReached, pictures=Pictures(first_frame=picture()))
    bench.clock.skip(seconds=1)
    for file in files(tmp_path):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    ground = replace(bench.ground, files=FileStore(tmp_path / "files"))
    await replace(bench, ground=ground, boot_id="boot-2").worker.step()
    assert files(tmp_path) == []


async def test_a_drafts_picture_lives_as_long_as_the_draft(bench: Bench, tmp_path: Path) -> None:
    """It survives a start and is there at the press; with the draft it goes."""
    confirm = await first(bench, pictures=Pictures(first_frame=picture()))
    await first(bench, pictures=Pictures(first_frame=picture(size=(500, 500))))
    await bench.step(hours=20)
    taken = await bench.studio.confirm(confirm.draft_id, ask())
    assert isinstance(taken, Accepted)
    assert len(files(tmp_path)) == 2
    await bench.step(hours=5)
    assert taken.job.shot.pictures.first_frame is not None
    assert [file.name for file in files(tmp_path) if bench.ground.files.has(file.name)].count(
        taken.job.shot.pictures.first_frame.sha256
    ) == 1
    assert (await bench.job(taken.job.code)).status is JobStatus.RUNNING
    assert bench.provider.submits[0].pictures.first_frame is not None


async def test_a_picture_is_not_tidied_away_under_a_request(bench: Bench, tmp_path: Path) -> None:
    """The same picture, forgotten just as it is handed in anew, is there when it is sent."""
    await bench.refuses(ModelUnknown, pictures=Pictures(first_frame=picture()), model="Sora")
    await bench.step()
    bench.clock.skip(hours=2)

    async def tidy_up_between() -> None:
        bench.database.before_transaction.clear()
        job = await bench.request(pictures=Pictures(first_frame=picture()))
        assert job.shot.pictures.first_frame is not None

    # The tidying transaction comes first, the removal of the files second.
    bench.database.before_transaction.extend([_nothing, tidy_up_between])
    await bench.worker.step()
    await bench.worker.settle()
    assert len(files(tmp_path)) == 1
    await bench.step()
    assert bench.provider.submits[0].pictures.first_frame is not None


async def _nothing() -> None:
    return


CAMERA = {
    "option": ("a harbour", "truck left", "[Truck left] a harbour"),
    "typed": ("a harbour [TRUCK  left] at night", "", "a harbour [Truck left] at night"),
    "both": ("a harbour [push in]", "truck left", "[Truck left] a harbour [Push in]"),
    "at once": ("a harbour", "truck left + pan right", "[Truck left, Pan right] a harbour"),
    "no camera": ("a [red] harbour", "", "a [red] harbour"),
}


@pytest.mark.parametrize(("prompt", "camera", "sent"), CAMERA.values(), ids=CAMERA.keys())
async def test_the_camera_stands_where_it_was_asked_for(
    bench: Bench, prompt: str, camera: str, sent: str
) -> None:
    """The option's brackets stand in front, typed ones where they were typed, normalised."""
    accepted = await bench.studio.request(ask(prompt, camera=camera))
    assert isinstance(accepted, Accepted)
    assert accepted.job.engine_prompt == sent
    assert accepted.not_camera == (("[red]",) if "[red]" in prompt else ())
    assert accepted.model_was_chosen
    wanted = "T2V-01" if sent == prompt else "T2V-01-Director"
    assert accepted.model.name == wanted
    await bench.step()
    assert [order.engine_prompt for order in bench.provider.submits] == [sent]


MODELS = first_series().models


@pytest.mark.parametrize("camera", ["", "tilt up"], ids=["no camera", "camera"])
@pytest.mark.parametrize("model", MODELS, ids=[model.name for model in MODELS])
async def test_each_model_fits_or_names_the_one_that_does(bench: Bench, model, camera: str) -> None:
    """The six models with and without camera: taken, or refused with the model that can."""
    (mode,) = model.modes
    slot = {Mode.FIRST_FRAME: "first_frame", Mode.SUBJECT: "subject"}.get(mode)
    asked: dict[str, object] = {"camera": camera, "model": model.name}
    if slot:
        asked["pictures"] = Pictures(**{slot: picture()})
    if camera and model.camera is CameraStyle.NONE:
        refusal, draft_id = await bench.refuses(ModelDoesNotFit, **asked)
        able = {Mode.TEXT: "T2V-01 Director", Mode.FIRST_FRAME: "I2V-01 Director"}.get(mode)
        assert (refusal.lacks, refusal.instead) == ("camera", able)
        assert draft_id is not None
        return
    job = await bench.request(**asked)
    assert job.shot.model == model.name
    await bench.step()
    (order,) = bench.provider.submits
    assert (order.model.name, bool(order.pictures)) == (
        model.name,
        slot is not None,
    )
    assert order.engine_prompt.startswith("[Tilt up] ") is bool(camera)


WRONG_START = {
    "T2V-01": ({"pictures": Pictures(first_frame=picture())}, "first_frame", "I2V-01"),
    "I2V-01": ({}, "text", "T2V-01"),
    "S2V-01": ({"pictures": Pictures(first_frame=picture())}, "first_frame", "I2V-01"),
}


@pytest.mark.parametrize(
    ("name", "asked", "lacks", "instead"),
    [(name, *rest) for name, rest in WRONG_START.items()],
    ids=WRONG_START.keys(),
)
async def test_a_model_that_starts_from_something_else_names_another(
    bench: Bench, name: str, asked: dict[str, object], lacks: str, instead: str
) -> None:
    """A text model with a picture, a picture model without: what it lacks, and which can."""
    refusal, _ = await bench.refuses(ModelDoesNotFit, model=name, **asked)
    assert (refusal.model, refusal.lacks, refusal.instead) == (name, lacks, instead)


async def test_a_hidden_model_is_neither_chosen_nor_offered(bench: Bench) -> None:
    """What the account may not use is passed over, and refused by name."""
    hide = accounts.hide_model
    for name in ("T2V-01", "S2V-01"):
        await bench.database.transaction(hide, "minimax", name, "2061", bench.clock())
    assert (await bench.request()).shot.model == "T2V-01-Director"
    refusal, _ = await bench.refuses(ModelUnknown, model="T2V-01")
    assert "T2V-01" not in refusal.offered
    assert len(refusal.offered) == 4
    refusal, _ = await bench.refuses(NothingFits, pictures=Pictures(subject=picture()))
    assert refusal.lacks == "subject"


@pytest.mark.parametrize("length", [1_986, 1_987])
async def test_the_cameras_brackets_count_towards_the_2000_characters(
    bench: Bench, length: int
) -> None:
    """`[Truck left] ` takes 13: one character more than fits is refused with both numbers."""
    prompt = "x" * (length + 1)
    if length + 1 + 13 <= 2_000:
        job = await bench.request(prompt, camera="truck left")
        assert len(job.engine_prompt) == 2_000
    else:
        refusal, draft_id = await bench.refuses(PromptTooLong, prompt=prompt, camera="truck left")
        assert (refusal.length, refusal.limit) == (2_001, 2_000)
        assert draft_id is not None


async def test_a_place_in_a_thread_of_an_allowed_channel_is_allowed(bench: Bench) -> None:
    """A thread counts as its channel; a message without place rules counts everywhere."""
    await bench.management.set_channels(SERVER, MANAGER, (CHANNEL, ELSEWHERE))
    thread = replace(PLACE, channel_id=1, parent_id=CHANNEL)
    await bench.request(place=thread)
    refusal, _ = await bench.refuses(WrongChannel, place=replace(PLACE, channel_id=1))
    assert refusal.channel_ids == (CHANNEL, ELSEWHERE)


async def test_a_prompt_about_minors_goes_to_staff_each_day(bench: Bench) -> None:
    """Staff hear of it once a day per member, with the text and the place."""
    for _ in range(3):
        await bench.refuses(WordsRefused, prompt="a naked child")
    sql = "SELECT json_extract(facts, '$.prompt') FROM outbox WHERE kind = 'staff_notice'"
    told = await bench.database.read(lambda db: db.conn.execute(sql).fetchall())
    assert told == [("a naked child",)]
    bench.clock.skip(days=1)
    await bench.refuses(WordsRefused, prompt="a naked child again")
    assert len(await bench.database.read(lambda db: db.conn.execute(sql).fetchall())) == 2


async def test_the_balance_counts_what_stands(bench: Bench) -> None:
    """Credits left today, the allowance, when it comes back, and shots not ended."""
    await bench.request()
    balance = await bench.studio.balance(PLACE, ANA)
    limit = balance.purse.binding.limit
    assert (balance.purse.left, limit.allowance, balance.standing) == (5, Allowance(credits=10), 1)
    assert limit.span.ends_at - bench.clock() == timedelta(hours=12)
    await bench.database.transaction(servers.agree, SERVER, BEN.member_id, bench.clock())
    assert (await bench.studio.balance(PLACE, BEN)).purse.left == 10
