"""The table of hostile input, `build/tables/hostile_input.md`: each test writes its part."""

from dataclasses import dataclass, field

from tests.tools.tables import table, write_table

HEAD = ("item", "what was sent", "what happened")
PARTS = (
    "gateway",
    "routes",
    "bodies",
    "uploads",
    "streams",
    "markup",
    "names",
    "strangers",
    "acts",
    "arguments",
    "end",
    "kill",
)
"""What part names begin with, in the order of the table."""


@dataclass
class Rows:
    """One part's rows: the item, what was sent, what happened."""

    part: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, item: str, sent: str, happened: object) -> None:
        self.rows.append((item, sent, str(happened)))

    def write(self) -> None:
        """Keep the part, and the whole of what all tests have kept by now."""
        rows = table(HEAD, self.rows).splitlines(keepends=True)[2:]
        folder = write_table(f"hostile_input-{self.part}", "".join(rows)).parent
        found = [path for part in PARTS for path in sorted(folder.glob(f"hostile_input-{part}*"))]
        whole = "".join(path.read_text(encoding="utf-8") for path in found)
        write_table("hostile_input", table(HEAD, []) + whole)
