"""A client that knows nothing: raw REST requests and Gateway frames against the sandbox."""

import io
import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.discord.server import DiscordSandbox
from tests.examined import RAW


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """An answer: status, JSON (or text), headers."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> int | None:
        return self.body.get("code") if isinstance(self.body, dict) else None

    def errors_at(self, path: str) -> list[dict[str, str]]:
        """Return the faults at a dotted path; empty when there are none."""
        place = self.body.get("errors", {}) if isinstance(self.body, dict) else {}
        for step in filter(None, path.split(".")):
            place = place.get(step, {})
        return place.get("_errors", [])


class Raw:
    """The bot's token, a session, and nothing else."""

    def __init__(self, discord: DiscordSandbox, session: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.session = session

    async def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Got:
        headers = {"User-Agent": RAW, "Authorization": f"Bot {self.discord.token}"}
        headers |= more.pop("headers", {})
        if body is not None:
            more["json"] = body
        url = path if path.startswith("http") else self.discord.api_url + path
        async with self.session.request(method, url, headers=headers, **more) as response:
            text = await response.text()
            if response.content_type == "application/json":
                return Got(status=response.status, body=json.loads(text), headers=response.headers)
            return Got(status=response.status, body=text, headers=response.headers)

    async def post_files(
        self, path: str, payload: Any, files: dict[str, bytes], method: str = "POST"
    ) -> Got:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", json.dumps(payload), content_type="application/json")
        for number, (name, data) in enumerate(files.items()):
            form.add_field(f"files[{number}]", io.BytesIO(data), filename=name)
        return await self.ask(method, path, data=form)

    async def say(self, channel: str = "clips", **payload: Any) -> Got:
        return await self.ask("POST", f"/channels/{self.channel(channel)}/messages", payload)

    def channel(self, name: str) -> int:
        found = self.discord.world.channels.values()
        return next(channel.id for channel in found if channel.name == name)

    @property
    def app(self) -> int:
        return self.discord.world.bot.id

    async def register(self, *commands: dict[str, Any]) -> Got:
        return await self.ask("PUT", f"/applications/{self.app}/commands", list(commands))

    async def gateway(self, **query: str) -> "RawGateway":
        socket = await self.session.ws_connect(self.discord.gateway_url, params=query)
        return RawGateway(self.discord, socket)

    async def listening(self, intents: int = 1 | 1 << 9 | 1 << 12) -> "RawGateway":
        gateway = await self.gateway()
        await gateway.until(10)
        await gateway.identify(intents)
        await gateway.event("READY")
        return gateway


class RawGateway:
    """One Gateway connection."""

    def __init__(self, discord: DiscordSandbox, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.discord = discord
        self.socket = socket

    async def send(self, op: Any, data: Any = None) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, intents: Any, **more: Any) -> None:
        login = {"token": self.discord.token, "properties": {}, "intents": intents} | more
        await self.send(2, login)

    async def frame(self) -> dict[str, Any]:
        message = await self.socket.receive(timeout=5)
        assert message.type is aiohttp.WSMsgType.TEXT, f"closed with {self.socket.close_code}"
        return json.loads(message.data)

    async def until(self, op: int) -> dict[str, Any]:
        while (frame := await self.frame())["op"] != op:
            pass
        return frame

    async def event(self, name: str) -> dict[str, Any]:
        while (frame := await self.until(0))["t"] != name:
            pass
        return frame["d"] | {"_seq": frame["s"]}

    async def close_code(self) -> int | None:
        while (await self.socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        return self.socket.close_code
