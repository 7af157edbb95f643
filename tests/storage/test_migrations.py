"""The schema: what it lets in, what it never lets happen, and how it grows."""

import contextlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database as Db
from sqlite_utils import Migrations

from domain.job import JobStatus, Parent
from domain.pictures import Pictures
from storage import drafts, jobs, ledger, outbox, servers
from storage.ledger import Amount
from storage.migrations import migrate
from storage.outbox import OwedKind
from storage.schema import FIRST
from storage.schema_claims import THIRD
from storage.schema_direction import FOURTH
from storage.schema_engines import SECOND
from storage.schema_fairness import FIFTH
from storage.schema_giving import GIVING
from storage.schema_keeping import SIXTH
from storage.schema_leaving import TENTH
from storage.schema_looking_up import ELEVENTH
from storage.schema_making import TWELFTH
from storage.schema_open_jobs import NINTH
from storage.schema_turns import SEVENTH
from tests.storage.builders import NOON, SERVER, an_image, dump, new_job

_MOMENT = "2026-11-22T12:00:00.000000+00:00"
#: As the program of the first schema wrote them.
OLD_ROWS = (
    *(
        f"INSERT INTO inputs VALUES ('{letter * 64}', 'image/png', 640, 480, '{_MOMENT}')"
        for letter in "ab"
    ),
    "INSERT INTO shots VALUES (1, 500, 42, 'a fox', '', 'T2V-01', 6, '720P',"
    f" '{'a' * 64}', '{'b' * 64}', NULL, '{_MOMENT}')",
    "INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name,"
    " status, account, engine_prompt, token, credits, cost_micro, day, created_at) VALUES (1,"
    " 'AB2CD3', 1, 1, 500, 600, 42, 'ana', 'queued', 'm', 'a fox', 't', 5, 430000, '2026-11-22',"
    f" '{_MOMENT}')",
    "INSERT INTO drafts VALUES ('d', 500, 600, NULL, 42, '{}',"
    f" '{'a' * 64}', NULL, '{_MOMENT}', NULL)",
)


def shape(db: Db) -> list[tuple[str, ...]]:
    sql = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '%migrations%' ORDER BY 2"
    return db.conn.execute(sql).fetchall()


def test_migrating_twice_changes_nothing(db: Db) -> None:
    """A migrated database is left exactly as it is."""
    before = dump(db)
    migrate(db)
    assert dump(db) == before


def test_a_fresh_database_is_a_migrated_one(db: Db) -> None:
    """Migrations leave what the schema says, not a statement more or less."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    later = (*FIFTH, *SIXTH, *SEVENTH, *GIVING, *NINTH, *TENTH, *ELEVENTH, *TWELFTH)
    for statement in (*FIRST, *SECOND, *THIRD, *FOURTH, *later):
        connection.execute(statement)
    assert shape(db) == shape(Db(connection))
    connection.close()


def test_a_migration_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    """Half a migration is none: what stood in its way goes, and it runs from the start."""
    connection = sqlite3.connect(tmp_path / "half.sqlite3", isolation_level=None)
    half = Db(connection)
    connection.execute("CREATE TABLE audit (in_the_way)")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(half)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert {row[0] for row in tables} <= {"audit", "_sqlite_migrations"}
    connection.execute("DROP TABLE audit")
    migrate(half)
    assert servers.open_servers(half) == []
    connection.close()


def test_pictures_of_the_first_schema_keep_their_roles(tmp_path: Path) -> None:
    """A shot and a draft from before have their picture and their face afterwards too."""
    connection = sqlite3.connect(tmp_path / "first.sqlite3", isolation_level=None)
    with contextlib.closing(connection):
        first = Db(connection)
        only_first = Migrations("greenlight")

        @only_first(name="0001_foundation")
        def foundation(db: Db) -> None:
            for statement in (*FIRST, *OLD_ROWS):
                db.conn.execute(statement)

        only_first.apply(first)
        migrate(first)
        pictures = Pictures(first_frame=an_image("a"), subject=an_image("b"))
        assert jobs.by_id(first, 1).shot.pictures == pictures
        draft = drafts.find(first, "d", NOON - timedelta(days=1))
        assert draft is not None
        assert draft.pictures == Pictures(first_frame=an_image("a"))


def test_what_the_second_schema_knew_stays(tmp_path: Path) -> None:
    """Shots keep their parents, members what they agreed to, and everybody lets others remix."""
    connection = sqlite3.connect(tmp_path / "second.sqlite3", isolation_level=None)
    with contextlib.closing(connection):
        second = Db(connection)
        until_second = Migrations("greenlight")

        @until_second(name="0001_foundation")
        def foundation(db: Db) -> None:
            for statement in (*FIRST, *OLD_ROWS):
                db.conn.execute(statement)

        @until_second(name="0002_every_engine")
        def every_engine(db: Db) -> None:
            grown = "INSERT INTO shots SELECT 2, 500, 43, prompt, camera, model, duration_s,"
            grown += f" resolution, 'AB2CD3', '{_MOMENT}', '' FROM shots"
            job = "INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id,"
            job += " member_name, status, account, engine_prompt, token, credits, cost_micro, day,"
            job += " created_at) SELECT 2, 'XY2CD3', 2, 1, 500, 600, 43, 'ben', status, account,"
            job += " engine_prompt, 't2', credits, cost_micro, day, created_at FROM jobs"
            agreed = f"INSERT INTO members VALUES (500, 42, '{_MOMENT}')"
            for statement in (*SECOND, grown, job, agreed):
                db.conn.execute(statement)

        until_second.apply(second)
        migrate(second)
        grown = jobs.by_id(second, 2)
        assert grown.parent == Parent(code="AB2CD3", member_id=42, member_name="ana")
        assert grown.is_remix
        assert servers.has_agreed(second, 500, 42)
        assert servers.lets_remix(second, 500, 42)
        assert servers.lets_remix(second, 500, 43)


BAD_JOBS = {
    "status": "UPDATE jobs SET status = 'lost'",
    "credits": "UPDATE jobs SET credits = -1",
    "cost": "UPDATE jobs SET cost_micro = -1",
    "dont_post": "UPDATE jobs SET dont_post = 2",
    "credits_returned": "UPDATE jobs SET credits_returned = 2",
    "slow_told": "UPDATE jobs SET slow_told = 2",
    "running without the engine's id": "UPDATE jobs SET status = 'running'",
    "downloading without the engine's id": "UPDATE jobs SET status = 'downloading'",
    "succeeded without a clip": "UPDATE jobs SET status = 'succeeded'",
    "failed without a reason": "UPDATE jobs SET status = 'failed'",
    "a shot that is not there": "UPDATE jobs SET shot_id = 99",
    "a second job with its code": "UPDATE jobs SET code = 'J00002'",
    "a second job with its token": "UPDATE jobs SET token = 'token-2' WHERE id = 1",
    "the same take twice": "UPDATE jobs SET shot_id = 2 WHERE id = 1",
}


@pytest.mark.parametrize("sql", BAD_JOBS.values(), ids=BAD_JOBS.keys())
def test_the_table_refuses_impossible_jobs(db: Db, sql: str) -> None:
    """Every CHECK and UNIQUE of jobs bites, whoever writes."""
    jobs.insert(db, new_job(1))
    jobs.insert(db, new_job(2))
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute(sql)


def test_two_jobs_never_own_one_remote_id(db: Db) -> None:
    """The engine's handle belongs to one job of an account."""
    for number in (1, 2):
        jobs.insert(db, new_job(number))
    jobs.note(db, 1, remote_task_id="77")
    with pytest.raises(sqlite3.IntegrityError):
        jobs.note(db, 2, remote_task_id="77")
    jobs.note(db, 2, account="other", remote_task_id="77")


_ENTRY = (
    "INSERT INTO entries (at, asked_at, account, server_id, member_id, credits, cost_micro, who,"
    " why) VALUES ('x', 'x', '{account}', 1, 1, 1, 1, 'x', '{why}')"
)


@pytest.mark.parametrize(
    ("account", "why"), [("bank", "reserve"), ("spent", "theft")], ids=["account", "why"]
)
def test_the_ledger_knows_its_accounts_and_reasons(db: Db, account: str, why: str) -> None:
    """An unknown account or reason is refused by the table."""
    db.conn.execute(_ENTRY.format(account="spent", why="settle"))
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute(_ENTRY.format(account=account, why=why))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entries SET credits = 0",
        "DELETE FROM entries",
        "REPLACE INTO entries SELECT * FROM entries",
        "UPDATE audit SET detail = ''",
        "DELETE FROM audit",
        "REPLACE INTO audit SELECT * FROM audit",
    ],
)
def test_books_and_audit_are_only_ever_added_to(db: Db, sql: str) -> None:
    """No statement changes or removes what was written into the ledger or the audit."""
    job_id = jobs.insert(db, new_job())
    booking = ledger.booking_of(db, job_id, at=NOON, who="test")
    ledger.reserve(db, booking, Amount(credits=5, cost_micro=430_000))
    servers.audit(db, "block", server_id=SERVER, by=7, at=NOON, target="42", detail="rude")
    before = dump(db)
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute(sql)
    assert dump(db) == before


@pytest.mark.parametrize("sql", ["UPDATE outbox SET kind = 'fax'", "UPDATE outbox SET state = '?'"])
def test_the_outbox_knows_its_kinds_and_states(db: Db, sql: str) -> None:
    """An unknown kind or state of a message is refused by the table."""
    outbox.owe(db, jobs.insert(db, new_job()), OwedKind.CARD, NOON)
    with pytest.raises(sqlite3.IntegrityError):
        db.conn.execute(sql)


def test_every_state_of_the_domain_stands_in_the_table(db: Db) -> None:
    """The CHECK lists all nine states and all kinds of message."""
    job_id = jobs.insert(db, new_job())
    jobs.note(db, job_id, remote_task_id="1", clip_sha256="c", failure_kind="engine")
    for status in JobStatus:
        jobs.note(db, job_id, status=str(status))
        assert jobs.by_id(db, job_id).status is status
    for kind in OwedKind:
        outbox.owe(db, job_id, kind, NOON)
    assert [row.kind for row, _ in outbox.of_job(db, job_id)] == list(OwedKind)
