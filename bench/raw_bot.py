"""The lightest bot there can be: it answers each interaction with one POST, without discord.py."""

import asyncio
import json
import os
from typing import Any

import aiohttp

ANSWER = {"type": 4, "data": {"content": "Pong.", "flags": 64}}
_INTERACTION, _HELLO, _IDENTIFY = "INTERACTION_CREATE", 10, 2


async def main() -> None:
    """Run until killed."""
    base, token = os.environ["DISCORD_API_URL"], os.environ["DISCORD_TOKEN"]
    headers = {"Authorization": f"Bot {token}"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(headers=headers, connector=connector) as session:
        async with session.get(f"{base}/users/@me") as reply:
            me = (await reply.json())["id"]
        ping = {"name": "ping", "description": "Answer.", "type": 1}
        async with session.put(f"{base}/applications/{me}/commands", json=[ping]) as reply:
            await reply.read()
        async with session.get(f"{base}/gateway") as reply:
            gateway = (await reply.json())["url"]
        async with session.ws_connect(gateway) as socket:
            await _listen(session, socket, base, token)


async def _listen(
    session: aiohttp.ClientSession, socket: aiohttp.ClientWebSocketResponse, base: str, token: str
) -> None:
    async with asyncio.TaskGroup() as answering:
        async for message in socket:
            frame: dict[str, Any] = json.loads(message.data)
            if frame["op"] == _HELLO:
                login = {"token": token, "properties": {}, "intents": 0}
                await socket.send_json({"op": _IDENTIFY, "d": login})
            elif frame.get("t") == _INTERACTION:
                answering.create_task(_answer(session, base, frame["d"]))


async def _answer(session: aiohttp.ClientSession, base: str, interaction: dict[str, Any]) -> None:
    path = f"/interactions/{interaction['id']}/{interaction['token']}/callback"
    async with session.post(base + path, json=ANSWER) as reply:
        await reply.read()


if __name__ == "__main__":
    asyncio.run(main())
