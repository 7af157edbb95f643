"""How the Gateway closes on a client, and how it lets one come back."""

import json
import zlib
from collections.abc import Callable
from typing import Any

from sandbox.discord.world.intents import Intent
from tests.sandbox.discord.refusals.rows import Decided
from tests.sandbox.discord.scene import Scene

CLOSE_CODES = "docs: topics/opcodes-and-status-codes#gateway"
RESUMING = "docs: events/gateway#resuming"
GUILDS_AND_MESSAGES = 1 | 1 << 9

Frame = str | bytes | Callable[[Scene], str]


def _login(**more: Any) -> Callable[[Scene], str]:
    def frame(scene: Scene) -> str:
        login = {"token": scene.discord.token, "properties": {}, "intents": 0} | more
        return json.dumps({"op": 2, "d": login})

    return frame


def _closed(done: str, code: int, *frames: Frame, **query: str) -> Decided:
    """Frames after which the connection is closed with the code."""

    async def ask(scene: Scene) -> str:
        gateway = await scene.raw.gateway(**query)
        for each in frames:
            sent = each(scene) if callable(each) else each
            if isinstance(sent, bytes):
                await gateway.socket.send_bytes(sent)
            else:
                await gateway.socket.send_str(sent)
        return f"closed with {await gateway.close_code()}"

    return Decided(done=done, source=CLOSE_CODES, expected=f"closed with {code}", ask=ask)


async def _ordered_away(scene: Scene) -> str:
    gateway = await scene.raw.listening()
    scene.discord.close_gateway(4000)
    return f"closed with {await gateway.close_code()}"


async def _op_7(scene: Scene) -> str:
    gateway = await scene.raw.listening()
    scene.discord.ask_reconnect()
    return f"op {(await gateway.until(7))['op']}"


async def _op_9(scene: Scene) -> str:
    gateway = await scene.raw.listening()
    scene.discord.invalidate_session()
    return f"op 9, {(await gateway.until(9))['d']}"


async def _early_heartbeat(scene: Scene) -> str:
    gateway = await scene.raw.gateway()
    await gateway.until(10)
    await gateway.send(1, None)
    return f"op {(await gateway.frame())['op']}"


async def _resumed(scene: Scene) -> str:
    gateway = await scene.raw.gateway()
    await gateway.identify(GUILDS_AND_MESSAGES)
    session = (await gateway.event("READY"))["session_id"]
    seq = (await gateway.event("GUILD_CREATE"))["_seq"]
    scene.discord.cut_gateway()
    await scene.discord.until(lambda: not scene.discord.bot_online)
    scene.ana.send("one")
    scene.ana.send("two")
    again = await scene.raw.gateway()
    await again.until(10)
    await again.send(6, {"token": scene.discord.token, "session_id": session, "seq": seq})
    names = [(await again.until(0))["t"] for _ in range(3)]
    return ", ".join(names)


async def _unknown_session(scene: Scene) -> str:
    gateway = await scene.raw.gateway()
    await gateway.until(10)
    await gateway.send(6, {"token": scene.discord.token, "session_id": "x", "seq": 1})
    return f"op 9, {(await gateway.until(9))['d']}"


async def _future_number(scene: Scene) -> str:
    gateway = await scene.raw.gateway()
    await gateway.identify(0)
    session = (await gateway.event("READY"))["session_id"]
    again = await scene.raw.gateway()
    login = {"token": scene.discord.token, "session_id": session, "seq": 99}
    await again.send(6, login)
    return f"closed with {await again.close_code()}"


_HUGE = json.dumps({"op": 1, "d": "x" * 2_000_000})
_WIDE = json.dumps({"op": 1, "d": "ü" * 2_050}, ensure_ascii=False)
_WRONG_TOKEN = json.dumps({"op": 2, "d": {"token": "x", "properties": {}, "intents": 0}})
_WRONG_RESUME = json.dumps({"op": 6, "d": {"token": "x", "session_id": "x", "seq": 0}})

ROWS = (
    Decided(
        done="the Gateway closes for a reason of its own",
        source=CLOSE_CODES,
        expected="closed with 4000",
        ask=_ordered_away,
    ),
    _closed("an unknown op", 4001, '{"op": 99}'),
    _closed("an op only servers send", 4001, '{"op": 10}'),
    _closed("a frame that is not JSON", 4002, "{not json"),
    _closed("a frame that is a list", 4002, "[]"),
    _closed("a frame without op", 4002, '{"d": 1}'),
    _closed("an op that is a word", 4002, '{"op": "x"}'),
    _closed("an op that is true", 4002, '{"op": true}'),
    _closed("3,000 brackets", 4002, "[" * 3000),
    _closed("a frame of 4,097 bytes and fewer characters", 4002, _WIDE),
    _closed("a frame of 2 MB", 4002, _HUGE),
    _closed("a binary frame", 4002, b"\x00\xff\xfe"),
    _closed("zlib where JSON is expected", 4002, zlib.compress(b'{"op": 1}')),
    _closed("cut zlib", 4002, zlib.compress(b'{"op": 1}')[:5]),
    _closed("an identify without a login", 4002, '{"op": 2, "d": null}'),
    _closed("a resume without a login", 4002, '{"op": 6, "d": []}'),
    _closed("a presence before identify", 4003, '{"op": 3, "d": {}}'),
    _closed("a member request before identify", 4003, '{"op": 8, "d": {}}'),
    _closed("a wrong token", 4004, _WRONG_TOKEN),
    _closed("a wrong token on resume", 4004, _WRONG_RESUME),
    _closed("identify twice", 4005, _login(), _login()),
    Decided(
        done="a resume from a number that is yet to come",
        source=CLOSE_CODES,
        expected="closed with 4007",
        ask=_future_number,
    ),
    _closed("121 frames in a minute", 4008, _login(), *['{"op": 3, "d": {}}'] * 120),
    _closed("shard 2 of 2", 4010, _login(shard=[2, 2])),
    _closed("shard -1", 4010, _login(shard=[-1, 2])),
    _closed("a shard that is a word", 4010, _login(shard="0")),
    _closed("version 8", 4012, v="8"),
    _closed("an intent that does not exist", 4013, _login(intents=1 << 40)),
    _closed("intents that are a word", 4013, _login(intents="all")),
    _closed("message content, not allowed", 4014, _login(intents=int(Intent.MESSAGE_CONTENT))),
    Decided(
        done="a heartbeat before identify",
        source="docs: events/gateway#sending-heartbeats",
        expected="op 11",
        ask=_early_heartbeat,
    ),
    Decided(done="op 7, reconnect", source=CLOSE_CODES, expected="op 7", ask=_op_7),
    Decided(done="op 9, invalid session", source=CLOSE_CODES, expected="op 9, False", ask=_op_9),
    Decided(
        done="two messages while the connection is cut, then RESUME",
        source=RESUMING,
        expected="MESSAGE_CREATE, MESSAGE_CREATE, RESUMED",
        ask=_resumed,
    ),
    Decided(
        done="RESUME of an unknown session",
        source=RESUMING,
        expected="op 9, False",
        ask=_unknown_session,
    ),
)
