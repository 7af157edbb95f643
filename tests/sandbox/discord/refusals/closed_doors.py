"""What is not there, not seen, or not allowed: rights, threads, members, direct messages."""

from sandbox.discord.codes import Code
from sandbox.discord.world.permissions import Permission
from tests.sandbox.discord.raw import Got
from tests.sandbox.discord.refusals.rows import MESSAGES, Refused, asked
from tests.sandbox.discord.scene import Scene

X = {"content": "x"}
RIGHTS, ACCESS = Code.MISSING_PERMISSIONS, Code.MISSING_ACCESS
_CODES = {
    Permission.VIEW_CHANNEL: ACCESS,
    Permission.READ_MESSAGE_HISTORY: Code.CANNOT_REPLY,
}
"""What a missing right is answered with, where it is not 50013."""


def _without(right: Permission, scene: Scene, target: str = "bot") -> None:
    scene.discord.set_permissions("clips", target, deny=right)


def _sent_without(done: str, right: Permission, body: object, target: str = "bot") -> Refused:
    async def ask(scene: Scene) -> Got:
        if isinstance(body, dict) and "message_reference" in body:
            body["message_reference"] = {"message_id": str(scene.ana.send("x").id)}
        _without(right, scene, target)
        return await scene.ask("POST", MESSAGES, body)

    return Refused(done=done, code=_CODES.get(right, RIGHTS), ask=ask)


def _in_thread(
    done: str,
    code: Code,
    method: str,
    path: str,
    body: object = None,
    *,
    deny: int = 0,
    **state: bool,
) -> Refused:
    async def ask(scene: Scene) -> Got:
        thread = scene.thread()
        inside = await scene.raw.ask("POST", f"/channels/{thread.id}/messages", X)
        if state:
            scene.discord.archive_thread(thread.id, locked=state.get("locked", False))
            thread.thread.archived = state.get("archived", False)
        scene.discord.set_permissions("clips", "bot", deny=deny)
        place = path.format(thread=thread.id, inside=inside.body["id"])
        return await scene.raw.ask(method, place, body)

    return Refused(done=done, code=code, ask=ask)


async def _role_denied(scene: Scene) -> Got:
    scene.discord.set_permissions("clips", "Greenlight", deny=Permission.SEND_MESSAGES)
    return await scene.raw.say(content="x")


async def _file_in_quiet(scene: Scene) -> Got:
    path = f"/channels/{scene.raw.channel('quiet')}/messages"
    return await scene.raw.post_files(path, {}, {"a.mp4": b"1"})


async def _others(scene: Scene, method: str, body: object = None) -> Got:
    message = scene.ana.send("mine")
    return await scene.ask(method, f"{MESSAGES}/{message.id}", body)


async def _vanished_message(scene: Scene) -> Got:
    posted = await scene.raw.say(content="x")
    scene.discord.remove_message(int(posted.body["id"]))
    return await scene.ask("PATCH", f"{MESSAGES}/{posted.body['id']}", X)


async def _vanished_channel(scene: Scene) -> Got:
    lounge = scene.raw.channel("lounge")
    scene.discord.remove_channel("lounge")
    return await scene.raw.ask("POST", f"/channels/{lounge}/messages", X)


async def _left(scene: Scene) -> Got:
    ben = scene.discord.member("ben").id
    scene.discord.remove_member("ben")
    return await scene.ask("GET", f"/guilds/{{guild}}/members/{ben}")


async def _bot_removed(scene: Scene) -> Got:
    scene.discord.remove_member("bot")
    return await scene.raw.say(content="x")


async def _guild_left(scene: Scene) -> Got:
    scene.discord.remove_member("bot")
    return await scene.ask("GET", "/guilds/{guild}")


async def _dm_to(scene: Scene, name: str) -> str:
    user = scene.discord.member(name).id
    opened = await scene.raw.ask("POST", "/users/@me/channels", {"recipient_id": str(user)})
    return f"/channels/{opened.body['id']}/messages"


async def _dm_closed(scene: Scene) -> Got:
    path = await _dm_to(scene, "ana")
    scene.discord.close_dms("ana")
    return await scene.raw.ask("POST", path, X)


async def _dm_without_a_guild(scene: Scene) -> Got:
    path = await _dm_to(scene, "ana")
    scene.discord.remove_member("ana")
    return await scene.raw.ask("POST", path, X)


async def _dm_to_itself(scene: Scene) -> Got:
    body = {"recipient_id": str(scene.raw.app)}
    return await scene.raw.ask("POST", "/users/@me/channels", body)


async def _two_threads(scene: Scene) -> Got:
    path = f"{MESSAGES}/{scene.ana.send('x').id}/threads"
    await scene.ask("POST", path, {"name": "talk"})
    return await scene.ask("POST", path, {"name": "again"})


async def _thread_in_thread(scene: Scene) -> Got:
    path = f"/channels/{scene.thread().id}/threads"
    return await scene.raw.ask("POST", path, {"name": "deeper", "type": 11})


async def _thread_without_right(scene: Scene) -> Got:
    _without(Permission.CREATE_PUBLIC_THREADS, scene)
    return await scene.ask("POST", f"{MESSAGES}/{scene.ana.send('x').id}/threads", {"name": "t"})


def _reaction(done: str, emoji: str) -> Refused:
    async def ask(scene: Scene) -> Got:
        path = f"{MESSAGES}/{scene.ana.send('x').id}/reactions/{emoji}/@me"
        return await scene.ask("PUT", path)

    return Refused(done=done, code=Code.UNKNOWN_EMOJI, ask=ask)


SEND_IN = "/channels/{thread}/messages"
ONE_IN = SEND_IN + "/{inside}"
THREAD = "/channels/{thread}"
ARCHIVED, LOCKED = Code.THREAD_ARCHIVED, Code.THREAD_LOCKED
EMBEDS = {"embeds": [{"title": "x"}]}
REPLY = {"content": "x", "message_reference": {}}

ROWS = (
    _sent_without("a message without View Channel", Permission.VIEW_CHANNEL, X),
    _sent_without("a message without Send Messages", Permission.SEND_MESSAGES, X),
    _sent_without(
        "a message where @everyone may not send", Permission.SEND_MESSAGES, X, "everyone"
    ),
    Refused(done="a message where the bot's role may not send", code=RIGHTS, ask=_role_denied),
    _sent_without("an embed without Embed Links", Permission.EMBED_LINKS, EMBEDS),
    _sent_without("a reply without Read Message History", Permission.READ_MESSAGE_HISTORY, REPLY),
    Refused(done="a file without Attach Files", code=RIGHTS, ask=_file_in_quiet),
    _in_thread(
        "a message in a thread without its own right",
        RIGHTS,
        "POST",
        SEND_IN,
        X,
        deny=Permission.SEND_MESSAGES_IN_THREADS,
    ),
    _in_thread("a thread of a hidden channel", ACCESS, "GET", THREAD, deny=Permission.VIEW_CHANNEL),
    _in_thread(
        "a message in a thread, archived and locked",
        ARCHIVED,
        "POST",
        SEND_IN,
        X,
        archived=True,
        locked=True,
    ),
    _in_thread("a message in a locked thread", LOCKED, "POST", SEND_IN, X, locked=True),
    _in_thread(
        "an edit in an archived thread", ARCHIVED, "PATCH", ONE_IN, {"content": "y"}, archived=True
    ),
    _in_thread("a deletion in an archived thread", ARCHIVED, "DELETE", ONE_IN, archived=True),
    _in_thread(
        "joining an archived thread", ARCHIVED, "PUT", THREAD + "/thread-members/@me", archived=True
    ),
    _in_thread(
        "waking a locked thread",
        RIGHTS,
        "PATCH",
        THREAD,
        {"archived": False},
        archived=True,
        locked=True,
    ),
    _in_thread("renaming another's thread", RIGHTS, "PATCH", THREAD, {"name": "x"}),
    _in_thread(
        "a thread's member that is none", Code.UNKNOWN_MEMBER, "GET", THREAD + "/thread-members/5"
    ),
    Refused(done="a second thread from a message", code=Code.THREAD_EXISTS, ask=_two_threads),
    Refused(done="a thread in a thread", code=Code.CANNOT_ACT_HERE, ask=_thread_in_thread),
    Refused(done="a thread without Create Public Threads", code=RIGHTS, ask=_thread_without_right),
    asked(
        "a private thread without its right",
        "POST",
        "/channels/{clips}/threads",
        {"name": "x"},
        RIGHTS,
    ),
    asked(
        "thread members of a channel",
        "GET",
        "/channels/{clips}/thread-members",
        None,
        Code.CANNOT_ACT_HERE,
    ),
    asked(
        "private archived threads without Manage Threads",
        "GET",
        "/channels/{clips}/threads/archived/private",
        None,
        RIGHTS,
    ),
    asked(
        "renaming a channel without Manage Channels",
        "PATCH",
        "/channels/{clips}",
        {"name": "x"},
        RIGHTS,
    ),
    asked("an unknown channel", "GET", "/channels/5", None, Code.UNKNOWN_CHANNEL),
    Refused(
        done="a message in a deleted channel", code=Code.UNKNOWN_CHANNEL, ask=_vanished_channel
    ),
    asked("an unknown message", "GET", MESSAGES + "/5", None, Code.UNKNOWN_MESSAGE),
    Refused(done="an edit of a deleted message", code=Code.UNKNOWN_MESSAGE, ask=_vanished_message),
    Refused(
        done="an edit of another's message",
        code=Code.NOT_YOUR_MESSAGE,
        ask=lambda scene: _others(scene, "PATCH", X),
    ),
    Refused(
        done="a deletion of another's message",
        code=RIGHTS,
        ask=lambda scene: _others(scene, "DELETE"),
    ),
    asked("an unknown guild", "GET", "/guilds/5", None, Code.UNKNOWN_GUILD),
    Refused(done="a guild the bot has left", code=ACCESS, ask=_guild_left),
    Refused(done="a message in a guild the bot has left", code=ACCESS, ask=_bot_removed),
    Refused(done="a member who left", code=Code.UNKNOWN_MEMBER, ask=_left),
    asked("a member nobody knows", "GET", "/guilds/{guild}/members/5", None, Code.UNKNOWN_USER),
    asked("an unknown user", "GET", "/users/5", None, Code.UNKNOWN_USER),
    asked(
        "a reaction to an unknown message",
        "PUT",
        MESSAGES + "/5/reactions/%F0%9F%8E%AC/@me",
        None,
        Code.UNKNOWN_MESSAGE,
    ),
    _reaction("a reaction with a word", "smile"),
    _reaction("a reaction with a letter", "%C3%A4"),
    _reaction("a reaction with two emoji", "%F0%9F%8E%AC%F0%9F%8E%AC"),
    _reaction("a reaction with an emoji that no server has", "fox:123456789012345678"),
    Refused(done="a direct message to who takes none", code=Code.CANNOT_DM, ask=_dm_closed),
    Refused(
        done="a direct message without a common guild", code=Code.CANNOT_DM, ask=_dm_without_a_guild
    ),
    Refused(done="a direct message to itself", code=Code.CANNOT_DM, ask=_dm_to_itself),
    asked(
        "a direct message to nobody",
        "POST",
        "/users/@me/channels",
        {"recipient_id": "5"},
        Code.UNKNOWN_USER,
    ),
    asked(
        "another application's commands",
        "GET",
        "/applications/5/commands",
        None,
        Code.UNKNOWN_APPLICATION,
    ),
)
