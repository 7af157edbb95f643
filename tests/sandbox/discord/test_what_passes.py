"""What is just allowed passes: at every limit, and where a right or a state permits it."""

import pytest

from sandbox.discord.permissions import Permission
from sandbox.discord.records import MIB
from tests.sandbox.discord.refusals.faulty_components import button, option, row, rows, select
from tests.sandbox.discord.refusals.faulty_messages import TEXT, V2


@pytest.mark.parametrize(
    "payload",
    [
        {"content": "x" * 2000},
        {"embeds": [{"description": "x" * 4096}, {"description": "x" * 1904}]},
        {"components": rows(5), "content": "x"},
        {"components": [row(select(options=[option(n) for n in range(25)]))], "content": "x"},
        {"flags": V2, "components": [{"type": 17, "components": [TEXT] * 39}]},
        {"flags": V2, "components": [{"type": 9, "components": [TEXT], "accessory": button()}]},
        {"content": "x", "nonce": "n" * 25},
    ],
    ids=["2000", "6000", "5-rows", "25-options", "40-components", "section", "nonce-25"],
)
async def test_a_message_at_the_limit_passes(raw, payload):
    """What is exactly at a limit is posted."""
    got = await raw.say(**payload)
    assert got.status == 200, got.body


async def test_attaching_needs_its_right_even_where_sending_is_allowed(raw):
    """In #quiet the bot may write but not attach: 50013."""
    path = f"/channels/{raw.channel('quiet')}/messages"
    assert (await raw.say("quiet", content="words")).status == 200
    got = await raw.post_files(path, {}, {"a.mp4": b"1"})
    assert (got.status, got.code) == (403, 50013)


@pytest.mark.parametrize(
    ("limit", "size"), [(MIB, MIB), (30 * MIB, 27 * MIB)], ids=["exact", "raised-limit"]
)
async def test_a_file_within_the_guilds_limit_passes(raw, limit, size):
    """The upload limit is the guild's, per file, whatever other guilds have."""
    raw.discord.set_upload_limit(limit)
    path = f"/channels/{raw.channel('clips')}/messages"
    got = await raw.post_files(path, {}, {"a.mp4": bytes(size)})
    assert (got.status, got.body["attachments"][0]["size"]) == (200, size)


async def test_closed_direct_messages_are_refused(raw):
    """A person who takes no direct messages: 50007; open again: delivered."""
    ana = raw.discord.member("ana")
    opened = await raw.ask("POST", "/users/@me/channels", {"recipient_id": str(ana.id)})
    path = f"/channels/{opened.body['id']}/messages"
    raw.discord.close_dms("ana")
    got = await raw.ask("POST", path, {"content": "x"})
    assert (got.status, got.code) == (403, 50007)
    raw.discord.open_dms("ana")
    assert (await raw.ask("POST", path, {"content": "x"})).status == 200
    assert [view.content for view in ana.messages(ana.dm)] == ["x"]


async def test_an_archived_thread_refuses(raw):
    """Locked and archived: 50083 to send; archived only: sending wakes it, editing does not."""
    posted = await raw.say(content="here")
    path = f"/channels/{raw.channel('clips')}/messages/{posted.body['id']}/threads"
    thread = (await raw.ask("POST", path, {"name": "a thread"})).body["id"]
    assert (await raw.ask("POST", path, {"name": "again"})).code == 160004
    inside = await raw.ask("POST", f"/channels/{thread}/messages", {"content": "inside"})
    raw.discord.archive_thread(int(thread))
    sent = await raw.ask("POST", f"/channels/{thread}/messages", {"content": "x"})
    assert (sent.status, sent.code) == (400, 50083)
    raw.discord.archive_thread(int(thread), locked=False)
    one = f"/channels/{thread}/messages/{inside.body['id']}"
    assert (await raw.ask("PATCH", one, {"content": "y"})).code == 50083
    sent = await raw.ask("POST", f"/channels/{thread}/messages", {"content": "wake up"})
    assert sent.status == 200
    got = await raw.ask("GET", f"/channels/{thread}")
    assert got.body["thread_metadata"]["archived"] is False


async def test_a_thread_needs_its_own_right_to_send(raw):
    """Send Messages does not count in threads; Send Messages in Threads does."""
    posted = await raw.say(content="here")
    path = f"/channels/{raw.channel('clips')}/messages/{posted.body['id']}/threads"
    thread = (await raw.ask("POST", path, {"name": "a thread"})).body["id"]
    raw.discord.set_permissions("clips", "bot", deny=Permission.SEND_MESSAGES_IN_THREADS)
    got = await raw.ask("POST", f"/channels/{thread}/messages", {"content": "x"})
    assert (got.status, got.code) == (403, 50013)
    assert (await raw.say(content="still fine")).status == 200


async def test_answers_carry_what_the_library_relies_on(raw):
    """Content-Type is exactly application/json, and Via is there."""
    got = await raw.ask("GET", "/users/@me")
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["Via"]
