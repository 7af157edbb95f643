"""HTTP's own statuses, and what of a refusal matters when: the same for every kind of engine."""

from collections.abc import Mapping
from types import MappingProxyType

from services.providers.base import Meaning

#: Nothing lives at that address.
NOWHERE = frozenset({404, 405, 410})
#: It lives elsewhere, and whoever wants it repeats the request there (RFC 9110, 15.4.8 and 15.4.9):
#: nothing was created here. After 301 to 303 a request may have been processed first.
_MOVED = frozenset({307, 308})
#: What a status means for a submit. 403: the key is known and has no right here. 407: a proxy
#: wants its own key.
OF_STATUS: Mapping[int, Meaning] = MappingProxyType(
    {
        **dict.fromkeys((401, 403, 407), Meaning.KEY),
        402: Meaning.MONEY,
        **dict.fromkeys(NOWHERE | _MOVED, Meaning.ADDRESS),
        **dict.fromkeys((425, 429), Meaning.BUSY),
    }
)
# A gateway in between gave up; whether the service behind it did is not known.
_LOST = frozenset({408, 499})
#: What is said of the account also when nothing is ordered; all else means: try again later.
TOLD_WHEN_READING = frozenset({Meaning.BUSY, Meaning.PLAN, Meaning.KEY, Meaning.MONEY})
#: What may be the reason why a remote task failed; all else blames nobody.
OF_FAILURES = frozenset({Meaning.CONTENT, Meaning.OUTPUT, Meaning.INVISIBLE, Meaning.PARAMETERS})


def status_of_submit(http_status: int) -> Meaning:
    """What a status other than a success means for a submit."""
    if http_status in OF_STATUS:
        return OF_STATUS[http_status]
    if 400 <= http_status < 500 and http_status not in _LOST:
        return Meaning.PARAMETERS
    return Meaning.ANSWER_LOST
