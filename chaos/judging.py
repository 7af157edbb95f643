"""The judge: the bot's books held against what both stand-ins saw."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from chaos.books import Books, Shelf
from chaos.endings import Violation, at_its_end, paid
from chaos.history import History, number_of


@dataclass(frozen=True, slots=True)
class Matched:
    """Orders by the code of the shot they were made for, and those that nobody ordered."""

    of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    strange: list[str] = field(default_factory=list)


def match(shelf: Shelf, history: History) -> Matched:
    """Say which order is whose: by its handle, its callback's token, else by its prompt.

    Among several takes of one prompt whose answers were lost it is that of the newest request
    before it came in, and each gets one order at most.
    """
    matched = Matched()
    by_remote = {shot.remote: shot for shot in shelf.shots.values() if shot.remote}
    by_token = {shot.token: shot for shot in shelf.shots.values()}
    by_prompt: dict[str, list[Books]] = defaultdict(list)
    for shot in shelf.shots.values():
        by_prompt[number_of(shot.prompt)].append(shot)
    rest: list[str] = []
    for name, order in history.orders.items():
        known = by_token.get(order["token"]) or by_remote.get(name)
        if known is None:
            rest.append(name)
        else:
            matched.of[known.code].append(name)
    for name in rest:
        order = history.orders[name]
        at = datetime.fromisoformat(order["at"])
        kin = _newest_first(by_prompt[number_of(order["prompt"])], at)
        free = [shot for shot in kin if not matched.of[shot.code]]
        if not kin:
            matched.strange.append(name)
        else:
            matched.of[(free or kin)[0].code].append(name)
    return matched


def _newest_first(shots: list[Books], at: datetime) -> list[Books]:
    """Those of which a request had left by then, the newest request first."""
    requests = [(sent, shot) for shot in shots if (sent := shot.sent_before(at)) is not None]
    return [shot for _, shot in sorted(requests, key=itemgetter(0), reverse=True)]


def judge(
    shelf: Shelf, history: History, operator_dm: int, *, at_rest: bool
) -> tuple[list[Violation], Counter[str]]:
    """Every broken promise, and how the shots stand. `at_rest`: nothing is under way any more."""
    matched = match(shelf, history)
    found = [
        *_proved(shelf, history),
        *_ordered_once(shelf, history, matched),
        *_posted_once(shelf, history),
        *_posted_as_told(history),
    ]
    counts: Counter[str] = Counter()
    if at_rest:
        for shot in shelf.shots.values():
            counts[shot.status] += 1
            orders = matched.of[shot.code]
            found += at_its_end(shot, history, operator_dm)
            found += paid(shot, [history.orders[one]["charged"] for one in orders])
    return found, counts


def _proved(shelf: Shelf, history: History) -> Iterator[Violation]:
    for sentence in shelf.unproved:
        yield Violation(
            promise="the ledger adds up", code=_code_in(shelf, sentence), words=sentence
        )
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
            code = nonce.partition("-")[0]
            yield Violation(
                promise="posted once",
                code=code if code in shelf.shots else "",
                words=f"{len(standing)} messages were made of {nonce}",
            )
    for code, ids in history.clips.items():
        if len(history.standing(ids)) > 1:
            yield Violation(promise="posted once", code=code, words="its clip was posted twice")
    for shot in shelf.shots.values():
        is_marked = any(row.kind == "clip" and row.state == "posted" for row in shot.owed)
        if is_marked and not history.clips[shot.code]:
            words = "its clip is marked as posted, and was never seen"
            yield Violation(promise="nothing is lost", code=shot.code, words=words)


def _posted_as_told(history: History) -> Iterator[Violation]:
    for what in ("cancelled", "kept back"):
        for code in history.told[what]:
            if history.clips[code]:
                words = f"its member was told that it is {what}, and its clip was posted"
                yield Violation(promise="not posted", code=code, words=words)
    for code in history.told["deleted"]:
        if any(not message["is_deleted"] for message in history.standing(history.clips[code])):
            yield Violation(promise="not posted", code=code, words="deleted, and it stands")


def _code_in(shelf: Shelf, sentence: str) -> str:
    return next((word for word in sentence.split() if word.strip(".,:") in shelf.shots), "")
