"""What we know of engine accounts: when they were asked, when they rest, what is hidden."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage.moments import moment_or_none, stamp
from storage.turns import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account's standing. `set_aside_times` counts refusals in a row."""

    name: str
    set_aside_until: datetime | None = None
    since: datetime | None = None
    set_aside_times: int = 0
    code: str = ""


def intend(
    db: Db, job_id: int, account: str, boot_id: str, at: datetime, *, cost: Cost | None = None
) -> None:
    """Write down that a request which may cost money is about to leave, and what its turn cost."""
    sql = (
        "INSERT INTO submits (job_id, account, boot_id, sent_at, server_before, server_after,"
        " member_before, member_after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    moved: tuple[float | None, ...] = (None,) * 4
    if cost is not None:
        moved = (cost.server_before, cost.server_after, cost.member_before, cost.member_after)
    db.conn.execute(sql, (job_id, account, boot_id, stamp(at), *moved))


def sent_since(db: Db, account: str, since: datetime) -> list[datetime]:
    """The moments at which requests left through an account after `since`, oldest first."""
    sql = "SELECT sent_at FROM submits WHERE account = ? AND sent_at > ? ORDER BY sent_at"
    return [datetime.fromisoformat(row[0]) for row in db.conn.execute(sql, (account, stamp(since)))]


def account(db: Db, name: str) -> AccountRow:
    """An account's standing; a fresh one when nothing was ever written about it."""
    sql = (
        "SELECT set_aside_until, set_aside_since, set_aside_times, code FROM accounts"
        " WHERE name = ?"
    )
    row = db.conn.execute(sql, (name,)).fetchone()
    if row is None:
        return AccountRow(name=name)
    return AccountRow(
        name=name,
        set_aside_until=moment_or_none(row[0]),
        since=moment_or_none(row[1]),
        set_aside_times=row[2],
        code=row[3],
    )


def set_aside(db: Db, name: str, until: datetime, code: str, *, since: datetime) -> None:
    """Ask nothing of an account until then; `since` is when its trouble began."""
    sql = (
        "INSERT INTO accounts (name, set_aside_until, set_aside_since, set_aside_times, code)"
        " VALUES (?, ?, ?, 1, ?)"
        " ON CONFLICT (name) DO UPDATE SET set_aside_until = excluded.set_aside_until,"
        " set_aside_times = set_aside_times + 1, code = excluded.code"
    )
    db.conn.execute(sql, (name, stamp(until), stamp(since), code))


def wake(db: Db, name: str) -> None:
    """Ask the account again at once; since when there is trouble stays known."""
    sql = "UPDATE accounts SET set_aside_until = NULL, set_aside_times = 0 WHERE name = ?"
    db.conn.execute(sql, (name,))


def restore(db: Db, name: str) -> bool:
    """The account works: forget its refusals; False when there were none."""
    return (
        db.conn.execute("DELETE FROM accounts WHERE name = ? RETURNING name", (name,)).fetchone()
        is not None
    )


def hide_model(db: Db, account_name: str, model: str, code: str, at: datetime) -> None:
    """The account may not use the model: offer it no longer."""
    sql = (
        "INSERT OR IGNORE INTO hidden_models (account, model, code, hidden_at) VALUES (?, ?, ?, ?)"
    )
    db.conn.execute(sql, (account_name, model, code, stamp(at)))


def show_model(db: Db, account_name: str, model: str) -> bool:
    """The account has made a clip with the model: offer it; False when it was not hidden."""
    sql = "DELETE FROM hidden_models WHERE account = ? AND model = ? RETURNING model"
    return db.conn.execute(sql, (account_name, model)).fetchone() is not None


def show_models(db: Db) -> None:
    """Offer all models again."""
    db.conn.execute("DELETE FROM hidden_models")


def hidden_since(db: Db, model: str) -> datetime | None:
    """When an account last refused to make the model; None: none does."""
    sql = "SELECT MAX(hidden_at) FROM hidden_models WHERE model = ?"
    return moment_or_none(db.conn.execute(sql, (model,)).fetchone()[0])


def refused_models(db: Db) -> frozenset[tuple[str, str]]:
    """The account and the name of each model that an account may not use."""
    return frozenset(db.conn.execute("SELECT account, model FROM hidden_models").fetchall())
