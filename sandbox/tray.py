"""The tray of a demo: what the sandbox can do to the bot, told to a person who watches it cope."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.bot_process import BotDied
from sandbox.discord.chat.backstage import TrayAction
from sandbox.discord.errors import NotPossible
from sandbox.discord.world.changes import Happening
from sandbox.discord.world.permissions import Permission
from sandbox.keeper import Keeper
from sandbox.minimax.mood import Mood
from sandbox.own_shots import OwnShots
from sandbox.stage import Stage

SLOW_SECONDS = 120.0
SKIP_SECONDS = 3600.0
CHANNEL = "clips"
_BOT, _SERVICE, _DISCORD = "The bot", "The video service", "Discord"
_SECONDS_TO_RECONNECT = 60.0
_SECONDS_TO_SKIP = 1.0
"""Two people who press at once want one hour; whoever wants two presses again afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Switch:
    """A lasting trouble: where it shows, and what is said when it comes and when it goes."""

    id: str
    group: str
    label: str
    detail: str
    on: str
    off: str


_SLOW = _Switch(
    id="slow",
    group=_SERVICE,
    label="Slow",
    detail="A clip takes two minutes longer.",
    on="Clips take two minutes longer now, those under way too. Once five of a model are timed, the"
    " card says when one is late.",
    off="As quick as before, for clips under way too.",
)
_FAILING = _Switch(
    id="failing",
    group=_SERVICE,
    label="Failing",
    detail="It takes a shot, works on it, and fails.",
    on="Every clip fails at its end now, those under way too. Ask for one: the card says so, and"
    " the credits come back.",
    off="Clips succeed again.",
)
_REFUSING = _Switch(
    id="refusing",
    group=_SERVICE,
    label="Refusing",
    detail="It declines every text.",
    on="Every text is declined now. Ask for a clip, then press Why? on its card.",
    off="Texts are taken again.",
)
_OUT_OF_MONEY = _Switch(
    id="out_of_money",
    group=_SERVICE,
    label="Out of money",
    detail="The account behind the bot is empty.",
    on="The account is empty. Ask for a clip: it keeps its place in line, and Odile, who runs the"
    " bot, gets a message.",
    off="There is money again. The bot finds out at its next try; the longer it was without, the"
    " longer it waits.",
)
_NO_FILES = _Switch(
    id="no_files",
    group=_DISCORD,
    label="May not attach files",
    detail="The right Attach Files is taken from the bot in #clips.",
    on="The bot may not attach files in #clips now. Ask for a clip there: it says so before"
    " anything is charged. A clip under way comes as a direct message.",
    off="The bot may attach files in #clips again.",
)


class Tray:
    """Puts the actions into the page's tray. Killing tells `on_kill` whether a clip was made."""

    def __init__(
        self, stage: Stage, keeper: Keeper, shots: OwnShots, on_kill: Callable[[bool], None]
    ) -> None:
        self._stage = stage
        self._keeper = keeper
        self._shots = shots
        self._on_kill = on_kill
        self._may_attach = True
        #: A person was told of a kill, and of shots that were not over yet.
        self._is_telling = False

    def fill(self) -> None:
        """Offer everything there is."""
        add = self._stage.discord.backstage.add
        self._stage.discord.world.changes.listen(self._tell_on)
        add(self._press("kill", _BOT, "Kill the bot now", _KILL_DETAIL, self.kill))
        for switch, name, bad in (
            (_SLOW, "slow_seconds", SLOW_SECONDS),
            (_FAILING, "failing", True),
            (_REFUSING, "refusing", True),
            (_OUT_OF_MONEY, "out_of_money", True),
        ):
            add(self._mood_switch(switch, name, bad))
        add(self._switch(_NO_FILES, lambda: not self._may_attach, self._attach))
        add(self._press("cut", _DISCORD, "Cut the line", _CUT_DETAIL, self.cut))
        add(self._press("hour", _DISCORD, "Skip an hour", _HOUR_DETAIL, self.skip_an_hour))
        add(
            TrayAction(
                id="normal",
                label="Everything back to normal",
                detail="",
                run=self.restore,
                can_run=self._is_troubled,
            )
        )

    async def kill(self) -> str:
        """Kill the bot, start it again, and tell what became of a person's own shots.

        As long as one is under way that is told anew with everything that happens.
        """
        was_making = self._shots.is_under_way()
        self._is_telling = False
        try:
            await self._keeper.kill_and_restart()
        except (BotDied, TimeoutError) as error:
            raise NotPossible(f"The bot is killed and did not come back: {error}") from error
        self._on_kill(was_making)
        self._is_telling = self._shots.is_under_way()
        return self._what_came_of_it()

    async def cut(self) -> str:
        """Cut the Gateway's connection, and tell whether the bot went on where it was."""
        discord = self._stage.discord
        if not discord.bot_online:
            raise NotPossible("The bot is away, so there is no line to cut.")
        begun, cut_at = discord.sessions_begun, time.monotonic()
        discord.cut_gateway()
        await discord.until(lambda: not discord.bot_online, timeout=10, what="the cut")
        try:
            await discord.until(
                lambda: discord.bot_online, timeout=_SECONDS_TO_RECONNECT, what="the bot"
            )
        except TimeoutError as error:
            raise NotPossible(f"The line is cut, and {error}.") from error
        seconds = time.monotonic() - cut_at
        took = f"cut · back {'at once' if seconds < 1 else f'after {seconds:.0f} s'}"
        if discord.sessions_begun == begun:
            return f"{took} · resumed: it heard afterwards what it had missed"
        return f"{took} · signed in anew: what happened meanwhile passed it by"

    async def skip_an_hour(self) -> str:
        """Move the clocks of Discord and of the video service."""
        self._stage.discord.skip(SKIP_SECONDS)
        self._stage.minimax.skip(SKIP_SECONDS)
        await asyncio.sleep(_SECONDS_TO_SKIP)
        return (
            "An hour has passed for Discord and for the video service: clips under way are done"
            " once they are drawn, private answers and links have aged. The bot's own clock has"
            " not moved, so the times it writes look an hour old."
        )

    async def restore(self) -> str:
        """Take back every switch. Skipped time stays skipped."""
        self._stage.minimax.mood = Mood()
        self._set_may_attach(is_allowed=True)
        self._stage.discord.backstage.forget_results()
        return "Everything is back to normal. Time that was skipped stays skipped."

    def _what_came_of_it(self) -> str:
        count = self._shots.count()
        if count.asked > 0:
            return f"killed · restarted · {count.sentence()}"
        if self._shots.is_under_way():
            return "killed · restarted · your shot stands in line"
        return "killed · restarted · no clip of yours was asked for yet"

    def _tell_on(self, _: Happening) -> None:
        if self._is_telling:
            self._is_telling = self._shots.is_under_way()
            self._stage.discord.backstage.retell("kill", self._what_came_of_it())

    async def _attach(self) -> None:
        self._set_may_attach(is_allowed=not self._may_attach)

    def _set_may_attach(self, *, is_allowed: bool) -> None:
        deny = Permission(0) if is_allowed else Permission.ATTACH_FILES
        if is_allowed != self._may_attach:
            self._stage.discord.set_permissions(CHANNEL, "bot", deny=deny)
        self._may_attach = is_allowed

    def _is_troubled(self) -> bool:
        return not self._may_attach or self._stage.minimax.mood != Mood()

    def _mood_switch(self, switch: _Switch, name: str, bad: bool | float) -> TrayAction:
        minimax = self._stage.minimax

        def is_on() -> bool:
            return bool(getattr(minimax.mood, name))

        async def turn() -> None:
            changed: dict[str, Any] = {name: getattr(Mood(), name) if is_on() else bad}
            minimax.mood = replace(minimax.mood, **changed)

        return self._switch(switch, is_on, turn)

    def _switch(
        self, switch: _Switch, is_on: Callable[[], bool], turn: Callable[[], Awaitable[None]]
    ) -> TrayAction:
        async def run() -> str:
            await turn()
            return switch.on if is_on() else switch.off

        action = self._press(switch.id, switch.group, switch.label, switch.detail, run)
        return replace(action, pressed=is_on)

    def _press(
        self, action_id: str, group: str, label: str, detail: str, run: Callable[[], Awaitable[str]]
    ) -> TrayAction:
        return TrayAction(id=action_id, group=group, label=label, detail=detail, run=run)


_KILL_DETAIL = "As a power cut would, then a new start. No clip is lost, made or paid twice."
_CUT_DETAIL = "The connection to Discord breaks; the bot comes back by itself."
_HOUR_DETAIL = "Clips under way are done; private answers and links age."
