"""Answers, cards, and the phrases all words are made of, as they are read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cogs.ui import (
    words_card,
    words_show,
)
from cogs.ui.phrases import clock, leaves, span, wait_for, whole_moves
from cogs.ui.words_answer import look_first, picture_note, taken
from domain.camera_reading import parse_plan
from domain.job import Failure, FailureKind, JobStatus
from domain.pictures import PictureRole
from media.pictures import ChangeKind
from services import outcomes
from services.asks import (
    GONE,
    LEFT_OUT,
    OTHER_SHAPE,
    Accepted,
    Ask,
    Confirm,
    PictureNote,
    Wait,
    Who,
)
from services.catalogue import load_catalogue
from services.job_view import JobView
from services.making_together import HandedOn
from services.outages import Outage
from tests.cogs.builders import ANA, NOW, job, shot
from tests.cogs.voice import keeps_the_voice

DIRECTOR = load_catalogue(None).get("T2V-01 Director")
H3 = load_catalogue(None).get("H3")
LONG = "[x](https://evil.example) <@1> " * 80
WAIT = Wait(ahead=2, from_=NOW + timedelta(minutes=6), until=NOW + timedelta(minutes=10))


def accepted(**more: object) -> Accepted:
    made = Accepted(
        job=job(camera="truck left + pan right, then push in"),
        model=DIRECTOR,
        model_was_chosen=True,
        credits_left=5,
        wait=WAIT,
        not_camera=("[logo]",),
    )
    return replace(made, **more)


class TestAnswer:
    def test_reads_as_designed(self):
        """Code, prompt, camera, model with its reason, price with a feeling for it, wait, note."""
        assert taken(accepted(), NOW).text.splitlines() == [
            "Your shot is in: **7RKQ2M**",
            '"A red lighthouse in a storm"',
            "**Camera** truck left with pan right, then push in",
            "**Model** T2V-01 Director, chosen because it follows a camera",
            "**Clip** 6 s · 720p · **Credits** 5 · leaves 5 today, enough for 1 more clip like it",
            "**Wait** 2 ahead · usually ready between <t:1795349160:t> and <t:1795349400:t>",
            '**Note** "\\[logo\\]" is not a camera movement; it stays in your text.',
        ]

    @pytest.mark.parametrize("prompt", ["", LONG, "# x", "a" * 2_000], ids=["", "l", "h", "a"])
    def test_any_prompt(self, prompt):
        """Nothing that is typed breaks the frame."""
        reply = taken(accepted(job=job(prompt), not_camera=("[y]",) * 30), NOW)
        assert keeps_the_voice(reply, lines=8)

    @pytest.mark.parametrize(
        "why",
        [{"is_silent": True}, {"is_silent": False}, {"is_silent": False, "is_disk": True}],
        ids=["silent", "refusing", "disk"],
    )
    def test_an_outage_is_said_instead_of_a_wait(self, why):
        """Nobody is promised a time while nothing is handed over."""
        reply = taken(accepted(outage=Outage(since=NOW, **why)), NOW)
        assert keeps_the_voice(reply, lines=8)
        assert "since <t:1795348800:t>" in reply.text.casefold()
        assert ("too little room here" in reply.text) is why.get("is_disk", False)
        assert "usually" not in reply.text

    def test_a_chosen_model_needs_no_reason(self):
        """Whoever named the model is not told why it was named."""
        assert "chosen" not in taken(accepted(model_was_chosen=False), NOW).text

    def test_the_first_clip_shows_the_rules(self):
        """Three lines of rules, which shot is meant, the price, one button that makes it."""
        reply = look_first(confirm(first_clip=True, camera=parse_plan("push in, then shake")))
        assert keeps_the_voice(reply, lines=5)
        assert "PG-13" in reply.text
        assert reply.text.splitlines()[3] == '"x" · push in, then shake'
        assert reply.text.endswith("Nothing is charged yet.")
        assert [b.label for b in reply.buttons] == [
            "Make it for 5 credits",
            "Edit",
            "Direct the camera",
        ]

    def test_a_picture_alone_is_named_too(self):
        """Where nothing is written, the question says so."""
        bare = confirm()
        reply = look_first(replace(bare, ask=replace(bare.ask, prompt="")))
        assert reply.text.splitlines()[0] == "Your picture, without words"

    def test_a_changed_picture_is_shown_first(self):
        """What was cropped can be replaced before anything is spent."""
        note = PictureNote(what="cropped", measured="9:32", limit="2:5")
        reply = look_first(confirm(picture_notes=(note,)))
        assert "Your picture was 9:32; I cropped it to 2:5" in reply.text
        assert [b.label for b in reply.buttons] == [
            "Make it for 5 credits",
            "Use another",
            "Direct the camera",
        ]

    @pytest.mark.parametrize(
        ("role", "number", "begins"),
        [
            (PictureRole.FIRST_FRAME, 0, "Your picture was 8:2"),
            (PictureRole.LAST_FRAME, 0, "Your last picture was 8:2"),
            (PictureRole.SUBJECT, 0, "Your picture of a face was 8:2"),
            (PictureRole.REFERENCE, 7, "Your reference 7 was 8:2"),
        ],
        ids=str,
    )
    def test_which_picture_was_changed(self, role, number, begins):
        """Of several pictures the note names the one."""
        note = PictureNote(what="cropped", measured="8:2", limit="5:2", role=role, number=number)
        assert picture_note(note) == f"{begins}; I cropped it to 5:2, the widest that works."

    def test_shape_and_sound_are_said_where_there_are(self):
        """Before paying and after: everything that was chosen, and that the clip will sound."""
        asked = confirm(model=H3, offer=H3.offers[0])
        asked = replace(asked, ask=replace(asked.ask, aspect="9:16"))
        assert "H3 · 6 s · 768p · 9:16 · with sound · 5 credits" in look_first(asked).text
        tall = job(shot=shot(resolution="768P", aspect="9:16"))
        assert (
            "**Clip** 6 s · 768p · 9:16 · with sound ·"
            in taken(accepted(job=tall, model=H3), NOW).text
        )
        assert "sound" not in taken(accepted(), NOW).text

    @pytest.mark.parametrize("kind", [*ChangeKind, *HandedOn, GONE, LEFT_OUT, OTHER_SHAPE], ids=str)
    def test_every_change_has_a_sentence(self, kind):
        """Whatever was done to a picture can be said."""
        assert picture_note(PictureNote(what=str(kind), measured="1", limit="2")).endswith(".")


def confirm(**more: object) -> Confirm:
    ask = Ask(place=job().place, who=Who(member_id=ANA, name="ana"), prompt="x")
    made = Confirm(
        draft_id="0" * 32,
        ask=ask,
        model=DIRECTOR,
        offer=DIRECTOR.offers[0],
        credits=5,
        credits_left=10,
    )
    return replace(made, **more)


class TestPhrases:
    @pytest.mark.parametrize(
        ("price", "left", "text"),
        [
            (5, 0, "leaves none today"),
            (5, 3, "leaves 3 today"),
            (5, 5, "leaves 5 today, enough for 1 more clip like it"),
            (3, 7, "leaves 7 today, enough for 2 more clips like it"),
            (0, 7, "leaves 7 today"),
        ],
    )
    def test_leaves(self, price, left, text):
        """Credits come with a feeling for them."""
        assert leaves(price, left) == text

    @pytest.mark.parametrize(
        ("left", "granted", "most", "text"),
        [
            (
                1_491,
                500,
                330,
                "leaves 991 today and 500 granted, enough for 330 more clips like it",
            ),
            (991, 0, 1, "leaves 991 today, enough for 1 more clip like it"),
            (991, 0, 0, "leaves 991 today"),
            (500, 500, None, "leaves 500 granted, enough for 166 more clips like it"),
            (0, 0, 7, "leaves none today"),
        ],
    )
    def test_leaves_no_more_than_there_is(self, left, granted, most, text):
        """Granted credits are no day's, and nothing is promised that ceilings have no room for."""
        assert leaves(3, left, granted=granted, most=most) == text

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Only push in", "Only push in"),
            ("Push in with tilt up, then shake", "Push in with tilt up, …"),
            ("Push in, then pull out with shake", "Push in, then pull out, …"),
            ("Push in, then pull out", "Push in, then pull out"),
        ],
    )
    def test_whole_moves(self, text, shown):
        """A plan too long for its place ends behind a movement, and says that it goes on."""
        assert whole_moves(text, 25) == shown

    @pytest.mark.parametrize(
        ("seconds", "text"),
        [
            (0, "about 1 second"),
            (40, "about 40 seconds"),
            (60, "about 60 seconds"),
            (600, "about 10 minutes"),
            (3600, "about 1 hour"),
            (10_800, "about 3 hours"),
        ],
    )
    def test_span(self, seconds, text):
        """Lengths of time are read, not computed."""
        assert span(seconds) == text

    def test_no_history_is_said(self):
        """What we don't know we say we don't know."""
        soon = Wait(ahead=9, turn_at=NOW + timedelta(minutes=30))
        assert wait_for(soon, NOW, is_waiting=True) == (
            f"9 ahead · its turn comes about {clock(soon.turn_at)}, then usually 2 to 6 minutes;"
            " I haven't timed this model here yet"
        )
        assert "I haven't timed this model here yet" in wait_for(
            Wait(ahead=0), NOW, is_waiting=True
        )

    def test_ones_own_clip_is_no_line(self):
        """Who only waits for a clip of the same member's isn't told that somebody is ahead."""
        own = wait_for(replace(WAIT, ahead=1, own_first=1), NOW, is_waiting=True)
        assert own.startswith("after this member's other clip · usually ready between")
        behind = wait_for(replace(WAIT, ahead=2, own_first=1), NOW, is_waiting=True)
        assert behind.startswith("2 ahead · ")

    def test_a_wait_that_has_passed(self):
        """Past the upper end nothing is promised any more."""
        late = NOW + timedelta(minutes=11)
        assert wait_for(WAIT, late, is_waiting=False).endswith("still being made")

    def test_no_moment_before_now(self):
        """The near end of the range never lies in the past."""
        text = wait_for(WAIT, NOW + timedelta(minutes=7), is_waiting=False)
        assert f"<t:{int((NOW + timedelta(minutes=7)).timestamp())}:t>" in text


class TestCard:
    def test_reads_as_designed(self):
        """Who makes what, and when it is usually ready."""
        reply = words_card.card(job(camera="truck left + pan right, then push in"), WAIT, NOW)
        assert reply.text == (
            "<@42> is making a clip · truck left with pan right, then push in\n"
            '"A red lighthouse in a storm"\n'
            "2 ahead · usually ready between <t:1795349160:t> and <t:1795349400:t>"
        )
        assert [b.label for b in reply.buttons] == ["Cancel", "Details"]

    def test_a_short_span_is_one_time(self):
        """Discord shows no seconds: `between 12:06 and 12:06` would help nobody."""
        wait = Wait(ahead=0, from_=NOW, until=NOW + timedelta(seconds=20))
        by = int((NOW + timedelta(seconds=80)).timestamp())
        assert f"usually ready by <t:{by}:t>" in words_card.card(job(), wait, NOW).text

    def test_once_it_is_being_made_the_button_says_so(self):
        """What can't be cancelled any more is not called Cancel."""
        reply = words_card.card(job(status=JobStatus.RUNNING), WAIT, NOW)
        assert [b.label for b in reply.buttons] == ["Don't post", "Details"]

    @pytest.mark.parametrize(
        "what",
        [
            outcomes.STARTED,
            outcomes.SLOW,
            outcomes.SERVICE_DOWN,
            outcomes.UNCONFIRMED,
            outcomes.CREDITS_BACK,
            outcomes.FAILED,
        ],
    )
    @pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED])
    def test_every_turn_has_words(self, what, status):
        """Each edit is small, and the same posted anew speaks to its author."""
        one = job(LONG, status=status)
        facts = {"what": what, "since": "2026-11-22T11:00:00+00:00"}
        assert keeps_the_voice(words_card.changed(one, facts, WAIT, NOW))
        anew = words_card.anew(one, facts, WAIT, NOW)
        assert keeps_the_voice(anew)
        assert f"<@{ANA}>" in anew.text
        assert one.code in anew.text

    def test_an_answer_is_lost_only_where_it_was(self):
        """A shot that the service took and never ended is not called one whose answer was lost."""
        lost, endless = (
            job(status=JobStatus.UNCONFIRMED, failure=Failure(kind=kind))
            for kind in (FailureKind.ENGINE, FailureKind.GAVE_UP)
        )
        edit = {"what": outcomes.UNCONFIRMED}
        assert "lost on the way" in words_card.changed(lost, edit, None, NOW).text
        told = words_card.changed(endless, edit, None, NOW)
        assert "lost" not in told.text
        assert keeps_the_voice(told)
        view = JobView(job=endless, is_private=True, wait=WAIT)
        assert "lost" not in words_show.details(view, "T2V-01", NOW).text

    def test_a_late_refusal_says_no_more_than_it_must(self):
        """In the channel stands neither prompt nor reason."""
        reply = words_card.changed(job("secret"), {"what": outcomes.FAILED}, None, NOW)
        assert reply.text == "This shot wasn't made. Credits are back."
        assert [b.label for b in reply.buttons] == ["Why?"]
