"""Every Discord of a test, examined: its exchanges by Discord's OpenAPI file, itself for faults.

`async with examined() as discord:` stands where `DiscordSandbox()` would; a house test sees to
that. A test fails when an exchange does not fit the file, when a request goes where nobody serves,
and when a handler of the sandbox raises.
"""

import contextlib
import functools
import os
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sandbox.discord.api.rest import Exchange
from sandbox.discord.judge.specification import Mismatch, Specification
from sandbox.discord.server import DiscordSandbox
from tests.tools.tables import table

BESIDE = Path(__file__).parents[2] / "shared" / "discord" / "openapi.json"
RAW = "raw requests"
"""The User-Agent of tests that ask without discord.py, which does not always give its own."""


class Asked(NamedTuple):
    """An operation, and whether the genuine discord.py asked for it or a test by itself."""

    operation: str
    by_library: bool


@dataclass
class Tally:
    """What was examined; the tallies of several processes add up."""

    checked: Counter[Asked] = field(default_factory=Counter)
    mismatches: Counter[str] = field(default_factory=Counter)
    lacking: set[str] = field(default_factory=set)

    def add(self, packed: Any) -> None:
        """Add what another process packed."""
        self.checked.update({Asked(*asked): count for asked, count in packed["checked"]})
        self.mismatches.update(packed["mismatches"])
        self.lacking.update(packed["lacking"])

    def pack(self) -> dict[str, Any]:
        """Return it as plain values, for another process."""
        return {
            "checked": [[list(asked), count] for asked, count in self.checked.items()],
            "mismatches": dict(self.mismatches),
            "lacking": sorted(self.lacking),
        }

    def line(self) -> str:
        """Return it in one line."""
        operations = {asked.operation for asked in self.checked}
        return (
            f"Discord's OpenAPI: {self.checked.total():,} exchanges of {len(operations)} operations"
            f" checked, {self.mismatches.total()} mismatches,"
            f" {len(self.lacking)} operations the file lacks"
        )

    def table(self) -> str:
        """Return it as a table, an operation a row."""
        head = ("operation", "by discord.py", "by raw requests", "mismatches")
        rows = [
            (
                name,
                self.checked[Asked(name, True)],
                self.checked[Asked(name, False)],
                self.mismatches[name],
            )
            for name in sorted({asked.operation for asked in self.checked})
        ]
        return f"{self.line()}.\n\n{table(head, rows)}"


class Examiner:
    """Judges exchanges and keeps the tally of this process.

    The file may be missing, in a plain clone; then nothing is judged, and the run says so.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tally = Tally()
        self._specification = Specification(path) if path.exists() else None

    @property
    def judges(self) -> bool:
        """Whether there is a file to judge by."""
        return self._specification is not None

    def examine(self, exchange: Exchange) -> list[Mismatch]:
        """Count an exchange; returns what does not fit."""
        if self._specification is None:
            return []
        name = exchange.record.operation
        found = self._specification.judge(exchange)
        self.tally.checked[Asked(name, exchange.client != RAW)] += 1
        self.tally.mismatches.update({name: len(found)} if found else {})
        if not self._specification.knows(name):
            self.tally.lacking.add(name)
        return found


@functools.cache
def examiner() -> Examiner:
    """The one examiner of this process: making its validators takes long."""
    return Examiner(Path(os.environ.get("DISCORD_OPENAPI") or BESIDE))


@contextlib.asynccontextmanager
async def examined(
    *, provoked: Sequence[str] = (), by: Examiner | None = None, **options: Any
) -> AsyncIterator[DiscordSandbox]:
    """A running DiscordSandbox with these options, examined to its end.

    `provoked`: how the problems begin that the test makes on purpose; all of them must come.
    """
    judge = by or examiner()
    found: list[Mismatch] = []
    async with DiscordSandbox(**options) as discord:
        discord.observe(lambda exchange: found.extend(judge.examine(exchange)))
        yield discord
    problems = discord.problems
    wrong = [str(mismatch) for mismatch in found]
    wrong += [each for each in problems if not each.startswith(tuple(provoked))]
    idle = [each for each in provoked if not any(p.startswith(each) for p in problems)]
    wrong += [f"{each}: to be provoked, but did not happen" for each in idle]
    assert not wrong, "\n".join(wrong)
