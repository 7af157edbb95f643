"""Interactions answered by raw requests: in time, once, by a fitting kind, with a living token."""

import pytest

from sandbox.discord.driver.views import AnswerKind
from sandbox.discord.errors import DidNotRespond
from sandbox.discord.shapes import Upload
from sandbox.discord.world.records import MIB
from tests.sandbox.discord.scene import CHOICES, MODAL, Scene


@pytest.fixture
async def scene(raw):
    return Scene(raw)


@pytest.mark.parametrize(
    ("kind", "callback", "data", "fits"),
    [
        ("command", 4, {"content": "x"}, True),
        ("command", 5, None, True),
        ("command", 9, MODAL, True),
        ("command", 6, None, False),
        ("command", 7, {"content": "x"}, False),
        ("command", 8, CHOICES, False),
        ("command", 1, None, False),
        ("autocomplete", 8, CHOICES, True),
        ("autocomplete", 4, {"content": "x"}, False),
        ("autocomplete", 5, None, False),
        ("component", 4, {"content": "x"}, True),
        ("component", 6, None, True),
        ("component", 7, {"content": "x"}, True),
        ("component", 9, MODAL, True),
        ("component", 8, CHOICES, False),
        ("modal", 4, {"content": "x"}, True),
        ("modal", 5, None, True),
        ("modal", 9, MODAL, False),
        ("modal", 7, {"content": "x"}, False),
    ],
)
async def test_only_a_fitting_kind_of_answer_is_taken(scene, kind, callback, data, fits):
    """Each act takes its own kinds of answer; any other is 50035, and the act still waits."""
    await scene.begin(kind)
    got = await scene.answer(callback, data)
    assert got.status == (204 if fits else 400), got.body
    if not fits:
        assert got.code == 50035
        assert got.errors_at("type")
        assert scene.handle.state == "pending"


async def test_an_answer_after_three_seconds_is_refused(scene):
    """After three seconds the member hears so, and the answer is 10062."""
    await scene.slash()
    scene.raw.discord.skip(2.9)
    assert scene.handle.state == "pending"
    scene.raw.discord.skip(0.1)
    with pytest.raises(DidNotRespond):
        await scene.handle
    got = await scene.answer(4, {"content": "x"})
    assert (got.status, got.code) == (404, 10062)


async def test_a_token_dies_after_fifteen_minutes(scene):
    """Fourteen minutes and it works, fifteen and it is 50027."""
    await scene.slash()
    await scene.answer(4, {"content": "x"})
    scene.raw.discord.skip(14 * 60)
    assert (await scene.hook("PATCH", "/messages/@original", {"content": "y"})).status == 200
    scene.raw.discord.skip(60)
    for method, suffix, body in (
        ("PATCH", "/messages/@original", {"content": "z"}),
        ("POST", "", {"content": "z"}),
        ("DELETE", "/messages/@original", None),
    ):
        got = await scene.hook(method, suffix, body)
        assert (got.status, got.code) == (401, 50027)
    assert scene.ana.latest().content == "y"


async def test_the_first_follow_up_fills_a_deferral(scene):
    """Private or public is decided by the deferral; only the second follow-up is a new message."""
    await scene.slash()
    await scene.answer(5, {"flags": 64})
    first = await scene.hook("POST", body={"content": "one"})
    second = await scene.hook("POST", body={"content": "two", "flags": 64})
    assert first.body["flags"] == 64
    assert first.body["id"] != second.body["id"]
    assert [view.content for view in scene.ana.messages()] == ["one", "two"]
    assert scene.raw.discord.messages() == []
    final = await scene.handle.final()
    assert final.content == "one"


async def test_a_public_deferral_cannot_be_filled_privately(scene):
    """A private follow-up into a public deferral stays public."""
    await scene.slash()
    await scene.answer(5)
    got = await scene.hook("POST", body={"content": "meant to be private", "flags": 64})
    assert got.body["flags"] == 0
    assert len(scene.raw.discord.messages()) == 1


async def test_an_ephemeral_answer_is_for_one_person(scene):
    """It is not dispatched, cannot be fetched by its id, and others do not see it."""
    await scene.slash()
    got = await scene.answer(4, {"content": "x", "flags": 64}, "?with_response=true")
    message = got.body["resource"]["message"]
    assert message["flags"] == 64
    path = f"/channels/{message['channel_id']}/messages"
    assert (await scene.raw.ask("GET", f"{path}/{message['id']}")).code == 10008
    assert (await scene.raw.ask("GET", path)).body == []
    assert scene.raw.discord.member("ben").messages() == []
    await scene.raw.say(content="after it")
    assert (await (await scene.gateway()).event("MESSAGE_CREATE"))["content"] == "after it"
    scene.ana.dismiss(int(message["id"]))
    assert (await scene.hook("GET", "/messages/@original")).code == 10008


async def test_a_public_follow_up_does_not_leak_a_private_answer(scene):
    """A public message that refers to a private one does not quote it."""
    await scene.slash()
    await scene.answer(4, {"content": "secret", "flags": 64})
    await scene.hook("POST", body={"content": "public"})
    assert "secret" not in str([view.json for view in scene.raw.discord.messages()])


async def test_an_interaction_tells_what_the_bot_needs_to_know(scene):
    """Rights, upload limit, context, language and owner stand in the event."""
    discord = scene.raw.discord
    discord.set_locale("ana", "de")
    discord.set_upload_limit(5 * MIB, reported=50 * MIB)
    await scene.slash()
    event, guild = scene.event, next(iter(discord.world.guilds.values()))
    assert event["locale"] == "de"
    assert event["attachment_size_limit"] == 50 * MIB
    assert event["context"] == 0
    assert event["authorizing_integration_owners"] == {"0": str(guild.id)}
    assert int(event["app_permissions"]) & (1 << 15)
    assert event["member"]["user"]["username"] == "ana"
    assert event["entitlements"] == []


async def test_a_command_in_a_direct_message(scene):
    """In a DM there is a user and no member, and the context says so."""
    gateway = await scene.gateway()
    scene.handle = scene.ana.slash("go", {"words": "x"}, channel=scene.ana.dm)
    scene.event = await gateway.event("INTERACTION_CREATE")
    assert scene.event["context"] == 1
    assert scene.event["user"]["username"] == "ana"
    assert "member" not in scene.event
    await scene.answer(4, {"content": "x"})
    assert (await scene.handle).message.content == "x"


async def test_the_bot_may_go_and_come_back_in_time(scene):
    """An act while nobody is connected fails after three seconds, like any other."""
    await (await scene.gateway()).socket.close()
    discord = scene.raw.discord
    await discord.until(lambda: not discord.bot_online)
    handle = scene.ana.slash("go", {"words": "x"})
    discord.skip(3)
    with pytest.raises(DidNotRespond, match="did not respond"):
        await handle


async def test_attachments_of_an_option_are_resolved(raw):
    """A file given to an option arrives as an ephemeral attachment whose link works."""
    option = {"type": 11, "name": "image", "description": "x"}
    await raw.register({"name": "see", "description": "x", "type": 1, "options": [option]})
    gateway = await raw.listening()
    raw.discord.member("ana").slash("see", {"image": Upload("a b.png", b"data")})
    event = await gateway.event("INTERACTION_CREATE")
    (file,) = event["data"]["resolved"]["attachments"].values()
    assert event["data"]["options"][0]["value"] == file["id"]
    assert (file["filename"], file["size"], file["ephemeral"]) == ("a_b.png", 4, True)
    assert (await raw.ask("GET", file["url"])).body == "data"


async def test_mentions_in_a_text_option_are_resolved(raw):
    """People, roles and channels named in a text come along; unknown ids do not."""
    option = {"type": 3, "name": "prompt", "description": "x"}
    await raw.register({"name": "say", "description": "x", "type": 1, "options": [option]})
    gateway = await raw.listening()
    discord = raw.discord
    ben, [guild] = discord.member("ben").id, discord.world.guilds
    clips = discord.member("ana").send("here", channel="clips").channel_id
    text = f"<@{ben}> <@!{ben}> <#{clips}> <@&{guild}> <@17> <#18> <@&19>"
    discord.member("ana").slash("say", {"prompt": text})
    data = (await gateway.event("INTERACTION_CREATE"))["data"]
    assert data["options"][0]["value"] == text
    found = {kind: list(ids) for kind, ids in data["resolved"].items()}
    one = [str(ben)]
    assert found == {"users": one, "members": one, "channels": [str(clips)], "roles": [str(guild)]}


async def test_an_answer_is_a_snapshot_and_the_handle_is_live(scene):
    """The awaited answer stays as it was; the handle's message shows later edits."""
    await scene.slash()
    await scene.answer(4, {"content": "before"})
    answer = await scene.handle
    await scene.hook("PATCH", "/messages/@original", {"content": "after"})
    assert answer.kind is AnswerKind.MESSAGE
    assert answer.message.content == "before"
    assert scene.handle.message.content == "after"
    assert 0 < answer.seconds < 3


async def test_answers_have_no_common_limit(scene):
    """Sixty acts at once are all answered: callbacks count neither together nor globally."""
    events = []
    for _ in range(60):
        await scene.slash()
        events.append(scene.event)
    for event in events:
        scene.event = event
        assert (await scene.answer(4, {"content": "x"})).status == 204
    assert scene.raw.discord.counters.acked == 60
