"""Every way in which what is kept may disagree is found and said, and nothing else is."""

import os
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import FileStore
from storage.backup import back_up
from storage.database import FILE_NAME
from storage.files import place_of
from storage.lock import DirectoryLock
from storage.manifests import MANIFEST
from storage.verifying import CannotVerify, verify
from tests.storage.earlier_data import newest_data
from tests.storage.test_backup import FIRST_CLIP, execute


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with shots in every state, in which all agrees."""
    data_dir = newest_data(tmp_path)
    assert verify(data_dir).differences == ()
    return data_dir


def of(code: str) -> str:
    return f"job_id = (SELECT id FROM jobs WHERE code = '{code}')"


CLIP_OWED = (
    "INSERT INTO outbox (job_id, row_no, nonce, kind, try_at, created_at)"
    " SELECT id, 9, code || '-9', 'clip', 'now', 'now' FROM jobs WHERE code = '{}'"
)
ROWS = {
    "more reserved than asked": (
        "UPDATE jobs SET credits = 6 WHERE code = 'RUNNG2'",
        "RUNNG2 is open, takes 6 credits and holds 5.",
    ),
    "cost not held": (
        "UPDATE jobs SET cost_micro = 1 WHERE code = 'QUEUE2'",
        "QUEUE2 is open, costs 1 micro-dollars and holds 430000.",
    ),
    "more taken than was": (
        "UPDATE jobs SET credits = 6 WHERE code = 'MADE22'",
        "MADE22 is said to have taken 6 credits and took 5.",
    ),
    "other credits of what came to nothing": (
        "UPDATE jobs SET credits = 0 WHERE code = 'CNCLD2'",
        "CNCLD2 is said to have taken 0 credits and took 5.",
    ),
    "another cost than was held": (
        "UPDATE jobs SET cost_micro = 1 WHERE code = 'REFSD2'",
        "REFSD2 is said to have held 1 micro-dollars and held 430000.",
    ),
    "another member's shot": (
        "UPDATE jobs SET member_id = 77 WHERE code = 'MADE22'",
        "MADE22 is member 77's, and member 42 stands in 4 of its entries.",
    ),
    "another server's shot": (
        "UPDATE jobs SET server_id = 77 WHERE code = 'MADE22'",
        "MADE22 is of server 77, and server 500 stands in 4 of its entries.",
    ),
    "refunded less than was taken": (
        "INSERT INTO entries (at, asked_at, account, server_id, member_id, job_id, credits,"
        " cost_micro, who, why) SELECT 'now', 'now', value, server_id, member_id, jobs.id,"
        " iif(value = 'spent', -1, 1), 0, 'x', 'refund' FROM jobs,"
        """ json_each('["spent", "granted"]') WHERE code = 'MADE22'""",
        "MADE22 took 5 credits, and 1 were refunded.",
    ),
    "paid and said to have failed": (
        "UPDATE jobs SET status = 'failed', failure_kind = 'lost' WHERE code = 'KEPT22'",
        "KEPT22 is failed, and was settled like a clip that was made.",
    ),
    "no end": (
        "UPDATE jobs SET finished_at = NULL WHERE code = 'REFSD2'",
        "REFSD2 is failed, and when it ended",
    ),
    "an end too early": (
        "UPDATE jobs SET finished_at = created_at WHERE code = 'LOST22'",
        "LOST22 is unconfirmed, and when it ended",
    ),
    "another model than its shot's": (
        "UPDATE jobs SET model = 'H3' WHERE code = 'QUEUE2'",
        "QUEUE2 waits for H3, and its shot is for T2V-01",
    ),
    "no intent": (
        f"DELETE FROM submits WHERE {of('RUNNG2')}",
        "RUNNG2 is running and was handed over without a written intent.",
    ),
    "handed over and in line": (
        "UPDATE jobs SET remote_task_id = '999' WHERE code = 'QUEUE2'",
        "QUEUE2 stands in line although it was handed over.",
    ),
    "a clip nobody owes": (
        f"DELETE FROM outbox WHERE kind = 'clip' AND {of('GRWN22')}",
        "GRWN22 was made, and its clip is owed to nobody.",
    ),
    "a clip owed twice": (CLIP_OWED.format("MADE22"), "MADE22 owes its clip 2 times."),
    "a clip of what is not made": (
        CLIP_OWED.format("LOST22"),
        "LOST22 is unconfirmed, and its clip is owed.",
    ),
    "a private clip owed": (
        CLIP_OWED.format("KEPT22"),
        "KEPT22 is not to be posted, and its clip is owed to the channel.",
    ),
    "a card of what is cancelled": (
        f"UPDATE outbox SET state = 'owed', ended_at = NULL WHERE kind = 'card' AND {of('CNCLD2')}",
        "CNCLD2 is cancelled, and its card is still owed.",
    ),
    "posted as nothing": (
        f"UPDATE outbox SET posted_message_id = NULL WHERE kind = 'clip' AND {of('MADE22')}",
        "MADE22-2 (clip) counts as posted, and nobody knows as which message.",
    ),
    "one message for two": (
        f"UPDATE outbox SET posted_message_id = 9108 WHERE kind = 'clip' AND {of('MADE22')}",
        "Message 9108 is taken for MADE22-2 and DRPD22-2 at once.",
    ),
    "a message without its end": (
        f"UPDATE outbox SET ended_at = NULL WHERE kind = 'card' AND {of('MADE22')}",
        "MADE22-1 is posted, and when it ended",
    ),
    "a row of another version": (
        "UPDATE shots SET camera = 'warp speed' WHERE id = 1",
        "The row of QUEUE2 can't be read by this version.",
    ),
    "a row that names nothing": (
        "INSERT INTO claims VALUES (99, 'x', 'now')",
        "of claims names one of jobs that is not there.",
    ),
}


@pytest.mark.parametrize(("sql", "says"), ROWS.values(), ids=ROWS)
def test_rows_that_disagree(data: Path, sql: str, says: str) -> None:
    """One sentence that names the shot, and no second one."""
    execute(data, sql)
    (found,) = verify(data).differences
    assert says in found


def test_a_ledger_that_does_not_add_up(data: Path) -> None:
    """What the proof of the books says is passed on."""
    execute(
        data,
        "INSERT INTO entries (at, asked_at, account, server_id, member_id, credits, cost_micro,"
        " who, why) VALUES ('now', 'now', 'issued', 500, 42, 1, 0, 'x', 'grant')",
    )
    assert "The ledger's entries add up to 1 credits" in verify(data).differences[0]


def test_a_clip_made_and_never_settled(data: Path) -> None:
    """The books of a made clip lack their end: both sides of it are told."""
    execute(data, "DROP TRIGGER entries_never_deleted")
    execute(data, f"DELETE FROM entries WHERE why = 'settle' AND {of('MADE22')}")
    assert verify(data).differences == (
        "MADE22 has ended (succeeded) and still holds 5 credits and 430000 micro-dollars.",
        "MADE22 was made and never settled.",
    )


def test_a_shot_that_nothing_was_held_for(data: Path) -> None:
    """Its books are gone altogether, so nothing in them disagrees with anything."""
    execute(data, "DROP TRIGGER entries_never_deleted")
    execute(data, f"DELETE FROM entries WHERE {of('CNCLD2')}")
    assert verify(data).differences == ("CNCLD2 has ended, and nothing was ever held for it.",)


def missing(path: Path) -> None:
    path.unlink()


def changed(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(b"other bytes")


FILES = {
    "missing": (missing, "The clip of MADE22 is missing"),
    "changed": (changed, "The clip of MADE22 is not what was kept"),
}


@pytest.mark.parametrize(("spoil", "says"), FILES.values(), ids=FILES)
def test_files_that_disagree(data: Path, spoil: Callable[[Path], None], says: str) -> None:
    """The file's shot is named, and where the file should lie."""
    spoil(place_of(data / "files", FIRST_CLIP))
    (found,) = verify(data).differences
    assert found.startswith(says)
    assert FIRST_CLIP in found


def test_files_that_belong_to_nothing(data: Path) -> None:
    """Strays and half-written files are told; while the bot runs, those on their way are not."""
    store = FileStore(data / "files")
    stray = store.path(store.put(b"a stray"))
    half = store.aside()
    assert len(verify(data).differences) == 2
    lock = DirectoryLock.take(data)
    assert verify(data).differences == ()
    os.utime(stray, (1_000_000_000, 1_000_000_000))
    (found,) = verify(data).differences
    assert found.startswith(str(stray.relative_to(data)))
    assert len(verify(data, now=lambda: time.time() + 3600).differences) == 2
    lock.release()
    half.unlink()


def test_it_changes_nothing_and_waits_for_nobody(data: Path) -> None:
    """A transaction under way does not hold it up, and not a byte is different afterwards."""
    with closing(sqlite3.connect(data / FILE_NAME, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM drafts")
        assert verify(data).differences == ()
        writer.execute("ROLLBACK")
        before = (data / FILE_NAME).read_bytes()
        assert verify(data).differences == ()
        assert (data / FILE_NAME).read_bytes() == before


def test_a_damaged_database(data: Path) -> None:
    """It is the first thing said, and the only one."""
    path = data / FILE_NAME
    content = bytearray(path.read_bytes())
    content[8192:40960] = bytes(32768)
    path.write_bytes(content)
    (found,) = verify(data).differences
    assert "The database is damaged" in found


def test_where_there_is_nothing(tmp_path: Path) -> None:
    """A wrong folder is said to be one, and nothing is made there."""
    with pytest.raises(CannotVerify, match="nothing to verify"):
        verify(tmp_path / "data")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def backup(data: Path, tmp_path: Path) -> Path:
    """A backup in which all agrees."""
    back_up(data, tmp_path / "backup", lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert verify(tmp_path / "backup").differences == ()
    return tmp_path / "backup"


def another_number(backup: Path) -> None:
    text = (backup / MANIFEST).read_text()
    (backup / MANIFEST).write_text(text.replace('"shots": 13', '"shots": 14'))


def another_row(backup: Path) -> None:
    execute(backup, "UPDATE drafts SET ask = 42")


def a_start(backup: Path) -> None:
    another_row(backup)
    DirectoryLock.take(backup).release()


OF_BACKUPS = {
    "no manifest": (lambda b: (b / MANIFEST).unlink(), "`restore` refuses it. .* no backup.json"),
    "half a manifest": (
        lambda b: (b / MANIFEST).write_text("{"),
        "`restore` refuses it. .* its backup.json can't be read",
    ),
    "another number": (another_number, "backup.json tells of 14 shots .*, and there are 13 shots"),
    "another row": (another_row, "`restore` refuses it: greenlight.sqlite3 is not what"),
    "a bot in it": (a_start, "is not what backup.json knows. A bot was started in it."),
}


@pytest.mark.parametrize(("spoil", "says"), OF_BACKUPS.values(), ids=OF_BACKUPS)
@pytest.mark.parametrize("as_backup", [None, True], ids=["found out", "told"])
def test_a_backup_that_can_not_be_restored(
    backup: Path, spoil: Callable[[Path], None], says: str, as_backup: bool | None
) -> None:
    """What `restore` would refuse is a difference."""
    spoil(backup)
    (found,) = verify(backup, as_backup=as_backup).differences
    assert re.search(says, found)


def test_an_empty_database(data: Path) -> None:
    """That the bot once more be started is no advice: it refuses to."""
    (data / FILE_NAME).write_bytes(b"")
    (found,) = verify(data).differences
    assert found.startswith("greenlight.sqlite3 is empty")
    assert "Restore it from a backup" in found
