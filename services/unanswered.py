"""Questions that wait for a second press: what was asked, by the key that the button carries."""

from collections import OrderedDict
from typing import Generic, TypeVar

from services.ground import Ids

V = TypeVar("V")
#: Nobody answers more at once; the oldest is forgotten first.
_MOST = 100


class Unanswered(Generic[V]):
    """What people were asked about and have not pressed for yet; each is answered once.

    In memory alone: nothing was done, so a restart loses nothing but the question.
    """

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._open: OrderedDict[str, V] = OrderedDict()

    def ask(self, about: V) -> str:
        """Keep what is asked about; returns its key."""
        while len(self._open) >= _MOST:
            self._open.popitem(last=False)
        key = self._ids.token()
        self._open[key] = about
        return key

    def answer(self, key: str) -> V | None:
        """What was asked under the key, once; None: it was answered or forgotten."""
        return self._open.pop(key, None)
