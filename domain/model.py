"""An engine's model as the catalogue knows it: what it takes, makes and costs."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Mode(StrEnum):
    """What a shot starts from."""

    TEXT = "text"
    FIRST_FRAME = "first_frame"
    FIRST_AND_LAST_FRAME = "first_and_last_frame"
    SUBJECT = "subject"
    REFERENCES = "references"


#: What gives a clip no shape of its own, so that one can be chosen.
_SHAPELESS = frozenset({Mode.TEXT, Mode.REFERENCES})
_PICTURES = {Mode.FIRST_FRAME: 1, Mode.FIRST_AND_LAST_FRAME: 2, Mode.SUBJECT: 1}


class CameraStyle(StrEnum):
    """How a model is told about the camera."""

    NONE = "none"
    BRACKETS = "brackets"
    PROSE = "prose"


class Lack(StrEnum):
    """What a model can't do; the modes are spelt as `Mode` spells them."""

    TEXT = "text"
    FIRST_FRAME = "first_frame"
    FIRST_AND_LAST_FRAME = "first_and_last_frame"
    SUBJECT = "subject"
    REFERENCES = "references"
    SO_MANY_REFERENCES = "so_many_references"
    CAMERA = "camera"
    DURATION = "duration"
    RESOLUTION = "resolution"
    DURATION_AT_RESOLUTION = "duration_at_resolution"
    ASPECT = "aspect"
    #: Pictures that no model takes in one shot.
    PICTURES_TOGETHER = "pictures_together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a shot asks of a model. Length (seconds), resolution, shape: None where any will do."""

    mode: Mode
    camera: bool
    duration_s: int | None = None
    resolution: str | None = None
    aspect: str | None = None
    references: int = 0

    @property
    def key(self) -> str:
        """As written in the catalogue's `default_for`, for example `text+camera`."""
        return f"{self.mode}+camera" if self.camera else str(self.mode)

    @property
    def pictures(self) -> int:
        """How many pictures it starts from."""
        return self.references or _PICTURES.get(self.mode, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One length and resolution a model makes, with its cost in micro-dollars (None: not known).

    `modes` empty: in all of the model's modes. `credits` is the operator's own price, None for the
    default computed from the cost.
    """

    duration_s: int
    resolution: str
    cost_micro: int | None
    cost_is_assumed: bool = False
    modes: frozenset[Mode] = frozenset()
    credits: int | None = None

    @property
    def size(self) -> str:
        """For people, `6 s · 768p`."""
        return f"{self.duration_s} s · {self.resolution.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One engine model. `name` is the vendor's own; `title` is what people read.

    `offers` begin with the usual one of each mode. `aspects` are the shapes (width to height) it
    takes for a shot without frames; empty: it has its own. `longest_prompt` is in characters.
    Each picture after the first `free_pictures` costs `picture_cost_micro` on top. `extras` go
    along with every shot, by the vendor's own names.
    `default_for` names the needs (see Need.key) that fall to this model when nobody chose one.
    """

    name: str
    title: str
    provider: str
    modes: frozenset[Mode]
    camera: CameraStyle
    offers: tuple[Offer, ...]
    sends_size: bool = True
    aspects: tuple[str, ...] = ()
    most_references: int = 0
    free_pictures: int = 0
    picture_cost_micro: int = 0
    longest_prompt: int = 2_000
    has_sound: bool = False
    extras: tuple[tuple[str, bool | str], ...] = ()
    default_for: frozenset[str] = field(default_factory=frozenset)
    source: str = ""
    as_of: str = ""

    def offers_in(self, mode: Mode) -> tuple[Offer, ...]:
        """The lengths and resolutions of a mode, the usual one first."""
        return tuple(o for o in self.offers if not o.modes or mode in o.modes)

    def offer_for(self, need: Need) -> Offer | None:
        """The first offer that has the length and resolution wished for, at what it costs with so
        many pictures; None: there is none."""
        found = (o for o in self.offers_in(need.mode) if _is_as_wished(o, need))
        offer = next(found, None)
        return self._with_pictures(offer, need) if offer else None

    def lacks(self, need: Need) -> Lack | None:
        """The first thing a need asks that this model can't do; None: it can do all.

        What the shot starts from comes first: without it nothing else matters.
        """
        if need.mode not in self.modes:
            return Lack(need.mode)
        if need.references > self.most_references:
            return Lack.SO_MANY_REFERENCES
        if need.camera and self.camera is CameraStyle.NONE:
            return Lack.CAMERA
        if need.aspect and (not takes_shape(need.mode) or need.aspect not in self.aspects):
            return Lack.ASPECT
        if self.offer_for(need) is None:
            return self._lacking_size(need)
        return None

    def _with_pictures(self, offer: Offer, need: Need) -> Offer:
        extra = max(0, need.pictures - self.free_pictures) * self.picture_cost_micro
        if not extra or offer.cost_micro is None:
            return offer
        return replace(offer, cost_micro=offer.cost_micro + extra)

    def _lacking_size(self, need: Need) -> Lack:
        offers = self.offers_in(need.mode)
        if need.duration_s and all(o.duration_s != need.duration_s for o in offers):
            return Lack.DURATION
        if need.resolution and all(o.resolution != need.resolution for o in offers):
            return Lack.RESOLUTION
        return Lack.DURATION_AT_RESOLUTION


def takes_shape(mode: Mode) -> bool:
    """Whether a shape can be chosen for what starts so; a frame gives a clip its own."""
    return mode in _SHAPELESS


def _is_as_wished(offer: Offer, need: Need) -> bool:
    return need.duration_s in {None, offer.duration_s} and need.resolution in {
        None,
        offer.resolution,
    }
