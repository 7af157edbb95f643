"""Why a request was not taken: one value per reason, carrying the facts a sentence needs.

The words are chosen where people read them; nothing here is charged, ever.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.model import Lack, Mode
from domain.movements import Move, Movement
from domain.nearness import Near
from domain.quota import Scope
from domain.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that was not taken."""


class Refused(Exception):
    """The request was not taken; `refusal` says why.

    `draft_id`: the request is kept under it, so that it can be mended instead of typed again.
    """

    def __init__(self, refusal: Refusal, draft_id: str | None = None) -> None:
        self.refusal = refusal
        self.draft_id = draft_id
        super().__init__(type(refusal).__name__)


# What was typed


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptEmpty(Refusal):
    """There is nothing to make a clip of: neither words nor a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptTooLong(Refusal):
    """The text, camera included, is longer than the engine takes; both in characters."""

    length: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptUnreadable(Refusal):
    """The text holds characters nobody can see; `position` counts from 1."""

    character: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraUnknown(Refusal):
    """Something typed as a camera movement is none; `nearest` is what was probably meant."""

    typed: str
    nearest: Movement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraContradicts(Refusal):
    """Two movements at once that cancel each other."""

    first: Move
    second: Move


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraTooMuch(Refusal):
    """More movements at once, or more steps, than a clip can hold."""

    found: int
    limit: int
    at_once: bool


# What the models can do


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUnknown(Refusal):
    """No model of that name is offered here; `offered` are the titles of those that are.

    `nearest` is the title of the one that was probably meant.
    """

    typed: str
    offered: tuple[str, ...]
    nearest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDoesNotFit(Refusal):
    """The chosen model can't make this shot; `instead` is the title of one that can, if any.

    `nearest` is the nearest that it makes, or another where neither can make this; `there` are the
    resolutions or shapes there are, where nothing is near. `only_from`: what this shot starts from,
    where the model makes that length or resolution from something else.
    """

    model: str
    lacks: Lack
    instead: str | None
    nearest: Near | None = None
    there: tuple[str, ...] = ()
    only_from: Mode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingFits(Refusal):
    """No model offered here makes such a shot; the rest as in ModelDoesNotFit."""

    lacks: Lack
    nearest: Near | None = None
    there: tuple[str, ...] = ()


# Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureUnusable(Refusal):
    """A picture can't be used.

    `problem` is one of `not_a_picture`, `kind`, `broken`, `too_small`, `too_many_pixels`,
    `too_wide`, `too_tall`, `too_many_bytes`, `no_room` (on our disk); `measured` and `limit` are in
    people's units ("1 × 1", "300 pixels").
    """

    name: str
    problem: str
    measured: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesNotAllowed(Refusal):
    """This member may not use pictures here.

    `by_role`: members of a role may (`role_id`, or None for the one named by default).
    """

    by_role: bool
    role_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNotYours(Refusal):
    """Only one's own uploads and the bot's own clips may be animated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPictureThere(Refusal):
    """The chosen message holds no picture, and no clip of ours."""


# Place, people, rules


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerClosed(Refusal):
    """The operator has not opened this server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Refusal):
    """The server's managers have paused clips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongChannel(Refusal):
    """Clips are made in other channels of this server."""

    channel_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotPostHere(Refusal):
    """The bot lacks rights in this channel; `missing` holds Discord's names for them."""

    channel_id: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(Refusal):
    """Staff have blocked this member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRefused(Refusal):
    """The text meets a rule of the server; `phrase` is empty where it must not be repeated."""

    rule: str
    phrase: str


# Quotas and ceilings


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewCredits(Refusal):
    """The shot costs more credits than are `left`, the granted ones among them, until `resets_at`.

    `scope` says whose limit it is: the member's own, the channel's or the server's; `window` how
    often it comes back, and `most` how many there are then, where that is too few as well.
    """

    needed: int
    left: int
    resets_at: datetime
    scope: Scope = Scope.MEMBER
    window: Window = Window.DAY
    most: int | None = None
    cheaper_model: str | None = None
    cheaper_credits: int | None = None
    #: Of a channel's limit: other channels in which it would go, and whether it would in most.
    elsewhere: tuple[int, ...] = ()
    almost_anywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CeilingReached(Refusal):
    """No more money may be spent before `resets_at`; `whole_bot` when it is the operator's.

    `never_in`: in such a window even the whole ceiling is too little, so that waiting is in vain.
    `near`: what is left would pay for this one.
    """

    resets_at: datetime
    whole_bot: bool
    never_in: Window | None = None
    near: Near | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyWaiting(Refusal):
    """The member already has as many shots in line as one may have."""

    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTooLong(Refusal):
    """The member's turn would come later than anybody should wait; in seconds."""

    line_s: float
    try_at: datetime


# Seeing before spending


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewsBusy(Refusal):
    """As many previews wait to be drawn as may; `own`: of this member's."""

    own: bool
