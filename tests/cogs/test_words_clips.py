"""Clips and their details, as they are read."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cogs.ui import words_card, words_clip, words_credits, words_show
from cogs.ui.words_failure import why
from domain import windows
from domain.job import Failure, FailureKind, JobStatus, Parent
from domain.pictures import InputImage, Pictures
from domain.quota import Allowance, Limit, Scope
from domain.windows import Window
from services import outcomes
from services.allowances import Balance, LimitUse, Purse
from services.asks import Wait
from services.catalogue import load_catalogue
from services.ceilings import ClipLimit
from services.job_view import JobView, Page
from services.poster import Posted
from tests.cogs.builders import CHANNEL, CLIP, NOW, SERVER, job, shot
from tests.cogs.voice import keeps_the_voice

H3 = load_catalogue(None).get("H3")
LONG = "[x](https://evil.example) <@1> " * 80
WAIT = Wait(ahead=2, from_=NOW + timedelta(minutes=6), until=NOW + timedelta(minutes=10))


def balance_of(left: int, *, standing: int) -> Balance:
    limit = Limit(
        scope=Scope.MEMBER,
        allowance=Allowance(credits=10),
        span=windows.span(Window.DAY, NOW),
    )
    purse = Purse(limits=(LimitUse(limit=limit, used=10 - left),), granted=0)
    return Balance(purse=purse, standing=standing, running=2, waiting=5, clips=clips_of(11, 46))


def clips_of(servers: int, bots: int) -> tuple[ClipLimit, ...]:
    """Ceilings that leave so many clips today; the month leaves more."""
    return tuple(
        ClipLimit(
            whole_bot=whole_bot,
            window=window,
            ends_at=windows.span(window, NOW).ends_at,
            most=100 if window is Window.DAY else 1_000,
            left=left if window is Window.DAY else left + 500,
        )
        for whole_bot, left in ((False, servers), (True, bots))
        for window in (Window.DAY, Window.MONTH)
    )


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
        assert ("enough for 1 standard clip" in reply.text) is (5 <= left < 10)
        assert ("All are back" in reply.text) is (left < 10)

    @pytest.mark.parametrize(
        ("servers", "bots", "used_up", "says"),
        [
            (1, 46, False, "; the server's clips leave room for 1 standard clip."),
            (0, 46, False, "; the server's clips leave room for small ones alone."),
            (0, 46, True, "; the server's clips for now are used up."),
            (11, 0, True, "; this bot's clips for now are used up."),
            (11, 1, False, "; this bot's clips leave room for 1 standard clip."),
        ],
        ids=["one", "small", "none", "bot", "bot has one"],
    )
    def test_a_ceiling_that_leaves_less_than_the_credits(self, servers, bots, used_up, says):
        """No more is promised than it leaves; it is named as what binds, in clips."""
        balance = replace(
            balance_of(10, standing=1),
            usual_price=5,
            clips=clips_of(servers, bots),
            is_used_up=used_up,
        )
        text = words_credits.purse(balance).text
        lines = text.splitlines()
        assert lines[0] == f"You can use **10** here{says}"
        binding = [line for line in lines if line.endswith("this limit binds")]
        whose = "The server's clips" if servers < 2 else "All clips of this bot"
        assert [line.split("**")[1] for line in binding] == [f"{whose}, shared by all"]
        assert f"anew <t:{int(windows.span(Window.DAY, NOW).ends_at.timestamp())}" in binding[0]
        assert "$" not in text
        for whole in ("100", "1,000", "500", "501"):
            assert whole not in re.sub("<[^>]*>", "", text)

    @pytest.mark.parametrize("credits", [10, 100])
    def test_a_ceiling_that_does_not_bind_is_not_told(self, credits):
        """Who may spend less than a ceiling leaves reads neither its whole nor its rest."""
        balance = replace(balance_of(10, standing=1), usual_price=5)
        purse = replace(balance.purse, granted=credits - 10)
        text = words_credits.purse(replace(balance, purse=purse, clips=clips_of(33, 46))).text
        assert "clips, shared" not in text
        assert "All clips of this bot" not in text
        for told in ("33", "46", "533", "546", "1,000"):
            assert told not in re.sub("<[^>]*>", "", text)

    def test_whoever_holds_many_credits_reads_no_ceiling_of_the_bots(self):
        """Of the bot's clips only few are counted out: on a new day the rest is the whole."""
        balance = replace(balance_of(10, standing=1), usual_price=5)
        rich = replace(balance.purse, granted=10_000)
        text = words_credits.purse(replace(balance, purse=rich, clips=clips_of(900, 46))).text
        assert "; this bot's clips leave room for fewer than these credits." in text
        assert "46" not in re.sub("<[^>]*>", "", text)

    def test_a_ceiling_without_a_clip_promises_none(self):
        """Of nothing no new month brings more."""
        none = tuple(replace(one, most=0, left=0) for one in clips_of(0, 46))
        balance = replace(balance_of(10, standing=0), clips=none[:2], usual_price=5)
        text = words_credits.purse(replace(balance, is_used_up=True)).text
        assert text.startswith("You can use **10** here; the server's clips are none a month.")
        assert "**The server's clips, shared by all** none a month · this limit binds" in text
        small = words_credits.purse(balance).text
        assert "shared by all** room for small ones alone · anew <t:" in small

    def test_of_ceilings_without_room_the_one_that_never_has_any_is_named(self):
        """A month that is used up comes back; a day of nothing does not."""
        day, month = clips_of(0, 46)[:2]
        assert (day.window, month.window) == (Window.DAY, Window.MONTH)
        clips = (replace(day, most=0, left=0), replace(month, most=9, left=0))
        balance = replace(balance_of(10, standing=0), clips=clips, usual_price=5, is_used_up=True)
        text = words_credits.purse(balance).text
        assert "the server's clips are none a day." in text
        assert "anew <t" not in text.split("clips, shared")[1]

    def test_the_line_is_a_limit_too(self):
        """How many at once is said always, and that it binds when it is full."""
        for standing, says in ((0, ""), (3, "; 3 not ended yet"), (7, "; 7 not ended yet · this")):
            last = words_credits.purse(balance_of(10, standing=standing)).text.splitlines()[-1]
            assert last.startswith(f"**Your shots** at most 2 made at once, 5 more in line{says}")
            assert ("this limit binds" in last) is (standing == 7)

    def test_large_numbers_are_read_alike(self):
        """Thousands are parted on both sides of *of*."""
        limit = balance_of(10, standing=0).purse.limits[0]
        limit = replace(limit, limit=replace(limit.limit, allowance=Allowance(credits=2_000)))
        purse = Purse(limits=(replace(limit, used=500),), granted=1_000)
        text = words_credits.purse(replace(balance_of(10, standing=0), purse=purse)).text
        assert "You have 1,500 of 2,000 credits left" in text
        assert "**Granted to you** 1,000 beyond" in text

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
