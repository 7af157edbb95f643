"""Notices, what was done, and a server's sheet, as they are read."""

import re
from dataclasses import replace

import pytest

from cogs.ui import words_desk, words_done, words_operator, words_trouble
from cogs.ui.words_notices import notice
from cogs.ui.words_settings import Sheet, sheet
from domain.job import JobStatus
from domain.policy import Ceilings, OwnCeilings, Policy
from domain.quota import Allowance, Quota
from services.allowances import Used
from services.desk import Differs, Look
from services.money import CeilingSheet
from services.notices import Notice
from services.providers.base import Listed, RemoteStatus
from services.rules import Images, ServerRules
from services.spending import ClipCost, ServerSpending
from tests.cogs.builders import NOW, SERVER, job
from tests.cogs.voice import keeps_the_voice

LONG = "[x](https://evil.example) <@1> " * 80


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
            used=Used(by_members=1_036, pool=None, channels={}),
        )
        reply = sheet(facts)
        assert keeps_the_voice(reply, lines=9)
        assert "At most $5.00 a day: about 11 clips shared by everyone" in reply.text
        assert "Used: $0.43 today, $0.86 this month" in reply.text
        assert "Used: 1,036 today by all together." in reply.text
        assert ("Edit Channel → Permissions" in reply.text) is bool(missing)

    def test_servers_have_units_and_spans(self):
        """Every number says of what and since when."""
        spent = [ServerSpending(server_id=n, day_micro=10**4, month_micro=n) for n in range(20)]
        text = words_operator.servers(spent, lambda _: None).text
        assert text.startswith("20 open servers; used together $0.20 today and")
        assert text.endswith("… and 10 more")

    def test_many_unconfirmed_fit(self):
        """A message's length holds, however many there are."""
        jobs = [job(LONG, status=JobStatus.UNCONFIRMED)] * 40
        assert len(words_desk.unconfirmed(jobs, lambda _: "n" * 100).text) <= 2_000

    def test_what_is_asked_at_the_desk_fits_into_a_message(self):
        """However long words and names are, what differs and the question itself are there."""
        told = Listed(remote_task_id="1", model=LONG, prompt=f"{LONG} another end")
        look = Look(
            key="k",
            job=job(LONG),
            remote_task_id="1" * 128,
            status=RemoteStatus.SUCCEEDED,
            told=told,
            differs=frozenset(Differs),
            others=(job(LONG),) * 9,
        )
        asked = words_desk.is_it_this(look).text
        assert len(asked) <= 2_000
        assert "another model" in asked
        assert "another end" in asked
        assert re.search(r"… and \d more\nIs it 7RKQ2M\?", asked)
