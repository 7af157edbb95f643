"""What is fixed for a stand-in's life."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """Where it listens, how its ids come about, and where its clips are kept."""

    host: str = "127.0.0.1"
    prefix: str = ""
    """A path before `/v1`, as resellers have."""
    seed: int | None = None
    """Makes ids repeatable; `None` makes them differ from run to run."""
    cache: Path | None = None
    """Where clips of a `cached` style are kept; `None` is the user's temporary folder."""
