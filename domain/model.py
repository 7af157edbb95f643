"""An engine's model as the catalogue knows it: what it takes, makes and costs."""

from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """What a shot starts from."""

    TEXT = "text"
    FIRST_FRAME = "first_frame"
    FIRST_AND_LAST_FRAME = "first_and_last_frame"
    SUBJECT = "subject"
    REFERENCES = "references"


class CameraStyle(StrEnum):
    """How a model is told about the camera."""

    NONE = "none"
    BRACKETS = "brackets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One length and resolution a model makes, with its cost in micro-dollars (None: not known)."""

    duration_s: int
    resolution: str
    cost_micro: int | None
    cost_is_assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One engine model. `name` is the vendor's own; `title` is what people read.

    `credits` is the operator's own price in credits, None for the default computed from the cost.
    `default_for` names the needs (see Need.key) that fall to this model when nobody chose one.
    """

    name: str
    title: str
    provider: str
    modes: frozenset[Mode]
    camera: CameraStyle
    offers: tuple[Offer, ...]
    sends_size: bool = True
    credits: int | None = None
    default_for: frozenset[str] = field(default_factory=frozenset)
    source: str = ""
    as_of: str = ""

    @property
    def offer(self) -> Offer:
        """The length and resolution made when the member chose none: the first listed."""
        return self.offers[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a shot asks of a model."""

    mode: Mode
    camera: bool

    @property
    def key(self) -> str:
        """As written in the catalogue's `default_for`, for example `text+camera`."""
        return f"{self.mode}+camera" if self.camera else str(self.mode)
