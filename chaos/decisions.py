"""How each life of the bot ends: drawn from seed and number alone, and so again the same."""

import itertools
from dataclasses import dataclass, replace
from random import Random
from typing import Any

#: Calls that a death is aimed at, with how often.
_AIMS: dict[tuple[str, str], int] = {
    ("minimax", "submit"): 9,
    ("minimax", "query"): 3,
    ("minimax", "retrieve"): 2,
    ("minimax", "download"): 5,
    ("minimax", "list"): 1,
    ("minimax", "cancel"): 1,
    ("discord", "create_message"): 9,
    ("discord", "update_message"): 2,
    ("discord", "delete_message"): 3,
    ("discord", "list_messages"): 2,
    ("discord", "create_interaction_response"): 4,
}
#: States, and the mark of a posted clip, whose commit a death comes right behind, with how often.
_COMMITS = {
    "queued": 2,
    "submitting": 3,
    "running": 4,
    "downloading": 2,
    "succeeded": 5,
    "posted": 4,
}
#: A life that never comes to what was aimed at ends after so many seconds.
LONGEST_S = 1.6
_SOON_S = 0.45
#: Deaths in words: how, and when.
_KILL, _TERM = "kill", "SIGTERM"
_KILL_WHILE_STOPPING, _TERM_TWICE = "kill while stopping", "SIGTERM twice"
HOWS = (_KILL, _TERM, _KILL_WHILE_STOPPING, _TERM_TWICE)
_BY_THE_CLOCK, _BEHIND = "by the clock", "behind the commit of {}"
_ANSWERED = "soon after {} was answered"
_HELD = {"before": "with {} arriving", "after": "with {} unanswered"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """Where every second death is aimed: at a call held at a moment, or behind a commit."""

    operation: str = ""
    when: str = ""
    state: str = ""
    is_long: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """The end of one life.

    With `state` it comes right behind the `nth` commit that brings a shot into it. With `stand_in`
    the life's `nth` call of the operation is held `when`; then it dies at once, and the call stays
    without its answer and `goes_on` or is cut; or, with `is_answered`, the call goes on and it dies
    `after_s` seconds later. With neither it comes `after_s` seconds from the start.
    """

    number: int
    is_term: bool = False
    state: str = ""
    stand_in: str = ""
    operation: str = ""
    when: str = ""
    nth: int = 1
    is_answered: bool = False
    goes_on: bool = True
    after_s: float = 0.0
    #: Told to stop, it is killed after so many seconds all the same; 0: it may finish.
    patience_s: float = 0.0
    #: After `patience_s` it is not killed, but told to stop a second time, and ends at once.
    is_told_again: bool = False
    #: It stays dead until Discord has forgotten the nonces of its messages.
    is_long: bool = False

    @property
    def aim(self) -> str:
        """In a few words."""
        return f"{self._how} {self._where}"

    @property
    def _how(self) -> str:
        if not self.is_term:
            return _KILL
        if not self.patience_s:
            return _TERM
        return _TERM_TWICE if self.is_told_again else _KILL_WHILE_STOPPING

    @property
    def _where(self) -> str:
        if self.state:
            return _BEHIND.format(self.state)
        if not self.stand_in:
            return _BY_THE_CLOCK
        words = _ANSWERED if self.is_answered else _HELD[self.when]
        return words.format(self.operation)

    def json(self) -> dict[str, Any]:
        """For the log of decisions."""
        return {name: getattr(self, name) for name in self.__slots__}


def moments() -> list[str]:
    """When deaths come: a `Death.aim` is one of `HOWS` and one of these."""
    calls = [operation for _, operation in _AIMS]
    return [
        _BY_THE_CLOCK,
        *(_BEHIND.format(state) for state in _COMMITS),
        *(words.format(call) for words in (_ANSWERED, *_HELD.values()) for call in calls),
    ]


def death(seed: str, number: int, focus: Focus | None = None, only: str = "") -> Death:
    """How the life of this number ends; `only`: words that its `aim` must hold, and some
    do."""
    key = f"{seed} death {number}"
    if focus is not None and number % 2 == 0:
        return _focused(number, focus, 1 + int(Random(key).expovariate(0.4)))
    drawn = _drawn(key, number)
    for again in itertools.count(1):
        if only in drawn.aim:
            break
        drawn = _drawn(f"{key}, drawn again {again}", number)
    return drawn


def calls_back(seed: str, epoch: int) -> bool:
    """Whether engines are given an address to call back at, between two rests."""
    return Random(f"{seed} epoch {epoch}").random() < 0.6


def _drawn(key: str, number: int) -> Death:
    chance = Random(key)
    is_term = chance.random() < 0.09
    patience_s = chance.uniform(0, 0.4) if is_term and chance.random() < 0.4 else 0.0
    is_long = chance.random() < 0.2
    end = Death(
        number=number,
        is_term=is_term,
        patience_s=patience_s,
        is_told_again=patience_s > 0 and Random(f"{key}, told again").random() < 0.5,
        is_long=is_long,
    )
    kind = chance.random()
    if kind < 0.12:
        return replace(end, after_s=chance.uniform(0, _SOON_S))
    if kind < 0.32:
        return replace(end, after_s=chance.uniform(0, LONGEST_S))
    nth = 1 + int(chance.expovariate(0.7))
    if kind < 0.50:
        state = chance.choices(list(_COMMITS), list(_COMMITS.values()))[0]
        return replace(end, state=state, nth=nth)
    stand_in, operation = chance.choices(list(_AIMS), list(_AIMS.values()))[0]
    return replace(
        end,
        stand_in=stand_in,
        operation=operation,
        when=chance.choice(("before", "after")),
        nth=nth,
        is_answered=chance.random() < 0.35,
        goes_on=chance.random() < 0.7,
        after_s=chance.uniform(0, 0.04),
    )


def _focused(number: int, focus: Focus, nth: int) -> Death:
    if focus.state:
        return Death(number=number, state=focus.state, nth=nth)
    stand_in = next(name for name, known in _AIMS if known == focus.operation)
    return Death(
        number=number,
        stand_in=stand_in,
        operation=focus.operation,
        when=focus.when,
        nth=nth,
        goes_on=False,
        is_long=focus.is_long,
    )
