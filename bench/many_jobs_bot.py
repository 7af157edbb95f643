"""The real bot, which also writes down when each look at the engine began, and how late."""

import json
import logging
import os
import runpy
import sys
from pathlib import Path

# A script's own folder is where Python looks first, and ours is one below the bot's.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox.bot_process import BOT

PID_FILE, LATE_FILE = Path("pid"), Path("late.json")


class Lateness(logging.Handler):
    """Keeps the moments of looks, and how many seconds after their time they began."""

    def __init__(self) -> None:
        super().__init__()
        self.looks: list[tuple[float, float]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        late_s = getattr(record, "late_s", None)
        if late_s is not None:
            self.looks.append((record.created, late_s))


def main() -> None:
    """Run the bot; at its end the file holds all looks."""
    PID_FILE.write_text(str(os.getpid()), encoding="ascii")
    lateness = Lateness()
    rounds = logging.getLogger("services.rounds")
    rounds.setLevel(logging.DEBUG)
    rounds.propagate = False
    rounds.addHandler(lateness)
    try:
        runpy.run_path(str(BOT), run_name="__main__")
    finally:
        LATE_FILE.write_text(json.dumps(lateness.looks), encoding="ascii")


if __name__ == "__main__":
    main()
