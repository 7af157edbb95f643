"""What the bot asked: one record per REST request, and the counters over them."""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.discord.shapes import Json

KEPT = 20_000
"""Records kept; the oldest go first. The counters count them all."""


@dataclass(slots=True, kw_only=True)
class RequestRecord:
    """One REST request; its status and code come when it is answered."""

    at: datetime
    method: str
    path: str
    template: str
    operation: str
    json: Any = None
    files: tuple[tuple[str, int, str], ...] = ()
    status: int | None = None
    code: int | None = None

    def summary(self) -> Json:
        """Return what another process gets to see of it."""
        return {
            "at": self.at.isoformat(),
            "method": self.method,
            "path": self.path,
            "template": self.template,
            "operation": self.operation,
            "json": self.json,
            "files": [list(file) for file in self.files],
            "status": self.status,
            "code": self.code,
        }


@dataclass(slots=True)
class Requests:
    """All requests so far."""

    records: deque[RequestRecord] = field(default_factory=lambda: deque(maxlen=KEPT))
    by_operation: Counter[str] = field(default_factory=Counter)
    refused: Counter[int] = field(default_factory=Counter)
    total: int = 0

    def add(self, record: RequestRecord) -> None:
        """Keep a record and count it."""
        self.records.append(record)
        self.by_operation[record.operation] += 1
        self.total += 1

    def note_refusal(self, record: RequestRecord) -> None:
        """Count an answer that refused."""
        if record.status is not None and record.status >= 400:
            self.refused[record.code or record.status] += 1
