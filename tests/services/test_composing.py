"""The composer's requests: whose they are, what they cost, and shots changed while in line."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from domain.camera_editing import with_movements, without_step
from domain.model import Lack
from domain.movements import Movement
from domain.quota import Allowance, Quota
from domain.refusals import NothingFits, Refused, TooFewCredits
from domain.refusals_acts import DraftGone, NotFound, NotYours, TooLateToChange
from services import outcomes
from services.asks import Accepted, Change, Confirm
from services.catalogue import load_catalogue
from services.plan_acts import edited, reworded
from tests.services.conftest import ANA, BEN, LIMITS, SERVER, ask

M = Movement


def moves(at, *movements):
    return edited(partial(with_movements, at=at, movements=movements))


@pytest.fixture
def whole_catalogue(bench):
    """All models, with prices that differ."""
    bench.catalogue = load_catalogue(None)
    bench.__post_init__()
    return bench


async def draft_of(bench, *args, **more):
    draft_id, _ = await bench.studio.keep(ask(*args, **more, confirmed=False))
    return draft_id


async def directed(bench, code, *movements):
    """The draft that gives Ana's shot other movements."""
    draft_id = await bench.composing.reopen(code, ANA)
    return await bench.composing.do(draft_id, ANA, moves(0, *movements))


async def make(bench, composed):
    """Press the button under the composer's message."""
    price = composed.quote.credits
    other = await bench.composing.agree(composed.draft_id, ANA, composed.mark, price)
    assert other is None
    return await bench.studio.confirm(composed.draft_id, ask("", ANA))


async def test_a_draft_is_its_members_alone(bench):
    """To anybody else it does not exist."""
    draft_id = await draft_of(bench)
    for what in (
        bench.composing.look(draft_id, BEN),
        bench.composing.do(draft_id, BEN, moves(0, M.SHAKE)),
        bench.composing.agree(draft_id, BEN, "", 5),
    ):
        with pytest.raises(Refused) as refused:
            await what
        assert refused.value.refusal == DraftGone()
    assert (await bench.composing.look(draft_id, ANA)).ask.camera == ""


async def test_two_acts_at_once_both_hold(bench):
    """Each is done on the plan as it stands by then."""
    draft_id = await draft_of(bench, camera="shake, then push in")
    await asyncio.gather(
        bench.composing.do(draft_id, ANA, moves(0, M.TILT_UP), seen=0),
        bench.composing.do(draft_id, ANA, moves(1, M.ZOOM_IN), seen=0),
    )
    composed = await bench.composing.look(draft_id, ANA)
    assert composed.plan.words() == "tilt up, then zoom in"


async def test_an_act_meant_for_another_order_is_not_done(bench):
    """Two presses of Remove take one step out, and the second is told."""
    draft_id = await draft_of(bench, camera="shake, then push in, then tilt up")
    remove = edited(partial(without_step, at=0))
    first = await bench.composing.do(draft_id, ANA, remove, seen=0)
    second = await bench.composing.do(draft_id, ANA, remove, seen=0)
    assert (first.is_stale, second.is_stale) == (False, True)
    assert second.plan.words() == "push in, then tilt up"


async def test_a_plan_that_was_not_seen_is_not_agreed_to(bench):
    """The press of an older message gives the plan as it stands now."""
    draft_id = await draft_of(bench)
    seen = await bench.composing.look(draft_id, ANA)
    await bench.composing.do(draft_id, ANA, moves(0, M.SHAKE))
    other = await bench.composing.agree(draft_id, ANA, seen.mark, 5)
    assert other.is_stale
    assert other.plan.words() == "shake"


async def test_nobody_pays_more_than_they_saw(whole_catalogue):
    """A price that rose since it was shown is asked about again."""
    bench = whole_catalogue
    first = await bench.request()
    await bench.clips.cancel(first.place.server_id, ANA, first.code)
    draft_id = await draft_of(bench, model="Hailuo 2.3", duration_s=10)
    composed = await bench.composing.look(draft_id, ANA)
    assert await bench.composing.agree(draft_id, ANA, composed.mark, 2) is None
    outcome = await bench.studio.confirm(draft_id, ask("", ANA))
    assert isinstance(outcome, Confirm)
    assert outcome.credits == composed.quote.credits > 2


async def test_a_newcomer_still_reads_the_rules(bench):
    """The composer shows the price, not the server's rules."""
    draft_id = await draft_of(bench)
    outcome = await make(bench, await bench.composing.look(draft_id, ANA))
    assert isinstance(outcome, Confirm)
    assert outcome.first_clip


async def test_what_no_model_makes_is_told_before_it_is_ordered(bench):
    """The plan can be changed all the same."""
    draft_id = await draft_of(bench, aspect="9:16")
    composed = await bench.composing.do(draft_id, ANA, moves(0, M.SHAKE))
    assert composed.trouble == NothingFits(lacks=Lack.ASPECT, there=("16:9",))
    assert composed.quote is None
    assert composed.plan.words() == "shake"


async def test_drafts_of_an_earlier_version_are_composed(bench):
    """They know neither a trail nor a shot they change."""
    draft_id = await draft_of(bench, camera="shake")
    forget = "UPDATE drafts SET ask = json_remove(ask, '$.trail', '$.changes')"
    await bench.database.transaction(lambda db: db.conn.execute(forget))
    composed = await bench.composing.do(draft_id, ANA, moves(0, M.TILT_UP), seen=0)
    assert composed.plan.words() == "tilt up"


class TestAShotInLine:
    """Changed in place, or replaced: never two shots, never none."""

    async def test_it_keeps_code_place_and_money(self, bench):
        """At the same price nothing but the plan changes, and what it makes of the model."""
        job, behind = await bench.request(), await bench.request(who=BEN)
        books = await bench.books()
        outcome = await make(bench, await directed(bench, job.code, M.PUSH_IN))
        assert isinstance(outcome, Accepted)
        assert outcome.changed == outcome.job.code == job.code
        changed = await bench.job(job.code)
        assert (changed.id, changed.credits, changed.take) == (job.id, job.credits, 1)
        assert changed.shot.model == "T2V-01-Director"
        assert changed.engine_prompt == "[Push in] a red lighthouse in a storm"
        assert await bench.books() == books
        waits = await bench.clips.show(SERVER, BEN, behind.code)
        assert waits.wait.ahead == 1
        await bench.step()
        assert bench.provider.submits[0].engine_prompt == changed.engine_prompt
        await bench.until_over(job.code)
        assert await bench.proof() == []

    async def test_the_card_shows_the_new_plan(self, bench):
        """It is edited once, and says the plan that is handed over."""
        job = await bench.request()
        await bench.delivery.round()
        await make(bench, await directed(bench, job.code, M.SHAKE))
        await bench.delivery.round()
        [(letter, _)] = bench.poster.edits
        assert letter.facts["what"] == outcomes.REPLANNED
        assert letter.job.shot.camera.words() == "shake"

    async def test_at_another_price_it_keeps_its_code_and_place(self, whole_catalogue):
        """What the old one held is back, and what the new one costs is held."""
        bench = whole_catalogue
        job = await bench.request(model="T2V-01")
        composed = await directed(bench, job.code, M.PUSH_IN)
        assert (composed.keeps_price, composed.quote.credits) == (False, 3)
        outcome = await make(bench, composed)
        assert outcome.changed == job.code == outcome.job.code
        assert (outcome.job.id, outcome.job.credits) == (job.id, 3)
        assert await bench.left() == 7
        assert await bench.spent_micro() == outcome.job.cost_micro
        assert await bench.proof() == []

    async def test_a_full_line_and_an_empty_purse_do_not_count_the_old_one(self, whole_catalogue):
        """What it holds is free for the one that takes its place."""
        bench = whole_catalogue
        bench.limits = replace(
            LIMITS, quota=Quota(member=Allowance(credits=9), running=1, waiting=1)
        )
        bench.__post_init__()
        job = await bench.request(model="T2V-01")
        await bench.request()
        assert await bench.left() == 1
        draft_id = await bench.composing.reopen(job.code, ANA)
        confirm = await bench.studio.confirm(
            draft_id, ask("", ANA), Change(model="Hailuo 2.3", duration_s=10)
        )
        outcome = await bench.studio.confirm(confirm.draft_id, ask("", ANA))
        assert (outcome.changed, outcome.job.credits) == (job.code, 6)
        assert await bench.left() == 0
        assert await bench.proof() == []

    async def test_what_it_can_not_be_it_does_not_become(self, whole_catalogue):
        """Refused for want of credits, the old shot waits on as it was."""
        bench = whole_catalogue
        await bench.request(model="T2V-01")
        job = await bench.request(model="Hailuo 2.3")
        draft_id = await bench.composing.reopen(job.code, ANA)
        dear = Change(model="Hailuo 2.3", duration_s=10)
        confirm = await bench.studio.confirm(draft_id, ask("", ANA), dear)
        with pytest.raises(Refused) as refused:
            await bench.studio.confirm(confirm.draft_id, ask("", ANA))
        assert isinstance(refused.value.refusal, TooFewCredits)
        assert (await bench.job(job.code)) == job
        assert await bench.proof() == []

    async def test_once_it_is_handed_over_the_plan_is_for_a_new_one(self, bench):
        """The composer says so as soon as it is looked at."""
        job = await bench.request()
        composed = await directed(bench, job.code, M.SHAKE)
        assert composed.changes is not None
        await bench.step()
        late = await bench.composing.agree(composed.draft_id, ANA, composed.mark, 5)
        assert (late.changes, late.left.code) == (None, job.code)
        assert late.plan.words() == "shake"
        outcome = await make(bench, late)
        assert outcome.changed is None
        assert outcome.job.shot.parent == job.code
        assert await bench.proof() == []

    async def test_handed_over_in_that_very_moment(self, bench):
        """The database decides: the shot stays as it was, and the plan is kept for a new one."""
        job = await bench.request()
        composed = await directed(bench, job.code, M.SHAKE)
        await bench.composing.agree(composed.draft_id, ANA, composed.mark, 5)
        await bench.step()
        with pytest.raises(Refused) as refused:
            await bench.studio.confirm(composed.draft_id, ask("", ANA))
        assert isinstance(refused.value.refusal, TooLateToChange)
        kept = await bench.studio.draft(refused.value.draft_id, ANA)
        assert (kept.changes, kept.parent, kept.camera) == (None, job.code, "shake")
        assert (await bench.job(job.code)).shot == job.shot

    async def test_change_and_hand_over_race(self, bench):
        """Whoever is first, there is one shot, and the service gets the plan that stands."""
        for _ in range(4):
            job = await bench.request()
            composed = await directed(bench, job.code, M.SHAKE)
            await asyncio.gather(make(bench, composed), bench.worker.step(), return_exceptions=True)
            await bench.worker.settle()
            after = await bench.until_over(job.code)
            assert bench.provider.submits[-1].engine_prompt == after.engine_prompt
            await bench.step(days=1)
        assert await bench.proof() == []

    @pytest.mark.parametrize("costs_more", [False, True], ids=["same price", "another price"])
    async def test_a_take_that_becomes_another_shot(self, bench, costs_more):
        """It grew from the take before it; as long as nothing differs it stays a take."""
        first = await bench.request(camera="push in")
        await bench.until_over(first.code)
        again = await bench.together.again(first.code, ask())
        second = (await bench.studio.request(again)).job
        same = await make(bench, await directed(bench, second.code, M.PUSH_IN))
        assert (same.job.code, same.job.take, same.job.shot) == (second.code, 2, first.shot)
        if costs_more:
            set_cost = "UPDATE jobs SET cost_micro = cost_micro - 1 WHERE code = ?"
            await bench.database.transaction(
                lambda db: db.conn.execute(set_cost, (second.code,)) and None
            )
        other = await make(bench, await directed(bench, second.code, M.SHAKE))
        assert (other.job.take, other.job.shot.parent) == (1, first.code)
        assert other.job.code == second.code
        assert (await bench.job(first.code)).shot.camera.words() == "push in"

    async def test_it_is_its_authors_alone(self, bench):
        """Others are refused, and so is a code that is none."""
        job = await bench.request()
        for code, refusal in (
            (job.code, NotYours(code=job.code)),
            ("XXXXXX", NotFound(code="XXXXXX")),
        ):
            with pytest.raises(Refused) as refused:
                await bench.composing.reopen(code, BEN)
            assert refused.value.refusal == refusal
        await bench.refuses(NotFound, who=BEN, changes=job.code)

    async def test_two_changes_at_once(self, bench):
        """Two composers of one shot: both are taken one after the other, the last one holds."""
        job = await bench.request()
        drafts = [
            await directed(bench, job.code, M.SHAKE),
            await directed(bench, job.code, M.TILT_UP),
        ]
        outcomes_ = await asyncio.gather(*(make(bench, one) for one in drafts))
        assert {outcome.job.code for outcome in outcomes_} == {job.code}
        assert (await bench.job(job.code)).shot.camera.words() in {"shake", "tilt up"}
        assert await bench.proof() == []

    async def test_gates_are_passed_anew(self, bench):
        """Words that the server does not take are refused here too, and the shot stays."""
        job = await bench.request()
        draft_id = await bench.composing.reopen(job.code, ANA)
        composed = await bench.composing.do(draft_id, ANA, reworded("gore everywhere", "shake"))
        with pytest.raises(Refused):
            await make(bench, composed)
        assert (await bench.job(job.code)).shot == job.shot
