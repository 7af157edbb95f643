"""What a trouble can mean for a job, its money, its author and the operator, each by a name.

Written down from the design ("What a submit's outcome means"), never computed.
"""

from dataclasses import dataclass, replace
from typing import Any

CREDITS, COST = 5, 430_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How things stand after the trouble.

    `credits` are taken from the member's day, `cost` (micro-dollars) counts against the ceilings.
    `card` stands in the channel; where it ends with an ellipsis, only its beginning is given.
    `told` are the sentences its author reads behind Details or Why. `notice` begins the message to
    the operator; empty: there is none. `then` is what happens when the trouble is gone. `answer` is
    what its author reads who cancelled it.
    """

    status: str
    credits: int
    cost: int
    card: str
    told: tuple[str, ...]
    notice: str = ""
    then: str = "clip"
    answer: str = ""

    def but(self, **differences: Any) -> "Outcome":
        """The same with a difference."""
        return replace(self, **differences)


RESTS = "Nothing is handed over to it; waiting shots keep their places."
KEEPS = "Waiting shots keep their places."
KEY = "The video service refuses the key of the account minimax."
NEW_KEY = (
    "Set a valid one (MINIMAX_API_KEY, or the variable that the models file names) and restart."
)
BALANCE = "The account minimax has no money left."
TOP_UP = "Top it up; I keep trying."
DOWN_NOTICE = (
    f"The video service can't be reached through the account minimax. {RESTS} Nothing to do: I keep"
    " trying."
)
ADDRESS_NOTICE = (
    f"Nobody takes shots at the address of the account minimax. {RESTS} Set a valid one"
    " (MINIMAX_API_URL, or the models file's url) and restart."
)
LIMIT_NOTICE = (
    "The video service says that the account minimax has reached its limit for now."
    f" {RESTS} If it happens daily, raise the plan or lower the ceilings."
)
MODEL_NOTICE = (
    "The account minimax may not use {model}; members don't see it any more. Ask the video service"
    " for access; after that, restart me to try it again."
)
ABSENT_NOTICE = (
    "The host of the account minimax has no such service, so {model} can't be made there; members"
    " don't see them any more, and shots of them were given back. All else goes on. If it should"
    " have it, set its address right and restart me."
)
ODD_NOTICE = (
    "The video service refused shot {code} in a way I don't know. Its credits are back."
    " If it repeats, the models' file may be out of date."
)
LOST = "Shot {code} was sent and its answer was lost: it may be paid and being made."
THE_DESK = "/greenlight-operator unconfirmed (was-made, paid-and-lost or not-paid)"
LOST_NOTICE = f"{LOST} Look for it at the video service, then tell me with {THE_DESK}."
SOUGHT_NOTICE = (
    f"{LOST} I look for it in the video service's list every few minutes. If you know more, tell me"
    f" with {THE_DESK}."
)
NOT_MADE = "This shot wasn't made. Credits are back."
ASIDE = "5 credits, set aside"

WAITS = Outcome(
    status="queued",
    credits=CREDITS,
    cost=COST,
    card='{ana} is making a clip\n"{prompt}"\nNext in line…',
    told=("in line", "Wait: next in line", ASIDE),
)
SET_ASIDE = replace(
    WAITS,
    card='"{prompt}"\nThe video service has taken no shots since {since}; the person who runs this'
    " bot knows. This shot keeps its place, and cancelling is free.",
    told=("in line", "The video service has taken no shots since", ASIDE),
)
KEY_WRONG = replace(SET_ASIDE, notice=f"{KEY} {RESTS} {NEW_KEY}")
NO_MONEY = replace(SET_ASIDE, notice=f"{BALANCE} {RESTS} {TOP_UP}")
USED_UP = replace(SET_ASIDE, notice=LIMIT_NOTICE)
NOBODY_THERE = replace(SET_ASIDE, notice=ADDRESS_NOTICE)
NOT_ON_PLAN = replace(SET_ASIDE, notice=MODEL_NOTICE)
IS_DOWN = replace(
    WAITS,
    card='"{prompt}"\nThe video service hasn\'t answered since {since}; I keep trying. This shot'
    " keeps its place, and cancelling is free.",
    told=("in line", "The video service hasn't answered since", ASIDE),
    notice=DOWN_NOTICE,
)

MISUNDERSTOOD = Outcome(
    status="failed",
    credits=0,
    cost=0,
    card=NOT_MADE,
    told=(
        "The video service didn't understand what I sent. The person who runs this bot has been"
        " told. The credits of {code} are back.",
    ),
    notice=ODD_NOTICE,
    then="over",
)
DECLINED = replace(
    MISUNDERSTOOD,
    told=(
        "The video service declined this shot. It doesn't say why; often it is a real person's"
        " name, a brand, or violence. The credits of {code} are back.",
    ),
    notice="",
)
UNSEEN = replace(
    DECLINED,
    told=(
        "The video service found too many characters in the text that nobody can see. Typed anew,"
        " it should pass. The credits of {code} are back.",
    ),
)
#: Nobody makes this model any more, and its author reads what can be made instead.
GIVEN_BACK = replace(
    MISUNDERSTOOD,
    card="This shot wasn't made: its model can't be had here any more. Credits are back.",
    told=(
        "This model can't be had here any more. No model here makes clips from words alone. Add a"
        " picture. The credits of {code} are back.",
    ),
    notice=ABSENT_NOTICE,
)
KEPT_BACK = replace(
    DECLINED,
    # Something was made and judged: it may have been billed.
    cost=COST,
    told=(
        "The video service made something and then kept it back by its own rules. It doesn't say"
        " why. Other words may pass. The credits of {code} are back.",
    ),
)
BROKE_THERE = replace(
    KEPT_BACK,
    told=(
        "The video service took the shot and failed at it. That is nobody's fault; trying again"
        " often works. The credits of {code} are back.",
    ),
)

#: The answer is lost on an engine without a list: a person finds out what became of the shot.
LOST_FOR_PEOPLE = Outcome(
    status="unconfirmed",
    credits=CREDITS,
    cost=COST,
    card='"{prompt}"\nThe video service took this shot but its answer was lost on the way, so we'
    " don't know yet whether it is being made. Its credits are set aside. The person who runs"
    " this bot looks into it; I will tell. {code}",
    told=(
        "not certain yet",
        "The video service's answer was lost on the way;"
        " the person who runs this bot looks into it.",
        ASIDE,
    ),
    notice=LOST_NOTICE,
    then="desk: not paid",
)
LOST_BUT_MADE = replace(LOST_FOR_PEOPLE, then="desk: was made")
#: The same where the engine has a list of its shots: it is looked through.
SOUGHT = replace(
    LOST_FOR_PEOPLE,
    card='"{prompt}"\nThe video service took this shot but its answer was lost on the way, so we'
    " don't know yet whether it is being made. Its credits are set aside. I keep looking and will"
    " tell. {code}",
    told=(
        "not certain yet",
        "The video service's answer was lost on the way; I keep looking.",
        ASIDE,
    ),
    notice=SOUGHT_NOTICE,
)
SOUGHT_AND_MADE = replace(SOUGHT, then="found in the list")
STILL_SOUGHT = replace(SOUGHT, notice="", then="found in the list")
SOUGHT_KEY = replace(STILL_SOUGHT, notice=f"{KEY} {KEEPS} {NEW_KEY}")
SOUGHT_MONEY = replace(STILL_SOUGHT, notice=f"{BALANCE} {KEEPS} {TOP_UP}")

RUNS = Outcome(
    status="running",
    credits=CREDITS,
    cost=COST,
    card='{ana} is making a clip\n"{prompt}"\nUsually…',
    told=("being made", ASIDE),
)
RUNS_KEY = replace(RUNS, notice=f"{KEY} {KEEPS} {NEW_KEY}")
RUNS_MONEY = replace(RUNS, notice=f"{BALANCE} {KEEPS} {TOP_UP}")
FETCHES = replace(RUNS, status="downloading", told=("made, on its way", ASIDE))
FETCHES_KEY = replace(FETCHES, notice=f"{KEY} {KEEPS} {NEW_KEY}")
FETCHES_MONEY = replace(FETCHES, notice=f"{BALANCE} {KEEPS} {TOP_UP}")
#: The trouble was none: the clip is there, paid and posted, and its card is gone.
POSTED = Outcome(
    status="succeeded",
    credits=CREDITS,
    cost=COST,
    card="",
    told=("made", "5 credits, used"),
)

_IT_IS_MADE = (
    "It's already being made, so its 5 credits are used. I can keep it out of the channel; it stays"
    " yours for 7 days with {code}."
)
#: Cancelled while it waits at an engine that may give it back.
NOT_GIVEN_BACK = replace(RUNS, answer=_IT_IS_MADE)
TAKEN_BACK = Outcome(
    status="cancelled",
    credits=0,
    cost=0,
    card="",
    told=("cancelled", "5 credits, back"),
    then="over",
    answer="{code} is taken back before it was begun; nothing was charged. Its 5 credits are back.",
)
