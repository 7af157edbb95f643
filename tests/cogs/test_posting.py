"""The poster against a strict Discord: what is posted, found again, refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

import bot as root
from cogs.posting import DiscordPoster, meaning_of
from domain.job import JobStatus, Place
from sandbox.discord.shapes import Upload
from sandbox.discord.world.permissions import Permission
from services import poster as port
from services.poster import Letter, OwedKind, Where
from tests.cogs.builders import CLIP, job

CODES = [
    (404, 10003, port.PlaceGone),
    (404, 10008, port.MessageGone),
    (404, 10013, port.PlaceGone),
    (403, 30046, port.Unreachable),
    (400, 40005, port.TooBig),
    (413, 0, port.TooBig),
    (403, 50001, port.NoRights),
    (403, 50013, port.NoRights),
    (403, 50007, port.PlaceGone),
    (400, 50083, port.PlaceGone),
    (403, 50278, port.PlaceGone),
    (400, 200000, port.HeldBack),
    (400, 200001, port.HeldBack),
    (403, 0, port.NoRights),
    (404, 0, port.PlaceGone),
    (429, 0, port.Unreachable),
    (503, 0, port.Unreachable),
    (400, 50035, None),
    (401, 0, None),
]


@pytest.mark.parametrize(("status", "code", "meaning"), CODES)
def test_meanings(status, code, meaning):
    """Discord's errors are translated by one table; what is not in it is our own fault."""
    assert meaning_of(status, code) is meaning


@pytest.fixture
def poster(lane):
    return DiscordPoster(lane.client, now=lane.ground.now, connection_errors=root.CONNECTION_ERRORS)


@pytest.fixture
def clips(lane):
    """Where the clips go."""
    [server] = lane.client.guilds
    return Where(channel_id=next(c.id for c in server.text_channels if c.name == "clips"))


@pytest.fixture
def made(lane, clips, tmp_path):
    """Ana's finished clip as a letter."""
    ana = lane.discord.member("ana").id
    path = tmp_path / "made.mp4"
    path.write_bytes(lane.provider.clip.read_bytes())
    one = job(
        member_id=ana,
        place=Place(server_id=lane.server_id, channel_id=clips.channel_id),
        status=JobStatus.SUCCEEDED,
        clip=CLIP,
    )
    return Letter(kind=OwedKind.CLIP, nonce="7RKQ2M-3", facts={}, job=one, clip=path, ping=True)


def card(made: Letter) -> Letter:
    waiting = replace(made.job, status=JobStatus.QUEUED, clip=None)
    return replace(made, kind=OwedKind.CARD, nonce="7RKQ2M-1", job=waiting, clip=None, ping=False)


def edit(made: Letter, what: str) -> Letter:
    facts = {"what": what, "since": "2026-11-22T11:00:00+00:00"}
    return replace(card(made), kind=OwedKind.CARD_EDIT, nonce="7RKQ2M-2", facts=facts)


async def test_a_clip_pings_its_author_only(lane, poster, clips, made):
    """With its file, its alt text and its buttons; a late one pings nobody."""
    ana = lane.discord.member("ana").id
    posted = await poster.post(made, clips)
    message = lane.discord.message(posted.message_id)
    assert message.pings == {ana}
    assert message.attachments[0]["filename"] == "greenlight-7RKQ2M.mp4"
    assert message.attachments[0]["description"].startswith("AI-made clip.")
    assert [b["label"] for b in message.buttons()] == ["Remix", "Again", "New camera", "More…"]
    late = await poster.post(replace(made, nonce="7RKQ2M-4", ping=False), clips)
    assert lane.discord.message(late.message_id).pings == frozenset()


async def test_a_card_is_silent_and_pings_nobody(lane, poster, clips, made):
    """The channel sees it; nobody's phone rings."""
    posted = await poster.post(card(made), clips)
    message = lane.discord.message(posted.message_id)
    assert message.silent
    assert message.pings == frozenset()


async def test_a_repeated_post_is_the_same_message(lane, poster, clips, made):
    """The nonce makes a second try return the first message."""
    assert await poster.post(made, clips) == await poster.post(made, clips)
    assert lane.discord.posted_clips == 1


async def test_a_card_is_edited_and_removed(lane, poster, clips, made):
    """Words and buttons change together; removing twice is fine."""
    posted = await poster.post(card(made), clips)
    await poster.edit(edit(made, "failed"), posted)
    message = lane.discord.message(posted.message_id)
    assert message.text == "This shot wasn't made. Credits are back."
    assert [b["label"] for b in message.buttons()] == ["Why?"]
    await poster.remove(posted)
    await poster.remove(posted)
    assert lane.discord.message(posted.message_id).deleted


async def test_bad_news_without_a_card_speaks_to_its_author(lane, poster, clips, made):
    """Posted anew, it names the author and the code, and rings."""
    posted = await poster.post(edit(made, "failed"), clips)
    message = lane.discord.message(posted.message_id)
    assert message.pings == {made.job.member_id}
    assert "7RKQ2M" in message.text
    assert not message.silent


async def test_direct_messages(lane, poster, made):
    """A clip that must move goes to its author, and says where it belonged."""
    posted = await poster.post(replace(made, moved=True), Where(member_id=made.job.member_id))
    message = lane.discord.message(posted.message_id)
    assert f"<#{made.job.place.channel_id}>" in message.text
    assert message.has_video


async def test_closed_direct_messages(lane, poster, made):
    """Where a member takes no messages, the place is gone."""
    lane.discord.close_dms("ana")
    with pytest.raises(port.PlaceGone):
        await poster.post(made, Where(member_id=made.job.member_id))


async def test_a_deleted_channel(lane, poster, clips, made):
    """Post and edit say that the place, or the message, is gone."""
    posted = await poster.post(card(made), clips)
    lane.discord.remove_channel("clips")
    with pytest.raises(port.PlaceGone):
        await poster.post(made, clips)
    with pytest.raises((port.PlaceGone, port.MessageGone)):
        await poster.edit(edit(made, "started"), posted)


async def test_a_deleted_card(lane, poster, clips, made):
    """An edit finds the message gone."""
    posted = await poster.post(card(made), clips)
    lane.discord.remove_message(posted.message_id)
    with pytest.raises(port.MessageGone):
        await poster.edit(edit(made, "started"), posted)


async def test_missing_rights(lane, poster, clips, made):
    """Without Attach Files the clip is refused, once: a 403 is never tried again."""
    lane.discord.set_permissions("clips", "bot", deny=Permission.ATTACH_FILES)
    with pytest.raises(port.NoRights):
        await poster.post(made, clips)
    assert sum(r.operation == "create_message" for r in lane.discord.requests) == 1


async def test_too_big_with_the_places_limit(lane, poster, clips, made, tmp_path):
    """A clip over the limit comes back with the number it has to fit into."""
    limit = lane.client.guilds[0].filesize_limit
    large = tmp_path / "large.mp4"
    large.write_bytes(made.clip.read_bytes() + bytes(limit))
    with pytest.raises(port.TooBig) as caught:
        await poster.post(replace(made, clip=large), clips)
    assert caught.value.limit == limit


async def test_too_big_below_the_known_limit(lane, poster, clips, made):
    """A limit that the clip keeps is no help, so none is given."""
    lane.discord.set_upload_limit(500)
    with pytest.raises(port.TooBig) as caught:
        await poster.post(made, clips)
    assert caught.value.limit is None


async def test_automod_gets_a_second_try_without_the_prompt(lane, poster, clips, made):
    """The clip still comes when only its text was held back."""
    lane.discord.fail("create_message", status=400, code=200000)
    since = lane.ground.now()
    posted = await poster.post(made, clips)
    message = lane.discord.message(posted.message_id)
    assert posted.is_bare
    assert await poster.find(made, clips, since) == posted
    assert "lighthouse" not in message.text
    assert "lighthouse" not in message.attachments[0]["description"]
    assert "7RKQ2M" in message.text
    assert message.has_video


async def test_automod_holding_it_twice(lane, poster, clips, made):
    """Then it is held back."""
    lane.discord.fail("create_message", status=400, code=200000, times=2)
    with pytest.raises(port.HeldBack):
        await poster.post(made, clips)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_cut_connection(lane, poster, clips, made, when):
    """The answer may be lost although the message stands; it is looked for and found."""
    since = lane.ground.now()
    lane.discord.drop("create_message", when=when)
    with pytest.raises(port.Unreachable):
        await poster.post(made, clips)
    found = await poster.find(made, clips, since)
    assert (found is not None) is (when == "after")
    assert lane.discord.posted_clips == (1 if when == "after" else 0)


@pytest.mark.parametrize("kind", ["clip", "card", "anew", "notice"])
async def test_find_tells_messages_apart(lane, poster, clips, made, kind):
    """Each letter finds its own message and none of the others, nor older ones."""
    letters = {
        "clip": made,
        "card": card(made),
        "anew": edit(made, "failed"),
        "notice": Letter(
            kind=OwedKind.STAFF_NOTICE,
            nonce="notice-1",
            facts={"notice": "minors", "about": "1", "prompt": "x", "channel_id": 6},
        ),
    }
    since = lane.ground.now()
    for name, letter in letters.items():
        if name != kind:
            await poster.post(letter, clips)
    assert await poster.find(letters[kind], clips, since) is None
    posted = await poster.post(letters[kind], clips)
    assert await poster.find(letters[kind], clips, since) == posted
    lane.clock.skip(hours=1)
    assert await poster.find(letters[kind], clips, lane.ground.now()) is None


async def test_a_clip_is_found_behind_an_evening_of_talk(lane, poster, clips, made):
    """After an outage hundreds of messages may stand between; the clip is not posted twice."""
    since = lane.ground.now()
    posted = await poster.post(made, clips)
    for number in range(150):
        lane.discord.member("ben").send(f"talk {number}", channel="clips")
    assert await poster.find(made, clips, since) == posted


async def test_a_clock_that_was_ahead_hides_no_post(lane, poster, clips, made):
    """Behind a message of ours it is found by Discord's clock, where by ours it lay ahead."""
    before = await poster.post(card(made), clips)
    lane.clock.skip(hours=5)
    posted = await poster.post(made, clips)
    ahead = lane.ground.now() + timedelta(hours=3)
    lane.clock.skip(days=1)
    assert await poster.find(made, clips, ahead, before.message_id) == posted
    assert await poster.find(made, clips, ahead) is None
    later = await poster.post(card(made), clips)
    lane.clock.skip(hours=1)
    assert await poster.find(made, clips, ahead, later.message_id) is None


async def test_find_without_the_right_to_look(lane, poster, clips, made):
    """A channel whose history is closed to us counts as one without the message."""
    lane.discord.set_permissions("clips", "bot", deny=Permission.READ_MESSAGE_HISTORY)
    assert await poster.find(made, clips, lane.ground.now() - timedelta(hours=1)) is None


async def test_nobody_elses_message_is_found(lane, poster, clips, made):
    """A member who uploads a file of the same name is not us."""
    lane.discord.member("ben").send(
        "look", channel="clips", files=[Upload("greenlight-7RKQ2M.mp4", b"0", "video/mp4")]
    )
    assert await poster.find(made, clips, lane.ground.now()) is None


async def test_removing_where_the_channel_is_gone(lane, poster, clips, made):
    """The place is gone, and with it the message."""
    posted = await poster.post(card(made), clips)
    lane.discord.remove_channel("clips")
    with pytest.raises(port.PlaceGone):
        await poster.remove(posted)
