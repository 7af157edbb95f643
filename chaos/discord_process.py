"""The stand-in for Discord with its members, in a process of its own.

`python -m chaos.discord_process SEED`; asked and told things as `chaos.line` says.
"""

import asyncio
import io
import sys
from functools import partial
from random import Random
from typing import Any

from PIL import Image

from chaos.line import serve, until_one_ends
from chaos.members import Member, Streets
from chaos.town import HARBOUR, HERMIT, PEOPLE, Chronicle, two_servers
from chaos.weather import Forecaster, Weather
from sandbox.discord.api.faults import Held
from sandbox.discord.errors import DidNotRespond
from sandbox.discord.server import DiscordSandbox

#: Of all calls: lost on their way, answered into nothing, or met by an error; and events at which
#: the Gateway's connection is cut. The first three make two in a hundred together.
_RATE = 0.0067
_CUTS = 0.005
_TROUBLED = (
    "create_message",
    "update_message",
    "delete_message",
    "list_messages",
    "create_interaction_response",
    "update_original_webhook_message",
    "create_dm",
)
_STATUSES = (500, 502, 503, 504)
#: Beside the statuses: no answer for so many seconds.
_HANG = 0
_HANGS_S = 2.0


class Town:
    """What the conductor asks of this process."""

    def __init__(self, discord: DiscordSandbox, seed: str) -> None:
        self._discord = discord
        self._chance = Random(f"{seed} town")
        self.chronicle = Chronicle(discord)
        self.chronicle.follow()
        self._streets = Streets(discord, self.chronicle, _picture())
        self._held: dict[int, Held] = {}
        self._scratch = 0
        self._hung = 0
        self._hanging: set[asyncio.Task[None]] = set()
        discord.close_dms(HERMIT)
        self._weather = Weather(
            forecasters={
                name: Forecaster(
                    chance=Random(f"{seed} {name}"),
                    rate=_RATE,
                    kinds=(*_STATUSES, _HANG),
                    order=partial(self._order, name),
                )
                for name in _TROUBLED
            },
            calls=lambda name: discord.counters.by_operation.get(name, 0),
        )
        self.members = [
            Member(self._streets, discord.member(name, home), home, Random(f"{seed} member {name}"))
            for name, home in PEOPLE
        ]

    async def address(self) -> dict[str, Any]:
        """What a bot must be told, and whom it answers to."""
        return {
            "api_url": self._discord.api_url,
            "token": self._discord.token,
            "servers": list(self._discord.world.guilds),
            "operator_dm": self._discord.member("operator").dm,
        }

    async def open(self) -> None:
        """Members may ask, in bad weather; one of the places is new, and an older one goes."""
        self._move_places()
        self._let_weather(is_bad=True)
        self._streets.is_open.set()

    async def close(self) -> None:
        """Members finish what they began, and the weather clears."""
        self._streets.is_open.clear()
        self._let_weather(is_bad=False)
        async with asyncio.timeout(30):
            await self._streets.nobody_acts()

    async def settle(self, command: str, code: str, remote: str) -> str:
        """Let the operator settle a shot without certainty; what the bot answers.

        Trouble that was ordered before the weather cleared may still take the answer: then the
        shot is settled, or stays without certainty, and either is explained.
        """
        options = {"code": code} | ({"remote-id": remote} if remote else {})
        operator = self._discord.member("operator")
        name = f"greenlight-operator unconfirmed {command}"
        try:
            said = await operator.slash(name, options).final()
            # The service's number is shown beside the shot, and counts once that was pressed.
            label = f"It is {code}"
            if any(button["label"] == label for button in said.buttons()):
                said = await operator.press(said, label).final()
        except (DidNotRespond, TimeoutError) as error:
            return f"no answer: {error}"
        return said.text

    async def news(self) -> dict[str, Any]:
        """What changed since the last time, and what the stand-in itself did wrong."""
        return {"written": self.chronicle.news(), "problems": self._discord.problems}

    async def skip(self, seconds: float) -> None:
        """Let time pass."""
        self._discord.skip(seconds)

    async def hold(self, operation: str, when: Any, nth: int) -> int:
        """Let a call wait; its number."""
        number = len(self._held) + 1
        self._held[number] = self._discord.hold(operation, when=when, nth=nth)
        return number

    async def reached(self, number: int, seconds: float) -> bool:
        """Wait until a call is held; False when none came in time."""
        try:
            await self._held[number].reached(seconds)
        except TimeoutError:
            return False
        return True

    async def let_go(self, number: int, go_on: bool) -> None:
        """End the waiting: the call goes on, or is cut."""
        held = self._held[number]
        held.release() if go_on else held.drop()

    async def begun(self) -> int:
        """How often a bot came online."""
        return self._discord.sessions_begun

    async def online(self, begun: int, seconds: float) -> bool:
        """Wait until a bot is online that came after so many; False when none does."""
        discord = self._discord
        try:
            await discord.until(
                lambda: discord.bot_online and discord.sessions_begun > begun, timeout=seconds
            )
        except TimeoutError:
            return False
        return True

    async def figures(self) -> dict[str, Any]:
        """What was done and met."""
        counters = self._discord.counters
        refused = sum(
            1
            for record in self._discord.requests
            if record.status in _STATUSES and record.code == 0
        )
        return {
            "acts": dict(self._streets.done),
            "5xx": refused,
            "hung": self._hung,
            "rate limited": counters.rate_limited,
            **{f"{what} lost": count for what, count in counters.lost.items()},
        }

    async def turn_weather(self) -> None:
        """Keep trouble ordered ahead, for ever."""
        while True:
            self._weather.turn()
            await asyncio.sleep(0.2)

    def _order(self, operation: str, status: int, nth: int) -> None:
        if status != _HANG:
            self._discord.fail(operation, status=status, nth=nth)
            return
        held = self._discord.hold(operation, when="after", nth=nth)
        hanging = asyncio.create_task(self._hang(held))
        self._hanging.add(hanging)
        hanging.add_done_callback(self._hanging.discard)

    async def _hang(self, held: Held) -> None:
        await held.reached(timeout=24 * 3600)
        self._hung += 1
        await asyncio.sleep(_HANGS_S)
        held.release()

    def _let_weather(self, *, is_bad: bool) -> None:
        self._weather.is_bad = is_bad
        if is_bad:
            self._discord.lose(requests=_RATE, answers=_RATE, connections=_CUTS)
        else:
            self._discord.lose()

    def _move_places(self) -> None:
        """Fixed channels, and in each server one place that will not last."""
        discord = self._discord
        self._scratch += 1
        for server, fixed in (("Lantern Lane", ("clips", "lounge")), (HARBOUR, ("quay", "wharf"))):
            guild = next(g for g in discord.world.guilds.values() if g.name == server)
            known = [c.id for c in guild.channels.values() if c.name in fixed]
            for old in self._streets.places.get(server, known)[len(known) :]:
                if old in discord.world.channels:
                    discord.remove_channel(old)
            if self._chance.random() < 0.5:
                fresh = discord.add_channel(f"night-{self._scratch}", guild=server)
            else:
                fresh = discord.open_thread(f"night {self._scratch}", channel=known[0])
            self._streets.places[server] = [*known, fresh.id]


async def main(seed: str) -> None:
    """Serve until the conductor is gone."""
    chance = Random(f"{seed} network")
    async with DiscordSandbox(build=two_servers, chance=chance) as discord:
        town = Town(discord, seed)
        names = (
            *("address", "open", "close", "news", "hold", "reached", "let_go"),
            *("settle", "skip", "begun", "online", "figures"),
        )
        serving = serve({name: getattr(town, name) for name in names})
        works = [serving, town.turn_weather(), *(member.live() for member in town.members)]
        await until_one_ends(works)


def _picture() -> bytes:
    data = io.BytesIO()
    Image.effect_mandelbrot((640, 480), (-2, -1, 1, 1), 40).convert("RGB").save(data, "PNG")
    return data.getvalue()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
