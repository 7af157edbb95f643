"""Managers, staff and the operator, each with their own commands and nobody else's."""

import pytest

from domain.job import JobStatus
from services.providers.base import EngineError, Listed, Meaning, Polled, RemoteStatus
from tests.lane import picture


async def test_settings_show(lane):
    """The rules in sentences, money in clips, and the rights in this channel."""
    shown = await lane.slash("manager", "greenlight settings show")
    assert "about 11 clips shared by everyone" in shown.text
    assert "10 credits for each member and day (UTC): 2 standard clips" in shown.text
    assert "I have every right I need" in shown.text
    quiet = await lane.slash("manager", "greenlight settings show", channel="quiet")
    assert "I lack Attach Files" in quiet.text


async def test_quota(lane):
    """A member's day changes at once."""
    assert (
        "1 standard clip"
        in (await lane.slash("manager", "greenlight settings quota", {"credits": 5})).text
    )
    await lane.video("one")
    assert "you have none left" in (await lane.video("two")).text


async def test_a_ceiling_of_their_own(lane):
    """Said in clips, never above the operator's, and it binds at once."""
    above = await lane.slash("manager", "greenlight settings ceiling", {"day": "5.01"})
    assert "allows at most $5.00 a day here" in above.text
    told = await lane.slash(
        "manager", "greenlight settings ceiling", {"day": "0.50", "month": "0.45"}
    )
    assert "At most $0.50 a day: about 1 clip shared by everyone" in told.text
    assert "The month's $0.45 end before a day's $0.50 can be used." in told.text
    assert "Chosen here: $0.50 a day and $0.45 a month" in told.text
    await lane.video("one")
    assert "The server's clips for now are used up" in (await lane.video("two")).text
    off = await lane.slash("manager", "greenlight settings ceiling", {"day": "off", "month": "off"})
    assert "At most $5.00 a day" in off.text
    assert "Your shot is in" in (await lane.video("two")).text


async def test_a_ceiling_near_its_end(lane):
    """Staff read clips, the operator money; each once."""
    channels = {c.name: c for c in lane.client.guilds[0].text_channels}
    staff = {"channel": channels["staff"].id}
    await lane.slash("manager", "greenlight settings staff-channel", staff)
    await lane.slash("manager", "greenlight settings ceiling", {"day": "0.86"})
    await lane.video("one")
    await lane.delivery.round()
    [told] = lane.discord.messages("staff")
    assert "Half of today's clips in this server are used; about 1 more fit." in told.text
    assert "$" not in told.text
    assert lane.discord.messages(lane.discord.member("operator").dm) == []
    theirs = {"server": str(lane.server_id)}
    held = await lane.slash("operator", "greenlight-operator ceiling", theirs)
    assert "may spend at most $5.00 a day" in held.text
    assert held.text.endswith("Its managers chose at most $0.86 a day.")


async def test_channels(lane):
    """Clips are made where they are wanted; with none named, everywhere."""
    lounge = next(c for c in lane.client.guilds[0].text_channels if c.name == "lounge")
    await lane.slash("manager", "greenlight settings channels", {"first": lounge.id})
    refusal = await lane.video("one")
    assert f"<#{lounge.id}>" in refusal.text
    everywhere = await lane.slash("manager", "greenlight settings channels")
    assert "every channel" in everywhere.text
    assert "Your shot is in" in (await lane.video("one")).text


async def test_images(lane, png):
    """Nobody, everyone, or a role that must be named."""
    options = {"prompt": "a sea", "image": picture(png)}
    await lane.slash("manager", "greenlight settings images", {"who": "nobody"})
    assert "doesn't take pictures" in (await lane.slash("ana", "video", options)).text
    await lane.slash("manager", "greenlight settings images", {"who": "everyone"})
    assert "PG-13" in (await lane.slash("newcomer", "video", options)).text
    refusal = await lane.slash("manager", "greenlight settings images", {"who": "role"})
    assert "For `role` I need the role" in refusal.text
    role = next(r for r in lane.client.guilds[0].roles if r.name == "Staff")
    await lane.slash("manager", "greenlight settings images", {"who": "role", "role": role.id})
    assert f"<@&{role.id}>" in (await lane.slash("ana", "video", options)).text


async def test_pause(lane):
    """New shots rest, those in line go on."""
    await lane.video("one")
    await lane.slash("manager", "greenlight settings pause")
    assert "have paused clips" in (await lane.video("two")).text
    assert await lane.until_posted()
    await lane.slash("manager", "greenlight settings resume")
    assert "Your shot is in" in (await lane.video("two")).text


async def test_the_staff_channel(lane):
    """What concerns staff goes there: the decision first, the evidence behind a click."""
    channels = {c.name: c for c in lane.client.guilds[0].text_channels}
    told = await lane.slash(
        "manager", "greenlight settings staff-channel", {"channel": channels["staff"].id}
    )
    assert told.text == f"Staff are told in <#{channels['staff'].id}>."
    refusal = await lane.video("a naked child")
    assert refusal.text == "This can't be made here, and staff have been told. Nothing was charged."
    assert refusal.buttons() == []
    await lane.delivery.round()
    [notice] = lane.discord.messages("staff")
    assert "/greenlight-mod block" in notice.text
    assert "||" in notice.text


async def test_staff_by_role(lane):
    """Moderators are staff until managers name a role; from then on its members are."""
    noor = lane.discord.member("newcomer")
    lane.discord.show_command("greenlight-mod", to=("Staff", "Artist"))
    block = ("greenlight-mod block", {"member": noor.id, "reason": "spam"})
    unblock = ("greenlight-mod unblock", {"member": noor.id})
    assert "this server's staff" in (await lane.slash("ana", *block)).text
    assert "no more requests" in (await lane.slash("staff", *block)).text
    role = next(r for r in lane.client.guilds[0].roles if r.name == "Artist")
    await lane.slash("manager", "greenlight settings staff-role", {"role": role.id})
    refusal = await lane.slash("newcomer", "video", {"prompt": "a sea"})
    assert "Staff take no requests from you" in refusal.text
    assert "this server's staff" in (await lane.slash("staff", *unblock)).text
    assert "again" in (await lane.slash("ana", *unblock)).text
    assert "PG-13" in (await lane.slash("newcomer", "video", {"prompt": "a sea"})).text
    assert "wasn't blocked" in (await lane.slash("ana", *unblock)).text


async def test_staff_delete(lane):
    """By its code, which may be typed in any case."""
    await lane.video("a lighthouse")
    clip = await lane.until_posted()
    [job] = await lane.all_jobs()
    lane.discord.show_command("greenlight-mod", to=("ben", "Manager"))
    refusal = await lane.slash("ben", "greenlight-mod delete", {"code": job.code})
    assert "this server's staff" in refusal.text
    done = await lane.slash("manager", "greenlight-mod delete", {"code": job.code.lower()})
    assert done.text == f"{job.code} is deleted."
    assert lane.discord.message(clip.id).deleted


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("greenlight settings show", {}),
        ("greenlight settings quota", {"credits": 900}),
        ("greenlight settings pause", {}),
        ("greenlight settings ceiling", {}),
        ("greenlight settings ceiling", {"day": "1"}),
    ],
)
async def test_members_change_nothing(lane, command, options):
    """An owner may show a command to anybody; the bot checks by itself."""
    lane.discord.show_command("greenlight", to=("ana",))
    assert "people with Manage Server" in (await lane.slash("ana", command, options)).text


class TestOperator:
    @pytest.mark.parametrize(
        ("command", "options"),
        [
            ("servers list", {}),
            ("servers open", {}),
            ("servers close", {}),
            ("ceiling", {"day": "500"}),
            ("ceiling", {}),
            ("accounts", {}),
            ("costs show", {}),
            ("costs billed", {"code": "7RKQ2M", "amount": "0.43"}),
            ("costs not-billed", {"code": "7RKQ2M"}),
            ("unconfirmed list", {}),
            ("unconfirmed not-paid", {"code": "7RKQ2M"}),
            ("unconfirmed paid-and-lost", {"code": "7RKQ2M"}),
            ("unconfirmed was-made", {"code": "7RKQ2M", "remote-id": "1"}),
        ],
    )
    async def test_managers_are_not_operators(self, lane, command, options):
        """Who may manage a server may not spend the operator's money."""
        refusal = await lane.slash("manager", f"greenlight-operator {command}", options)
        assert "the person who runs this bot" in refusal.text

    async def test_servers(self, lane):
        """Closing stops new shots; the list says who costs what, and since when."""
        await lane.video("one")
        listed = await lane.slash("operator", "greenlight-operator servers list")
        assert f"Lantern Lane ({lane.server_id}): $0.43 today, $0.43 this month" in listed.text
        await lane.slash("operator", "greenlight-operator servers close")
        assert "isn't open" in (await lane.video("two")).text
        again = await lane.slash("operator", "greenlight-operator servers close")
        assert "wasn't open" in again.text
        await lane.slash("operator", "greenlight-operator servers open")
        assert "Your shot is in" in (await lane.video("two")).text

    async def test_a_servers_id(self, lane):
        """What is typed must be one."""
        wrong = await lane.slash("operator", "greenlight-operator servers open", {"server": "x"})
        assert "17 to 20 digits" in wrong.text

    async def test_servers_complete_themselves(self, lane):
        """By name, for the operator alone."""
        for member, found in (("operator", ["Lantern Lane"]), ("manager", [])):
            answer = await lane.discord.member(member).autocomplete(
                "greenlight-operator servers open",
                {},
                focused=("server", "lant"),
                channel="clips",
            )
            assert [c["name"].split(" (")[0] for c in answer.choices] == found

    async def test_ceiling(self, lane):
        """The server's ceiling binds at once."""
        told = await lane.slash(
            "operator",
            "greenlight-operator ceiling",
            {"server": str(lane.server_id), "day": "0.50"},
        )
        assert "at most $0.50 a day: about 1 clip" in told.text
        await lane.video("one")
        assert "The server's clips for now are used up" in (await lane.video("two")).text
        shown = await lane.slash("operator", "greenlight-operator ceiling")
        assert "The whole bot may spend at most $20.00 a day" in shown.text

    async def test_commands_in_direct_messages(self, lane):
        """The operator's desk is open in the bot's own messages too."""
        operator = lane.discord.member("operator")
        handle = operator.slash("greenlight-operator servers list", {}, channel=operator.dm)
        assert "1 open server" in (await handle).message.text
        needed = operator.slash("greenlight-operator servers open", {}, channel=operator.dm)
        assert "since this is no server" in (await needed).message.text

    @pytest.mark.parametrize(
        ("command", "spent"), [("not-paid", "$0.00 today"), ("paid-and-lost", "$0.43 today")]
    )
    async def test_unconfirmed(self, lane, command, spent):
        """The desk lists what is not certain, completes its code, and settles it."""
        lane.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
        await lane.video("a lighthouse")
        await lane.step(seconds=1)
        [job] = await lane.all_jobs()
        listed = await lane.slash("operator", "greenlight-operator unconfirmed list")
        assert job.code in listed.text
        [notice] = lane.discord.messages(lane.discord.member("operator").dm)
        assert job.code in notice.text
        answer = await lane.discord.member("operator").autocomplete(
            f"greenlight-operator unconfirmed {command}",
            {},
            focused=("code", ""),
            channel="clips",
        )
        assert [c["value"] for c in answer.choices] == [job.code]
        done = await lane.slash(
            "operator",
            f"greenlight-operator unconfirmed {command}",
            {"code": job.code},
        )
        assert f"{job.code} is settled" in done.text
        assert "10 of 10" in (await lane.slash("ana", "credits")).text
        servers = await lane.slash("operator", "greenlight-operator servers list")
        assert spent in servers.text
        assert await lane.proof() == []

    async def test_was_made(self, lane):
        """With the service's number the clip is fetched and posted after all."""
        lane.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
        await lane.video("a lighthouse")
        await lane.step(seconds=1)
        [job] = await lane.all_jobs()
        settle = "greenlight-operator unconfirmed was-made"
        wrong = await lane.slash("operator", settle, {"code": job.code, "remote-id": "abc"})
        assert "the service's number" in wrong.text
        shown = await lane.slash("operator", settle, {"code": job.code, "remote-id": "4711"})
        assert "The service says of 4711: it is made" in shown.text
        assert f"**{job.code}** · <@{job.member_id}>" in shown.text
        assert f"Is it {job.code}?" in shown.text
        assert (await lane.all_jobs())[0].status is JobStatus.UNCONFIRMED
        done = await lane.press("operator", shown, f"It is {job.code}")
        assert "I look for its clip" in done.text
        clip = await lane.until_posted()
        assert job.code in clip.text
        assert lane.provider.polls[0] == "4711"

    async def test_was_made_although_it_is_told_otherwise(self, lane):
        """An alias and rewritten words are said plainly, from where they part; the press counts."""
        lane.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
        await lane.video("a lighthouse on a rock in the sea, seen from a boat, in a storm")
        await lane.step(seconds=1)
        [job] = await lane.all_jobs()
        words = job.engine_prompt.replace("in a storm", "under a *wild* sky")
        told = Listed(remote_task_id="4711", model="T2V-01-0125", prompt=words)
        polled = Polled(status=RemoteStatus.RUNNING, told=told)
        lane.provider.on_poll.extend([polled, polled])
        settle = "greenlight-operator unconfirmed was-made"
        shown = await lane.slash("operator", settle, {"code": job.code, "remote-id": "4711"})
        assert "**The service says another model:** T2V-01-0125, not T2V-01." in shown.text
        assert "**The service says other words:** " in shown.text
        for part in (r"seen from a boat, under a \*wild\* sky", "seen from a boat, in a storm"):
            assert part in shown.text
        done = await lane.press("operator", shown, f"It is {job.code}")
        assert "I look for its clip" in done.text
        assert job.code in (await lane.until_posted()).text

    async def test_a_shots_bill(self, lane):
        """What the service's bill says counts from then on; details and sums say so."""
        await lane.video("a lighthouse")
        await lane.until_posted()
        [job] = await lane.all_jobs()
        early = await lane.slash("operator", "greenlight-operator costs show")
        assert "**T2V-01** 1 clip · estimated $0.43 · counted $0.43" in early.text
        done = await lane.slash(
            "operator", "greenlight-operator costs billed", {"code": job.code, "amount": "0.40"}
        )
        assert f"{job.code} counts as $0.40 now; it counted as $0.43" in done.text
        much = await lane.slash(
            "operator", "greenlight-operator costs billed", {"code": job.code, "amount": "$99.99"}
        )
        assert "estimated at $0.43, and $99.99 is more than ten times that" in much.text
        assert "counts as $99.99 now" in (await lane.press("operator", much, "Yes, $99.99")).text
        wrong = await lane.slash(
            "operator", "greenlight-operator costs billed", {"code": job.code, "amount": "€5"}
        )
        assert '"€5" isn\'t in US dollars' in wrong.text
        await lane.slash(
            "operator", "greenlight-operator costs billed", {"code": job.code, "amount": "0.40"}
        )
        again = await lane.slash(
            "operator", "greenlight-operator costs billed", {"code": job.code, "amount": "0.4"}
        )
        assert f"{job.code} counts as $0.40 already" in again.text
        shown = await lane.slash("operator", "greenlight-operator costs show", {"of": "this week"})
        assert "counted $0.40 · corrected by -$0.03" in shown.text
        details = await lane.slash("manager", "clips show", {"code": job.code})
        assert "Counted: $0.40, as it was billed; $0.43 were estimated" in details.text
        nothing = await lane.slash(
            "operator", "greenlight-operator costs show", {"of": "last month"}
        )
        assert nothing.text == "Nothing was asked for last month (UTC, 01 October to 31 October)."
        assert await lane.proof() == []

    async def test_what_may_not_be_billed_completes_itself(self, lane):
        """Shots without a clip that count as paid; for the operator alone."""
        lane.provider.on_poll.append(
            Polled(status=RemoteStatus.FAILED, error=EngineError(Meaning.OUTPUT, code="1027"))
        )
        await lane.video("a lighthouse")
        for _ in range(4):
            await lane.step(seconds=60)
        [job] = await lane.all_jobs()
        for member, found in (("operator", [job.code]), ("manager", [])):
            answer = await lane.discord.member(member).autocomplete(
                "greenlight-operator costs not-billed", {}, focused=("code", ""), channel="clips"
            )
            assert [c["value"] for c in answer.choices] == found
        done = await lane.slash(
            "operator", "greenlight-operator costs not-billed", {"code": job.code}
        )
        assert "counts as $0.00 now" in done.text
