"""What is kept and for how long: age and size take the oldest, never what is owed or needed."""

from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest

from domain.job import Job, JobStatus
from domain.pictures import Pictures, hashes_of
from domain.refusals import Refused
from domain.refusals_together import PicturesGone
from services.asks import GONE, Accepted
from services.keeping import Keeping
from services.making_together import HandedOn
from services.poster import PlaceGone, Unreachable, Where
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus
from storage import kept_files
from tests.scripted import make_clip
from tests.services.conftest import ANA, BEN, CHANNEL, SERVER, WIDE, Bench, ask
from tests.services.test_studio import picture

RUNNING = Polled(status=RemoteStatus.RUNNING)


@pytest.fixture
def wide(bench: Bench) -> Bench:
    """A bench on which many clips may be made, and on which nothing may take any room."""
    return replace(bench, limits=WIDE, most_kept_bytes=1)


async def a_clip(bench: Bench, file: Path, frames: int = 10, **more: object) -> Job:
    """A clip of its own content, made to its end."""
    bench.provider.on_download.append(make_clip(file, frames=frames))
    job = await bench.request(**more)
    return await bench.until_over(job.code, seconds=10)


async def a_drawn_clip(bench: Bench, file: Path) -> Job:
    return await a_clip(bench, file, pictures=Pictures(first_frame=picture()))


async def is_kept(bench: Bench, job: Job) -> bool:
    """Whether the clip's file is there; its row must say the same."""
    now = await bench.job(job.code)
    assert now.clip is not None
    is_there = bench.ground.files.has(now.clip.sha256)
    assert is_there is (now.clip_dropped_at is None)
    return is_there


def has_pictures(bench: Bench, job: Job) -> bool:
    return bench.ground.files.has_all(hashes_of(job.shot.pictures))


async def test_above_the_size_the_oldest_go_first(bench: Bench, tmp_path: Path) -> None:
    """As many posted clips go as must, the one that ended first before all others."""
    bench = replace(bench, limits=WIDE)
    files = [tmp_path / f"{number}.mp4" for number in range(3)]
    made = [await a_clip(bench, file, 10 + number) for number, file in enumerate(files)]
    sizes = [file.stat().st_size for file in files]
    for most, stay in ((sum(sizes[1:]), [False, True, True]), (sizes[2], [False, False, True])):
        bench = replace(bench, most_kept_bytes=most)
        await bench.step(minutes=2)
        assert [await is_kept(bench, job) for job in made] == stay


async def test_what_is_owed_or_promised_stays_whatever_it_takes(
    wide: Bench, tmp_path: Path
) -> None:
    """A clip not to be posted, one that found no place and one on its way wait for their people;
    the posted one beside them goes."""
    posted = await a_clip(wide, tmp_path / "posted.mp4", 10)
    private = await wide.request(who=BEN)
    await wide.worker.step()
    await wide.worker.settle()
    await wide.clips.dont_post(SERVER, BEN, private.code)
    wide.provider.on_download.append(make_clip(tmp_path / "private.mp4", 15))
    await wide.until_over(private.code)
    for way in (Where(channel_id=CHANNEL), Where(member_id=ANA.member_id)):
        wide.poster.refused[way] = PlaceGone()
    homeless = await a_clip(wide, tmp_path / "homeless.mp4", 20)
    for way in wide.poster.refused:
        wide.poster.refused[way] = Unreachable()
    on_its_way = await a_clip(wide, tmp_path / "on_its_way.mp4", 25)
    await wide.step(minutes=2)
    assert not await is_kept(wide, posted)
    for job in (private, homeless, on_its_way):
        assert await is_kept(wide, job), job.code
    await wide.step(days=8)
    assert [await is_kept(wide, job) for job in (private, homeless)] == [False, False]
    assert await is_kept(wide, on_its_way)
    wide.poster.refused.clear()
    await wide.step(hours=1)
    assert wide.poster.clips[-1] == (tmp_path / "on_its_way.mp4").read_bytes()


@pytest.mark.parametrize("by", ["age", "size"])
async def test_pictures_of_ended_shots_go_as_their_clips_do(
    bench: Bench, tmp_path: Path, by: str
) -> None:
    """A week after the end, or an hour after it came where all takes too much; not before."""
    bench = replace(bench, most_kept_bytes=1 if by == "size" else 10**9)
    job = await a_drawn_clip(bench, tmp_path / "clip.mp4")
    await bench.step(minutes=30)
    assert has_pictures(bench, job)
    view = await bench.clips.show(SERVER, ANA, job.code)
    assert not view.lacks_pictures
    await bench.step(**({"minutes": 40} if by == "size" else {"days": 8}))
    assert not has_pictures(bench, job)
    view = await bench.clips.show(SERVER, ANA, job.code)
    assert view.lacks_pictures
    assert view.job.shot.pictures == job.shot.pictures


async def test_a_picture_that_somebody_still_needs_stays(wide: Bench, tmp_path: Path) -> None:
    """A draft, a shot in line and one without certainty each keep it from going."""
    ended = await a_drawn_clip(wide, tmp_path / "clip.mp4")
    draft_id, _ = await wide.studio.ask_again(ended.code, ANA)
    await wide.step(hours=20)
    assert has_pictures(wide, ended)
    wide.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    accepted = await wide.studio.confirm(draft_id, ask())
    assert isinstance(accepted, Accepted)
    await wide.step(hours=20)
    assert (await wide.job(accepted.job.code)).status is JobStatus.UNCONFIRMED
    await wide.step(days=9)
    assert has_pictures(wide, ended)
    await wide.desk.no_clip(7, accepted.job.code, paid=False)
    await wide.step(hours=2)
    assert not has_pictures(wide, ended)


async def test_a_picture_that_is_wanted_just_in_time_stays(wide: Bench, tmp_path: Path) -> None:
    """Asked for again between the look at what may go and its end: the picture is there."""
    job = await a_drawn_clip(wide, tmp_path / "clip.mp4")
    wide.clock.skip(hours=2)
    found = wide.database.real.read

    async def ask_again() -> None:
        if not await found(kept_files.expendable, hashes_of(job.shot.pictures), wide.clock()):
            return
        await wide.studio.ask_again(job.code, ANA)

    keeping = Keeping(wide.ground, keep_s=wide.timing.keep_s, most_bytes=1)
    wide.database.after_read.append(ask_again)
    await keeping.tidy()
    assert wide.database.after_read == deque()
    assert has_pictures(wide, job)
    assert not await is_kept(wide, job)


async def test_what_grows_from_a_shot_without_its_pictures(wide: Bench, tmp_path: Path) -> None:
    """The same shot again is refused, whatever else begins goes by the words alone and says so."""
    job = await a_drawn_clip(wide, tmp_path / "clip.mp4")
    await wide.step(hours=2)
    asking = replace(ask("", ANA), confirmed=False)
    with pytest.raises(Refused) as refused:
        await wide.together.again(job.code, asking)
    assert refused.value.refusal == PicturesGone(code=job.code)
    new_camera = await wide.together.new_camera(job.code, asking)
    remix = await wide.together.remix(job.code, asking)
    _, again = await wide.studio.ask_again(job.code, ANA)
    found = [
        (one.prompt, bool(one.pictures), [note.what for note in one.picture_notes])
        for one in (new_camera, remix.ask, again)
    ]
    gone = [HandedOn.PICTURES_GONE]
    assert found == [(job.shot.prompt, False, gone)] * 2 + [(job.shot.prompt, False, [GONE])]
    assert remix.as_it_is is not None
    _, draft_id = await wide.refuses(PicturesGone, pictures=job.shot.pictures)
    assert draft_id is not None
    kept = await wide.studio.draft(draft_id, ANA)
    assert (kept.pictures, [note.what for note in kept.picture_notes]) == (Pictures(), [GONE])


async def test_a_picture_that_is_handed_in_again_is_there_again(
    wide: Bench, tmp_path: Path
) -> None:
    """The same content lives anew, for the old shot too."""
    job = await a_drawn_clip(wide, tmp_path / "clip.mp4")
    await wide.step(hours=2)
    assert not has_pictures(wide, job)
    second = await wide.request(pictures=Pictures(first_frame=picture()))
    assert second.shot.pictures == job.shot.pictures
    assert has_pictures(wide, job)
    await wide.step(minutes=2)
    assert (await wide.until_over(second.code)).status is JobStatus.SUCCEEDED


async def test_a_picture_that_was_never_written_is_known_to_lack(bench: Bench) -> None:
    """Its row stands before its file: a start writes down that no file came."""
    job = await bench.request(pictures=Pictures(first_frame=picture()))
    await bench.clips.cancel(SERVER, ANA, job.code)
    (image,) = hashes_of(job.shot.pictures)
    bench.ground.files.drop(image)
    bench.restart("boot-2")
    await bench.step()
    sql = "SELECT dropped_at IS NOT NULL FROM inputs WHERE sha256 = ?"
    rows = await bench.database.read(lambda db: db.conn.execute(sql, (image,)).fetchall())
    assert rows == [(1,)]
