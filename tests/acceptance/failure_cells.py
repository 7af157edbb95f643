"""What each trouble at each step must mean for the job, its money, its author and the operator.

Written down from the design ("What a submit's outcome means"), never computed.
"""

from dataclasses import dataclass, replace

CREDITS, COST = 5, 430_000

HTTP = ("HTTP 400", "HTTP 401", "HTTP 429", "HTTP 500")
CODES = ("1002", "1004", "1008", "1026", "1027", "2013")
CUT_BEFORE, CUT_AFTER = "cut before it was processed", "cut after it was processed"
NOT_SENT, NOT_SENT_THRICE = "no connection", "no connection, three times"
CUT_HALFWAY = "cut halfway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How things stand after the trouble.

    `credits` are taken from the member's day, `cost` (micro-dollars) counts against the ceilings.
    `card` stands in the channel; where it ends with an ellipsis, only its beginning is given.
    `told` are the sentences its author reads behind Details or Why. `notice` begins the message to
    the operator; empty: there is none. `then` is what happens when the trouble is gone.
    """

    status: str
    credits: int
    cost: int
    card: str
    told: tuple[str, ...]
    notice: str = ""
    then: str = "clip"


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
ODD_NOTICE = (
    "The video service refused shot {code} in a way I don't know. Its credits are back."
    " If it repeats, the models' file may be out of date."
)
LOST_NOTICE = (
    "Shot {code} was sent and its answer was lost: it may be paid and being made."
    " Look for it at the video service, then tell me with"
    " /greenlight-operator unconfirmed (was-made, paid-and-lost or not-paid)."
)
NOT_MADE = "This shot wasn't made. Credits are back."

WAITS = Outcome(
    status="queued",
    credits=CREDITS,
    cost=COST,
    card='{ana} is making a clip\n"{prompt}"\nNext in line…',
    told=("in line", "Wait: next in line", "5 credits, set aside"),
)
SET_ASIDE = replace(
    WAITS,
    card='"{prompt}"\nThe video service has taken no shots since {since}; the person who runs this'
    " bot knows. This shot keeps its place, and cancelling is free.",
    told=("in line", "The video service has taken no shots since", "5 credits, set aside"),
)
KEY_WRONG = replace(SET_ASIDE, notice=f"{KEY} {RESTS} {NEW_KEY}")
NO_MONEY = replace(SET_ASIDE, notice=f"{BALANCE} {RESTS} {TOP_UP}")
IS_DOWN = replace(
    WAITS,
    card='"{prompt}"\nThe video service hasn\'t answered since {since}; I keep trying. This shot'
    " keeps its place, and cancelling is free.",
    told=("in line", "The video service hasn't answered since", "5 credits, set aside"),
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
LOST = Outcome(
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
        "5 credits, set aside",
    ),
    notice=LOST_NOTICE,
    then="desk: not paid",
)
LOST_BUT_MADE = replace(LOST, then="desk: was made")

RUNS = Outcome(
    status="running",
    credits=CREDITS,
    cost=COST,
    card='{ana} is making a clip\n"{prompt}"\nUsually…',
    told=("being made", "5 credits, set aside"),
)
RUNS_KEY = replace(RUNS, notice=f"{KEY} {KEEPS} {NEW_KEY}")
RUNS_MONEY = replace(RUNS, notice=f"{BALANCE} {KEEPS} {TOP_UP}")
FETCHES = replace(RUNS, status="downloading", told=("made, on its way", "5 credits, set aside"))
FETCHES_KEY = replace(FETCHES, notice=f"{KEY} {KEEPS} {NEW_KEY}")
FETCHES_MONEY = replace(FETCHES, notice=f"{BALANCE} {KEEPS} {TOP_UP}")

#: Step → trouble → outcome.
CELLS: dict[str, dict[str, Outcome]] = {
    "submit": {
        "HTTP 400": MISUNDERSTOOD,
        "HTTP 401": KEY_WRONG,
        "HTTP 429": WAITS,
        "HTTP 500": LOST,
        "1002": WAITS,
        "1004": KEY_WRONG,
        "1008": NO_MONEY,
        "1026": DECLINED,
        "1027": KEPT_BACK,
        "2013": MISUNDERSTOOD,
        NOT_SENT: WAITS,
        NOT_SENT_THRICE: IS_DOWN,
        CUT_BEFORE: LOST,
        CUT_AFTER: LOST_BUT_MADE,
    },
    "query": {
        "HTTP 400": RUNS,
        "HTTP 401": RUNS_KEY,
        "HTTP 429": RUNS,
        "HTTP 500": RUNS,
        "1002": RUNS,
        "1004": RUNS_KEY,
        "1008": RUNS_MONEY,
        "1026": RUNS,
        "1027": RUNS,
        "2013": RUNS,
        NOT_SENT: RUNS,
        CUT_BEFORE: RUNS,
        CUT_AFTER: RUNS,
    },
    "retrieve": {
        "HTTP 400": FETCHES,
        "HTTP 401": FETCHES_KEY,
        "HTTP 429": FETCHES,
        "HTTP 500": FETCHES,
        "1002": FETCHES,
        "1004": FETCHES_KEY,
        "1008": FETCHES_MONEY,
        "1026": FETCHES,
        "1027": FETCHES,
        "2013": FETCHES,
        NOT_SENT: FETCHES,
        CUT_BEFORE: FETCHES,
        CUT_AFTER: FETCHES,
    },
    # The link is its host's, not MiniMax's: a refusal there says nothing about our key or money,
    # and a base_resp in place of a clip is a clip that does not decode.
    "download": {
        "HTTP 400": FETCHES,
        "HTTP 401": FETCHES,
        "HTTP 429": FETCHES,
        "HTTP 500": FETCHES,
        "1002": FETCHES,
        "1004": FETCHES,
        "1008": FETCHES,
        "1026": FETCHES,
        "1027": FETCHES,
        "2013": FETCHES,
        NOT_SENT: FETCHES,
        CUT_BEFORE: FETCHES,
        CUT_AFTER: FETCHES,
        CUT_HALFWAY: FETCHES,
    },
    # Taken, then ended by the engine's own word: credits back, the cost stays counted.
    "status Fail": {
        "1000": BROKE_THERE,
        "1002": BROKE_THERE,
        "1004": BROKE_THERE,
        "1008": BROKE_THERE,
        "1026": replace(DECLINED, cost=COST),
        "1027": KEPT_BACK,
        "2013": replace(MISUNDERSTOOD, cost=COST),
    },
}
