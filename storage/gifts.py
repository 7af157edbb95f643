"""Credits that reach a member without a clip: granted by managers, given by other members.

They are beyond every limit and stay until they are used. `issued` is where granted ones come from.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database as Db

from storage import ledger
from storage.ledger import Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What a member was granted or given; `credits` below zero were taken back.

    `key` names the act, `why` is `grant` or `gift`, `who` decided it, `reason` is theirs.
    """

    key: str
    why: str
    server_id: int
    member_id: int
    credits: int
    who: str
    reason: str
    at: datetime


def grant(db: Db, booking: Booking, credits_: int) -> None:
    """Issue credits to a member, or with a number below zero take back what was not used.

    The same `key` twice raises sqlite3.IntegrityError.
    """
    ledger.write(db, booking, "grant", [("issued", -credits_, 0), ("granted", credits_, 0)])


def give(db: Db, giver: Booking, receiver_id: int, credits_: int, *, granted: int = 0) -> None:
    """Give a member's credits to another; so many of them from those granted.

    The rest counts as used when and where it is given. The same `key` twice raises
    sqlite3.IntegrityError.
    """
    parts = [("allowance", granted - credits_, 0), ("granted", -granted, 0)]
    ledger.write(db, giver, "gift", [row for row in parts if row[1]])
    receiver = replace(giver, member_id=receiver_id)
    ledger.write(db, receiver, "gift", [("granted", credits_, 0)])


def by_key(db: Db, key: str) -> Gift | None:
    """What was granted or given under this key; None: nothing."""
    return next(iter(_fetch(db, "key = ?", (key,), most=1)), None)


def newest(db: Db, server_id: int, member_id: int, *, most: int = 1) -> list[Gift]:
    """What a member was granted or given, newest first."""
    return _fetch(db, "server_id = ? AND member_id = ?", (server_id, member_id), most=most)


def _fetch(db: Db, where: str, values: tuple[object, ...], *, most: int) -> list[Gift]:
    # Of a gift the receiver's side: what the giver had of it stands in rows below zero.
    sql = (
        "SELECT key, why, server_id, member_id, credits, who, reason, at FROM entries"
        f" WHERE {where} AND account = 'granted' AND key IS NOT NULL"
        " AND (why = 'grant' OR credits > 0) ORDER BY id DESC LIMIT ?"
    )
    return [
        Gift(
            key=key,
            why=why,
            server_id=server_id,
            member_id=member_id,
            credits=credits_,
            who=who,
            reason=reason,
            at=datetime.fromisoformat(at),
        )
        for key, why, server_id, member_id, credits_, who, reason, at in db.conn.execute(
            sql, (*values, most)
        )
    ]
