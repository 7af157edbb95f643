"""The judge: the bot's books held against what both stand-ins saw."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from chaos.books import Books, Shelf
from chaos.history import History, number_of

ENDS = frozenset({"succeeded", "failed", "cancelled", "unconfirmed"})
_UNCERTAIN = (
    "we don't know yet",
    "no certainty about",
    "doesn't say what became",
    "have lost touch",
)
_NOT_MADE = "wasn't made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A broken promise: which, about which shot, in words."""

    promise: str
    code: str
    words: str

    def __str__(self) -> str:
        return f"{self.promise}: {f'{self.code}: ' if self.code else ''}{self.words}"


@dataclass(frozen=True, slots=True)
class Matched:
    """Orders by the code of the shot they were made for, and those that nobody ordered."""

    of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    strange: list[str] = field(default_factory=list)


def match(shelf: Shelf, history: History) -> Matched:
    """Say which order is whose: by its handle, its callback's token, else by its prompt.

    Among several takes of one prompt whose answers were lost each gets one order at most.
    """
    matched = Matched()
    by_remote = {shot.remote: shot for shot in shelf.shots.values() if shot.remote}
    by_token = {shot.token: shot for shot in shelf.shots.values()}
    by_prompt: dict[str, list[Books]] = defaultdict(list)
    for shot in shelf.shots.values():
        by_prompt[number_of(shot.prompt)].append(shot)
    rest = []
    for name, order in history.orders.items():
        shot = by_token.get(order["token"]) or by_remote.get(name)
        if shot is None:
            rest.append(name)
        else:
            matched.of[shot.code].append(name)
    for name in rest:
        kin = [s for s in by_prompt[number_of(history.orders[name]["prompt"])] if s.submits]
        free = [shot for shot in kin if not matched.of[shot.code]]
        if not kin:
            matched.strange.append(name)
        else:
            matched.of[(free or kin)[0].code].append(name)
    return matched


def judge(
    shelf: Shelf, history: History, operator_dm: int, *, at_rest: bool
) -> tuple[list[Violation], Counter[str]]:
    """Every broken promise, and how the shots stand. `at_rest`: nothing is under way any more."""
    matched = match(shelf, history)
    found = [
        *_proved(shelf, history),
        *_ordered_once(shelf, history, matched),
        *_posted_once(shelf, history),
    ]
    counts: Counter[str] = Counter()
    if at_rest:
        for shot in shelf.shots.values():
            counts[shot.status] += 1
            orders = matched.of[shot.code]
            found += _at_its_end(shot, history, operator_dm)
            found += _paid(shot, sum(history.orders[one]["charged"] for one in orders), orders)
    return found, counts


def _proved(shelf: Shelf, history: History) -> Iterator[Violation]:
    for sentence in shelf.unproved:
        yield Violation(promise="the ledger adds up", code=_code_in(shelf, sentence), words=sentence)
    for problem in history.problems:
        yield Violation(promise="the stand-ins are well", code="", words=problem)


def _ordered_once(shelf: Shelf, history: History, matched: Matched) -> Iterator[Violation]:
    for code, orders in matched.of.items():
        shot = shelf.shots[code]
        if len(orders) > 1:
            words = f"the service has {len(orders)} orders of it: {', '.join(orders)}"
            yield Violation(promise="submitted once", code=code, words=words)
        if orders and shot.status == "queued":
            words = f"the service has order {orders[0]} of it, and it stands in line"
            yield Violation(promise="submitted with intent", code=code, words=words)
    for name in matched.strange:
        words = f"nobody asked for order {name}: {history.orders[name]['prompt'][:80]}"
        yield Violation(promise="submitted with intent", code="", words=words)
    for code in history.told["accepted"] - shelf.shots.keys():
        words = "its member has a private answer, and the books know nothing of it"
        yield Violation(promise="nothing is lost", code=code, words=words)


def _posted_once(shelf: Shelf, history: History) -> Iterator[Violation]:
    for nonce, ids in history.nonces.items():
        if len(standing := history.standing(ids)) > 1:
            words = f"{len(standing)} messages were made of {nonce}"
            code = nonce.partition("-")[0]
            yield Violation(
                promise="posted once", code=code if code in shelf.shots else "", words=words
            )
    for code, ids in history.clips.items():
        if len(history.standing(ids)) > 1:
            yield Violation(promise="posted once", code=code, words="its clip was posted twice")
        for what in ("cancelled", "kept back"):
            if code in history.told[what]:
                words = f"its member was told that it is {what}, and its clip was posted"
                yield Violation(promise="not posted", code=code, words=words)
    for code in history.told["deleted"]:
        for message in history.standing(history.clips[code]):
            if not message["is_deleted"]:
                yield Violation(promise="not posted", code=code, words="deleted, and it stands")


def _at_its_end(shot: Books, history: History, operator_dm: int) -> Iterator[Violation]:
    def lost(words: str) -> Violation:
        return Violation(promise="nothing is lost", code=shot.code, words=words)

    if shot.status not in ENDS:
        yield lost(f"everything rests, and it is {shot.status}")
    if any(row.state == "owed" for row in shot.owed):
        yield lost("everything rests, and a message about it is owed")
    if shot.status == "succeeded" and not shot.dont_post:
        is_kept = any(row.kind == "clip" and row.state == "kept" for row in shot.owed)
        if not history.clips[shot.code] and not is_kept:
            yield lost("it succeeded, and its clip stands nowhere")
    if shot.status == "failed" and not shot.dont_post and not _is_told(shot, history, (_NOT_MADE,)):
        yield lost("it failed, and nobody was told")
    if shot.status == "unconfirmed":
        if not shot.dont_post and not _is_told(shot, history, _UNCERTAIN):
            yield lost("nobody knows what became of it, and its author was not told")
        about = history.standing(history.naming[shot.code])
        if not any(message["channel"] == operator_dm for message in about):
            yield lost("nobody knows what became of it, and the operator was not told")
    if shot.status in {"succeeded", "cancelled"}:
        for row in shot.owed:
            message = history.written.get(row.message_id or 0)
            if row.kind == "card" and message and not (message["is_deleted"] or message["is_swept"]):
                yield lost("it has ended, and its card still says that it is being made")


def _is_told(shot: Books, history: History, words: tuple[str, ...]) -> bool:
    cards = {row.message_id for row in shot.owed if row.message_id}
    about = [history.written[one] for one in cards | history.naming[shot.code] if one in history.written]
    return any(word in text for message in about for text in message["texts"] for word in words)


def _paid(shot: Books, charged: int, orders: list[str]) -> Iterator[Violation]:
    """Credits and cost of one shot at rest, by the table of docs/architecture.md."""

    def unexplained(words: str) -> Violation:
        words = f"{words}; the service charged {charged}"
        return Violation(promise="credits and cost are explained", code=shot.code, words=words)

    kept = (0, shot.cost)
    held_credits = 0 if shot.credits_returned else shot.credits
    match shot.status:
        case "succeeded":
            if shot.spent != (held_credits, shot.cost) or charged != shot.cost or not orders:
                yield unexplained(f"succeeded for {held_credits} credits, spent {shot.spent}")
        case "failed":
            was_made = bool(orders) or shot.failure.startswith("output")
            if shot.spent != (kept if was_made else (0, 0)):
                yield unexplained(f"failed, spent {shot.spent}")
        case "cancelled":
            if shot.counted != (0, 0) or charged:
                yield unexplained(f"cancelled, counted {shot.counted}")
        case "unconfirmed":
            if shot.held != (held_credits, shot.cost):
                yield unexplained(f"unconfirmed, held {shot.held}")
    if shot.status != "unconfirmed" and shot.held != (0, 0):
        yield unexplained(f"{shot.status}, and still holds {shot.held}")
    if charged > shot.counted[1]:
        yield unexplained(f"{shot.status}, counted only {shot.counted[1]}")


def _code_in(shelf: Shelf, sentence: str) -> str:
    return next((word for word in sentence.split() if word.strip(".,:") in shelf.shots), "")
