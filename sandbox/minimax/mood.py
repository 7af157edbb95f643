"""What is the matter with the service for everybody, until it is put right again.

Faults fall on single calls; a mood holds for all clips, those under way included.
"""

from dataclasses import dataclass

from sandbox.minimax.codes import BALANCE_TOO_LOW, INPUT_SENSITIVE, UNKNOWN, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How the service is; as it stands here, well."""

    slow_seconds: float = 0.0
    """How much longer a clip is in Processing."""
    failing: bool = False
    """Whether accepted clips end in Fail (1000) and are refunded."""
    refusing: bool = False
    """Whether every text is judged sensitive at once (1026)."""
    out_of_money: bool = False
    """Whether nothing can be charged (1008)."""

    @property
    def fail_code(self) -> int | None:
        """The code with which every order ends, if they are to fail."""
        return UNKNOWN if self.failing else None

    def check(self) -> None:
        """Raise `Refusal` when the service takes nothing in this mood."""
        if self.refusing:
            raise refuse(INPUT_SENSITIVE)
        if self.out_of_money:
            raise refuse(BALANCE_TOO_LOW)
