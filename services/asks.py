"""What a request brings down and what comes back up: the values between cogs and the studio."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.job import Job, Place
from domain.model import Mode, Model, Need, Offer
from domain.pictures import InputImage, Pictures
from services.outages import Outage


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The person who asks, as far as rules care."""

    member_id: int
    name: str
    role_ids: frozenset[int] = frozenset()
    role_names: frozenset[str] = frozenset()
    #: Manage Server.
    is_manager: bool = False
    #: Moderate Members.
    is_moderator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A picture as it was handed in; `name` is only shown back."""

    name: str
    data: bytes


Picture = Upload | InputImage


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNote:
    """What was done to a picture: `what` is a media.pictures.ChangeKind, in people's units."""

    what: str
    measured: str
    limit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request for a clip, as typed.

    `missing_rights` are Discord's names of the rights the bot lacks in that place; `parent` is the
    code of the clip whose still is animated; `confirmed` that the member has seen price and notes,
    and `credits_shown` the price they saw.
    """

    place: Place
    who: Who
    prompt: str
    camera: str = ""
    model: str | None = None
    #: What the member chose beside it: seconds, resolution, shape; None: the usual ones.
    duration_s: int | None = None
    resolution: str | None = None
    aspect: str | None = None
    pictures: Pictures[Picture] = field(default_factory=Pictures)
    parent: str | None = None
    #: What was done to its pictures when they were handed in.
    picture_notes: tuple[PictureNote, ...] = ()
    missing_rights: tuple[str, ...] = ()
    confirmed: bool = False
    credits_shown: int | None = None
    #: The kept request this one grew from; it is used up when the shot is taken.
    draft_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long it may take: shots ahead, and the range in which it is usually ready.

    `from_` and `until` are None while there is no history of this model here.
    """

    ahead: int
    from_: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The shot is in: its job, and what the private answer says beside it."""

    job: Job
    model: Model
    #: The model was chosen by us, not by the member.
    model_was_chosen: bool
    credits_left: int
    wait: Wait
    #: The service takes nothing at the moment; the shot waits for it.
    outage: Outage | None = None
    not_camera: tuple[str, ...] = ()
    picture_notes: tuple[PictureNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Nothing is charged yet: the member is asked to look first.

    `first_clip`, `above_usual` and `picture_notes` say why; the button carries `draft_id`.
    """

    draft_id: str
    ask: Ask
    model: Model
    offer: Offer
    credits: int
    credits_left: int
    first_clip: bool = False
    above_usual: bool = False
    picture_notes: tuple[PictureNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A member's credits for today and when they come back."""

    left: int
    per_day: int
    resets_at: datetime
    #: Shots of theirs that have not ended.
    standing: int
    #: What a standard clip costs in credits; None while no model is offered.
    usual_price: int | None = None


def kept_pictures(ask: Ask) -> Pictures[InputImage]:
    """The pictures of an ask that are kept already; uploads that still hold their bytes are not."""
    return Pictures.of(
        (role, picture) for role, picture in ask.pictures if isinstance(picture, InputImage)
    )


def need_of(ask: Ask, mode: Mode, *, camera: bool) -> Need:
    """What an ask with pictures of this mode needs of a model."""
    return Need(
        mode=mode,
        camera=camera,
        duration_s=ask.duration_s,
        resolution=ask.resolution,
        aspect=ask.aspect,
        references=len(ask.pictures.references),
    )
