"""How each life of the bot ends: drawn from seed and number alone, so that it can be drawn again."""

from dataclasses import dataclass
from random import Random
from typing import Any

#: Calls that a death is aimed at, with how often; `callback` is what the engine does.
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
#: A life that never comes to what was aimed at ends after so many seconds.
LONGEST_S = 1.6
_SOON_S = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """The end of one life.

    Without `stand_in` it comes `after_s` seconds from the start. With it, the life's `nth` call of
    the operation is held `when`; then it is killed at once (`then` "held": the call stays without
    its answer, and `goes_on` or is cut), or the call goes on and it is killed `after_s` later
    ("answered") or right behind the next commit of its database ("commit").
    """

    number: int
    is_term: bool = False
    stand_in: str = ""
    operation: str = ""
    when: str = ""
    nth: int = 1
    then: str = "held"
    goes_on: bool = True
    after_s: float = 0.0

    @property
    def aim(self) -> str:
        """In a few words."""
        how = "SIGTERM" if self.is_term else "kill"
        if not self.stand_in:
            return f"{how} at {self.after_s:.3f} s"
        moment = f"{self.when} {self.operation}"
        if self.then == "held":
            return f"{how} {moment}{'' if self.goes_on else ', cut'}"
        behind = "at the next commit" if self.then == "commit" else "soon"
        return f"{how} {behind} after {self.operation}"

    def json(self) -> dict[str, Any]:
        """For the log of decisions."""
        return {name: getattr(self, name) for name in self.__slots__}


def death(seed: str, number: int) -> Death:
    """How the life of this number ends."""
    chance = Random(f"{seed} death {number}")
    is_term = chance.random() < 0.07
    kind = chance.random()
    if kind < 0.12:
        return Death(number=number, is_term=is_term, after_s=chance.uniform(0, _SOON_S))
    if kind < 0.35:
        return Death(number=number, is_term=is_term, after_s=chance.uniform(0, LONGEST_S))
    stand_in, operation = chance.choices(list(_AIMS), list(_AIMS.values()))[0]
    return Death(
        number=number,
        is_term=is_term,
        stand_in=stand_in,
        operation=operation,
        when=chance.choice(("before", "after")),
        nth=1 + int(chance.expovariate(0.7)),
        then=chance.choice(("held", "held", "answered", "commit")),
        goes_on=chance.random() < 0.7,
        after_s=chance.uniform(0, 0.04),
    )


def calls_back(seed: str, epoch: int) -> bool:
    """Whether engines are given an address to call back at, between two rests."""
    return Random(f"{seed} epoch {epoch}").random() < 0.6
