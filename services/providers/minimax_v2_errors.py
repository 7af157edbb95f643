"""What MiniMax V2's refusals ask of us: V1's codes, the types of its errors, HTTP's own statuses.

Source: platform.minimax.io, API reference, video generation V2, "responses": a real HTTP status
and `{type, error {type, message, http_code}, request_id}`, the code at the message's end: `(1008)`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from services.providers.base import Meaning
from services.providers.http_statuses import NOWHERE, TOLD_WHEN_READING
from services.providers.minimax_errors import OF_CODE, read_meaning, submit_meaning

#: `error.type` → what it means for a submit. Overloaded is said before anything is created: a
#: gateway's bare 529 says less, and stays an answer that was lost.
_OF_TYPE: Mapping[str, Meaning] = MappingProxyType(
    {
        "bad_request_error": Meaning.PARAMETERS,
        "authorized_error": Meaning.KEY,
        "insufficient_balance_error": Meaning.MONEY,
        "unprocessable_entity_error": Meaning.CONTENT,
        "rate_limit_error": Meaning.BUSY,
        "overloaded_error": Meaning.BUSY,
        "server_error": Meaning.ANSWER_LOST,
    }
)


def submit_meaning_v2(http_status: int, kind: str, code: int | None) -> Meaning | None:
    """What an answer to a submit means when it is a refusal; None when it refuses nothing.

    `kind` is `error.type`, empty without. An address without V2 is ABSENT, not ADDRESS: resellers
    serve V1 under the same host and key, so waiting for another address would be in vain.
    """
    if code not in OF_CODE and kind in _OF_TYPE:
        return _OF_TYPE[kind]
    meaning = submit_meaning(http_status, code)
    return Meaning.ABSENT if http_status in NOWHERE and meaning is Meaning.ADDRESS else meaning


def read_meaning_v2(http_status: int, kind: str, code: int | None) -> Meaning | None:
    """The same for a query, a list or a cancelling: the job goes on, whatever it says."""
    if code not in OF_CODE and kind in _OF_TYPE:
        meaning = _OF_TYPE[kind]
        return meaning if meaning in TOLD_WHEN_READING else Meaning.UNAVAILABLE
    return read_meaning(http_status, code)
