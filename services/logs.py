"""The log: one line per event, its facts behind it, and never a secret in it."""

import logging
import sys
from collections.abc import Sequence

#: What every record carries by itself; anything else was given as `extra`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_HIDDEN = "[hidden]"


class FactsFormatter(logging.Formatter):
    """Prints a record's `extra` facts behind its sentence, and masks every known secret.

    The services never log a secret; masking is the net below for texts of other libraries.
    """

    def __init__(self, hide: Sequence[str]) -> None:
        super().__init__("{asctime} {levelname:<7} {name} {message}", style="{")
        self._hide = tuple(secret for secret in hide if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The line, with traceback where there is one."""
        facts = {k: v for k, v in vars(record).items() if k not in _OWN and v not in (None, "")}
        line, _, rest = super().format(record).partition("\n")
        text = " ".join([line, *(f"{name}={value}" for name, value in facts.items())])
        if rest:
            text = f"{text}\n{rest}"
        for secret in self._hide:
            text = text.replace(secret, _HIDDEN)
        return text


def start_logging(level: str, *, hide: Sequence[str]) -> None:
    """Send all logging of this process to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FactsFormatter(hide))
    logging.basicConfig(level=level, handlers=[handler], force=True)
