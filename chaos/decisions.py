"""How each life of the bot ends: drawn from seed and number alone, and so again the same."""

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
    #: It stays dead until Discord has forgotten the nonces of its messages.
    is_long: bool = False

    @property
    def aim(self) -> str:
        """In a few words."""
        how = "kill while stopping" if self.patience_s else "SIGTERM"
        how = how if self.is_term else "kill"
        if self.state:
            return f"{how} behind the commit of {self.state}"
        if not self.stand_in:
            return f"{how} by the clock"
        if self.is_answered:
            return f"{how} soon after {self.operation} was answered"
        way = {"before": "arriving", "after": "unanswered"}[self.when]
        return f"{how} with {self.operation} {way}"

    def json(self) -> dict[str, Any]:
        """For the log of decisions."""
        return {name: getattr(self, name) for name in self.__slots__}


def death(seed: str, number: int, focus: Focus | None = None) -> Death:
    """How the life of this number ends."""
    chance = Random(f"{seed} death {number}")
    if focus is not None and number % 2 == 0:
        return _focused(number, focus, 1 + int(chance.expovariate(0.4)))
    is_term = chance.random() < 0.09
    patience_s = chance.uniform(0, 0.4) if is_term and chance.random() < 0.4 else 0.0
    is_long = chance.random() < 0.2
    end = Death(number=number, is_term=is_term, patience_s=patience_s, is_long=is_long)
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


def calls_back(seed: str, epoch: int) -> bool:
    """Whether engines are given an address to call back at, between two rests."""
    return Random(f"{seed} epoch {epoch}").random() < 0.6


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
