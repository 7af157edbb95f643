"""What a request brings down and what comes back up: the values between cogs and the studio."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.camera import CameraPlan
from domain.camera_remarks import Remark
from domain.job import Job, Place
from domain.model import Mode, Model, Need, Offer
from domain.pictures import InputImage, PictureRole, Pictures
from domain.windows import Window
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


#: What became of a picture that not every engine takes, when its request was kept to be mended.
LEFT_OUT = "left_out"
#: A picture is kept no longer, so the request goes on without it.
GONE = "gone"
#: A last picture is not shaped like the first, whose shape the clip has.
OTHER_SHAPE = "other_shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNote:
    """What was done to a picture: `what` is a media.pictures.ChangeKind, in people's units,
    LEFT_OUT, GONE or OTHER_SHAPE.

    For a remix a making_together.HandedOn, of the clip with the code `measured`. `number` counts
    the references from 1; 0 for a picture in any other role.
    """

    what: str
    measured: str = ""
    limit: str = ""
    role: PictureRole = PictureRole.FIRST_FRAME
    number: int = 0


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
    #: The member is asked before it is taken, whatever it costs.
    looks_first: bool = False
    #: The code of the shot in line whose place this request takes.
    changes: str | None = None
    #: The code of the member's own job whose shot is to be rendered once more.
    take_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a member changes on a kept request; None leaves it as it was.

    Of length, resolution and shape 0 or an empty text is the usual one again. `only`: pictures in
    other roles are left out; `begins_with_last`: the last frame becomes the first.
    """

    prompt: str | None = None
    camera: str | None = None
    model: str | None = None
    duration_s: int | None = None
    resolution: str | None = None
    aspect: str | None = None
    pictures: Pictures[Picture] = field(default_factory=Pictures)
    only: frozenset[PictureRole] | None = None
    begins_with_last: bool = False

    def applied(self, kept: Ask) -> Ask:
        """The request with this changed; confirmed only where nothing was."""
        is_same = self == Change()
        pictures = self._pictures(kept.pictures)
        return replace(
            kept,
            prompt=kept.prompt if self.prompt is None else self.prompt,
            camera=kept.camera if self.camera is None else self.camera,
            model=self.model or kept.model,
            duration_s=kept.duration_s if self.duration_s is None else self.duration_s or None,
            resolution=kept.resolution if self.resolution is None else self.resolution or None,
            aspect=kept.aspect if self.aspect is None else self.aspect or None,
            pictures=pictures,
            picture_notes=kept.picture_notes if pictures == kept.pictures else (),
            confirmed=kept.confirmed and is_same,
        )

    def _pictures(self, kept: Pictures[Picture]) -> Pictures[Picture]:
        pictures = self.pictures.over(kept)
        if self.begins_with_last:
            return Pictures(first_frame=pictures.last_frame)
        if self.only is None:
            return pictures
        return Pictures.of((role, one) for role, one in pictures if role in self.only)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long it may take: shots whose turn comes before, and the range in which it is usually
    ready.

    `turn_at` is when its own turn comes, None when that can't be foreseen or has been. `from_` and
    `until` are None while there is no history of this model here. `own_first`: so many of those
    ahead are its member's, are being made, and have to end before.
    """

    ahead: int
    own_first: int = 0
    turn_at: datetime | None = None
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
    #: Those of `credits_left` that are granted ones, which no window takes away.
    granted_left: int = 0
    #: How many more such shots the ceilings have room for; None: any number.
    fitting: int | None = None
    #: How often the credits come back of which fewest are left.
    window: Window = Window.DAY
    #: The service takes nothing at the moment; the shot waits for it.
    outage: Outage | None = None
    not_camera: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    picture_notes: tuple[PictureNote, ...] = ()
    #: The code of the shot in line that was changed, which is the job's own; None: it is a new one.
    changed: str | None = None
    #: The same once most of a ceiling is used; None before.
    more_like_it: int | None = None


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
    #: All that its camera does.
    camera: CameraPlan = field(default_factory=CameraPlan)
    first_clip: bool = False
    above_usual: bool = False
    picture_notes: tuple[PictureNote, ...] = ()


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
