"""MiniMax's error codes and HTTP statuses, each with what it asks of us.

Sources: platform.minimax.io, API reference, "Error codes"; resellers of the V1 shape document
HTTP statuses with an `error` field instead (400, 401, 429, 500).
"""

from collections.abc import Mapping
from types import MappingProxyType

from services.providers.base import Meaning
from services.providers.http_statuses import (
    OF_FAILURES,
    OF_STATUS,
    TOLD_WHEN_READING,
    status_of_submit,
)

#: `base_resp.status_code` → what it means for a submit. A code in no table is PARAMETERS.
OF_CODE: Mapping[int, Meaning] = MappingProxyType(
    {
        1000: Meaning.ANSWER_LOST,  # unknown error: the order may have been taken
        1001: Meaning.ANSWER_LOST,  # timeout inside the service
        1002: Meaning.BUSY,  # rate limit
        1004: Meaning.KEY,  # authentication failed
        1008: Meaning.MONEY,  # balance too low
        1013: Meaning.ANSWER_LOST,  # internal error
        1024: Meaning.ANSWER_LOST,  # internal error
        1026: Meaning.CONTENT,  # input judged sensitive
        1027: Meaning.OUTPUT,  # output judged sensitive
        1033: Meaning.ANSWER_LOST,  # internal error
        1039: Meaning.BUSY,  # token limit
        1041: Meaning.BUSY,  # connection limit
        1042: Meaning.INVISIBLE,  # too many invisible characters
        2013: Meaning.PARAMETERS,  # invalid parameters
        2045: Meaning.BUSY,  # request rate growing too fast
        2049: Meaning.KEY,  # invalid API key
        2056: Meaning.PLAN,  # plan's usage limit: its next window opens again
        2061: Meaning.MODEL,  # model not on this plan
        2062: Meaning.MODEL,  # no plan
        2064: Meaning.BUSY,  # the service is overloaded
    }
)
#: The codes by which a key is told to be wrong.
KEY_REFUSED = frozenset({1004, 2049})
NO_MONEY = 1008


def submit_meaning(http_status: int, code: int | None) -> Meaning | None:
    """What an answer to a submit means when it is a refusal; None when it refuses nothing."""
    if code is not None and code in OF_CODE:
        return OF_CODE[code]
    if 200 <= http_status < 300:
        return Meaning.PARAMETERS if code else None
    return status_of_submit(http_status)


def read_meaning(http_status: int, code: int | None) -> Meaning | None:
    """The same for a query or a retrieve: the job goes on, whatever it says.

    A 404 is no word for the operator here: resellers answer so for a task they forgot.
    """
    if code is not None and code in OF_CODE:
        return _for_reading(OF_CODE[code])
    if 200 <= http_status < 300:
        return Meaning.UNAVAILABLE if code else None
    return _for_reading(OF_STATUS.get(http_status, Meaning.UNAVAILABLE))


def failure_meaning(code: int | None) -> Meaning:
    """Why a task ended with the status Fail; codes that blame nobody, 0 included, are ENGINE."""
    meaning = OF_CODE.get(code or 0, Meaning.ENGINE)
    return meaning if meaning in OF_FAILURES else Meaning.ENGINE


def _for_reading(meaning: Meaning) -> Meaning:
    return meaning if meaning in TOLD_WHEN_READING else Meaning.UNAVAILABLE
