"""Data of every earlier version goes on living: all rows, and nothing that disagrees."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database as Db

from domain.job import JobStatus
from domain.pictures import Pictures
from storage import Database, accounts, drafts, jobs, kept_files, outbox, presets, servers
from storage.backup import back_up
from storage.database import FILE_NAME
from storage.migrations import STEPS
from storage.restoring import restore
from storage.totals import Totals
from storage.verifying import verify
from tests.storage.earlier_data import ROWS, earlier_data, fingerprint

NAMES = [name for name, _ in STEPS[:-1]]
THAT_DAY = datetime(2026, 11, 22, tzinfo=UTC)
#: As they were when other people's databases came to know them.
RELEASED = {
    "0001_foundation": "618fbfdf168f",
    "0002_every_engine": "d9da2a9c80a1",
    "0003_claims": "acbd7e1be58b",
    "0004_direction": "580664c5d283",
}
STATES = {
    "QUEUE2": JobStatus.QUEUED,
    "SUBMT2": JobStatus.SUBMITTING,
    "RUNNG2": JobStatus.RUNNING,
    "DWNLD2": JobStatus.DOWNLOADING,
    "MADE22": JobStatus.SUCCEEDED,
    "GRWN22": JobStatus.SUCCEEDED,
    "KEPT22": JobStatus.SUCCEEDED,
    "DRPD22": JobStatus.SUCCEEDED,
    "REFSD2": JobStatus.FAILED,
    "OUTPT2": JobStatus.FAILED,
    "CNCLD2": JobStatus.CANCELLED,
    "LOST22": JobStatus.UNCONFIRMED,
    "BACK22": JobStatus.UNCONFIRMED,
}


def counts(data_dir: Path) -> dict[str, int]:
    """How many rows every table holds that people fill."""
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as connection:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite_%'"
        tables = [row[0] for row in connection.execute(sql)]
        return {
            table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
            for table in tables
        }


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_migration_never_changes(name: str) -> None:
    """What it did to one database it does to all."""
    assert fingerprint(dict(STEPS)[name]) == RELEASED[name]


@pytest.mark.parametrize("name", NAMES)
async def test_everything_is_there_afterwards(tmp_path: Path, name: str) -> None:
    """Every row of every table lives on, is read as it was, and agrees with all others."""
    data_dir = earlier_data(tmp_path, name)
    before = counts(data_dir)
    if (ROWS / f"{name}.sql").exists():
        assert min(before.values()) > 0
    assert verify(data_dir).differences == ()
    assert counts(data_dir) == before
    database = await Database.open(data_dir)
    await database.read(read_all)
    await database.close()
    after = counts(data_dir)
    # The second schema gave pictures tables of their own.
    assert {table: after[table] for table in before} == before
    assert verify(data_dir).differences == ()
    assert "13 shots (6 not ended), 3 clips, 3 pictures" in verify(data_dir).sums


def read_all(db: Db) -> None:
    found = {code: jobs.by_code(db, code) for code in STATES}
    assert {code: job.status for code, job in found.items() if job} == STATES
    made, grown = found["MADE22"], found["GRWN22"]
    assert [str(role) for role, _ in made.shot.pictures] == ["first_frame", "subject"]
    assert grown.parent.code == "MADE22"
    assert [row.kind for row, _ in outbox.of_job(db, made.id)] == ["card", "clip", "card_gone"]
    draft = drafts.find(db, "draft-1", THAT_DAY)
    assert draft.pictures != Pictures()
    assert drafts.find(db, "draft-2", THAT_DAY) is None
    assert servers.is_open(db, 500)
    assert not servers.is_open(db, 501)
    assert servers.has_agreed(db, 500, 42)
    assert servers.is_blocked(db, 500, 44)
    assert accounts.account(db, "minimax").set_aside_times == 2
    assert accounts.refused_models(db) == {("minimax", "S2V-01")}
    assert len(kept_files.wanted(db)) == 6
    assert [row.name for row in presets.of_owner(db, 500, 42)] in ([], ["Dolly"])


@pytest.mark.parametrize("name", NAMES)
async def test_a_backup_of_every_version_is_restored(tmp_path: Path, name: str) -> None:
    """Taken from the older bot's data, put back, brought up to date, and in agreement."""
    data_dir = earlier_data(tmp_path, name)
    made = back_up(data_dir, tmp_path / "backup", lambda: THAT_DAY)
    assert made.totals == Totals(shots=13, not_ended=6, clips=3, pictures=3)
    assert verify(tmp_path / "backup").differences == ()
    restore(tmp_path / "backup", tmp_path / "new", keep_line=False)
    assert verify(tmp_path / "new").differences == ()


async def test_a_migration_that_fails_leaves_the_older_schema_whole(tmp_path: Path) -> None:
    """In its middle, the old ledger gone already: all is as it was, and then it goes on."""
    data_dir = earlier_data(tmp_path, "0004_direction")
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as connection:
        connection.execute("CREATE INDEX entries_by_channel ON audit (target)")
        before = list(connection.iterdump())
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        await Database.open(data_dir)
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as connection:
        assert list(connection.iterdump()) == before
        connection.execute("DROP INDEX entries_by_channel")
    await (await Database.open(data_dir)).close()
    assert verify(data_dir).differences == ()
