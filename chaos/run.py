"""A whole run: lives and deaths, a rest after some, and the judge after each."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from chaos.books import Shelf, Unrest, read_shelf, unrest
from chaos.decisions import Death, Focus, calls_back, death
from chaos.desk import settlements
from chaos.endings import Violation
from chaos.history import History
from chaos.judging import judge
from chaos.killer import EndedByItself, Killer
from chaos.stage import Stage

#: After so many deaths everything must come to rest.
LIVES_BETWEEN_RESTS = 10
#: Nothing may have changed for so long before it counts as rest, and with something open as stuck.
_STILL_S = 0.6
_STUCK_S = 45.0
#: Before the first rest somebody gets a shot within this, however short the run.
_SERVED_WITHIN_S = 60.0
#: On a busy machine ten lives may end before anybody was served; so many times ten may not.
_MOST_HOLLOW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How often it is killed, drawn from which seed, and what is looked at closely.

    `only`: words that every death's aim holds, but those that the focus takes.
    """

    seed: str
    kills: int
    focus: Focus | None = None
    only: str = ""


@dataclass(slots=True)
class Account:
    """What a run came to. `life`: the number of the life that it came to, 0 for the first start;
    `kills`: deaths that were judged."""

    life: int = 0
    kills: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    stood: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)
    shots: int = 0
    charged: int = 0
    counted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who follows a run: the account is kept up, what was decided and met goes to `log` one line
    each, and `lived` is told after each life."""

    account: Account
    log: TextIO
    lived: Callable[[Account], None]


class Run:
    """Lives as planned."""

    def __init__(self, stage: Stage, plan: Plan, watch: Watch) -> None:
        self._stage = stage
        self._watch = watch
        self._plan = plan
        self._epoch = 0
        self._shots_at_rest = self._hollow = 0
        self._killer = Killer(stage, lambda: calls_back(plan.seed, self._epoch))
        self.history = History()
        self.shelf = Shelf(shots={}, unproved=[])
        self.account = watch.account

    async def play(self) -> None:
        """Live, die, be judged; ends with the first broken promise."""
        try:
            await self._play()
        except EndedByItself as end:
            words = "the bot runs until it is told to end"
            self.account.violations.append(Violation(promise=words, code="", words=str(end)))

    async def _play(self) -> None:
        await self._killer.warm_up()
        await self._stage.discord.call("open")
        await self._stage.minimax.call("clear_up", is_bad=True)
        plan = self._plan
        for number in range(1, plan.kills + 1):
            self.account.life = number
            await self._die(death(plan.seed, number, plan.focus, plan.only))
            is_time = number % LIVES_BETWEEN_RESTS == 0 or number == plan.kills
            if is_time and not self.account.violations:
                await self._rest()
            if self.account.violations:
                return
            self._watch.lived(self.account)

    async def _die(self, decided: Death) -> None:
        begun = time.monotonic()
        moment = await self._killer.live(decided)
        self.account.kills += 1
        self.account.moments[moment] += 1
        await self._judge(at_rest=False)
        states = Counter(shot.status for shot in self.shelf.shots.values())
        for state in ("queued", "submitting", "running", "downloading"):
            self.account.states[state] += states[state]
        fact = {
            **decided.json(),
            "met": moment,
            "lasted": round(time.monotonic() - begun, 3),
            "states": dict(states),
        }
        self._watch.log.write(json.dumps(fact) + "\n")
        self._watch.log.flush()

    async def _rest(self) -> None:
        """Members pause, the weather clears, and the bot is left alone until nothing moves.

        Then the operator settles what he can tell of shots without certainty.
        """
        stage, killer = self._stage, self._killer
        await killer.bring_up()
        await self._serve_somebody()
        await asyncio.gather(
            stage.discord.call("close"), stage.minimax.call("clear_up", is_bad=False)
        )
        is_still = await self._stillness()
        if is_still and await self._settle_at_the_desk():
            is_still = await self._stillness()
        await killer.bring_down()
        # What a member had sent may have reached it in the very moment of its stop.
        while is_still and not unrest(stage.database).is_over:
            await killer.bring_up()
            is_still = await self._stillness()
            await killer.bring_down()
        if not is_still:
            left = unrest(stage.database)
            words = f"{left.open} shots stay open and {left.owed} messages owed"
            self._note("everything comes to rest", words)
        before = self._shots_at_rest
        await self._judge(at_rest=True)
        self._shots_at_rest = self.account.shots
        self._hollow = 0 if self._shots_at_rest > before else self._hollow + 1
        is_over = self.account.kills >= self._plan.kills
        nobody = is_over and not self.history.told["accepted"]
        if nobody or self._hollow >= _MOST_HOLLOW:
            self._note("members are served", f"since {self._hollow} rests nobody got a shot")
        self._epoch += 1
        if not self.account.violations and self.account.kills < self._plan.kills:
            await stage.discord.call("open")
            await stage.minimax.call("clear_up", is_bad=True)

    async def _settle_at_the_desk(self) -> bool:
        """Every second shot without certainty, where it is plain what became of it."""
        self.shelf = await asyncio.to_thread(read_shelf, self._stage.database)
        await self._stage.learn(self.history)
        settled = settlements(self.shelf, self.history)
        for one in settled:
            await self._stage.discord.call("settle", **one)
        return bool(settled)

    async def _serve_somebody(self) -> None:
        """In a run of a few kills it may not have lived long enough yet for anybody."""
        deadline = time.monotonic() + _SERVED_WITHIN_S
        await self._stage.learn(self.history)
        while not self.history.told["accepted"] and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
            self._killer.see_it_running()
            await self._stage.learn(self.history)

    async def _stillness(self) -> bool:
        """Wait for rest; False when things stand still before they have come to it."""
        since, last = time.monotonic(), Unrest()
        while True:
            await asyncio.sleep(0.1)
            self._killer.see_it_running()
            now = unrest(self._stage.database)
            if now != last:
                since, last = time.monotonic(), now
            still_s = time.monotonic() - since
            if still_s > (_STILL_S if now.is_over else _STUCK_S):
                return now.is_over

    async def _judge(self, *, at_rest: bool) -> None:
        self.shelf = await asyncio.to_thread(read_shelf, self._stage.database)
        await self._stage.learn(self.history)
        found, counts = judge(self.shelf, self.history, self._stage.operator_dm, at_rest=at_rest)
        self.account.violations += found
        self.account.shots = len(self.shelf.shots)
        if at_rest:
            self.account.stood = counts
            orders = self.history.orders.values()
            self.account.charged = sum(order["charged"] for order in orders)
            shots = self.shelf.shots.values()
            self.account.counted = sum(shot.counted[1] for shot in shots)

    def _note(self, promise: str, words: str) -> None:
        words = f"{words}\n{self._stage.bot.last_lines()}"
        self.account.violations.append(Violation(promise=promise, code="", words=words))


def decisions_path(folder: Path) -> Path:
    """Where a run writes what was decided and met."""
    return folder / "decisions.jsonl"
