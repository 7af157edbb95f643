"""What people see of jobs: one of them as its viewer may, and a page of one's own."""

from dataclasses import dataclass
from pathlib import Path

from domain.job import Job
from domain.model import Model
from services.asks import Wait
from services.outages import Outage
from services.poster import Posted


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A job as one viewer may see it.

    `is_private`: the viewer is its author or staff; a stranger's view holds public facts only.
    `clip` is the kept file, for authors whose clip is not in the channel. `counted_micro` is what
    counts against the ceilings for it, for managers and the operator alone.
    """

    job: Job
    is_private: bool
    wait: Wait
    is_author: bool = False
    #: Nothing is handed over just now; only of a shot in line.
    outage: Outage | None = None
    #: Its answer was lost, and we look for it in its engine's list.
    is_sought: bool = False
    #: What makes such a clip, for one whose model is not to be had; None: nothing does.
    instead: Model | None = None
    posted: Posted | None = None
    #: This viewer may not read the prompt: it was held back where everybody would have read it.
    has_hidden_words: bool = False
    still_owed: bool = False
    #: Its engine has it, and may give it back.
    may_be_recalled: bool = False
    clip: Path | None = None
    #: A picture that it was asked with is kept no longer.
    lacks_pictures: bool = False
    counted_micro: int | None = None
    #: What counts is what is known to have been billed, no longer the estimate.
    is_corrected: bool = False
    #: Credits that managers let its author have back.
    refunded: int = 0
    #: How many clips of other people grew from it and stand where everybody sees them.
    remixes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a member's jobs, newest first; `number` counts from 1."""

    jobs: tuple[Job, ...]
    number: int
    of: int
