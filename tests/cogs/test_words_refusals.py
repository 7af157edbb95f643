"""Every refusal has its sentence, in our voice, with what would help."""

from datetime import timedelta

import pytest

from cogs.ui.phrases import FREE
from cogs.ui.reply import Act
from cogs.ui.words_refusals import reply_to
from domain import refusals as r
from domain import refusals_acts as a
from domain import refusals_credits as c
from domain import refusals_together as t
from domain.job import JobStatus, Place
from domain.model import Lack, Mode, Offer
from domain.movements import Move, Movement
from domain.nearness import Near
from domain.quota import Scope
from domain.windows import Window
from services.asks import Ask, Who
from tests.cogs.builders import NOW
from tests.cogs.voice import keeps_the_voice

LATER = NOW + timedelta(hours=5)
DRAFT = "0" * 32
LONG = "[" * 2_000
OFFER = Offer(duration_s=10, resolution="768P", cost_micro=560_000)
NEAR = Near(model="X", offer=OFFER)

EXAMPLES = [
    r.PromptEmpty(),
    r.PromptTooLong(length=2345, limit=2000),
    r.PromptUnreadable(character="U+200B ZERO WIDTH SPACE", position=7),
    r.CameraUnknown(typed="puhs in", nearest=Movement.PUSH_IN),
    r.CameraUnknown(typed=LONG, nearest=None),
    r.CameraContradicts(first=Move(Movement.PUSH_IN), second=Move(Movement.PULL_OUT)),
    r.CameraTooMuch(found=4, limit=3, at_once=True),
    r.CameraTooMuch(found=7, limit=6, at_once=False),
    r.ModelUnknown(typed=LONG, offered=("T2V-01",) * 40),
    r.ModelUnknown(typed="x", offered=()),
    r.ModelDoesNotFit(model="T2V-01", lacks="camera", instead="T2V-01 Director"),
    r.ModelDoesNotFit(model="T2V-01", lacks="first_frame", instead=None),
    r.ModelDoesNotFit(model="I2V-01", lacks="text", instead="T2V-01"),
    r.ModelDoesNotFit(model="T2V-01", lacks="subject", instead="S2V-01"),
    *(
        r.ModelDoesNotFit(model="H3", lacks=lacks, instead="T2V-01")
        for lacks in Lack
        # What no model takes is not the fault of one.
        if lacks is not Lack.PICTURES_TOGETHER
    ),
    *(r.NothingFits(lacks=lacks) for lacks in Lack),
    r.ModelUnknown(typed="hail", offered=("Hailuo 2.3",), nearest="Hailuo 2.3"),
    *(
        r.ModelDoesNotFit(model="X", lacks=Lack.RESOLUTION, instead=None, only_from=mode)
        for mode in Mode
    ),
    r.NothingFits(lacks=Lack.ASPECT, there=("16:9",) * 12),
    r.ModelDoesNotFit(model="H3", lacks=Lack.DURATION, instead=None, nearest=NEAR),
    r.NothingFits(lacks=Lack.RESOLUTION, nearest=NEAR),
    r.PictureUnusable(name=LONG, problem="not_a_picture"),
    r.PictureUnusable(name="a.heic", problem="kind", measured="HEIC"),
    r.PictureUnusable(name="a.jpg", problem="broken"),
    r.PictureUnusable(name="a.png", problem="too_small", measured="1 × 1", limit="301 pixels"),
    r.PictureUnusable(
        name="a.png", problem="too_many_pixels", measured="20,000 × 20,000", limit="64 million"
    ),
    r.PictureUnusable(name="a.png", problem="too_wide", measured="3,000 × 400", limit="5:2"),
    r.PictureUnusable(name="a.png", problem="too_tall", measured="400 × 3,000", limit="2:5"),
    r.PictureUnusable(name="a.png", problem="too_many_bytes", measured="60 MB", limit="50 MB"),
    r.PictureUnusable(name="a.png", problem="no_room"),
    r.PicturesNotAllowed(by_role=True, role_id=5),
    r.PicturesNotAllowed(by_role=True, role_id=None),
    r.PicturesNotAllowed(by_role=False, role_id=None),
    r.PictureNotYours(),
    r.PreviewsBusy(own=True),
    r.PreviewsBusy(own=False),
    r.NoPictureThere(),
    r.ServerClosed(),
    r.Paused(),
    r.WrongChannel(channel_ids=tuple(range(10**18, 10**18 + 30))),
    r.CannotPostHere(channel_id=6, missing=("Attach Files",)),
    r.CannotPostHere(channel_id=6, missing=("Send Messages in Threads", "Attach Files")),
    r.Blocked(),
    r.WordsRefused(rule="violence", phrase="blood everywhere"),
    r.WordsRefused(rule="self_harm", phrase="x"),
    r.WordsRefused(rule="sexual", phrase=""),
    r.WordsRefused(rule="minors", phrase=""),
    r.TooFewCredits(
        needed=5, left=3, resets_at=LATER, cheaper_model="Hailuo 2.3", cheaper_credits=3
    ),
    r.TooFewCredits(needed=5, left=0, resets_at=LATER),
    *(
        r.TooFewCredits(needed=5, left=left, resets_at=LATER, scope=s)
        for s in Scope
        for left in (0, 3)
    ),
    *(
        r.TooFewCredits(needed=5, left=0, resets_at=LATER, scope=scope, window=window, most=most)
        for scope, window, most in zip(Scope, Window, (0, 1, 3), strict=True)
    ),
    *(
        r.TooFewCredits(
            needed=5,
            left=1,
            resets_at=LATER,
            scope=Scope.CHANNEL,
            cheaper_model=LONG,
            cheaper_credits=1,
            elsewhere=tuple(range(10**18, 10**18 + channels)),
            almost_anywhere=almost,
        )
        for channels in (0, 30)
        for almost in (True, False)
    ),
    *(
        r.CeilingReached(resets_at=LATER, whole_bot=whole_bot, never_in=never_in, near=near)
        for whole_bot in (True, False)
        for never_in in (None, *Window)
        for near in (None, NEAR)
    ),
    r.TooManyWaiting(waiting=3),
    r.TooManyWaiting(waiting=1),
    r.LineTooLong(line_s=3 * 3600, try_at=LATER),
    a.NotFound(code="7RKQ2M"),
    a.NotFound(code=""),
    a.NotYours(code="7RKQ2M"),
    a.AlreadyOver(code="7RKQ2M", status="succeeded"),
    a.AlreadyOver(code="7RKQ2M", status="running"),
    a.TooLateToCancel(code="7RKQ2M", credits=5, kept_days=7),
    a.TooLateToCancel(code="7RKQ2M", credits=1, kept_days=7),
    a.TooLateToCancel(code="7RKQ2M", credits=0, kept_days=7),
    a.TooLateToCancel(code="7RKQ2M", credits=5, kept_days=7, is_certain=False),
    a.TooLateToCancel(code="7RKQ2M", credits=0, kept_days=7, is_certain=False),
    *(
        a.TooLateToChange(code="7RKQ2M", status=status, credits=5)
        for status in (JobStatus.RUNNING, JobStatus.CANCELLED)
    ),
    a.DraftGone(),
    *(a.NotAllowed(who=who) for who in ("managers", "staff", "the operator")),
    a.OnlyInServers(),
    a.BadValue(what="ceiling", works="day, month or both, in US dollars"),
    a.AboveCeiling(window=Window.DAY, most_micro=5_000_000),
    *(
        a.NotOverYet(code="7RKQ2M", status=status)
        for status in (JobStatus.RUNNING, JobStatus.UNCONFIRMED)
    ),
    a.AlreadyCounted(code="7RKQ2M", cost_micro=430_000),
    a.FarAboveEstimate(code="7RKQ2M", cost_micro=99_990_000, estimated_micro=280_000, key=DRAFT),
    a.QuestionGone(),
    a.BadValue(what="day", works="an amount", typed="€*5*", wrong="isn't in US dollars"),
    c.ZoneUnknown(typed=LONG, nearest=()),
    c.ZoneUnknown(typed="berln", nearest=("Europe/Berlin", "Europe/Dublin")),
    c.AboveOperators(what="running", most=1),
    c.TooManyQuotas(limit=15),
    *(c.CannotHaveCredits(member_id=9, problem=problem) for problem in ("bot", "self", "not_here")),
    c.GiftsNotAllowed(),
    *(
        c.TooFewToGive(wanted=5, left=left, resets_at=LATER, scope=scope, most=most)
        for scope in Scope
        for left, most in ((0, None), (3, None), (0, 4), (3, 4), (0, 0))
    ),
    *(c.TooFewGranted(member_id=9, wanted=5, left=left) for left in (0, 3)),
    *(
        c.SameAgain(key="9" * 19, next_key="8" * 19, why=why, member_id=9, credits=number, at=LATER)
        for why, number in (("gift", 1), ("grant", 10_000), ("grant", -3))
    ),
    *(
        c.NothingToRefund(code="7RKQ2M", status=status, is_back=is_back)
        for status in JobStatus
        for is_back in (True, False)
    ),
    c.RefundedAlready(code="7RKQ2M", credits=1),
    c.GiftGone(),
    t.ForItsAuthor(code="7RKQ2M"),
    t.ClipDeleted(code="7RKQ2M"),
    t.PicturesGone(),
    t.PicturesGone(code="7RKQ2M"),
    t.RemixNotAllowed(code="7RKQ2M"),
    t.RemixNotAllowed(code="7RKQ2M", has_left=True),
    t.WordsHeldBack(code="7RKQ2M"),
    t.PresetUnknown(typed=LONG),
    t.PresetUnreadable(name="Slow reveal"),
    *(t.PresetExists(name="Slow reveal", of_server=of_server) for of_server in (True, False)),
    *(t.TooManyPresets(limit=200, of_server=of_server) for of_server in (True, False)),
    t.PresetEmpty(),
    *(t.ServerPresetsNotAllowed(role_id=role_id) for role_id in (None, 5)),
]
#: Acts on what exists: nothing of the kind is charged, so nothing is said about it.
_LATER_ACTS = (
    a.NotFound,
    a.NotYours,
    a.AlreadyOver,
    a.TooLateToCancel,
    a.DraftGone,
    a.NotAllowed,
    a.BadValue,
    a.AboveCeiling,
    a.NotOverYet,
    a.AlreadyCounted,
    a.FarAboveEstimate,
    a.QuestionGone,
    t.ForItsAuthor,
    t.PresetExists,
    t.TooManyPresets,
    t.PresetEmpty,
    t.ServerPresetsNotAllowed,
    c.ZoneUnknown,
    c.AboveOperators,
    c.TooManyQuotas,
    c.CannotHaveCredits,
    c.GiftsNotAllowed,
    c.TooFewToGive,
    c.TooFewGranted,
    c.SameAgain,
    c.NothingToRefund,
    c.RefundedAlready,
    c.GiftGone,
)


def ask(prompt: str = "x", camera: str = "") -> Ask:
    place = Place(server_id=5, channel_id=6)
    return Ask(place=place, who=Who(member_id=1, name="ana"), prompt=prompt, camera=camera)


def labels(reply) -> list[str]:
    return [button.label for button in reply.buttons]


def test_every_refusal_has_an_example():
    """A refusal that is added without words fails here."""
    # By name: a dataclass with slots leaves the class it was made from among the subclasses.
    known = {kind.__name__ for kind in r.Refusal.__subclasses__()}
    assert {type(one).__name__ for one in EXAMPLES} == known


@pytest.mark.parametrize("draft_id", [None, DRAFT], ids=["gone", "kept"])
@pytest.mark.parametrize("refusal", EXAMPLES, ids=lambda one: type(one).__name__)
def test_keeps_the_voice(refusal, draft_id):
    """Each is short, plain, and says what it cost."""
    reply = reply_to(refusal, draft_id, ask())
    assert keeps_the_voice(reply)
    assert (FREE in reply.text) is not isinstance(refusal, _LATER_ACTS)


@pytest.mark.parametrize("rule", ["sexual", "minors"])
def test_some_things_are_not_rewritten(rule):
    """Neither phrase nor Edit where a rewrite must not be suggested."""
    assert labels(reply_to(r.WordsRefused(rule=rule, phrase=""), DRAFT, ask())) == []


def test_a_misprint_can_be_pressed_away():
    """The nearest movement is one press, and typing again stays possible."""
    refusal = r.CameraUnknown(typed="puhs in", nearest=Movement.PUSH_IN)
    assert labels(reply_to(refusal, DRAFT, ask(camera="puhs in"))) == ["Use push in", "Edit"]


def test_a_contradiction_in_the_option_has_two_ways_out():
    """One after the other, or only the first."""
    refusal = r.CameraContradicts(first=Move(Movement.PUSH_IN), second=Move(Movement.PULL_OUT))
    reply = reply_to(refusal, DRAFT, ask(camera="push in + pull out"))
    assert labels(reply) == ["Push in, then pull out", "Only push in", "Edit"]


def test_a_contradiction_in_the_prompt_has_its_nearest_plans():
    """Brackets that can't be filmed where they stand are offered as a plan beside the text."""
    refusal = r.CameraContradicts(first=Move(Movement.PUSH_IN), second=Move(Movement.PULL_OUT))
    reply = reply_to(refusal, DRAFT, ask(prompt="a cat [push in, pull out]"))
    assert labels(reply) == ["Push in, then pull out", "Only push in", "Edit"]


def test_a_cheaper_model_is_one_press():
    """The button says the price and carries the model."""
    refusal = r.TooFewCredits(
        needed=5, left=3, resets_at=LATER, cheaper_model="Hailuo 2.3", cheaper_credits=3
    )
    reply = reply_to(refusal, DRAFT, ask())
    assert labels(reply) == ["Make it for 3", "Edit"]
    assert reply.buttons[0].custom_id == f"gl:model:{DRAFT}:Hailuo 2.3"


def test_a_title_too_long_for_a_button_gets_none():
    """An operator's own model may have any title; a button's identity has its limit."""
    title = "M" * 90
    refusal = r.ModelDoesNotFit(model="T2V-01", lacks="camera", instead=title)
    assert labels(reply_to(refusal, DRAFT, ask())) == ["Edit"]


def test_too_late_offers_privacy():
    """What can't be cancelled can be kept out of the channel."""
    reply = reply_to(a.TooLateToCancel(code="7RKQ2M", credits=5, kept_days=7))
    assert [button.act for button in reply.buttons] == [Act.DONT_POST]
    assert "5 credits are used" in reply.text
    assert "for 7 days" in reply.text


def test_the_nearest_size_is_offered_with_its_price():
    """Beside the other model, what the chosen one makes instead; the button says which."""
    refusal = r.ModelDoesNotFit(model="X", lacks=Lack.DURATION, instead="H3", nearest=NEAR)
    reply = reply_to(refusal, DRAFT, ask())
    assert labels(reply) == ["Use H3", "Make it 10 s · 768p for 6 credits", "Edit"]
    assert reply.buttons[1].about == f"{DRAFT}:10:768P::"
    assert len(reply.buttons[1].custom_id) <= 100
