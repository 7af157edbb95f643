"""The pictures of a shot, each in its role; whatever holds them: bytes, uploads, kept files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from domain.model import Mode

Kind_co = TypeVar("Kind_co", covariant=True)
Other = TypeVar("Other")


class PictureRole(StrEnum):
    """What a picture is to its shot."""

    FIRST_FRAME = "first_frame"
    LAST_FRAME = "last_frame"
    SUBJECT = "subject"
    REFERENCE = "reference"


_MODES = {
    frozenset(): Mode.TEXT,
    frozenset({PictureRole.FIRST_FRAME}): Mode.FIRST_FRAME,
    frozenset({PictureRole.FIRST_FRAME, PictureRole.LAST_FRAME}): Mode.FIRST_AND_LAST_FRAME,
    frozenset({PictureRole.SUBJECT}): Mode.SUBJECT,
    frozenset({PictureRole.REFERENCE}): Mode.REFERENCES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InputImage:
    """A picture kept by its content; width and height in pixels."""

    sha256: str
    mime: str
    width: int
    height: int


# Without slots: frozen ones break `Pictures[Some](…)` (python/cpython issue 116669).
@dataclass(frozen=True, kw_only=True)
class Pictures(Generic[Kind_co]):
    """The pictures a shot starts from. Iterating gives each with its role, in a fixed order."""

    first_frame: Kind_co | None = None
    last_frame: Kind_co | None = None
    subject: Kind_co | None = None
    references: tuple[Kind_co, ...] = ()

    @staticmethod
    def of(pairs: "Iterable[tuple[PictureRole, Other]]") -> "Pictures[Other]":
        """Pictures from what iterating over pictures gives; references keep their order."""
        single: dict[PictureRole, Other] = {}
        references: list[Other] = []
        for role, picture in pairs:
            if role is PictureRole.REFERENCE:
                references.append(picture)
            else:
                single[role] = picture
        return Pictures(
            first_frame=single.get(PictureRole.FIRST_FRAME),
            last_frame=single.get(PictureRole.LAST_FRAME),
            subject=single.get(PictureRole.SUBJECT),
            references=tuple(references),
        )

    def __iter__(self) -> Iterator[tuple[PictureRole, Kind_co]]:
        single = (
            (PictureRole.FIRST_FRAME, self.first_frame),
            (PictureRole.LAST_FRAME, self.last_frame),
            (PictureRole.SUBJECT, self.subject),
        )
        yield from ((role, picture) for role, picture in single if picture is not None)
        yield from ((PictureRole.REFERENCE, picture) for picture in self.references)

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def each(self, change: Callable[[Kind_co], Other]) -> "Pictures[Other]":
        """The same roles with every picture changed."""
        return Pictures.of((role, change(picture)) for role, picture in self)

    def over(self, earlier: "Pictures[Other]") -> "Pictures[Kind_co | Other]":
        """These pictures, and the earlier ones in the roles that these leave free."""
        return Pictures(
            first_frame=self.first_frame or earlier.first_frame,
            last_frame=self.last_frame or earlier.last_frame,
            subject=self.subject or earlier.subject,
            references=self.references or earlier.references,
        )

    @property
    def mode(self) -> Mode | None:
        """What a shot with these starts from; None when no model takes them together."""
        return _MODES.get(frozenset(role for role, _ in self))


def hashes_of(pictures: Pictures[InputImage]) -> list[str]:
    """The contents of pictures that are kept, in their order."""
    return [image.sha256 for _, image in pictures]
