"""Names for the shapes that travel: JSON objects, files, drafts of messages."""

from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object as it stands on the wire; its fields are checked where it comes in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file as it came in: the part's number, name and bytes."""

    number: int
    name: str
    data: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a client sent to become a message or to change one."""

    payload: Json
    files: tuple[SentFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file a member attaches: its name and bytes."""

    name: str
    data: bytes
    content_type: str = ""
