"""What a rehearsal of the line begins with (services/rehearsal.py), and what it tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.scheduler import AccountState, MemberKey, Shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A member's shots in line. `lasts_s`: how long each is made; `asked`: the first one's id."""

    member: MemberKey
    shots: int
    asked: int
    accounts: Sequence[str]
    lasts_s: float
    weight: float = 1.0
    server_claim: float = 0.0
    member_claim: float = 0.0
    #: The first may not go before so many seconds.
    rests_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A shot at the engine: whose, through which account, and in how many seconds it is ready."""

    member: MemberKey
    account: str
    ready_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A member who may come in so many seconds with one more shot."""

    in_s: float
    queued: Queued


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The line at one moment, and what is foreseen.

    `newcomers` are in order of their coming, and come again every `again_s` seconds.
    """

    now: datetime
    queued: Mapping[MemberKey, Queued]
    accounts: Mapping[str, AccountState]
    shares: Shares = field(default_factory=Shares)
    made: Sequence[Made] = ()
    newcomers: Sequence[Newcomer] = ()
    again_s: float = 3_600.0
    #: So many of one member's are made at once, and in servers that chose another number.
    running_per_member: int = 1
    running_in: Mapping[int, int] = field(default_factory=dict)

    def running(self, server_id: int) -> int:
        """How many of one member's shots are made at once in a server."""
        return self.running_in.get(server_id, self.running_per_member)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody stands: turns that others and they themselves have before, and when theirs
    comes, in seconds; None: nothing that is foreseen brings it."""

    ahead: int
    turn_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A turn in the play: at which second, whose, through which account.

    `server_rank` is how its server stood among the servers and `rank` how its member stood in it,
    the least first; `server_next` and `next` are where they go on.
    """

    at_s: float
    member: MemberKey
    account: str
    server_rank: tuple[float, int]
    rank: tuple[float, int]
    server_next: float
    next: float
