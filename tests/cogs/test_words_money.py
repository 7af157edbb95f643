"""Ceilings, costs and weeks, as they are read."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cogs.ui import words_billing, words_money, words_week
from cogs.ui.words_answer import taken
from cogs.ui.words_notices import notice
from cogs.ui.words_refusals import reply_to
from domain.model import Offer
from domain.nearness import Near
from domain.policy import Ceilings, OwnCeilings, Policy
from domain.quota import Allowance, Quota
from domain.refusals import CeilingReached
from services.asks import Accepted, Wait
from services.billing import Corrected, Costs, ModelCosts, Period, span_of
from services.catalogue import load_catalogue
from services.money import CeilingSheet
from services.rules import ServerRules
from services.spending import ClipCost, ServerSpending
from tests.cogs.builders import NOW, SERVER, job
from tests.cogs.voice import keeps_the_voice

DAY = Ceilings(day_micro=5_000_000, month_micro=50_000_000)
SHEET = CeilingSheet(
    binding=DAY,
    own=OwnCeilings(),
    spending=ServerSpending(server_id=SERVER, day_micro=430_000, month_micro=860_000),
    clip=ClipCost(micro=280_000),
)
MODEL = ModelCosts(
    title="Hailuo *2.3*",
    made=20,
    open=2,
    lost=1,
    ended_micro=5_600_000,
    corrected_micro=-280_000,
    open_micro=560_000,
    lost_micro=280_000,
)


@pytest.mark.parametrize(
    ("clip", "says"),
    [
        (
            ClipCost(micro=280_000),
            "At most $5.00 a day: about 17 clips shared by everyone, and at most $50.00 a month:"
            " about 178 clips, going by the standard clip.",
        ),
        (ClipCost(micro=1_000_000, clips=23), "going by the 23 clips made in the last 30 days."),
        (ClipCost(micro=0), "At most $5.00 a day and at most $50.00 a month."),
        (None, "At most $5.00 a day and at most $50.00 a month."),
    ],
    ids=["standard", "mix", "free", "none"],
)
def test_a_ceiling_is_said_in_clips(clip: ClipCost | None, says: str) -> None:
    """It says which clips it goes by, and nothing that it does not know."""
    reply = words_money.ceiling(replace(SHEET, clip=clip))
    assert keeps_the_voice(reply)
    assert says in reply.text
    assert "Used: $0.43 today, $0.86 this month (UTC)." in reply.text


def test_whose_ceiling_it_is() -> None:
    """What was chosen here, and how to take it back; a month below a day is remarked."""
    assert "you can choose less here" in words_money.ceiling(SHEET).text
    own = OwnCeilings(day_micro=3_000_000)
    binding = Ceilings(day_micro=3_000_000, month_micro=1_000_000)
    reply = words_money.ceiling(replace(SHEET, own=own, binding=binding))
    assert keeps_the_voice(reply)
    assert "Chosen here: $3.00 a day; `off` goes back" in reply.text
    assert "The month's $1.00 end before a day's $3.00 can be used." in reply.text


@pytest.mark.parametrize("level", [50, 80, 100])
@pytest.mark.parametrize("window", ["day", "month"])
@pytest.mark.parametrize("kind", ["ceiling_near", "clips_near_end"])
def test_ceilings_near_their_end(level: int, window: str, kind: str) -> None:
    """Each says how much, of what time, when it is back and what can be done; staff read clips."""
    facts = {
        "notice": kind,
        "about": "500 day 2026-11-22 5000000 80",
        "level": level,
        "window": window,
        "used_micro": 4_000_000,
        "ceiling_micro": 5_000_000,
        "clips_left": 2,
        "resets_at": (NOW + timedelta(hours=5)).isoformat(),
    }
    reply = notice(facts, lambda _: None)
    assert keeps_the_voice(reply)
    assert "<t:" in reply.text
    assert ("$" in reply.text) is (kind == "ceiling_near")
    assert {"day": "today", "month": "this month"}[window] in reply.text


def test_a_notice_of_an_older_version_is_read() -> None:
    """What is owed since before an update is posted all the same."""
    facts = {
        "notice": "ceiling_near",
        "about": "bot 2026-11-22",
        "used_micro": 16_000_000,
        "ceiling_micro": 20_000_000,
    }
    text = notice(facts, lambda _: None).text
    assert text.startswith("$16.00 of the $20.00 for today (UTC) are used by the whole bot.")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"clips_left": 3}, "used; about 3 more fit. All"),
        ({"clips_left": None}, "are used. All are back"),
        (
            {"clips_left": 0, "fits": "Hailuo 02 · 6 s · 512p", "fits_words": False},
            "used; only small ones fit still, such as Hailuo 02 · 6 s · 512p, which begins with a"
            " picture. All",
        ),
        (
            {"clips_left": 0, "fits": "T2V · 6 s · 720p", "fits_words": True},
            "T2V · 6 s · 720p. All",
        ),
        ({"clips_left": 0}, "used; none fits for now. All"),
    ],
    ids=["some", "unknown", "picture", "small", "none"],
)
def test_staff_read_what_still_fits(facts: dict[str, object], says: str) -> None:
    """Never "0 more": what is too large for the rest is told apart from what fits."""
    told = {"notice": "clips_near_end", "level": 80, "window": "day", "about": "500 day"}
    reply = notice(told | facts | {"resets_at": NOW.isoformat()}, lambda _: None)
    assert keeps_the_voice(reply)
    assert says in reply.text


@pytest.mark.parametrize(
    ("day", "month", "says"),
    [
        (0, 50_000_000, "at most $0.00 a day: clips rest until it is raised, and at most $50.00"),
        (100_000, 50_000_000, "at most $0.10 a day: less than one such clip shared by everyone"),
    ],
    ids=["nothing", "too little"],
)
def test_a_ceiling_of_no_clip(day: int, month: int, says: str) -> None:
    """What it means is said, not that it is about 0 clips."""
    ceilings = Ceilings(day_micro=day, month_micro=month)
    assert says in words_money.at_most(ceilings, ClipCost(micro=280_000))


def test_costs() -> None:
    """Every number has its unit and its time; however many models there are, it fits."""
    found = Costs(
        period=Period.THIS_MONTH, span=span_of(Period.THIS_MONTH, NOW), models=(MODEL,) * 40
    )
    reply = words_billing.costs(found)
    assert keeps_the_voice(reply, lines=15)
    assert "Of what was asked for this month (UTC, 01 November to 30 November)" in reply.text
    assert (
        r"**Hailuo \*2.3\*** 20 clips · estimated $5.88 · counted $5.60 · corrected by -$0.28 ·"
        " $0.28 of it for 1 without a clip · $0.56 set aside for 2 not ended"
    ) in reply.text
    assert re.search(r"\n… and \d+ more models\n", reply.text)


def test_a_correction() -> None:
    """What counts, what counted, what was estimated, and that credits stay."""
    done = Corrected(job=job(), before_micro=430_000, now_micro=0)
    reply = words_billing.corrected(done)
    assert keeps_the_voice(reply)
    assert "counts as $0.00 now" in reply.text


WEEK = {"first_day": "2026-11-16", "last_day": "2026-11-22"}
MONTH = {"month_micro": 12_000_000, "ceiling_micro": 50_000_000}


def test_the_week_in_clips() -> None:
    """Four lines, no money, and how to be rid of it."""
    facts = {
        "notice": "week_in_clips",
        "about": "500 2026-11-16",
        **WEEK,
        "made": 12,
        "failed": 2,
        "members": 4,
        "credits": 36,
        "moves": [["Push in", 9], ["Truck left", 4]],
        "models": [["Hailuo *2.3*", 12]],
    }
    reply = notice(facts, lambda _: None)
    assert keeps_the_voice(reply)
    assert reply.text.splitlines()[:3] == [
        "Last week (16 November to 22 November): 12 clips by 4 members for 36 credits, 2 shots came"
        " to nothing.",
        "Camera: push in (9), truck left (4).",
        r"Models: Hailuo \*2.3\* (12).",
    ]
    assert "$" not in reply.text
    quiet = facts | {"moves": [], "failed": 0, "made": 1, "members": 1, "credits": 1}
    assert keeps_the_voice(notice(quiet, lambda _: None))


def test_the_week_in_money() -> None:
    """Every amount has its time and what it is of; many servers and long names fit."""
    facts = {
        "notice": "week_in_money",
        "about": "2026-11-16",
        **WEEK,
        "clips": 12,
        "micro": 3_360_000,
        **MONTH,
        "models": [{"title": "M" * 60, "clips": 12, "micro": 3_360_000}] * 6,
        "more_models": 2,
        "servers": [{"server_id": n, "clips": 1, "micro": 280_000, **MONTH} for n in range(8)],
        "more_servers": 3,
    }
    reply = notice(facts, lambda number: "n" * 100 if number else None)
    assert keeps_the_voice(reply, lines=11)
    assert reply.text.startswith(
        "Last week (16 November to 22 November, UTC): 12 clips, $3.36 counted. This month $12.00 of"
        " $50.00 are used."
    )
    assert "\n0: $0.28 for 1 clip; this month $12.00 of $50.00 are used\n" in reply.text
    assert reply.text.endswith("… and 3 more servers")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"staff_channel_id": 6}, "On Monday mornings I sum up the week in <#6>."),
        ({}, "once `/greenlight settings staff-channel` names a channel"),
        ({"staff_channel_id": 6, "sums_up": False}, "I don't sum up weeks here any more."),
    ],
    ids=["on", "no channel", "off"],
)
def test_weeks_on_and_off(more: dict[str, object], says: str) -> None:
    """It says where, or what is missing."""
    policy = Policy(
        quota=Quota(member=Allowance(credits=1), running=1, waiting=1), server=DAY, bot=DAY
    )
    reply = words_week.chosen(ServerRules(server_id=SERVER, policy=policy, **more))
    assert keeps_the_voice(reply)
    assert says in reply.text


def test_a_smaller_shot_is_one_press() -> None:
    """The refusal names what fits and its price; the button makes just that."""
    offer = Offer(duration_s=6, resolution="768P", cost_micro=280_000)
    refusal = CeilingReached(
        resets_at=NOW, whole_bot=False, near=Near(model="Hailuo 2.3", offer=offer)
    )
    reply = reply_to(refusal, "0" * 32)
    assert "Hailuo 2.3 makes one that fits: 6 s · 768p, for 3 credits." in reply.text
    first, *_ = reply.buttons
    assert first.label == "Make it 6 s · 768p by Hailuo 2.3 for 3 credits"
    assert first.custom_id == f"gl:size:{'0' * 32}:6:768P::Hailuo 2.3"
    bare = reply_to(CeilingReached(resets_at=NOW, whole_bot=False))
    assert bare.buttons == ()


@pytest.mark.parametrize(
    ("more", "says"),
    [(None, None), (0, "the last of its kind here"), (2, "for now 2 more like it would fit")],
)
def test_the_answer_says_when_clips_run_out(more: int | None, says: str | None) -> None:
    """In clips, and only near the end of a ceiling."""
    accepted = Accepted(
        job=job(),
        model=load_catalogue(None).get("T2V-01"),
        model_was_chosen=True,
        credits_left=5,
        wait=Wait(ahead=0),
        more_like_it=more,
    )
    text = taken(accepted, NOW).text
    assert ("nearly used up" in text) is (says is not None)
    assert says is None or says in text
