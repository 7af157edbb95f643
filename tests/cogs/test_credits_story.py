"""Credits in people's hands: every limit chosen, seen and met; granted, refunded, given."""

from datetime import UTC, datetime

import pytest

from tests.lane import Lane

SETTINGS = "greenlight settings"
#: The end of the day on which the lane's clock stands.
MIDNIGHT = f"<t:{int(datetime(2026, 11, 23, tzinfo=UTC).timestamp())}:f>"


def channel(lane: Lane, name: str) -> int:
    return next(c.id for c in lane.client.guilds[0].channels if c.name == name)


def role(lane: Lane, name: str) -> int:
    return next(r.id for r in lane.client.guilds[0].roles if r.name == name)


async def manager(lane: Lane, command: str, **options: object) -> str:
    """What a manager is answered."""
    return (await lane.slash("manager", command, options)).text


async def granted(lane: Lane, credits_: int, **options: object) -> str:
    ana = lane.discord.member("ana").id
    asked = {"member": ana, "credits": credits_, "reason": "for testing"} | options
    return await manager(lane, "greenlight grant", **asked)


async def test_every_limit_is_chosen_shown_and_seen(lane):
    """Managers choose in one sentence each; `/credits` says which applies and which binds."""
    here, artist = channel(lane, "clips"), role(lane, "Artist")
    said = [
        await manager(lane, f"{SETTINGS} quota", credits=30, per="week"),
        await manager(lane, f"{SETTINGS} role-quota", role=artist, credits=40, several="sum"),
        await manager(lane, f"{SETTINGS} channel-quota", channel=here, credits=25, per="month"),
        await manager(lane, f"{SETTINGS} pool", credits=100),
        await manager(lane, f"{SETTINGS} time-zone", zone="europe/berlin"),
        await manager(lane, f"{SETTINGS} line", waiting=2),
        await manager(lane, f"{SETTINGS} turns", role=artist, turns=3),
        await manager(lane, f"{SETTINGS} gifts", allowed=True),
    ]
    assert said == [
        "30 credits for each member and week (UTC): 6 standard clips.",
        f"<@&{artist}> 40 a week, instead of everybody's; several roles add up.",
        f"<#{here}> 25 a month, shared by all who ask there, threads included.",
        "100 credits a day (UTC), shared by everyone: 20 standard clips.",
        "Days, weeks and months of credits begin at midnight in Europe/Berlin; weeks on Monday.",
        "1 being made and 2 waiting at once for each member.",
        f"<@&{artist}> 3 beside another member's one; of several roles the most counts.",
        "Members may give credits to each other: `/clips gift`.",
    ]
    shown = (await manager(lane, f"{SETTINGS} show")).splitlines()
    assert [line.split("**")[1] for line in shown if line.startswith("**")] == [
        "Money",
        "Credits",
        "Roles' credits",
        "Channels' credits",
        "Pool",
        "Gifts",
        "Line",
        "Turns",
        "Channels",
        "Pictures",
        "Presets",
        "Staff",
        "Here",
    ]
    assert len("\n".join(shown)) < 2_000
    await granted(lane, 2)
    seen = (await lane.slash("ana", "credits")).text.splitlines()
    assert seen[0] == (
        "You can use **27** here, enough for 5 standard clips with those granted to you."
    )
    assert seen[1].startswith("**Yours** 40 of 40 credits left this week · anew <t:")
    assert seen[2].endswith("· this limit binds")
    assert "25 of 25 credits left this month" in seen[2]
    assert seen[3].startswith("**The server's, shared by all** 100 of 100 credits left today")
    assert seen[4].startswith("**Granted to you** 2 beyond these, kept until you use them. Last: 2")
    assert seen[5] == "**Your shots** at most 1 made at once, 2 more in line"
    assert len(seen) == 6


async def test_a_ceiling_is_a_limit_in_credits(lane):
    """Neither `/credits` nor the answer to a shot promises what the ceiling has no room for."""
    server = str(lane.client.guilds[0].id)
    await lane.slash("operator", "greenlight-operator ceiling", {"server": server, "day": "1"})
    taken = await lane.video("one")
    assert "leaves 5 today, enough for 1 more clip like it" in taken.text
    await granted(lane, 100)
    seen = (await lane.slash("ana", "credits")).text
    assert seen.startswith("You can use **105** here; the server's clips leave room for 1 standard")
    taken = await lane.video("two", member="ben")
    assert "leaves 5 today\n" in taken.text
    seen = (await lane.slash("ana", "credits")).text
    assert seen.startswith("You can use **105** here; the server's clips for now are used up.")
    [binds] = [line for line in seen.splitlines() if line.endswith("this limit binds")]
    assert binds.startswith("**The server's clips, shared by all** for now used up · anew <t:")
    assert "$" not in seen
    assert "used up" in (await lane.video("three", member="ben")).text


async def test_used_credits_stand_in_the_settings(lane):
    """By all together, of the pool and of each channel, in their own windows."""
    here = channel(lane, "clips")
    await manager(lane, f"{SETTINGS} channel-quota", channel=here, credits=25, per="month")
    off = await manager(lane, f"{SETTINGS} pool")
    assert off.endswith("each member's credits count, and what some channels share.")
    await manager(lane, f"{SETTINGS} pool", credits=100, per="week")
    await lane.video("one")
    shown = await manager(lane, f"{SETTINGS} show")
    assert "2 standard clips. Used: 5 today by all together." in shown
    assert f"<#{here}> 5 used of 25 a month" in shown
    assert "20 standard clips. Used: 5 this week." in shown


async def test_every_limit_is_taken_away_again(lane):
    """An empty number means none of its own."""
    here, artist = channel(lane, "clips"), role(lane, "Artist")
    for command, options in (
        ("role-quota", {"role": artist}),
        ("channel-quota", {"channel": here}),
        ("pool", {}),
        ("turns", {"role": artist}),
    ):
        number = {"turns": 2} if command == "turns" else {"credits": 1}
        await manager(lane, f"{SETTINGS} {command}", **options, **number)
        await manager(lane, f"{SETTINGS} {command}", **options)
    assert "10 of 10 credits left today" in (await lane.slash("ana", "credits")).text


async def test_what_several_roles_have_takes_no_number_away(lane):
    """Chosen by itself, the rule of several roles leaves each role's number as it is."""
    artist = role(lane, "Artist")
    await manager(lane, f"{SETTINGS} role-quota", role=artist, credits=40)
    said = await manager(lane, f"{SETTINGS} role-quota", role=artist, several="sum")
    assert said == f"<@&{artist}> 40 a day, instead of everybody's; several roles add up."


async def test_time_zones_complete_themselves(lane):
    """By place, also misspelt; a wrong one is told with the nearest."""
    person = lane.discord.member("manager")
    for typed, first in (("new yo", "America/New_York"), ("berln", "Europe/Berlin"), ("", "UTC")):
        answer = await person.autocomplete(
            f"{SETTINGS} time-zone", {}, focused=("zone", typed), channel="clips"
        )
        assert answer.choices[0]["value"] == first
    wrong = await manager(lane, f"{SETTINGS} time-zone", zone="Berln")
    assert 'I know no time zone "Berln". Did you mean **Europe\\/Berlin**?' in wrong


async def test_a_channel_without_credits_says_where_they_are(lane):
    """Whose limit it is, when it is back, and that other channels have room."""
    here = channel(lane, "clips")
    await manager(lane, f"{SETTINGS} channel-quota", channel=here, credits=4)
    refusal = await lane.video("one")
    assert refusal.text.startswith(
        "This shot needs 5 credits; you can use 4 here. This channel has 4 credits a day, so it"
    )
    await manager(lane, f"{SETTINGS} channel-quota", channel=here, credits=6)
    await lane.video("one")
    refusal = await lane.video("two", member="ben")
    assert (
        "you can use 1 here, and this channel's, shared by all who ask here, come" in refusal.text
    )
    assert "In another channel it goes at once." in refusal.text
    taken = await lane.slash("ben", "video", {"prompt": "two"}, channel="lounge")
    assert "Your shot is in" in taken.text


async def test_a_grant_is_told_privately_and_once(lane):
    """The answer, the member's own message, and the question before the same again."""
    ana = lane.discord.member("ana")
    said = await granted(lane, 5)
    assert said == (
        f"<@{ana.id}> is granted 5 credits. They have 5 credits beyond the limits now, kept until"
        " used, and are told privately."
    )
    await lane.delivery.round()
    [message] = lane.discord.messages(ana.dm)
    assert message.text.splitlines() == [
        "You were granted 5 credits. They stay until you use them.",
        "Why: for testing",
        "For clips in Lantern Lane; `/credits` there shows all you have.",
    ]
    options = {"member": ana.id, "credits": 5, "reason": "for testing"}
    again = await lane.slash("manager", "greenlight grant", options)
    assert "that stands. Once more?" in again.text
    presses = [
        lane.discord.member("manager").press(again, "Grant 5 credits more") for _ in range(2)
    ]
    for press in presses:
        await press
        assert "They have 10 credits" in (await press.final()).text
    assert "3 credits of" in await granted(lane, -3)
    assert "has 7 credits left of the granted ones" in await granted(lane, -8)
    await lane.delivery.round()
    assert len(lane.discord.messages(ana.dm)) == 2
    assert await lane.proof() == []


async def test_a_refund(lane):
    """By its code; the author reads it privately, and in the clip's details."""
    ana = lane.discord.member("ana")
    await lane.video("a lighthouse")
    [job] = await lane.all_jobs()
    early = await manager(lane, "greenlight refund", code=job.code, reason="all black")
    assert "hasn't used its credits yet" in early
    await lane.until_posted()
    answer = await lane.discord.member("manager").autocomplete(
        "greenlight refund", {}, focused=("code", "light"), channel="clips"
    )
    assert [one["name"] for one in answer.choices] == [f"{job.code} · Ana · a lighthouse"]
    said = await manager(lane, "greenlight refund", code=job.code, reason="all black")
    assert said.startswith(f"The 5 credits of {job.code} are back with <@{ana.id}>")
    await lane.delivery.round()
    [message] = lane.discord.messages(ana.dm)
    assert f"The 5 credits of your clip {job.code} are back." in message.text
    assert "5 credits, used and refunded" in (await lane.slash("ana", "clips show")).text
    twice = await manager(lane, "greenlight refund", code=job.code, reason="all black")
    assert twice == f"{job.code} was refunded before: 5 credits. Nothing changed."
    unknown = await manager(lane, "greenlight refund", code="NOSUCH", reason="x")
    assert "I know no clip NOSUCH here" in unknown


async def test_a_gift(lane):
    """Where managers allow it: from one's own day, to somebody who can use it."""
    ben = lane.discord.member("ben")
    asked = {"member": ben.id, "credits": 4}
    assert "Its managers can allow it" in (await lane.slash("ana", "clips gift", asked)).text
    await manager(lane, f"{SETTINGS} gifts", allowed=True)
    done = await lane.slash("ana", "clips gift", asked)
    assert done.text == (
        f"You gave <@{ben.id}> 4 credits, and they are told privately. They can be used until"
        f" {MIDNIGHT}. You have 6 left here."
    )
    await lane.delivery.round()
    [message] = lane.discord.messages(ben.dm)
    ana = lane.discord.member("ana").id
    until = f"They can be used until {MIDNIGHT}."
    assert message.text.startswith(f"<@{ana}> gave you 4 credits. {until}")
    has = "You have 14 of 14 credits left today (4 of these given to you), enough for"
    assert (await lane.slash("ben", "credits")).text.startswith(has)
    own = {"member": ana, "credits": 1}
    assert "to yourself" in (await lane.slash("ana", "clips gift", own)).text
    bot = {"member": lane.discord.world.bot.id, "credits": 1}
    assert "is a bot" in (await lane.slash("ana", "clips gift", bot)).text
    much = {"member": ben.id, "credits": 50}
    assert (await lane.slash("ana", "clips gift", much)).text == (
        "You want to give 50 credits; you have 6. You have 10 credits a day, so waiting doesn't"
        " bring that many. Up to 6 can be given now. Nothing changed."
    )
    soon = {"member": ben.id, "credits": 7}
    assert "you have 6, and new ones come" in (await lane.slash("ana", "clips gift", soon)).text
    await granted(lane, 2)
    mixed = await lane.slash("ana", "clips gift", {"member": ben.id, "credits": 8})
    others = f"6 of them can be used until {MIDNIGHT}; the others stay until they use them."
    assert others in mixed.text
    assert "**Granted to you** 2" in (await lane.slash("ben", "credits")).text
    assert await lane.proof() == []


@pytest.mark.parametrize("command", ["grant", "refund", "settings gifts", "settings pool"])
async def test_members_grant_nothing(lane, command):
    """An owner may show a command to anybody; the bot checks by itself."""
    lane.discord.show_command("greenlight", to=("ana",))
    options = {
        "grant": {"member": lane.discord.member("ana").id, "credits": 5, "reason": "me"},
        "refund": {"code": "7RKQ2M", "reason": "me"},
        "settings gifts": {"allowed": True},
        "settings pool": {},
    }[command]
    refusal = await lane.slash("ana", f"greenlight {command}", options)
    assert "people with Manage Server" in refusal.text


async def test_the_everyone_role_has_no_number_of_its_own(lane):
    """Everybody's credits are `quota`."""
    everyone = lane.client.guilds[0].default_role.id
    said = await manager(lane, f"{SETTINGS} role-quota", role=everyone, credits=5)
    assert "a role of this server other than @everyone" in said
