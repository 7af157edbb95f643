"""What Discord's client would not let a person do, and how worlds are built and changed."""

import pytest

from sandbox.discord.errors import NotPossible
from sandbox.discord.shapes import Upload
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import MIB
from tests.examined import examined

OPTIONS = [
    {"type": 3, "name": "words", "description": "x", "required": True, "max_length": 5},
    {"type": 4, "name": "count", "description": "x", "min_value": 1, "max_value": 3},
    {
        "type": 3,
        "name": "size",
        "description": "x",
        "choices": [{"name": "Small", "value": "s"}],
    },
    {"type": 11, "name": "image", "description": "x"},
    {"type": 6, "name": "who", "description": "x"},
]


@pytest.fixture
async def ana(raw):
    hidden = {"name": "hidden", "description": "x", "default_member_permissions": 32}
    group = {
        "name": "group",
        "description": "x",
        "options": [{"type": 1, "name": "one", "description": "x"}],
    }
    await raw.register(
        {"name": "go", "description": "x", "options": OPTIONS},
        hidden,
        group,
        {"name": "Pick me", "type": 3},
    )
    return raw.discord.member("ana")


@pytest.mark.parametrize(
    ("command", "options", "words"),
    [
        ("nothing", {}, "sees no command 'nothing'"),
        ("hidden", {}, "sees no command 'hidden'"),
        ("group", {}, "needs one of: one"),
        ("group two", {}, "has no 'two'"),
        ("go", {}, "'words' is required"),
        ("go", {"words": ""}, "'words' is required"),
        ("go", {"words": "too long"}, "0 to 5 characters"),
        ("go", {"words": "x", "count": 4}, "between 1 and 3"),
        ("go", {"words": "x", "count": "many"}, "takes a number"),
        ("go", {"words": "x", "size": "Small"}, "not one of the choices"),
        ("go", {"words": "x", "image": "a.png"}, "takes a file"),
        ("go", {"words": "x", "image": Upload("a.png", bytes(2 * MIB))}, "larger than 1 MiB"),
        ("go", {"words": "x", "who": 5}, "nothing that 'who' can take"),
        ("go", {"words": "x", "wrods": "y"}, "no option 'wrods'"),
    ],
)
async def test_the_client_stops_a_wrong_command(ana, raw, command, options, words):
    """A command that cannot be sent is refused with a sentence, and the bot hears nothing."""
    raw.discord.set_upload_limit(MIB)
    with pytest.raises(NotPossible, match=words):
        ana.slash(command, options)
    assert raw.discord.counters.interactions == 0


async def test_the_client_stops_what_is_not_there(ana, raw):
    """Hidden channels, missing buttons, disabled ones, links and foreign answers are refused."""
    with pytest.raises(NotPossible, match="does not see"):
        ana.slash("go", {"words": "x"}, channel="staff")
    buttons = [
        {"type": 2, "style": 1, "label": "Off", "custom_id": "off", "disabled": True},
        {"type": 2, "style": 5, "label": "Out", "url": "https://example.org"},
    ]
    posted = await raw.say(content="x", components=[{"type": 1, "components": buttons}])
    message = raw.discord.message(int(posted.body["id"]))
    for name, words in (("On", "has no 'On'"), ("Off", "is disabled"), ("Out", "link")):
        with pytest.raises(NotPossible, match=words):
            ana.press(message, name)
    raw.discord.remove_message(message.id)
    with pytest.raises(NotPossible, match="not there"):
        ana.press(message, "Off")
    with pytest.raises(NotPossible, match="no option"):
        ana.autocomplete("go", focused=("nothing", "x"))
    with pytest.raises(NotPossible, match="no suggestions"):
        ana.autocomplete("go", focused=("words", "x"))
    with pytest.raises(NotPossible, match="nobody called 'anna'"):
        raw.discord.member("anna")


async def test_typing_tells_that_a_file_is_there(raw):
    """Beside the text so far comes the id of what is filled in, a file's too, and nothing of it."""
    hint = {"type": 3, "name": "hint", "description": "x", "autocomplete": True}
    await raw.register({"name": "go", "description": "x", "options": [*OPTIONS, hint]})
    gateway = await raw.listening()
    ana = raw.discord.member("ana")
    filled = {"who": str(ana.id), "image": Upload("a.png", b"png")}
    ana.autocomplete("go", filled, focused=("hint", "x"))
    data = (await gateway.event("INTERACTION_CREATE"))["data"]
    assert "resolved" not in data
    options = {option["name"]: option for option in data["options"]}
    assert options.pop("hint") == {"name": "hint", "type": 3, "value": "x", "focused": True}
    assert options.pop("who")["value"] == str(ana.id)
    assert options["image"]["type"] == 11
    assert options.pop("image")["value"].isdecimal()
    assert options == {}


async def test_who_sees_a_command(ana, raw):
    """Default permissions hide it; the owner's override shows it to a role; DMs follow contexts."""
    discord = raw.discord
    assert ana.visible_commands == ["go", "group", "Pick me"]
    assert "hidden" in discord.member("manager").visible_commands
    assert "hidden" in discord.member("operator").visible_commands
    discord.show_command("hidden", to=["Artist"])
    assert "hidden" in ana.visible_commands
    assert "hidden" not in discord.member("manager").visible_commands
    discord.take_role("ana", "Artist")
    assert "hidden" not in ana.visible_commands
    await raw.register({"name": "home", "description": "x", "contexts": [0]})
    assert ana.commands_in(ana.dm) == []
    discord.set_permissions("clips", "ana", deny=Permission.USE_APPLICATION_COMMANDS)
    assert ana.visible_commands == []


async def test_commands_of_one_guild(ana, raw):
    """A guild's commands exist there alone, and registering again keeps a command's id."""
    discord = raw.discord
    other = discord.add_guild("Other", owner="ben")
    discord.add_channel("clips", guild="Other")
    path = f"/applications/{raw.app}/guilds/{other.id}/commands"
    first = await raw.ask("PUT", path, [{"name": "local", "description": "x"}])
    again = await raw.ask("PUT", path, [{"name": "local", "description": "changed"}])
    assert first.body[0]["id"] == again.body[0]["id"]
    assert (await raw.ask("GET", path)).body[0]["description"] == "changed"
    assert "local" in discord.member("ben", guild="Other").visible_commands
    assert "local" not in ana.visible_commands


async def test_a_faulty_command_replaces_nothing(raw):
    """One faulty command among good ones, and all stay as they were."""
    await raw.register({"name": "before", "description": "x"})
    got = await raw.register({"name": "good", "description": "x"}, {"name": "Bad"})
    assert got.code == 50035
    assert [each["name"] for each in raw.discord.commands] == ["before"]


async def test_a_hundred_commands_and_five_menus_are_taken(raw):
    """What is exactly at the limits of a kind is registered."""
    slash = [{"name": f"c{n}", "description": "x"} for n in range(100)]
    menus = [{"name": f"m{n}", "type": 3} for n in range(5)]
    assert (await raw.register(*slash, *menus)).status == 200
    assert len(raw.discord.commands) == 105


async def test_another_world_can_be_built():
    """A test lays out its own world: guilds, roles, members, channels."""

    def small(world) -> None:
        owner = world.add_user("zoe")
        world.add_channel(world.add_guild("Small", owner), "only")

    async with examined(build=small) as discord:
        discord.add_role("Helper", Permission.MANAGE_MESSAGES)
        discord.add_member("yan", roles=["Helper"])
        yan = discord.member("yan")
        message = yan.send("hello", channel="only")
        assert discord.message(message.id).author_id == yan.id
        discord.remove_member("yan")
        with pytest.raises(NotPossible, match="does not see"):
            yan.send("gone", channel="only")


async def test_replies_ping_and_messages_wake_threads(raw):
    """A reply pings whom it answers; a member's message in an archived thread wakes it."""
    discord = raw.discord
    ana, ben = discord.member("ana"), discord.member("ben")
    first = ana.send("hello")
    answer = ben.send("hi", reply_to=first)
    assert answer.reference_id == first.id
    assert answer.pings == {ana.id}
    path = f"/channels/{raw.channel('clips')}/messages/{first.id}/threads"
    thread = int((await raw.ask("POST", path, {"name": "talk"})).body["id"])
    discord.archive_thread(thread, locked=False)
    ben.send("still here", channel="talk")
    got = await raw.ask("GET", f"/channels/{thread}")
    assert got.body["thread_metadata"]["archived"] is False
