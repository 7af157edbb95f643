"""One registered bot with raw requests, and an interaction at a time."""

from typing import Any

from sandbox.discord.world.records import Channel
from tests.sandbox.discord.raw import Got, Raw, RawGateway

TEXT_FIELD = {"type": 4, "custom_id": "words", "style": 1}
MODAL = {
    "custom_id": "form",
    "title": "A form",
    "components": [{"type": 18, "label": "Words", "component": TEXT_FIELD}],
}
BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}
CHOICES = {"choices": [{"name": "a", "value": "a"}]}


class Scene:
    """What a test does as the bot, and what Ana does to it."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.discord = raw.discord
        self.ana = raw.discord.member("ana")
        self.handle: Any = None
        self.event: dict[str, Any] = {}
        self._gateway: RawGateway | None = None

    async def gateway(self) -> RawGateway:
        """The bot's connection; the first time, its command is registered too."""
        if self._gateway is None:
            option = {"type": 3, "name": "words", "description": "x", "autocomplete": True}
            command = {"name": "go", "description": "Goes", "type": 1, "options": [option]}
            await self.raw.register(command)
            self._gateway = await self.raw.listening()
        return self._gateway

    async def slash(self) -> None:
        """Ana types /go."""
        gateway = await self.gateway()
        self.handle = self.ana.slash("go", {"words": "x"})
        self.event = await gateway.event("INTERACTION_CREATE")

    async def begin(self, kind: str) -> None:
        """Bring about an interaction of that kind."""
        gateway = await self.gateway()
        if kind == "autocomplete":
            self.handle = self.ana.autocomplete("go", focused=("words", "x"))
            self.event = await gateway.event("INTERACTION_CREATE")
            return
        await self.slash()
        if kind == "component":
            row = {"type": 1, "components": [BUTTON]}
            await self.answer(4, {"content": "press", "components": [row]})
            self.handle = self.ana.press(self.handle.message, "Go")
        elif kind == "modal":
            await self.answer(9, MODAL)
            self.handle = self.ana.submit_modal(self.handle, {"Words": "y"})
        if kind != "command":
            self.event = await gateway.event("INTERACTION_CREATE")

    async def answer(self, kind: int, data: Any = None, query: str = "") -> Got:
        """Answer the interaction first."""
        path = f"/interactions/{self.event['id']}/{self.event['token']}/callback{query}"
        return await self.raw.ask("POST", path, {"type": kind, "data": data})

    async def hook(self, method: str, suffix: str = "", body: Any = None) -> Got:
        """Use the interaction's token."""
        path = f"/webhooks/{self.raw.app}/{self.event['token']}{suffix}"
        return await self.raw.ask(method, path, body)

    async def ask(self, method: str, path: str, body: Any = None) -> Got:
        """Ask as the bot; a channel's `{name}` in the path becomes its id."""
        names = {channel.name: channel.id for channel in self.discord.world.channels.values()}
        names["guild"] = next(iter(self.discord.world.guilds))
        return await self.raw.ask(method, path.format(**names), body)

    def thread(self, **state: bool) -> Channel:
        """A thread of Odile's in #clips, archived or locked if so asked."""
        thread = self.discord.open_thread("talk")
        if state:
            self.discord.archive_thread(thread.id, locked=state.get("locked", False))
            thread.thread.archived = state.get("archived", False)
        return thread
