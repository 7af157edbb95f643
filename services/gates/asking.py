"""What every gate looks at."""

from dataclasses import dataclass

from services.asks import Ask
from services.rules import ServerRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request beside the rules of its server; `is_blocked` by staff of that server."""

    ask: Ask
    rules: ServerRules
    is_blocked: bool = False

    @property
    def has_picture(self) -> bool:
        """Whether any picture came along."""
        return bool(self.ask.pictures)
