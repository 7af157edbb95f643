"""The camera plan: which movements, in which order, what can't be filmed, how it is printed.

The bracket syntax is MiniMax's (platform.minimax.io, video generation, "camera commands").
"""

from dataclasses import dataclass

from domain.movements import ABOUT, Move, Movement

#: MiniMax recommends at most three movements at once.
MOST_AT_ONCE = 3
#: Six seconds hold only so many movements one after the other.
MOST_STEPS = 6

# A sentence with more steps than these loses its reader.
_MOST_IN_A_SENTENCE = 3

Step = tuple[Move, ...]


class Contradiction(ValueError):
    """Those two movements cancel each other."""

    def __init__(self, first: Move, second: Move) -> None:
        self.first = first
        self.second = second
        super().__init__(self.__doc__)


class TooManyMovements(ValueError):
    """That is more camera movement than a clip can hold."""

    def __init__(self, found: int, limit: int, *, at_once: bool) -> None:
        self.found = found
        self.limit = limit
        self.at_once = at_once
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class CameraPlan:
    """Ordered steps, each of one to three simultaneous movements; empty means no camera asked for.

    Raises Contradiction or TooManyMovements when the steps cannot be filmed.
    """

    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if len(self.steps) > MOST_STEPS:
            raise TooManyMovements(len(self.steps), MOST_STEPS, at_once=False)
        for step in self.steps:
            _check_step(step)

    def __bool__(self) -> bool:
        return bool(self.steps)

    def __add__(self, later: "CameraPlan") -> "CameraPlan":
        return CameraPlan(self.steps + later.steps)

    @property
    def movements(self) -> tuple[tuple[Movement, ...], ...]:
        """The steps without how far and how fast: all that brackets can tell."""
        return tuple(tuple(move.movement for move in step) for step in self.steps)

    @property
    def plain(self) -> "CameraPlan":
        """The same plan, everything as far and as fast as usual."""
        return CameraPlan(tuple(tuple(map(Move, step)) for step in self.movements))

    def brackets(self) -> str:
        """The plan as MiniMax's camera commands, for example `[Truck left, Pan right][Push in]`.

        They know neither how far nor how fast.
        """
        return "".join(f"[{', '.join(step)}]" for step in self.movements)

    def words(self) -> str:
        """The plan for people, for example `slow truck left with pan right, then push in`."""
        return ", then ".join(" with ".join(move.words() for move in step) for step in self.steps)

    def option(self) -> str:
        """The plan as one types it into an option: `slow truck left + pan right, then push in`."""
        return ", then ".join(" + ".join(move.words() for move in step) for step in self.steps)

    def prose(self) -> str:
        """The plan in one or two sentences, for engines that read no brackets; empty for none.

        For example `The camera trucks left at slow speed while panning right, then pushes in.`
        """
        told = [_told(step) for step in self.steps]
        halves = told[:_MOST_IN_A_SENTENCE], told[_MOST_IN_A_SENTENCE:]
        sentences = zip(("The camera", "It then"), halves, strict=True)
        return " ".join(f"{who} {', then '.join(half)}." for who, half in sentences if half)


def plan_of(*steps: tuple[Movement, ...]) -> CameraPlan:
    """A plan of movements as far and as fast as usual. Raises as CameraPlan does."""
    return CameraPlan(tuple(tuple(map(Move, step)) for step in steps))


def _told(step: Step) -> str:
    first, *others = step
    meanwhile = " and ".join(move.doing() for move in others)
    return f"{first.does()} while {meanwhile}" if meanwhile else first.does()


def _check_step(step: Step) -> None:
    if len(step) > MOST_AT_ONCE:
        raise TooManyMovements(len(step), MOST_AT_ONCE, at_once=True)
    seen: dict[Movement, Move] = {}
    for move in step:
        opposite = ABOUT[move.movement].opposite
        rival = seen.get(move.movement) or (seen.get(opposite) if opposite else None)
        if rival is not None:
            raise Contradiction(rival, move)
        seen[move.movement] = move
    still = seen.pop(Movement.STATIC_SHOT, None)
    if still is not None and seen:
        raise Contradiction(still, next(iter(seen.values())))
