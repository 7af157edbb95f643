"""A job's whole way through the services, with the clock in the test's hands."""

import pytest

from domain.job import FailureKind, JobStatus
from domain.refusals import Refused
from domain.refusals_acts import AlreadyOver, NotYours, TooLateToCancel
from services import outcomes
from services.poster import NoRights, PlaceGone, Posted, TooBig, Unreachable, Where
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus
from storage import StorageUnavailable
from tests.services.conftest import ANA, BEN, CHANNEL, PLACE, SERVER, Bench

RUNNING = Polled(status=RemoteStatus.RUNNING)


async def test_one_prompt_becomes_one_posted_clip(bench: Bench, clip_file) -> None:
    """A request is charged once, made once, posted once; then its card goes."""
    job = await bench.request()
    assert job.status is JobStatus.QUEUED
    assert await bench.left() == 5
    done = await bench.until_over(job.code)
    assert done.status is JobStatus.SUCCEEDED
    assert [order.engine_prompt for order in bench.provider.submits] == [job.shot.prompt]
    assert bench.poster.kinds == ["card", "clip"]
    assert bench.poster.clips == [clip_file.read_bytes()]
    card = bench.poster.posts[0][2]
    assert bench.poster.removed == [card]
    assert await bench.left() == 5
    assert await bench.spent_micro() == 430_000
    assert await bench.proof() == []


async def test_an_instant_engine_gets_card_and_clip_both_once(bench: Bench) -> None:
    """A clip that is ready at the first poll does not overtake or swallow its card."""
    job = await bench.request()
    for _ in range(3):
        await bench.worker.step()
        await bench.worker.settle()
        bench.clock.skip(seconds=20)
    assert (await bench.job(job.code)).status is JobStatus.SUCCEEDED
    assert bench.poster.kinds == []
    await bench.delivery.round()
    await bench.delivery.round()
    assert bench.poster.kinds == ["card", "clip"]
    assert len({letter.nonce for letter, _, _ in bench.poster.posts}) == 2


async def test_cancel_before_the_submit_is_free(bench: Bench) -> None:
    """A shot taken out of the line gives everything back and its card goes."""
    job = await bench.request()
    await bench.delivery.round()
    await bench.clips.cancel(SERVER, ANA, job.code)
    await bench.step(seconds=60)
    assert (await bench.job(job.code)).status is JobStatus.CANCELLED
    assert bench.provider.submits == []
    assert await bench.left() == 10
    assert await bench.spent_micro() == 0
    assert bench.poster.kinds == ["card"]
    assert len(bench.poster.removed) == 1
    assert await bench.proof() == []
    with pytest.raises(Refused) as refused:
        await bench.clips.cancel(SERVER, ANA, job.code)
    assert isinstance(refused.value.refusal, AlreadyOver)


async def test_too_late_to_cancel_keeps_the_clip_for_its_author(bench: Bench) -> None:
    """After the submit the clip can only be kept out of the channel; its author still gets it."""
    job = await bench.request()
    await bench.step()
    with pytest.raises(Refused) as refused:
        await bench.clips.cancel(SERVER, ANA, job.code)
    assert isinstance(refused.value.refusal, TooLateToCancel)
    await bench.clips.dont_post(SERVER, ANA, job.code)
    done = await bench.until_over(job.code)
    assert done.status is JobStatus.SUCCEEDED
    assert bench.poster.kinds == ["card"]
    assert len(bench.poster.removed) == 1
    view = await bench.clips.show(SERVER, ANA, job.code)
    assert view.clip is not None
    assert view.clip.is_file()
    with pytest.raises(Refused):
        await bench.clips.show(SERVER, BEN, job.code)
    assert await bench.left() == 5
    assert await bench.proof() == []


async def test_only_author_and_staff_may_cancel(bench: Bench) -> None:
    """Somebody else's shot is not theirs to cancel."""
    job = await bench.request()
    with pytest.raises(Refused) as refused:
        await bench.clips.cancel(SERVER, BEN, job.code)
    assert isinstance(refused.value.refusal, NotYours)


ANSWERS = {
    "content": (Meaning.CONTENT, JobStatus.FAILED, 10, 0),
    "parameters": (Meaning.PARAMETERS, JobStatus.FAILED, 10, 0),
    "busy": (Meaning.BUSY, JobStatus.QUEUED, 5, 430_000),
    "not sent": (Meaning.NOT_SENT, JobStatus.QUEUED, 5, 430_000),
    "operator": (Meaning.KEY, JobStatus.QUEUED, 5, 430_000),
    "model": (Meaning.MODEL, JobStatus.QUEUED, 5, 430_000),
    "answer lost": (Meaning.ANSWER_LOST, JobStatus.UNCONFIRMED, 5, 430_000),
}


@pytest.mark.parametrize(
    ("meaning", "status", "left", "spent"), ANSWERS.values(), ids=ANSWERS.keys()
)
async def test_a_submits_outcome_decides_state_and_money(
    bench: Bench, meaning: Meaning, status: JobStatus, left: int, spent: int
) -> None:
    """Each meaning of a refused submit leaves the state, credits and cost that the design names."""
    bench.provider.on_submit.append(EngineError(meaning, code="77"))
    job = await bench.request()
    await bench.step()
    assert (await bench.job(job.code)).status is status
    assert await bench.left() == left
    assert await bench.spent_micro() == spent
    assert await bench.proof() == []


@pytest.mark.parametrize("meaning", [Meaning.BUSY, Meaning.NOT_SENT, Meaning.KEY, Meaning.MODEL])
async def test_a_shot_sent_back_is_made_later(bench: Bench, meaning: Meaning) -> None:
    """Where nothing was created, the shot keeps its place and is made once the trouble is over."""
    bench.provider.on_submit.extend([EngineError(meaning, code="77")] * 2)
    job = await bench.request()
    done = await bench.until_over(job.code, steps=40)
    assert done.status is JobStatus.SUCCEEDED
    assert len(bench.provider.submits) == 3
    assert await bench.spent_micro() == 430_000


async def test_a_lost_answer_is_never_repeated_by_itself(bench: Bench) -> None:
    """An unconfirmed shot is told to member and operator; after an hour the credits come back."""
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request()
    await bench.step()
    await bench.step(minutes=30)
    assert await bench.left() == 5
    await bench.step(minutes=45)
    assert await bench.left() == 10
    assert await bench.spent_micro() == 430_000
    for _ in range(30):
        await bench.step(hours=1)
    assert len(bench.provider.submits) == 1
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
    # The second is a Monday's: what is not certain counts as money spent.
    assert await bench.notices() == ["unconfirmed", "week_in_money"]
    assert [letter.facts["what"] for letter, _ in bench.poster.edits] == [
        "unconfirmed",
        "credits_back",
    ]
    assert await bench.proof() == []


@pytest.mark.parametrize("after_release", [False, True], ids=["at once", "after credits went back"])
async def test_the_desk_finds_the_lost_clip(bench: Bench, after_release: bool) -> None:
    """With the service's own id the clip is fetched and posted, with one charge."""
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request()
    await bench.step()
    if after_release:
        await bench.step(hours=2)
    await bench.desk.was_made(7, job.code, "424242")
    done = await bench.until_over(job.code)
    assert done.status is JobStatus.SUCCEEDED
    assert bench.provider.polls[-1] == "424242"
    assert bench.poster.kinds.count("clip") == 1
    assert await bench.left() == (10 if after_release else 5)
    assert await bench.spent_micro() == 430_000
    assert await bench.proof() == []


@pytest.mark.parametrize(
    ("paid", "spent"), [(True, 430_000), (False, 0)], ids=["paid and lost", "not paid"]
)
@pytest.mark.parametrize("after_release", [False, True], ids=["at once", "after credits went back"])
async def test_the_desk_closes_a_lost_shot(
    bench: Bench, paid: bool, spent: int, after_release: bool
) -> None:
    """Credits are back either way; the cost stays exactly when it was billed."""
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request()
    await bench.step()
    if after_release:
        await bench.step(hours=2)
    closed = await bench.desk.no_clip(7, job.code, paid=paid)
    assert closed.status is JobStatus.FAILED
    assert await bench.left() == 10
    assert await bench.spent_micro() == spent
    assert await bench.proof() == []


async def test_the_engines_own_failure_returns_credits_and_keeps_the_cost(bench: Bench) -> None:
    """A shot that failed after it was taken may have been billed: the ceilings count it still."""
    refusal = EngineError(Meaning.OUTPUT, code="1027")
    bench.provider.on_poll.extend([RUNNING, Polled(status=RemoteStatus.FAILED, error=refusal)])
    job = await bench.request()
    done = await bench.until_over(job.code)
    assert done.status is JobStatus.FAILED
    assert done.failure is not None
    assert done.failure.kind is FailureKind.OUTPUT
    assert await bench.left() == 10
    assert await bench.spent_micro() == 430_000
    assert await bench.proof() == []


@pytest.mark.parametrize("meaning", list(Meaning), ids=str)
async def test_trouble_while_polling_or_fetching_never_ends_a_job(
    bench: Bench, meaning: Meaning
) -> None:
    """Only the engine's own word ends a job; every error on the way to it is tried again."""
    bench.provider.on_poll.extend([EngineError(meaning), EngineError(meaning)])
    bench.provider.on_download.extend([EngineError(meaning), EngineError(meaning)])
    job = await bench.request()
    done = await bench.until_over(job.code, steps=20)
    assert done.status is JobStatus.SUCCEEDED
    assert len(bench.provider.submits) == 1
    assert bench.poster.kinds.count("clip") == 1


async def test_a_broken_clip_is_fetched_again(bench: Bench, tmp_path, clip_file) -> None:
    """A truncated file is never posted; a later whole one is."""
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(clip_file.read_bytes()[:600])
    bench.provider.on_download.append(broken)
    job = await bench.request()
    assert (await bench.until_over(job.code)).status is JobStatus.SUCCEEDED
    assert len(bench.provider.downloads) == 2
    assert bench.poster.clips == [clip_file.read_bytes()]


async def test_a_full_disk_delays_the_clip_and_tells_the_operator(bench: Bench) -> None:
    """No room for the clip: the operator hears of it, the clip arrives when there is room."""
    full = OSError(28, "No space left on device")
    bench.provider.on_download.extend([full, full])
    job = await bench.request()
    assert (await bench.until_over(job.code, steps=20)).status is JobStatus.SUCCEEDED
    assert await bench.notices() == ["disk_trouble"]
    assert bench.poster.kinds.count("clip") == 1


async def test_no_end_in_a_day_goes_to_the_desk(bench: Bench) -> None:
    """A shot the engine never finishes is not looked at for ever: people decide."""
    bench.provider.on_poll.extend([RUNNING] * 1000)
    job = await bench.request()
    await bench.step()
    for _ in range(26):
        await bench.step(hours=1)
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
    assert "no_end" in await bench.notices()
    assert await bench.proof() == []


async def test_a_restart_finds_the_answer_it_never_saw(bench: Bench) -> None:
    """A `submitting` row of another boot becomes one honest unconfirmed, never a second submit."""
    job = await bench.request()
    assert await bench.submitter.take_turn() is not None
    bench.restart("boot-2")
    await bench.step()
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
    assert bench.provider.submits == []
    assert await bench.notices() == ["unconfirmed"]


async def test_a_restart_goes_on_with_running_jobs(bench: Bench) -> None:
    """What was running before is looked at again and finished once."""
    bench.provider.on_poll.append(RUNNING)
    job = await bench.request()
    await bench.step()
    await bench.step(seconds=20)
    bench.restart("boot-2")
    assert (await bench.until_over(job.code)).status is JobStatus.SUCCEEDED
    assert len(bench.provider.submits) == 1
    assert bench.poster.kinds == ["card", "clip"]


async def test_our_own_fault_in_one_job_does_not_stop_the_others(bench: Bench) -> None:
    """A hand-over that breaks in our code becomes unconfirmed with an incident; others go on."""

    def break_once(order) -> None:
        bench.provider.before_submit = None
        raise ZeroDivisionError

    bench.provider.before_submit = break_once
    broken = await bench.request()
    whole = await bench.request(who=BEN)
    assert (await bench.until_over(whole.code)).status is JobStatus.SUCCEEDED
    assert (await bench.job(broken.code)).status is JobStatus.UNCONFIRMED
    assert sorted(await bench.notices()) == ["incident", "unconfirmed"]


PARENT = 601
WAYS = {
    "thread gone": ({600: PlaceGone()}, [PARENT]),
    "no rights there": ({600: NoRights()}, [PARENT]),
    "both gone": ({600: PlaceGone(), PARENT: PlaceGone()}, [42]),
    "everything closed": ({600: PlaceGone(), PARENT: PlaceGone(), 42: PlaceGone()}, []),
}


@pytest.mark.parametrize(("gone", "arrived"), WAYS.values(), ids=WAYS.keys())
async def test_a_clip_finds_another_place(
    bench: Bench, gone: dict[int, Exception], arrived: list[int]
) -> None:
    """Thread, then its channel, then the author's messages; else it is kept behind its code."""
    from dataclasses import replace

    place = replace(PLACE, channel_id=CHANNEL, parent_id=PARENT)
    job = await bench.request(place=place)
    for id_, error in gone.items():
        where = Where(member_id=id_) if id_ == 42 else Where(channel_id=id_)
        bench.poster.refused[where] = error
    done = await bench.until_over(job.code)
    assert done.status is JobStatus.SUCCEEDED
    places = [w.channel_id or w.member_id for letter, w, _ in bench.poster.posts if letter.clip]
    assert places == arrived
    view = await bench.clips.show(SERVER, ANA, job.code)
    assert (view.clip is not None) is (not arrived)
    assert await bench.left() == 5


async def test_a_post_whose_answer_was_lost_is_not_posted_twice(bench: Bench) -> None:
    """The post stood although its answer was cut: the next try finds it and marks it."""
    job = await bench.request()
    await bench.step()
    bench.poster.lost_answers.append(Unreachable())
    await bench.until_over(job.code)
    for _ in range(3):
        await bench.step(minutes=10)
    assert bench.poster.kinds.count("clip") == 1
    assert (await bench.clips.show(SERVER, ANA, job.code)).posted is not None


async def test_a_clip_too_big_for_the_place_is_made_to_fit(bench: Bench) -> None:
    """A refused upload is encoded again below the limit instead of being given up."""
    job = await bench.request()
    await bench.step()
    size = bench.provider.clip.stat().st_size
    bench.poster.troubles.append(("post", TooBig(limit=size + 200)))
    await bench.until_over(job.code)
    assert bench.poster.kinds == ["card", "clip"]
    assert len(bench.poster.clips[0]) <= size + 200


async def test_a_made_clip_takes_back_what_its_card_was_to_say(bench: Bench) -> None:
    """An edit that says it is still being made is given up once it is made."""
    job = await bench.request()
    await bench.step()
    await bench.ground.database.transaction(outcomes.slow, job, bench.clock())
    bench.clock.skip(seconds=30)
    for _ in range(2):
        await bench.worker.step()
        await bench.worker.settle()
    await bench.delivery.round()
    assert "clip" in bench.poster.kinds
    assert "slow" not in [letter.facts["what"] for letter, _ in bench.poster.edits]


async def test_discord_away_only_delays(bench: Bench) -> None:
    """Unreachable for a while: nothing is lost, nothing is doubled."""
    bench.poster.troubles.extend([("post", Unreachable())] * 4)
    job = await bench.request()
    done = await bench.until_over(job.code)
    for _ in range(4):
        await bench.step(minutes=10)
    assert done.status is JobStatus.SUCCEEDED
    assert bench.poster.kinds == ["card", "clip"]


async def test_a_late_clip_does_not_ping(bench: Bench) -> None:
    """More than an hour after it was ready, a clip arrives quietly."""
    bench.poster.troubles.extend([("post", Unreachable())])
    job = await bench.request()
    await bench.delivery.round()
    bench.poster.troubles.extend([("post", Unreachable())] * 20)
    await bench.until_over(job.code)
    bench.clock.skip(hours=2)
    bench.poster.troubles.clear()
    await bench.delivery.round()
    pings = {str(letter.kind): letter.ping for letter, _, _ in bench.poster.posts}
    assert pings == {"card": False, "clip": False}


async def test_take_down_names_the_message_and_remembers_who(bench: Bench) -> None:
    """Author and staff can have a clip's message removed; strangers can't."""
    job = await bench.request()
    await bench.until_over(job.code)
    with pytest.raises(Refused):
        await bench.clips.take_down(SERVER, BEN, job.code)
    posted = await bench.clips.take_down(SERVER, ANA, job.code)
    assert posted == Posted(channel_id=CHANNEL, message_id=posted.message_id)
    assert (await bench.job(job.code)).clip_deleted_by == ANA.member_id


async def test_stop_lets_a_submit_be_answered(bench: Bench) -> None:
    """A graceful stop writes the outcome of what was sent and hands nothing more over."""
    first = await bench.request()
    second = await bench.request(who=BEN)
    bench.slow_down(submits_per_minute=1)
    bench.restart("boot-1")
    await bench.worker.step()
    assert await bench.worker.stop() == []
    assert (await bench.job(first.code)).status is JobStatus.RUNNING
    await bench.worker.step()
    assert (await bench.job(second.code)).status is JobStatus.QUEUED


def test_storage_trouble_is_a_state_of_the_disk() -> None:
    """The services can tell the disk's trouble from a fault of their own."""
    assert not issubclass(StorageUnavailable, (OSError, ValueError))
