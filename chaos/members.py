"""The members: each asks, presses, takes back and deletes by a seeded chance of their own."""

import asyncio
import contextlib
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from random import Random
from typing import Any

from chaos.town import Chronicle
from sandbox.discord.driver.handles import InteractionHandle
from sandbox.discord.driver.member_client import MemberClient
from sandbox.discord.driver.views import MessageView
from sandbox.discord.errors import DidNotRespond, NotPossible
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.shapes import Upload

#: Discord gives the bot three seconds, and whoever waits a little longer.
_PATIENCE_S = 3.5
_SCENES = ("a lighthouse", "a fox in the snow", "a tram in the rain", "a kite", "an old harbour")
_CAMERAS = ("", "", "push in", "truck left + pan right", "static shot", "zoom out then tilt up")
#: Of all prompts, those that the service refuses or lets fail.
_BAD_WORDS = {"forbidden-word": 0.02, "forbidden-later": 0.02, "forbidden-output": 0.02}
_MODELS = (None, None, "MiniMax-Hailuo-2.3-Fast", "H3", "H3", "T2V-01", "Hailuo 02")


class Streets:
    """Where members meet: whether they ask just now, and which places there are."""

    def __init__(self, discord: DiscordSandbox, chronicle: Chronicle, picture: bytes) -> None:
        self.discord = discord
        self.chronicle = chronicle
        self.picture = Upload("picture.png", picture, "image/png")
        self.places: dict[str, list[int]] = {}
        self.done: Counter[str] = Counter()
        self.numbers = itertools.count(1)
        self.is_open = asyncio.Event()
        self._acting = 0
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    @contextlib.contextmanager
    def acting(self) -> Iterator[None]:
        """Somebody acts while it is entered."""
        self._acting += 1
        self._is_idle.clear()
        try:
            yield
        finally:
            self._acting -= 1
            if not self._acting:
                self._is_idle.set()

    async def nobody_acts(self) -> None:
        """Wait until everybody has finished what they began."""
        await self._is_idle.wait()

    async def bot_is_there(self) -> None:
        """Wait until the bot is online."""
        await self.discord.until(lambda: self.discord.bot_online, timeout=3600)


class Member:
    """One person. `live` never ends; what they do is drawn from their own `chance`."""

    def __init__(self, streets: Streets, person: MemberClient, home: str, chance: Random) -> None:
        self._streets = streets
        self._person = person
        self._home = home
        self._chance = chance
        acts: dict[Callable[[], Awaitable[None]], int] = {
            self._ask: 55,
            self._cancel: 9,
            self._change_camera: 8,
            self._again: 9,
            self._dont_post: 6,
            self._delete: 5,
            self._remix: 3,
            self._look: 5,
        }
        self._acts, self._weights = list(acts), list(acts.values())

    async def live(self) -> None:
        """Act, wait a little, act again."""
        while True:
            await self._streets.is_open.wait()
            await self._streets.bot_is_there()
            act = self._chance.choices(self._acts, self._weights)[0]
            try:
                with self._streets.acting():
                    await act()
                self._streets.done[act.__name__.strip("_")] += 1
            except (NotPossible, DidNotRespond, TimeoutError, LookupError):
                self._streets.done["in vain"] += 1
            await asyncio.sleep(self._chance.uniform(0.2, 1.5))

    async def _ask(self) -> None:
        chance = self._chance
        bad = [word for word, rate in _BAD_WORDS.items() if chance.random() < rate]
        number = next(self._streets.numbers)
        words = [chance.choice(_SCENES), "number", str(number), *bad[:1]]
        options: dict[str, Any] = {"prompt": " ".join(words)}
        if camera := chance.choice(_CAMERAS):
            options["camera"] = camera
        if model := chance.choice(_MODELS):
            options["model"] = model
        if chance.random() < 0.1:
            options["image"] = self._streets.picture
        place = chance.choice(self._streets.places[self._home])
        answer = await self._answered(self._person.slash("video", options, channel=place))
        await self._agree(answer)

    async def _agree(self, answer: MessageView) -> None:
        for button in answer.buttons():
            if str(button.get("label")).startswith(("Make it", "Change it")):
                await self._answered(self._person.press(answer, button["custom_id"]))
                return

    async def _cancel(self) -> None:
        await self._press_own("gl:cancel:")

    async def _change_camera(self) -> None:
        opened = await self._press_own("gl:camera:")
        items = [item for row in opened.json["components"] for item in row["components"]]
        moves = [item["custom_id"] for item in items if _is_named(item, "gl:moves:")]
        wanted = [self._chance.choice("034c")]
        # It is no composer where the shot left the line meanwhile.
        changed = await self._answered(self._person.select(opened, moves[0], wanted))
        await self._agree(changed)

    async def _again(self) -> None:
        await self._agree(await self._press_on(self._streets.chronicle.clips, "gl:take:"))

    async def _dont_post(self) -> None:
        await self._press_on(self._streets.chronicle.cards, "gl:dontpost:")

    async def _delete(self) -> None:
        more = await self._press_on(self._streets.chronicle.clips, "gl:more:")
        first = await self._press(more, "gl:delete:")
        await self._press(first, "gl:gone:")

    async def _remix(self) -> None:
        view = self._some(self._streets.chronicle.clips, "gl:remix:")
        opened = self._person.press(view, _named(view, "gl:remix:"))
        await self._heard(opened)
        number = next(self._streets.numbers)
        sent = self._person.submit_modal(opened, {"What happens": f"a remix, number {number}"})
        await self._agree(await self._answered(sent))

    async def _look(self) -> None:
        command = self._chance.choice(("credits", "clips list", "clips show"))
        place = self._streets.places[self._home][0]
        await self._answered(self._person.slash(command, channel=place))

    async def _press_own(self, prefix: str) -> MessageView:
        """Press under one of one's own private answers."""
        return await self._press_on(
            self._streets.chronicle.answers.get(self._person.id, ()), prefix
        )

    async def _press_on(self, among: Any, prefix: str) -> MessageView:
        return await self._press(self._some(among, prefix), prefix)

    def _some(self, among: Any, prefix: str) -> MessageView:
        """A message that still stands and has such a button. Raises LookupError."""
        for message_id in self._chance.sample(list(among), len(among)):
            view = self._streets.discord.message(message_id)
            if not view.deleted and any(_is_named(b, prefix) for b in view.buttons()):
                return view
        raise LookupError(prefix)

    async def _press(self, view: MessageView, prefix: str) -> MessageView:
        return await self._answered(self._person.press(view, _named(view, prefix)))

    async def _answered(self, handle: InteractionHandle) -> MessageView:
        """Wait for the whole answer. Raises LookupError when it does not come any more."""
        await self._heard(handle)
        view = await self._streets.discord.until(
            lambda: _filled(handle) or self._is_gone(handle), timeout=_PATIENCE_S
        )
        if isinstance(view, MessageView):
            return view
        raise LookupError("no answer")

    async def _heard(self, handle: InteractionHandle) -> None:
        await self._streets.discord.until(
            lambda: handle.state != "pending" or self._is_gone(handle), timeout=_PATIENCE_S
        )
        if handle.state != "acked":
            raise LookupError("no answer")

    def _is_gone(self, handle: InteractionHandle) -> bool:
        return handle.state == "failed" or not self._streets.discord.bot_online


def _filled(handle: InteractionHandle) -> MessageView | None:
    view = handle.message
    return None if view is None or view.loading else view


def _named(view: MessageView, prefix: str) -> str:
    named = [str(b["custom_id"]) for b in view.buttons() if _is_named(b, prefix)]
    return named[0]


def _is_named(button: dict[str, Any], prefix: str) -> bool:
    return str(button.get("custom_id", "")).startswith(prefix)
