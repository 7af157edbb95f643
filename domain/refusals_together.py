"""Why something isn't done with a clip that others may use too, or with a preset."""

from dataclasses import dataclass

from domain.refusals import Refusal

# What grows from a clip


@dataclass(frozen=True, slots=True, kw_only=True)
class ForItsAuthor(Refusal):
    """Only the author has another take made of a clip, or another camera; others remix it."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipDeleted(Refusal):
    """Its author or staff have deleted the clip: nothing more grows from it."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemixNotAllowed(Refusal):
    """The clip's author lets nobody remix it, or has left the server and can't be asked."""

    code: str
    has_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesGone(Refusal):
    """A picture that the request is made with is kept no longer.

    `code`: the clip that was asked with it; empty where none is known.
    """

    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsHeldBack(Refusal):
    """The clip's words were never public, so nobody but its author can begin with them."""

    code: str


# Presets


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetUnknown(Refusal):
    """The member sees no preset of that name."""

    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetUnreadable(Refusal):
    """What was kept under that name can't be read any more."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetExists(Refusal):
    """The member, or the server where `of_server`, has a preset of that name already."""

    name: str
    of_server: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyPresets(Refusal):
    """The member, or the server where `of_server`, has as many presets as one may have."""

    limit: int
    of_server: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetEmpty(Refusal):
    """There is no camera movement to keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPresetsNotAllowed(Refusal):
    """The server's presets are for staff, and for members of `role_id` where one was named."""

    role_id: int | None
