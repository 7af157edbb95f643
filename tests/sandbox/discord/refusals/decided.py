"""What Discord decides without refusing: whose answer, who is pinged, which message, which link."""

from sandbox.discord.codes import RATE_LIMITS, RECEIVING
from sandbox.discord.errors import NotPossible
from tests.sandbox.discord.raw import Got
from tests.sandbox.discord.refusals.rows import Decided
from tests.sandbox.discord.scene import Scene

MESSAGE = "docs: resources/message"
COMMANDS = "docs: interactions/application-commands"
LINKS = "docs: reference#signed-attachment-cdn-urls"
DAY = 24 * 3600


async def _filled(scene: Scene, method: str, suffix: str) -> str:
    await scene.slash()
    await scene.answer(5)
    first = scene.handle.message.id
    got = await scene.hook(method, suffix, {"content": "done"})
    same = int(got.body["id"]) == first
    return f"{'the same' if same else 'another'} message, {scene.handle.message.content!r}"


async def _by_follow_up(scene: Scene) -> str:
    return await _filled(scene, "POST", "")


async def _by_edit(scene: Scene) -> str:
    return await _filled(scene, "PATCH", "/messages/@original")


async def _second_follow_up(scene: Scene) -> str:
    await _by_follow_up(scene)
    await scene.hook("POST", body={"content": "more"})
    return f"{len(scene.ana.messages())} messages"


async def _ephemeral(scene: Scene) -> str:
    await scene.slash()
    await scene.answer(4, {"content": "psst", "flags": 64})
    await scene.raw.say(content="loud")
    event = await (await scene.gateway()).event("MESSAGE_CREATE")
    ben = [view.content for view in scene.discord.member("ben").messages()]
    ana = [view.content for view in scene.ana.messages()]
    listed = await scene.ask("GET", "/channels/{clips}/messages")
    return f"Ana {ana}, Ben {ben}, first event {event['content']!r}, {len(listed.body)} listed"


async def _hidden_command(scene: Scene) -> str:
    command = {"name": "admin", "description": "x", "default_member_permissions": 32}
    await scene.raw.register(command)
    try:
        scene.ana.slash("admin")
    except NotPossible:
        return f"Ana sees {scene.ana.visible_commands}, Mira {_mira(scene)}"
    return "Ana may use it"


def _mira(scene: Scene) -> list[str]:
    return scene.discord.member("manager").visible_commands


async def _nonce(scene: Scene, **more: object) -> tuple[Got, Got]:
    first = await scene.raw.say(content="a", nonce="n", **more)
    return first, await scene.raw.say(content="b", nonce="n", **more)


async def _loose_nonce(scene: Scene) -> str:
    first, second = await _nonce(scene)
    same = first.body["id"] == second.body["id"]
    return f"nonce {second.body['nonce']!r}, {'the first' if same else 'a second'} message"


async def _enforced_nonce(scene: Scene) -> str:
    first, second = await _nonce(scene, enforce_nonce=True)
    same = first.body["id"] == second.body["id"]
    return f"{'the first' if same else 'a second'} message, {second.body['content']!r}"


async def _pinged(scene: Scene, **allowed: object) -> str:
    ben = scene.discord.member("ben")
    more = {"allowed_mentions": allowed} if allowed else {}
    await scene.raw.say(content=f"{scene.ana.mention} {ben.mention}", **more)
    names = {scene.ana.id: "Ana", ben.id: "Ben"}
    return ", ".join(sorted(names[each] for each in scene.discord.messages()[0].pings)) or "nobody"


async def _all_pinged(scene: Scene) -> str:
    return await _pinged(scene)


async def _none_pinged(scene: Scene) -> str:
    return await _pinged(scene, parse=[])


async def _one_pinged(scene: Scene) -> str:
    return await _pinged(scene, users=[str(scene.ana.id)])


async def _link(scene: Scene, age: float) -> str:
    path = f"/channels/{scene.raw.channel('clips')}/messages"
    got = await scene.raw.post_files(path, {}, {"clip.mp4": b"0123456789"})
    scene.discord.skip(age)
    served = await scene.raw.ask("GET", got.body["attachments"][0]["url"])
    return str(served.status)


async def _fresh_link(scene: Scene) -> str:
    return await _link(scene, 0)


async def _old_link(scene: Scene) -> str:
    return await _link(scene, DAY)


async def _headers(scene: Scene) -> str:
    got = await scene.raw.say(content="x")
    names = ("Limit", "Remaining", "Reset", "Reset-After", "Bucket")
    return ", ".join(name for name in names if f"X-RateLimit-{name}" in got.headers)


ROWS = (
    Decided(
        done="the first follow-up after deferring",
        source=RECEIVING,
        expected="the same message, 'done'",
        ask=_by_follow_up,
    ),
    Decided(
        done="an edit of @original after deferring",
        source=RECEIVING,
        expected="the same message, 'done'",
        ask=_by_edit,
    ),
    Decided(
        done="a second follow-up after deferring",
        source=RECEIVING,
        expected="2 messages",
        ask=_second_follow_up,
    ),
    Decided(
        done="an ephemeral answer to Ana, then a public message",
        source=RECEIVING,
        expected="Ana ['psst', 'loud'], Ben ['loud'], first event 'loud', 1 listed",
        ask=_ephemeral,
    ),
    Decided(
        done="a command for who manages the server",
        source=COMMANDS,
        expected="Ana sees [], Mira ['admin']",
        ask=_hidden_command,
    ),
    Decided(
        done="a nonce twice",
        source=MESSAGE,
        expected="nonce 'n', a second message",
        ask=_loose_nonce,
    ),
    Decided(
        done="a nonce twice, enforced",
        source=MESSAGE,
        expected="the first message, 'a'",
        ask=_enforced_nonce,
    ),
    Decided(
        done="two mentions, nothing said of who may be pinged",
        source=MESSAGE,
        expected="Ana, Ben",
        ask=_all_pinged,
    ),
    Decided(
        done="two mentions, nobody allowed", source=MESSAGE, expected="nobody", ask=_none_pinged
    ),
    Decided(done="two mentions, Ana allowed", source=MESSAGE, expected="Ana", ask=_one_pinged),
    Decided(done="an attachment's link", source=LINKS, expected="200", ask=_fresh_link),
    Decided(done="an attachment's link a day later", source=LINKS, expected="404", ask=_old_link),
    Decided(
        done="an ordinary answer's headers",
        source=RATE_LIMITS,
        expected="Limit, Remaining, Reset, Reset-After, Bucket",
        ask=_headers,
    ),
)
