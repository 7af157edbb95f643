"""What is just allowed passes: at every limit, and where a right or a state permits it."""

import itertools
import re
from urllib.parse import quote

import pytest

from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import MIB
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


async def test_a_plain_message_turns_into_components(raw):
    """Content nulled and embeds emptied in the same edit: the message is Components V2."""
    posted = await raw.say(content="x", embeds=[{"title": "y"}])
    path = f"/channels/{raw.channel('clips')}/messages/{posted.body['id']}"
    change = {"flags": V2, "components": [TEXT], "content": None, "embeds": []}
    got = await raw.ask("PATCH", path, change)
    assert got.status == 200, got.body
    assert (got.body["content"], got.body["embeds"]) == ("", [])
    assert got.body["components"][0]["content"] == TEXT["content"]


async def test_an_edit_names_the_files_that_stay_and_those_that_come(raw):
    """Of the entries, ids are a present attachment's or a sent file's number."""
    path = f"/channels/{raw.channel('clips')}/messages"
    posted = await raw.post_files(path, {}, {"a.mp4": b"1", "b.mp4": b"2"})
    entries = [{"id": posted.body["attachments"][1]["id"]}, {"id": 0}]
    one = f"{path}/{posted.body['id']}"
    got = await raw.post_files(one, {"attachments": entries}, {"c.mp4": b"3"}, method="PATCH")
    assert [each["filename"] for each in got.body["attachments"]] == ["b.mp4", "c.mp4"]


@pytest.mark.parametrize("emoji", ["🎬", "❤️", "👍🏽", "🇩🇪", "1️⃣", "👩‍🚀", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "▶", "↩️"], ids=ascii)
async def test_an_emoji_passes(raw, emoji):
    """One emoji of Unicode stands on a button and reacts to a message."""
    posted = await raw.say(content="x", components=[row(button(emoji={"name": emoji}))])
    assert posted.status == 200, posted.body
    path = f"/channels/{raw.channel('clips')}/messages/{posted.body['id']}/reactions"
    assert (await raw.ask("PUT", f"{path}/{quote(emoji)}/@me")).status == 204


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


async def test_an_idle_thread_is_archived_in_time(raw):
    """After the minutes it was set to wait since its last message, and not before."""
    body = {"name": "talk", "type": 11, "auto_archive_duration": 60}
    opened = await raw.ask("POST", f"/channels/{raw.channel('clips')}/threads", body)
    thread = int(opened.body["id"])

    def archived() -> bool:
        return raw.discord.world.channels[thread].thread.archived

    raw.discord.skip(3590)
    assert not archived()
    raw.discord.member("ana").send("still here", channel="talk")
    raw.discord.skip(3590)
    assert not archived()
    raw.discord.skip(10)
    assert archived()
    raw.discord.member("ana").send("again", channel="talk")
    assert not archived()


async def test_only_archiving_dates_the_archive(raw):
    """A new name leaves a thread's archive_timestamp; archiving and waking set it."""
    body = {"name": "talk", "type": 11}
    opened = await raw.ask("POST", f"/channels/{raw.channel('clips')}/threads", body)
    dates = [opened.body["thread_metadata"]["archive_timestamp"]]
    for change in ({"name": "chat"}, {"archived": True}, {"archived": True}, {"archived": False}):
        raw.discord.skip(60)
        got = await raw.ask("PATCH", f"/channels/{opened.body['id']}", change)
        dates.append(got.body["thread_metadata"]["archive_timestamp"])
    assert [before != after for before, after in itertools.pairwise(dates)] == [
        False,
        True,
        False,
        True,
    ]


NEEDED = """
GET /users/@me · GET /oauth2/applications/@me · GET /applications/@me · PATCH /applications/@me
GET /gateway · GET /gateway/bot
GET /applications/{a}/commands · PUT /applications/{a}/commands · GET /applications/{a}/emojis
GET /applications/{a}/guilds/{g}/commands · PUT /applications/{a}/guilds/{g}/commands
POST /interactions/{i}/{t}/callback · POST /webhooks/{a}/{t}
GET /webhooks/{a}/{t}/messages/@original · PATCH /webhooks/{a}/{t}/messages/@original
DELETE /webhooks/{a}/{t}/messages/@original · GET /webhooks/{a}/{t}/messages/{m}
PATCH /webhooks/{a}/{t}/messages/{m} · DELETE /webhooks/{a}/{t}/messages/{m}
GET /channels/{c} · PATCH /channels/{c} · DELETE /channels/{c}
GET /channels/{c}/messages · POST /channels/{c}/messages · GET /channels/{c}/messages/{m}
PATCH /channels/{c}/messages/{m} · DELETE /channels/{c}/messages/{m}
PUT /channels/{c}/messages/{m}/reactions/{e}/@me
DELETE /channels/{c}/messages/{m}/reactions/{e}/@me
POST /channels/{c}/messages/{m}/threads · POST /channels/{c}/threads
GET /channels/{c}/threads/archived/public · GET /channels/{c}/threads/archived/private
GET /channels/{c}/users/@me/threads/archived/private · GET /guilds/{g}/threads/active
GET /channels/{c}/thread-members · PUT /channels/{c}/thread-members/@me
DELETE /channels/{c}/thread-members/@me · GET /channels/{c}/thread-members/{u}
PUT /channels/{c}/thread-members/{u} · DELETE /channels/{c}/thread-members/{u}
POST /channels/{c}/typing · POST /users/@me/channels
GET /guilds/{g} · GET /guilds/{g}/channels · GET /guilds/{g}/roles · GET /guilds/{g}/members/{u}
GET /users/{u}
"""
"""What a media bot asks of Discord."""


async def test_every_needed_operation_is_served(raw):
    """Whatever is not there behind these routes, the routes are: none is unknown."""
    routes = [each for line in NEEDED.split("\n") for each in line.split(" · ") if each]
    for route in routes:
        method, template = route.split(" ")
        path = re.sub(r"\{\w\}", "5", template)
        await raw.ask(method, path, {} if method in ("POST", "PATCH", "PUT") else None)
    assert raw.discord.unknown_routes == []
    assert "unknown" not in raw.discord.counters.by_operation
    assert len(raw.discord.counters.by_operation) == len(routes)
