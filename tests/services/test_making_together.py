"""What grows from a clip: who may, from which one, and what comes of two presses at once."""

import asyncio
from dataclasses import replace

import pytest

from domain.job import Place
from domain.pictures import Pictures
from domain.refusals import Refused
from domain.refusals_acts import NotFound
from domain.refusals_together import ClipDeleted, ForItsAuthor, RemixNotAllowed
from services.making_together import HandedOn
from storage import jobs, servers
from tests.services.conftest import ANA, BEN, CHANNEL, PLACE, SERVER, Bench, ask
from tests.services.test_studio import picture

MANAGER = replace(BEN, member_id=1, name="mira", is_manager=True)
ELSEWHERE = Place(server_id=SERVER + 1, channel_id=CHANNEL)


async def a_clip(bench: Bench, **more: object) -> str:
    job = await bench.request(**more)
    await bench.until_over(job.code)
    return job.code


def asking(who=BEN, place=PLACE):
    return replace(ask("", who), place=place, confirmed=False)


async def delete(bench: Bench, code: str) -> None:
    await bench.clips.take_down(SERVER, MANAGER, code)


async def forbid(bench: Bench, _: str) -> None:
    await bench.together.let_remix(SERVER, ANA, everyone=False)


ACTS = ("again", "new_camera", "remix")


@pytest.mark.parametrize(
    ("who", "before", "outcomes"),
    [
        (ANA, None, (None, None, None)),
        (BEN, None, (ForItsAuthor, ForItsAuthor, None)),
        (MANAGER, None, (ForItsAuthor, ForItsAuthor, None)),
        (ANA, forbid, (None, None, None)),
        (BEN, forbid, (ForItsAuthor, ForItsAuthor, RemixNotAllowed)),
        (MANAGER, forbid, (ForItsAuthor, ForItsAuthor, RemixNotAllowed)),
        (ANA, delete, (ClipDeleted, ClipDeleted, ClipDeleted)),
        (BEN, delete, (ClipDeleted, ClipDeleted, ClipDeleted)),
    ],
    ids=[
        "author",
        "another",
        "staff",
        "author who forbids",
        "another, forbidden",
        "staff, forbidden",
        "author, deleted",
        "another, deleted",
    ],
)
async def test_who_may_press_what(bench: Bench, who, before, outcomes):
    """Takes and cameras are the author's; remixes everybody's whom the author lets."""
    code = await a_clip(bench)
    if before is not None:
        await before(bench, code)
    for act, refusal in zip(ACTS, outcomes, strict=True):
        doing = getattr(bench.together, act)(code, asking(who))
        if refusal is None:
            await doing
            continue
        with pytest.raises(Refused) as refused:
            await doing
        assert isinstance(refused.value.refusal, refusal), act


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("where", ["another server", "no such clip", "not posted"])
async def test_what_is_not_there(bench: Bench, act, where):
    """A clip of another server is none here, and nor is one that strangers never saw."""
    code = (await bench.request()).code
    if where != "not posted":
        await bench.until_over(code)
    code = "XXXXXX" if where == "no such clip" else code
    place = ELSEWHERE if where == "another server" else PLACE
    with pytest.raises(Refused) as refused:
        await getattr(bench.together, act)(code, asking(BEN, place))
    assert isinstance(refused.value.refusal, NotFound)


async def test_a_parent_of_another_server_is_refused_at_the_line(bench: Bench):
    """Whatever a request says of where it grew from is looked at again."""
    code = await a_clip(bench)
    await bench.database.transaction(servers.open_server, ELSEWHERE.server_id, 7, bench.clock())
    refusal, _ = await bench.refuses(NotFound, who=BEN, place=ELSEWHERE, parent=code)
    assert refusal.code == code


async def test_two_presses_never_make_one_take_twice(bench: Bench):
    """Each that is taken is counted once and paid once; the other is told what it lacks."""
    code = await a_clip(bench)
    again = await bench.together.again(code, asking(ANA))
    # Ten credits a day are two clips: the first is made, so of two more one can be paid.
    presses = (bench.studio.request(again) for _ in range(2))
    answers = await asyncio.gather(*presses, return_exceptions=True)
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    found = await bench.database.read(lambda db: [job.take for job in jobs.all_open(db)])
    assert found == [2]
    assert await bench.proof() == []


async def test_the_next_take_begins_as_the_first(bench: Bench):
    """Model and size are those of the shot, also where another would be the usual one today."""
    code = await a_clip(bench, model="T2V-01 Director")
    first = await bench.job(code)
    again = await bench.together.again(code, asking(ANA))
    assert (again.model, again.take_of) == ("T2V-01-Director", code)
    accepted = await bench.studio.request(again)
    assert accepted.job.shot == first.shot
    assert (accepted.job.take, accepted.job.parent) == (2, None)
    changed = replace(again, prompt="a green one")
    await bench.clips.cancel(SERVER, ANA, accepted.job.code)
    accepted = await bench.studio.request(changed)
    assert (accepted.job.take, accepted.job.shot.parent) == (1, code)


async def test_a_remix_whose_clip_is_kept_no_longer(bench: Bench):
    """Without the file there is no first frame: the words go on alone, and it is said."""
    code = await a_clip(bench, pictures=Pictures(first_frame=picture()))
    job = await bench.job(code)
    bench.ground.files.path(job.clip.sha256).unlink()
    artist = replace(BEN, role_names=ANA.role_names)
    remix = await bench.together.remix(code, asking(artist))
    assert [note.what for note in remix.ask.picture_notes] == [HandedOn.FILE_GONE]
    assert not remix.ask.pictures
    assert remix.as_it_is is not None
