"""Which trouble at which operation of which engine means what: every cell of the matrix.

Written down from the design ("What a submit's outcome means"), never computed.
"""

from collections.abc import Iterable

from services.providers.kinds import MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from tests.acceptance.failure_outcomes import (
    BROKE_THERE,
    COST,
    DECLINED,
    FETCHES,
    FETCHES_KEY,
    FETCHES_MONEY,
    GIVEN_BACK,
    IS_DOWN,
    KEPT_BACK,
    KEY_WRONG,
    LOST_BUT_MADE,
    LOST_FOR_PEOPLE,
    MISUNDERSTOOD,
    NO_MONEY,
    NOBODY_THERE,
    NOT_GIVEN_BACK,
    NOT_ON_PLAN,
    POSTED,
    RUNS,
    RUNS_KEY,
    RUNS_MONEY,
    SOUGHT,
    SOUGHT_AND_MADE,
    SOUGHT_KEY,
    SOUGHT_MONEY,
    STILL_SOUGHT,
    TAKEN_BACK,
    UNSEEN,
    USED_UP,
    WAITS,
    Outcome,
)
from tests.acceptance.failure_troubles import (
    BAD_JSON,
    CUT_AFTER,
    CUT_BEFORE,
    CUT_HALFWAY,
    HTML_PAGE,
    IN_BASE_RESP,
    MOVED,
    NO_ANSWER,
    NO_CONNECTION_IN_TIME,
    NOT_SENT,
    NOT_SENT_THRICE,
    REDIRECT,
    TOLD_AS_422,
    TRUNCATED,
    WRONG_SHAPE,
    WRONG_TYPE,
)

Cells = dict[str, Outcome]

BUSY = ("1002", "1039", "1041", "2045", "2064")
KEY = ("1004", "2049")
LOST = ("1000", "1001", "1013", "1024", "1033")
NOT_OURS = ("2061", "2062")
UNKNOWN = "4711"
CODES = (*BUSY, *KEY, *LOST, *NOT_OURS, "1008", "1026", "1027", "1042", "2013", "2056", UNKNOWN)

BAD_STATUSES = ("HTTP 400", "HTTP 413", "HTTP 422")
KEY_STATUSES = ("HTTP 401", "HTTP 403")
LOST_STATUSES = ("HTTP 408", "HTTP 500", "HTTP 503", "HTTP 504", "HTTP 529")
STATUSES = (*BAD_STATUSES, *KEY_STATUSES, *LOST_STATUSES, "HTTP 402", "HTTP 404", "HTTP 429")

#: V2's codes as a gateway passes them on: inside HTTP 200, as on V1.
OTHER_SHAPE = tuple(f"{code}{IN_BASE_RESP}" for code in CODES)
#: V2's `error.type` without a code, under its own HTTP status.
TYPES = {
    "bad_request_error": MISUNDERSTOOD,
    "authorized_error": KEY_WRONG,
    "insufficient_balance_error": NO_MONEY,
    "unprocessable_entity_error": DECLINED,
    "rate_limit_error": WAITS,
    "overloaded_error": WAITS,
    "server_error": SOUGHT,
}
#: `error.code` or `error.type` of `/v1/videos`, in OpenAI's words and LiteLLM's.
WORDS = {
    "content_policy_violation": DECLINED,
    "contentpolicyviolationerror": DECLINED,
    "moderation_blocked": DECLINED,
    "insufficient_quota": NO_MONEY,
    "billing_hard_limit_reached": NO_MONEY,
    "budget_exceeded": NO_MONEY,
    "invalid_api_key": KEY_WRONG,
    "model_not_found": NOT_ON_PLAN,
    "rate_limit_exceeded": WAITS,
}
#: What a failed job of `/v1/videos` calls a shot that could never have been made.
IMPOSSIBLE = ("400", "422", "valueerror", "invalid_request_error", "badrequesterror")
#: Any other exception of an engine of one's own.
BROKEN_ENGINE = "runtimeerror"

#: An answer that did not come, or that nobody can read, while nothing was made.
UNREADABLE = (CUT_BEFORE, WRONG_SHAPE, HTML_PAGE, REDIRECT)
#: The same after the request was processed.
PROCESSED = (CUT_AFTER, NO_ANSWER, BAD_JSON)
#: Every way in which an answer can go wrong, whatever was asked.
WAYS = (NOT_SENT, NO_CONNECTION_IN_TIME, MOVED, *UNREADABLE, *PROCESSED, WRONG_TYPE)
#: A clip is no JSON.
DOWNLOAD_WAYS = (*(way for way in WAYS if way != BAD_JSON), CUT_HALFWAY, TRUNCATED)

KEY_TOLD = (*KEY, *KEY_STATUSES, "authorized_error", "invalid_api_key")
MONEY_TOLD = (
    *("1008", "HTTP 402", "insufficient_balance_error"),
    *("insufficient_quota", "billing_hard_limit_reached", "budget_exceeded"),
)


def at_submit(lost: Outcome, made: Outcome) -> Cells:
    """The codes and ways that mean the same on every engine."""
    return {
        **dict.fromkeys(BUSY, WAITS),
        **dict.fromkeys(KEY, KEY_WRONG),
        **dict.fromkeys(LOST, lost),
        **dict.fromkeys(NOT_OURS, NOT_ON_PLAN),
        "1008": NO_MONEY,
        "1026": DECLINED,
        "1027": KEPT_BACK,
        "1042": UNSEEN,
        "2013": MISUNDERSTOOD,
        "2056": USED_UP,
        UNKNOWN: MISUNDERSTOOD,
        **dict.fromkeys(BAD_STATUSES, MISUNDERSTOOD),
        **dict.fromkeys(KEY_STATUSES, KEY_WRONG),
        **dict.fromkeys(LOST_STATUSES, lost),
        "HTTP 402": NO_MONEY,
        "HTTP 404": NOBODY_THERE,
        "HTTP 429": WAITS,
        NOT_SENT: WAITS,
        NOT_SENT_THRICE: IS_DOWN,
        NO_CONNECTION_IN_TIME: WAITS,
        # Whoever wants it repeats the request elsewhere (RFC 9110, 15.4.9): nothing was made here.
        MOVED: NOBODY_THERE,
        **dict.fromkeys(UNREADABLE, lost),
        **dict.fromkeys(PROCESSED, made),
        # What is written in it counts, not what it is called.
        WRONG_TYPE: RUNS,
    }


def when_asking(
    troubles: Iterable[str], goes_on: Outcome, key: Outcome, money: Outcome, read: Outcome
) -> Cells:
    """A question that orders nothing: it is asked again, and only a key or money is told of."""
    told = {
        **dict.fromkeys(KEY_TOLD, key),
        **dict.fromkeys(MONEY_TOLD, money),
        WRONG_TYPE: read,
    }
    return {trouble: told.get(plain(trouble), goes_on) for trouble in troubles}


def querying(troubles: Iterable[str]) -> Cells:
    return when_asking(troubles, RUNS, RUNS_KEY, RUNS_MONEY, read=FETCHES)


def asking_for_the_link(troubles: Iterable[str]) -> Cells:
    return when_asking(troubles, FETCHES, FETCHES_KEY, FETCHES_MONEY, read=POSTED)


def listing(troubles: Iterable[str]) -> Cells:
    return when_asking(troubles, STILL_SOUGHT, SOUGHT_KEY, SOUGHT_MONEY, read=RUNS)


def downloading(refusals: Iterable[str]) -> Cells:
    """The link is its host's, not the engine's: a refusal there says nothing about our key or
    money, and a base_resp in place of a clip is a clip that does not decode."""
    return {**dict.fromkeys((*refusals, *DOWNLOAD_WAYS), FETCHES), WRONG_TYPE: POSTED}


def cancelling(troubles: Iterable[str]) -> Cells:
    """What an engine does not surely give back goes on; what it gave back is nobody's cost, also
    where its answer was lost: asked after, it says so."""
    return {
        **dict.fromkeys(troubles, NOT_GIVEN_BACK),
        **dict.fromkeys(PROCESSED, TAKEN_BACK),
        WRONG_TYPE: TAKEN_BACK,
    }


def plain(trouble: str) -> str:
    """A code without the shape it comes in."""
    return trouble.removesuffix(IN_BASE_RESP)


#: Taken, then ended by the engine's own word: credits back, the cost stays counted.
AT_FAIL: Cells = {
    **dict.fromkeys(("0", *CODES), BROKE_THERE),
    "1026": DECLINED.but(cost=COST),
    "1027": KEPT_BACK,
    "1042": UNSEEN.but(cost=COST),
    "2013": MISUNDERSTOOD.but(cost=COST),
}

_V1 = (*CODES, *STATUSES)
V1: dict[str, Cells] = {
    "submit": at_submit(LOST_FOR_PEOPLE, LOST_BUT_MADE),
    "query": querying((*_V1, *WAYS)),
    "retrieve": asking_for_the_link((*_V1, *WAYS)),
    "download": downloading(_V1),
    "status Fail": AT_FAIL,
}

_V2 = (*CODES, *OTHER_SHAPE, *TYPES, *STATUSES)
_V2_SUBMIT = at_submit(SOUGHT, SOUGHT_AND_MADE)
V2: dict[str, Cells] = {
    "submit": {
        **_V2_SUBMIT,
        **TYPES,
        **{trouble: _V2_SUBMIT[plain(trouble)] for trouble in OTHER_SHAPE},
        # Resellers serve V1 under the same address and key: it is this API that isn't there.
        "HTTP 404": GIVEN_BACK,
    },
    "query": querying((*_V2, *WAYS)),
    "query for the link": asking_for_the_link((*_V2, *WAYS)),
    "download": downloading(_V2),
    "list": listing((*_V2, *WAYS)),
    "cancel": cancelling((*_V2, *WAYS)),
    "status failed": AT_FAIL,
}

_VIDEOS = (*CODES, *WORDS, *STATUSES)
VIDEOS: dict[str, Cells] = {
    "submit": {**at_submit(SOUGHT, SOUGHT_AND_MADE), **WORDS},
    "query": querying((*_VIDEOS, *WAYS)),
    "query before the download": {
        **asking_for_the_link((*_VIDEOS, *WAYS)),
        # It is only to say whether the clip lies elsewhere, and what says nothing of that says no.
        WRONG_SHAPE: POSTED,
    },
    "download": downloading(_VIDEOS),
    "list": listing((*_VIDEOS, *WAYS)),
    "cancel": cancelling((*_VIDEOS, *WAYS)),
    "status failed": {
        **AT_FAIL,
        **dict.fromkeys(IMPOSSIBLE, MISUNDERSTOOD.but(cost=COST)),
        "content_policy_violation": DECLINED.but(cost=COST),
        "contentpolicyviolationerror": DECLINED.but(cost=COST),
        "moderation_blocked": DECLINED.but(cost=COST),
        BROKEN_ENGINE: BROKE_THERE,
        # vLLM-Omni tells of a failed job with the failure's own HTTP status.
        TOLD_AS_422: KEPT_BACK,
    },
}

#: Kind of engine → operation → trouble → outcome.
MATRIX: dict[str, dict[str, Cells]] = {MINIMAX_V1: V1, MINIMAX_V2: V2, OPENAI_VIDEOS: VIDEOS}
