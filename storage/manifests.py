"""What a backup says about itself, in its `backup.json`."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.totals import Totals

MANIFEST = "backup.json"
_FORMAT = 1


class NoBackup(Exception):
    """This folder can't be taken for a backup; the sentence says why and what would work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds. `made_at` is the moment of the cut, in UTC as text.

    `lacking` are files that were missing or damaged in the data directory itself.
    """

    made_at: str
    database_sha256: str
    totals: Totals
    size_bytes: int
    lacking: tuple[str, ...] = ()
    format: int = _FORMAT

    @property
    def cut_at(self) -> datetime:
        """The moment up to which the backup knows everything."""
        return datetime.fromisoformat(self.made_at)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put it into a backup's folder."""
    text = json.dumps(asdict(manifest), indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(source: Path) -> Manifest:
    """What the backup at `source` says about itself. Raises NoBackup, and OSError."""
    if not source.exists():
        raise NoBackup(f"There is no {source}. PATH names the folder of a backup.")
    if not source.is_dir():
        raise NoBackup(f"{source} is no folder. PATH names the folder of a backup.")
    try:
        text = (source / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NoBackup(
            f"{source} is no backup: it holds no {MANIFEST}. `python bot.py backup` makes one."
        ) from None
    except UnicodeDecodeError as error:
        raise _unreadable(source) from error
    try:
        told = json.loads(text)
        if isinstance(told, dict) and told.get("format", 0) > _FORMAT:
            raise NoBackup(f"{source} was made by a newer version of Greenlight; update that here.")
        return _understood(told)
    except (ValueError, TypeError, KeyError) as error:
        raise _unreadable(source) from error


def _understood(told: dict[str, Any]) -> Manifest:
    manifest = Manifest(
        **{**told, "totals": Totals(**told["totals"]), "lacking": tuple(told["lacking"])}
    )
    if manifest.cut_at.tzinfo is None:
        raise ValueError("a moment of no time zone")
    return manifest


def _unreadable(source: Path) -> NoBackup:
    return NoBackup(
        f"{source} can't be restored: its {MANIFEST} can't be read. Use another backup."
    )
