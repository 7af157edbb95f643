"""What the card of a waiting shot said of its wait, and whether that is so still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.job import WAITING, Job, JobStatus
from services.asks import Wait
from services.outcomes import MOVED, REPLANNED
from services.poster import Letter
from storage.moments import stamp
from storage.outbox import OwedKind

#: So far off a moment may be before it is said anew: so long, or such a part of the wait.
_OFF, _PART_OFF = timedelta(minutes=1), 0.1
_TELLS_A_WAIT = frozenset({None, MOVED, REPLANNED})
_STILL_WAITS = WAITING | {JobStatus.SUBMITTING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A wait as it is put into words: whether it is one in line, behind how many, how many of these
    are its member's own, and its moments: when it is ready, else when its turn comes."""

    in_line: bool
    ahead: int
    own_first: int
    moments: Sequence[datetime]

    @classmethod
    def of(cls, job: Job, wait: Wait) -> "Said":
        """What is to be said of a shot now."""
        ready = [one for one in (wait.from_, wait.until) if one is not None]
        return cls(
            in_line=job.status in WAITING,
            ahead=wait.ahead,
            own_first=wait.own_first,
            moments=ready or [one for one in (wait.turn_at,) if one is not None],
        )

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "Said":
        """As it was kept."""
        moments = [datetime.fromisoformat(one) for one in facts["moments"]]
        return cls(**{**facts, "moments": moments})

    @property
    def facts(self) -> Mapping[str, Any]:
        """To be kept."""
        return {
            "in_line": self.in_line,
            "ahead": self.ahead,
            "own_first": self.own_first,
            "moments": [stamp(one) for one in self.moments],
        }

    def still_holds(self, new: "Said", now: datetime) -> bool:
        """Whether what is to be said now is about the same."""
        if (self.in_line, self.ahead, self.own_first) != (new.in_line, new.ahead, new.own_first):
            return False
        if len(self.moments) != len(new.moments):
            return False
        pairs = zip(self.moments, new.moments, strict=True)
        return all(abs(old - at) <= max(_OFF, _PART_OFF * (at - now)) for old, at in pairs)


def said_by(letter: Letter) -> Said | None:
    """What a message tells of its shot's wait; None: nothing."""
    if letter.job is None or letter.wait is None or letter.job.status not in _STILL_WAITS:
        return None
    is_card = letter.kind in (OwedKind.CARD, OwedKind.CARD_EDIT)
    if not is_card or letter.facts.get("what") not in _TELLS_A_WAIT:
        return None
    return Said.of(letter.job, letter.wait)
