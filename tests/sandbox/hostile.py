"""The table of hostile input, `build/tables/hostile_input.md`: each test writes its part."""

from dataclasses import dataclass, field

from tests.tools.tables import join_tables, table, write_table

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
    "command line",
    "endings",
)


@dataclass
class Rows:
    """One part's rows: the item, what was sent, what happened."""

    part: str
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, item: str, sent: str, happened: object) -> None:
        self.rows.append((item, sent, str(happened)))

    def write(self) -> None:
        text = table(("item", "what was sent", "what happened"), self.rows)
        write_table(_name(self.part), f"## {self.part.capitalize()}\n\n{text}")
        join_tables("hostile_input", [_name(part) for part in PARTS])


def _name(part: str) -> str:
    return f"hostile_input-{part.replace(' ', '-')}"
