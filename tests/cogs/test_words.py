"""Answers, cards, clips, details and notices, as they are read."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cogs.ui import (
    words_card,
    words_clip,
    words_credits,
    words_done,
    words_operator,
    words_show,
    words_trouble,
)
from cogs.ui.phrases import clock, leaves, span, wait_for, whole_moves
from cogs.ui.words_answer import look_first, picture_note, taken
from cogs.ui.words_failure import why
from cogs.ui.words_notices import notice
from cogs.ui.words_settings import Sheet, sheet
from domain import windows
from domain.camera_reading import parse_plan
from domain.job import Failure, FailureKind, JobStatus, Parent
from domain.pictures import InputImage, PictureRole, Pictures
from domain.policy import Ceilings, OwnCeilings, Policy
from domain.quota import Allowance, Limit, Quota, Scope
from domain.windows import Window
from media.pictures import ChangeKind
from services import outcomes
from services.allowances import Balance, LimitUse, Purse
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
from services.job_view import JobView, Page
from services.making_together import HandedOn
from services.money import CeilingSheet
from services.notices import Notice
from services.outages import Outage
from services.poster import Posted
from services.rules import Images, ServerRules
from services.spending import ClipCost, ServerSpending
from tests.cogs.builders import ANA, CHANNEL, CLIP, NOW, SERVER, job, shot
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


def balance_of(left: int, *, standing: int) -> Balance:
    limit = Limit(
        scope=Scope.MEMBER,
        allowance=Allowance(credits=10),
        span=windows.span(Window.DAY, NOW),
    )
    purse = Purse(limits=(LimitUse(limit=limit, used=10 - left),), granted=0)
    return Balance(purse=purse, standing=standing)


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


class TestClip:
    def test_reads_as_designed(self):
        """Prompt, camera, author, that it is AI-made, and the code."""
        reply = words_clip.clip(job(camera="truck left + pan right, then push in"))
        assert reply.text == (
            '"A red lighthouse in a storm"\n'
            "truck left with pan right, then push in · by <@42> · AI-made · 7RKQ2M"
        )

    def test_a_moved_clip_says_where_it_belonged(self):
        """A clip in the wrong place explains itself."""
        assert f"<#{CHANNEL}>" in words_clip.clip(job(), moved=True).text

    def test_without_its_prompt(self):
        """Where AutoMod held the text back, the clip goes without."""
        text = words_clip.clip(job("secret"), with_prompt=False).text
        assert "secret" not in text
        assert "AI-made" in text

    def test_alt_text(self):
        """People who don't see it are told what it shows and how the camera moves."""
        made = job("A red lighthouse in a storm", "truck left + pan right, then push in")
        assert words_clip.alt_text(made) == (
            "AI-made clip. A red lighthouse in a storm."
            " The camera trucks left while panning right, then pushes in."
        )

    @pytest.mark.parametrize("with_prompt", [True, False], ids=["whole", "held back by AutoMod"])
    def test_a_remix_names_its_parent(self, with_prompt):
        """Whose clip it grew from stands under it, for the eye and for the ear."""
        parent = Parent(code="M2XD9P", member_id=43, member_name="ben")
        made = job(shot=shot(parent="M2XD9P"), parent=parent, take=2)
        text = words_clip.clip(made, with_prompt=with_prompt).text
        assert "by <@42> · remix of <@43>'s M2XD9P · take 2 · AI-made · 7RKQ2M" in text
        assert words_clip.alt_text(made).endswith("A remix of ben's M2XD9P.")
        assert "remix of <@43>'s M2XD9P" in words_card.card(made, WAIT, NOW).text

    def test_ones_own_parent_is_no_remix(self):
        """What grew from a clip of one's own says so in fewer words."""
        parent = Parent(code="M2XD9P", member_id=42, member_name="ana")
        made = job(shot=shot(parent="M2XD9P"), parent=parent)
        assert "by <@42> · from M2XD9P · AI-made" in words_clip.clip(made).text

    def test_alt_text_fits(self):
        """Discord takes 1,024 characters of it."""
        made = job("a" * 2_000, "truck left + pan right + tilt up, then shake")
        assert len(words_clip.alt_text(made)) <= 1_024


def view(**more: object) -> JobView:
    made = JobView(job=job(), is_private=True, wait=WAIT)
    return replace(made, **more)


class TestDetails:
    @pytest.mark.parametrize("status", list(JobStatus), ids=str)
    @pytest.mark.parametrize("is_private", [True, False], ids=["author", "stranger"])
    def test_every_state_has_words(self, status, is_private):
        """Wherever a shot stands, it can be told."""
        one = job(LONG, status=status, failure=Failure(kind=FailureKind.CONTENT))
        reply = words_show.details(view(job=one, is_private=is_private), "T2V-01", NOW)
        assert keeps_the_voice(reply, lines=8)

    @pytest.mark.parametrize("is_sought", [True, False], ids=["a list", "no list"])
    @pytest.mark.parametrize(
        ("failure", "who"),
        [
            (Failure(kind=FailureKind.ENGINE), {True: "keep looking", False: "looks into it"}),
            (Failure(kind=FailureKind.GAVE_UP), dict.fromkeys((True, False), "looks into it")),
            (
                Failure(kind=FailureKind.GAVE_UP, code=outcomes.ACCOUNT_GONE),
                dict.fromkeys((True, False), "lost touch"),
            ),
            (
                Failure(kind=FailureKind.LOST, code=outcomes.RESTORED),
                dict.fromkeys((True, False), "looks into it"),
            ),
        ],
        ids=["lost", "endless", "account gone", "restored"],
    )
    def test_a_lost_shot_is_told_as_on_its_card(self, failure, who, is_sought):
        """Card and details name the same finder: we ourselves, or the person who runs the bot."""
        one = job(status=JobStatus.UNCONFIRMED, failure=failure)
        edit = {"what": outcomes.UNCONFIRMED, "is_sought": is_sought}
        card = words_card.changed(one, edit, None, NOW).text
        seen = view(job=one, is_sought=is_sought)
        details = words_show.details(seen, "H3", NOW).text
        for words in ("keep looking", "looks into it", "lost touch"):
            assert (words in card) is (words in details) is (words == who[is_sought])

    def test_strangers_read_only_what_was_public(self):
        """Neither times, nor credits, nor money, nor the rest of the prompt."""
        made = job("a" * 150 + "secret", status=JobStatus.SUCCEEDED, finished_at=NOW, clip=CLIP)
        posted = Posted(channel_id=CHANNEL, message_id=9)
        seen = view(job=made, is_private=False, posted=posted, counted_micro=430_000)
        text = words_show.details(seen, "T2V-01", NOW).text
        for private in ("secret", "credit", "Asked", "$"):
            assert private not in text
        assert f"https://discord.com/channels/{SERVER}/{CHANNEL}/9" in text

    def test_pictures_that_are_gone_are_told(self):
        """Details say it of a shot whose pictures went, and of no other."""
        gone = words_show.details(view(lacks_pictures=True), "T2V-01", NOW).text
        assert words_show.LACKS_PICTURES in gone
        there = words_show.details(view(), "T2V-01", NOW).text
        assert words_show.LACKS_PICTURES not in there

    def test_money_is_for_those_who_may_see_it(self):
        """It stands there exactly when the services give it."""
        with_money = words_show.details(view(counted_micro=430_000), "T2V-01", NOW).text
        assert "Counted: $0.43." in with_money
        assert "$" not in words_show.details(view(), "T2V-01", NOW).text

    def test_a_kept_clip_comes_along(self):
        """What isn't in the channel is handed over with its alt text."""
        one = job(status=JobStatus.SUCCEEDED, clip=CLIP, dont_post=True)
        reply = words_show.details(view(job=one, clip=Path("kept")), "T2V-01", NOW)
        assert reply.file.name == "greenlight-7RKQ2M.mp4"
        assert reply.file.alt.startswith("AI-made clip.")

    def test_a_long_prompt_comes_along_whole(self):
        """Nothing of what was typed is lost to its author."""
        typed = "# " + "ä" * 1_900
        reply = words_show.details(view(job=job(typed)), "T2V-01", NOW)
        assert reply.file.source.decode() == typed
        assert len(reply.text) < 2_000

    def test_a_clip_in_direct_messages_links_there(self):
        """A clip that had to move is found where it went."""
        one = job(status=JobStatus.SUCCEEDED, clip=CLIP)
        posted = Posted(channel_id=77, message_id=9)
        text = words_show.details(view(job=one, posted=posted), "T2V-01", NOW).text
        assert "https://discord.com/channels/@me/77/9" in text

    def test_the_list_is_paged(self):
        """Both ways where there are both."""
        balance = balance_of(5, standing=1)
        page = Page(jobs=tuple(job(LONG) for _ in range(8)), number=2, of=3)
        reply = words_show.listing(page, balance)
        assert keeps_the_voice(reply, lines=9)
        assert [b.custom_id for b in reply.buttons] == ["gl:page:1", "gl:page:3"]

    @pytest.mark.parametrize("left", [0, 3, 10])
    @pytest.mark.parametrize("standing", [0, 1, 2])
    def test_credits(self, left, standing):
        """What is left, what it is good for, when it is back."""
        balance = balance_of(left, standing=standing)
        reply = words_credits.purse(replace(balance, usual_price=5))
        assert keeps_the_voice(reply)
        assert ("standard clip" in reply.text) is (left >= 5)
        assert ("All are back" in reply.text) is (left < 10)

    def test_suggestions_fit(self):
        """A choice takes 100 characters."""
        assert len(words_show.suggestion(job(LONG))) <= 100


@pytest.mark.parametrize("kind", list(FailureKind), ids=str)
def test_every_failure_has_a_reason(kind):
    """Why? is always answered, in our voice."""
    one = job(status=JobStatus.FAILED, failure=Failure(kind=kind, code="1026", text="task failed"))
    reply = words_show.because(view(job=one))
    assert keeps_the_voice(reply)
    assert why(Failure(kind=kind)) in reply.text


def test_what_leads_on_stays_in_servers():
    """In direct messages, where no shot can be asked for, its reason comes without a button."""
    failure = Failure(kind=FailureKind.CONTENT)
    failed = view(job=job(status=JobStatus.FAILED, failure=failure), is_author=True)
    there = words_show.because(failed, leads_on=False)
    assert there.buttons == ()
    assert there.text.endswith("In the server, `/video` begins anew.")
    waiting = words_show.details(view(job=job(), is_author=True), "T2V-01", NOW)
    assert [button.label for button in waiting.buttons] == ["Cancel", "Camera"]
    [left] = waiting.in_direct_messages().buttons
    assert left.label == "Cancel"


@pytest.mark.parametrize(
    ("model", "says"),
    [(load_catalogue(None).get("Hailuo 2.3"), "Hailuo 2.3 can"), (None, "Words alone may work")],
    ids=["another model", "none"],
)
def test_a_model_that_is_not_to_be_had(model, says):
    """The card offers what works, and behind it stands what can be made instead."""
    frame = Pictures(
        first_frame=InputImage(sha256="0" * 64, mime="image/png", width=640, height=480)
    )
    failure = Failure(kind=FailureKind.NOT_OFFERED)
    one = job(status=JobStatus.FAILED, failure=failure)
    one = replace(one, shot=replace(one.shot, pictures=frame))
    card = words_card.changed(one, {"what": outcomes.FAILED}, None, NOW)
    assert [button.label for button in card.buttons] == ["What works?"]
    assert "Credits are back." in card.text
    seen = view(job=one, is_author=True, instead=model)
    asked = words_show.because(seen)
    assert says in asked.text
    assert [button.label for button in asked.buttons] == ["Try again"]
    assert says in words_show.details(seen, "H3", NOW).text


WEEK_FACTS = {
    "first_day": "2026-11-16",
    "last_day": "2026-11-22",
    "made": 12,
    "failed": 1,
    "members": 4,
    "credits": 36,
    "moves": [["Push in", 9]],
    "models": [],
    "servers": [],
    "more_models": 0,
    "more_servers": 0,
    "clips": 12,
    "micro": 3_360_000,
    "month_micro": 12_000_000,
}


class TestNotices:
    @pytest.mark.parametrize("kind", list(Notice), ids=str)
    @pytest.mark.parametrize("name", [None, "Lantern *Lane*"], ids=["unknown", "known"])
    def test_every_notice_has_words(self, kind, name):
        """Each says what to do; none is longer than a phone's screen."""
        facts = {
            "notice": str(kind),
            "about": "500 2026-11-22" if kind is Notice.CEILING_NEAR else "500",
            "used_micro": 4_000_000,
            "ceiling_micro": 5_000_000,
            "prompt": LONG,
            "channel_id": 6,
            "number": "5F2C",
            "code": "7RKQ2M",
            "free": 480_000_000,
            "spare": 500_000_000,
            "is_restored": True,
            "level": 80,
            **WEEK_FACTS,
            "server": 500,
            "credits": 5,
            "by": 4,
            "reason": LONG,
            "window": "day",
            "resets_at": NOW.isoformat(),
        }
        reply = notice(facts, lambda _: name)
        assert 0 < len(reply.text) <= 2_000
        assert len(reply.text.splitlines()) <= 4
        assert "*Lane*" not in reply.text.replace(r"\*", "")

    def test_the_engines_own_words_are_behind_one_click(self):
        """The operator's evidence is a spoiler, and inert."""
        facts = {
            "notice": "key_refused",
            "about": "minimax",
            "engine_code": "1004",
            "engine_text": "||https://evil.example||",
            "trace_id": "abc",
        }
        text = notice(facts, lambda _: None).text
        assert text.endswith(r"||1004 · \|\|https\:\/\/evil.example\|\| · abc||")

    def test_a_server_that_asks_can_be_opened(self):
        """The operator's one button."""
        [button] = notice({"notice": "server_asks", "about": "500"}, lambda _: "Lane").buttons
        assert (button.label, button.custom_id) == ("Open", "gl:open:500")


class TestDone:
    @pytest.mark.parametrize(
        "reply",
        [
            words_done.cancelled(job()),
            words_done.not_posted(job(status=JobStatus.RUNNING)),
            words_done.not_posted(job(status=JobStatus.CANCELLED)),
            words_done.delete_first(job()),
            words_done.deleted("7RKQ2M", is_gone=True),
            words_done.deleted("7RKQ2M", is_gone=False),
            words_trouble.broken("5F2C", None),
            words_trouble.broken("5F2C", "0" * 32),
            words_trouble.disk_trouble(),
            words_trouble.no_connection(),
            words_trouble.unfetched(),
        ],
        ids=lambda reply: reply.text[:30],
    )
    def test_keeps_the_voice(self, reply):
        """What was done is said as plainly as what was not."""
        assert keeps_the_voice(reply)


POLICY = Policy(
    quota=Quota(member=Allowance(credits=10), running=1, waiting=2),
    server=Ceilings(day_micro=5_000_000, month_micro=50_000_000),
    bot=Ceilings(day_micro=20_000_000, month_micro=200_000_000),
)


def money_sheet(**more: object) -> CeilingSheet:
    """Five dollars a day at the price of a standard clip."""
    made = CeilingSheet(
        binding=POLICY.server,
        own=OwnCeilings(),
        spending=ServerSpending(server_id=SERVER, day_micro=430_000, month_micro=860_000),
        clip=ClipCost(micro=430_000),
    )
    return replace(made, **more)


class TestSettings:
    @pytest.mark.parametrize("images", list(Images), ids=str)
    @pytest.mark.parametrize("missing", [(), ("Attach Files",)], ids=["fine", "lacking"])
    def test_the_sheet(self, images, missing):
        """Money is said in clips, and missing rights with where to click."""
        rules = ServerRules(server_id=SERVER, policy=POLICY, is_open=True, images=images)
        facts = Sheet(
            rules=rules,
            money=money_sheet(),
            usual_credits=5,
            missing=missing,
        )
        reply = sheet(facts)
        assert keeps_the_voice(reply, lines=9)
        assert "At most $5.00 a day: about 11 clips shared by everyone" in reply.text
        assert "Used: $0.43 today, $0.86 this month" in reply.text
        assert ("Edit Channel → Permissions" in reply.text) is bool(missing)

    def test_servers_have_units_and_spans(self):
        """Every number says of what and since when."""
        spent = [ServerSpending(server_id=n, day_micro=1, month_micro=n) for n in range(20)]
        text = words_operator.servers(spent, lambda _: None).text
        assert text.startswith("20 open servers; used together $0.00 today and")
        assert text.endswith("… and 10 more")

    def test_many_unconfirmed_fit(self):
        """A message's length holds, however many there are."""
        jobs = [job(LONG, status=JobStatus.UNCONFIRMED)] * 40
        assert len(words_operator.unconfirmed(jobs, lambda _: "n" * 100).text) <= 2_000
