"""The judge: each broken promise is found, and what is as it should be passes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chaos.books import Books, Owed, Shelf
from chaos.desk import settlements
from chaos.history import History
from chaos.judging import judge, match

CODE, OPERATOR = "BCDFGH", 77
COST = 280_000
SENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def clip_message(number: int = 3, **others: object) -> dict[str, object]:
    return message(number, nonce=f"{CODE}-{number}", clips=[CODE], texts=["a clip"], **others)


def message(number: int, **others: object) -> dict[str, object]:
    plain = {
        "id": number,
        "channel": 5,
        "is_dm": False,
        "viewer": None,
        "nonce": None,
        "clips": [],
        "texts": [],
        "is_deleted": False,
        "is_swept": False,
    }
    return plain | others


def order(name: str = "o1", **others: object) -> dict[str, object]:
    plain = {
        "id": name,
        "api": "v1",
        "model": "T2V-01",
        "prompt": "a kite number 4",
        "token": "t",
        "price": COST,
        "charged": COST,
        "status": "Success",
        "code": 0,
        "at": (SENT + timedelta(seconds=1)).isoformat(),
    }
    return plain | others


class Story:
    """A shot that was asked for, made, paid and posted, to be bent by a test."""

    def __init__(self) -> None:
        self.shot = Books(
            id=2,
            code=CODE,
            token="t",
            status="succeeded",
            remote="o1",
            account="first",
            prompt="a kite number 4",
            credits=3,
            cost=COST,
            dont_post=False,
            credits_returned=False,
            failure="",
            sent=[SENT],
            member=9,
            spent=(3, COST),
            counted=(3, COST),
            owed=[
                Owed(kind="card", state="posted", facts="{}", message_id=2),
                Owed(kind="clip", state="posted", facts="{}", message_id=3),
            ],
        )
        self.messages = [
            message(1, viewer=9, texts=[f"Your shot is in: **{CODE}**"]),
            message(2, nonce=f"{CODE}-1", texts=["is making a clip"], is_deleted=True),
            clip_message(),
        ]
        self.orders = [order()]
        self.unproved: list[str] = []

    def told(self, text: str) -> None:
        self.messages.append(message(9, viewer=9, texts=[text]))

    def becomes(self, **others: object) -> None:
        self.shot = replace(self.shot, **others)

    def history(self) -> History:
        history = History()
        history.take(
            {"written": self.messages, "problems": []}, {"orders": self.orders, "problems": []}
        )
        return history

    def shelf(self) -> Shelf:
        return Shelf(shots={CODE: self.shot}, unproved=self.unproved)

    def found(self, *, at_rest: bool = True) -> list[str]:
        violations, _ = judge(self.shelf(), self.history(), OPERATOR, at_rest=at_rest)
        return [str(one) for one in violations]


@pytest.fixture
def story() -> Story:
    return Story()


def test_what_is_well_passes(story: Story) -> None:
    """A shot that was made once, paid once and posted once breaks no promise."""
    assert story.found() == []


def queued(story: Story) -> None:
    story.becomes(status="queued", remote=None, owed=[])


def unasked(story: Story) -> None:
    story.orders.append(order("o2", token="", prompt="a fox number 5"))


def unknown(story: Story) -> None:
    story.told("Your shot is in: **KKKKKK**")


def never_posted(story: Story) -> None:
    story.messages.pop()


def kept_and_posted(story: Story) -> None:
    story.told(f"I won't post {CODE}. Once it is made, it's yours.")


def cancelled_and_posted(story: Story) -> None:
    story.told(f"{CODE} is cancelled. Its 3 credits are back.")


def unproved(story: Story) -> None:
    story.unproved.append(f"{CODE} has ended (succeeded) and still holds 3 credits.")


AT_ONCE: dict[str, tuple[Callable[[Story], None], str]] = {
    "two orders": (lambda s: s.orders.append(order("o2")), "submitted once"),
    "ordered in line": (queued, "submitted with intent"),
    "ordered by nobody": (unasked, "submitted with intent"),
    "accepted and unknown": (unknown, "nothing is lost"),
    "posted twice": (lambda s: s.messages.append(clip_message(4)), "posted once"),
    "one nonce twice": (
        lambda s: s.messages.append(message(4, nonce=f"{CODE}-1")),
        "posted once",
    ),
    "marked, never seen": (never_posted, "nothing is lost"),
    "posted though kept back": (kept_and_posted, "not posted"),
    "posted though cancelled": (cancelled_and_posted, "not posted"),
    "deleted, and it stands": (lambda s: s.told(f"{CODE} is deleted."), "not posted"),
    "unproved": (unproved, "the ledger adds up"),
}


@pytest.mark.parametrize(("bend", "promise"), AT_ONCE.values(), ids=AT_ONCE)
def test_found_at_once(story: Story, bend: Callable[[Story], None], promise: str) -> None:
    """What may never be so is found right behind a kill, while everything is under way."""
    bend(story)
    found = story.found(at_rest=False)
    assert found
    assert all(one.startswith(promise) for one in found)


AT_REST: dict[str, tuple[dict[str, object], str]] = {
    "still running": ({"status": "running"}, "nothing is lost"),
    "failed unsaid": (
        {"status": "failed", "spent": (0, COST), "counted": (0, COST)},
        "nothing is lost",
    ),
    "uncertain unsaid": (
        {"status": "unconfirmed", "spent": (0, 0), "held": (3, COST)},
        "nothing is lost",
    ),
    "not settled": ({"spent": (0, 0), "held": (3, COST)}, "credits and cost"),
    "counted too little": ({"counted": (3, 0)}, "credits and cost"),
    "credits spent for nothing": (
        {"status": "cancelled", "counted": (0, 0)},
        "credits and cost",
    ),
}


@pytest.mark.parametrize(("others", "promise"), AT_REST.values(), ids=AT_REST)
def test_found_at_rest(story: Story, others: dict[str, object], promise: str) -> None:
    """What must be so once everything rests is looked for then, and only then."""
    story.becomes(**others)
    assert not any(one.startswith(promise) for one in story.found(at_rest=False))
    assert any(one.startswith(promise) for one in story.found())


def test_a_channel_that_went_took_its_clip_along(story: Story) -> None:
    """A clip whose channel was deleted may be posted again elsewhere."""
    story.messages[-1]["is_swept"] = True
    story.messages.append(clip_message(4) | {"nonce": f"{CODE}-3"})
    assert story.found() == []


@pytest.mark.parametrize(
    ("orders", "command"),
    [
        ([], "not-paid"),
        ([order(token="", status="Fail")], "paid-and-lost"),
        ([order(token="")], "was-made"),
    ],
    ids=["no order", "failed", "made"],
)
def test_the_operator_tells_what_the_service_shows(
    story: Story, orders: list[dict[str, object]], command: str
) -> None:
    """At the desk a shot without certainty is settled by what became of its one order."""
    story.becomes(status="unconfirmed", remote=None)
    story.orders = orders
    [settled] = settlements(story.shelf(), story.history())
    assert (settled["command"], settled["code"]) == (command, CODE)


def test_an_order_is_of_the_newest_request_before_it(story: Story) -> None:
    """Of two takes of one prompt whose answers were lost, the first one's order never came: what
    came in behind the second one's request is the second one's."""
    first = replace(story.shot, status="failed", remote=None, token="first")
    later = replace(first, code="CDFGHJ", id=4, sent=[SENT + timedelta(minutes=1)], token="later")
    story.orders = [order(token="", at=(SENT + timedelta(seconds=61)).isoformat())]
    shelf = Shelf(shots={one.code: one for one in (first, later)}, unproved=[])
    assert match(shelf, story.history()).of[later.code] == ["o1"]
    story.orders.append(order("o0", token=""))
    assert match(shelf, story.history()).of[first.code] == ["o0"]
