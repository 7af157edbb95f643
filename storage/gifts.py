"""Credits that reach a member without a clip: granted by managers, given by other members.

Granted credits are beyond every limit and stay until they are used; `issued` is where they come
from. Given credits stay what they were: of a window they count in that same window alone, so that
nobody can save up what is not used.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database as Db

from storage import ledger
from storage.ledger import Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What a member was granted or given; `credits` below zero were taken back.

    So many of them as `renewing` count in the window of the gift alone. `key` names the act, `why`
    is `grant` or `gift`, `who` decided it, `reason` is theirs.
    """

    key: str
    why: str
    server_id: int
    member_id: int
    credits: int
    who: str
    reason: str
    at: datetime
    renewing: int = 0


def grant(db: Db, booking: Booking, credits_: int) -> None:
    """Issue credits to a member, or with a number below zero take back what was not used.

    The same `key` twice raises sqlite3.IntegrityError.
    """
    ledger.write(db, booking, "grant", [("issued", -credits_, 0), ("granted", credits_, 0)])


def give(db: Db, giver: Booking, receiver_id: int, credits_: int, *, granted: int = 0) -> None:
    """Give a member's credits to another; so many of them from those granted, which stay granted.

    The rest moves between the two allowances at the giver's moment and in the giver's channel: what
    many share is as it was. The same `key` twice raises sqlite3.IntegrityError.
    """
    parts = [
        (account, number)
        for account, number in (("allowance", credits_ - granted), ("granted", granted))
        if number
    ]
    receiver = replace(giver, member_id=receiver_id)
    ledger.write(db, giver, "gift", [(account, -number, 0) for account, number in parts])
    ledger.write(db, receiver, "gift", [(account, number, 0) for account, number in parts])


def by_key(db: Db, key: str) -> Gift | None:
    """What was granted or given under this key; None: nothing."""
    return next(iter(_fetch(db, "key = ?", (key,), most=1)), None)


def newest(db: Db, server_id: int, member_id: int, *, most: int = 1) -> list[Gift]:
    """What a member was granted or given, newest first."""
    return _fetch(db, "server_id = ? AND member_id = ?", (server_id, member_id), most=most)


def _fetch(db: Db, where: str, values: tuple[object, ...], *, most: int) -> list[Gift]:
    # Of a gift the receiver's side: what the giver had of it stands in rows below zero. Account and
    # credits first: the index has them, and what a member's shots took is passed over in it.
    sql = (
        "SELECT key, why, server_id, member_id, SUM(credits), who, reason, at,"
        " SUM(CASE WHEN account = 'allowance' THEN credits ELSE 0 END) FROM entries"
        f" WHERE {where} AND account IN ('allowance', 'granted')"
        " AND (credits > 0 OR account = 'granted' AND why = 'grant') AND key IS NOT NULL"
        " GROUP BY key ORDER BY MAX(id) DESC LIMIT ?"
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
            renewing=renewing,
        )
        for key, why, server_id, member_id, credits_, who, reason, at, renewing in db.conn.execute(
            sql, (*values, most)
        )
    ]
