"""Why a shot came to nothing, for its author and staff."""

from cogs.ui.inert import inert
from cogs.ui.words_refused_shot import NOBODY
from domain.job import Failure, FailureKind, Job
from domain.model import Lack, Mode, Model
from services.outcomes import ACCOUNT_GONE, RESTORED

_WHY = {
    FailureKind.CONTENT: "The video service declined this shot. It doesn't say why; often it is a"
    " real person's name, a brand, or violence.",
    FailureKind.OUTPUT: "The video service made something and then kept it back by its own rules."
    " It doesn't say why. Other words may pass.",
    FailureKind.INVISIBLE: "The video service found too many characters in the text that nobody"
    " can see. Typed anew, it should pass.",
    FailureKind.PARAMETERS: "The video service didn't understand what I sent. The person who runs"
    " this bot has been told.",
    FailureKind.ENGINE: "The video service took the shot and failed at it. That is nobody's fault;"
    " trying again often works.",
    FailureKind.GAVE_UP: "The video service gave no clip for a very long time, so I stopped"
    " waiting.",
    FailureKind.LOST: "The video service's answer was lost on the way, and no clip came of it.",
    FailureKind.NOT_OFFERED: "This model can't be had here any more.",
    FailureKind.OURS: "Something in the bot broke on the way.",
}


def why(failure: Failure | None) -> str:
    """The sentence for a person; the engine's own words stay with the operator."""
    return _WHY[failure.kind] if failure else "I don't know what went wrong."


def instead(model: Model | None, mode: Mode) -> str:
    """What can be made in place of a clip whose model is not to be had."""
    return f"{inert(model.title, 60)} can make such a clip." if model else NOBODY[Lack(mode)]


def has_lost_account(job: Job) -> bool:
    """Whether a shot the service took waits for its account to come back into the models file."""
    return job.failure is not None and job.failure.code == ACCOUNT_GONE


def was_restored(job: Job) -> bool:
    """Whether an unconfirmed shot stood in line in a backup that was restored."""
    return job.failure is not None and job.failure.code == RESTORED


def is_without_end(job: Job) -> bool:
    """Whether an unconfirmed shot was taken for certain, and the service gives no end of it."""
    return job.failure is not None and job.failure.kind is FailureKind.GAVE_UP
