"""The cards of shots that wait: which there are, what each said last, and that one is owed anew."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database as Db

from storage import outbox
from storage.jobs import IS_OPEN
from storage.moments import stamp
from storage.outbox import OwedKind
from storage.quiet import quietly

#: `facts["what"]` of an edit that only says anew how long a shot waits.
MOVED = "moved"
_OF_THE_CARD = (OwedKind.CARD, OwedKind.CARD_EDIT)
#: New ones taken up in one go: nobody else has the database meanwhile.
_MOST_NEW = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A shot's card. `is_owed`: something about the shot is on its way; `is_there`: it can be
    changed.

    `what` is the last edit's, None on a card as it was posted; `said` the wait as it was told, None
    where it was not, or is not known.
    """

    is_owed: bool = False
    is_there: bool = False
    what: str | None = None
    said: Mapping[str, Any] | None = None


def newer(db: Db, after: int) -> dict[int, int]:
    """Shots in line that were asked for after the one with this id, with their cards' channels."""
    sql = (
        f"SELECT id, channel_id FROM jobs WHERE {IS_OPEN} AND status = 'queued' AND id > ?"
        " ORDER BY id LIMIT ?"
    )
    return dict(db.conn.execute(sql, (after, _MOST_NEW)))


def leaving(db: Db, since: datetime) -> dict[int, int]:
    """Shots that are being handed over since that moment or longer, with their cards' channels."""
    sql = (
        f"SELECT id, channel_id FROM jobs WHERE {IS_OPEN} AND status = 'submitting'"
        " AND submitted_at <= ? ORDER BY id"
    )
    return dict(db.conn.execute(sql, (stamp(since),)))


def owed(db: Db) -> list[int]:
    """Shots whose cards are owed an edit that only says the wait anew, by their ids."""
    sql = (
        "SELECT job_id FROM outbox WHERE state = 'owed' AND kind = 'card_edit'"
        " AND json_extract(facts, '$.what') = ?"
    )
    return [row[0] for row in db.conn.execute(sql, (MOVED,))]


def card(db: Db, job_id: int) -> Card:
    """How a shot's card stands."""
    sql = "SELECT kind, state, facts FROM outbox WHERE job_id = ? ORDER BY row_no DESC"
    for kind, state, facts in db.conn.execute(sql, (job_id,)):
        if state == "owed":
            return Card(is_owed=True)
        if kind in _OF_THE_CARD:
            told = json.loads(facts)
            is_there = state == "posted"
            return Card(is_there=is_there, what=told.get("what"), said=told.get("said"))
    return Card()


def say_anew(db: Db, job_id: int, at: datetime) -> None:
    """Owe a card an edit with its shot's wait, in the place of the last one of that kind."""
    with quietly(db):
        # A card changes some dozens of times while its shot waits: what it said once is no matter.
        db.conn.execute(
            "DELETE FROM outbox WHERE job_id = ? AND kind = 'card_edit' AND state <> 'owed'"
            " AND json_extract(facts, '$.what') = ?",
            (job_id, MOVED),
        )
        outbox.owe(db, job_id, OwedKind.CARD_EDIT, at, what=MOVED)


def has_said(db: Db, row_id: int, said: Mapping[str, Any]) -> None:
    """Write down what a message said of its shot's wait."""
    sql = "UPDATE outbox SET facts = json_set(facts, '$.said', json(?)) WHERE id = ?"
    with quietly(db):
        db.conn.execute(sql, (json.dumps(said), row_id))
