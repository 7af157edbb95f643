"""What must be so of a shot once nothing is under way any more, by docs/architecture.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chaos.books import Books
from chaos.history import History

ENDS = frozenset({"succeeded", "failed", "cancelled", "unconfirmed"})
_LOST = "nothing is lost"
UNCERTAIN = (
    "we don't know yet",
    "no certainty about",
    "doesn't say what became",
    "have lost touch",
)
NOT_MADE = ("wasn't made",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A broken promise: which, about which shot, in words."""

    promise: str
    code: str
    words: str

    def __str__(self) -> str:
        return f"{self.promise}: {f'{self.code}: ' if self.code else ''}{self.words}"


def at_its_end(shot: Books, history: History, operator_dm: int) -> Iterator[Violation]:
    """Whether it came to an end, and whoever must know of it was told."""
    for words in (*_open(shot), *_untold(shot, history, operator_dm), *_left(shot, history)):
        yield Violation(promise=_LOST, code=shot.code, words=words)


def paid(shot: Books, charges: Sequence[int]) -> Iterator[Violation]:
    """Whether credits and cost are what its end makes them; `charges`: of its orders, without
    what was given back."""
    charged, credits_ = sum(charges), 0 if shot.credits_returned else shot.credits
    was_made = bool(charges) or shot.failure.startswith("output")
    spent, held = {
        "succeeded": ((credits_, shot.cost), (0, 0)),
        "failed": ((0, shot.cost) if was_made else (0, 0), (0, 0)),
        "cancelled": ((0, 0), (0, 0)),
        "unconfirmed": ((0, 0), (credits_, shot.cost)),
    }.get(shot.status, (shot.spent, shot.held))
    found = []
    if shot.spent != spent:
        found.append(f"spent {shot.spent}, not {spent}")
    if shot.held != held:
        found.append(f"holds {shot.held}, not {held}")
    if shot.status == "succeeded" and charged != shot.cost:
        found.append(f"cost {shot.cost}")
    if charged > shot.counted[1]:
        found.append(f"counted only {shot.counted[1]}")
    for words in found:
        yield Violation(
            promise="credits and cost are explained",
            code=shot.code,
            words=f"{shot.status}, {words}; the service charged {charged}",
        )


def _open(shot: Books) -> Iterator[str]:
    if shot.status not in ENDS:
        yield f"everything rests, and it is {shot.status}"
    if any(row.state == "owed" for row in shot.owed):
        yield "everything rests, and a message about it is owed"


def _untold(shot: Books, history: History, operator_dm: int) -> Iterator[str]:
    is_private = shot.dont_post
    if shot.status == "succeeded" and not is_private:
        is_kept = any(row.kind == "clip" and row.state == "kept" for row in shot.owed)
        if not history.clips[shot.code] and not is_kept:
            yield "it succeeded, and its clip stands nowhere"
    if shot.status == "failed" and not is_private and not _is_told(shot, history, NOT_MADE):
        yield "it failed, and nobody was told"
    if shot.status != "unconfirmed":
        return
    if not is_private and not _is_told(shot, history, UNCERTAIN):
        yield "nobody knows what became of it, and its author was not told"
    about = history.standing(history.naming[shot.code])
    if not any(message["channel"] == operator_dm for message in about):
        yield "nobody knows what became of it, and the operator was not told"


def _left(shot: Books, history: History) -> Iterator[str]:
    if shot.status not in {"succeeded", "cancelled"}:
        return
    for row in shot.owed:
        card = history.written.get(row.message_id or 0)
        if row.kind == "card" and card and not (card["is_deleted"] or card["is_swept"]):
            yield "it has ended, and its card still says that it is being made"


def _is_told(shot: Books, history: History, words: tuple[str, ...]) -> bool:
    known = {row.message_id for row in shot.owed if row.message_id} & history.written.keys()
    about = [history.written[one] for one in known | history.naming[shot.code]]
    return any(word in text for message in about for text in message["texts"] for word in words)
