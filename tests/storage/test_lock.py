"""One process per data directory, shown with real processes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.lock import AlreadyHeld, DirectoryLock, holder_of

_HOLD = """
import sys
from pathlib import Path
from storage.lock import DirectoryLock
lock = DirectoryLock.take(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def hold(data_dir: Path) -> subprocess.Popen[str]:
    """Another process that holds the directory."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_process_names_the_first(tmp_path: Path) -> None:
    """While a process holds the directory, another is told its id and what to do."""
    with hold(tmp_path) as first:
        for _ in range(2):
            with pytest.raises(AlreadyHeld, match="GREENLIGHT_DATA_DIR") as held:
                DirectoryLock.take(tmp_path)
            assert held.value.holder == str(first.pid)
        first.communicate()


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    """kill -9 frees the directory, whatever the lock file still says."""
    with hold(tmp_path) as first:
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        lock = DirectoryLock.take(tmp_path)
    assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
    lock.release()


def test_a_directory_is_made_and_can_be_taken_again(tmp_path: Path) -> None:
    """A directory that is not there is made; after the release the next one takes it."""
    data_dir = tmp_path / "not" / "yet"
    lock = DirectoryLock.take(data_dir)
    with pytest.raises(AlreadyHeld):
        DirectoryLock.take(data_dir)
    lock.release()
    DirectoryLock.take(data_dir).release()


def test_an_unreadable_holder_is_called_unknown(tmp_path: Path) -> None:
    """A lock file without an id in it still refuses, with a sentence that reads well."""
    lock = DirectoryLock.take(tmp_path)
    (tmp_path / "lock").write_text("")
    with pytest.raises(AlreadyHeld, match="process unknown"):
        DirectoryLock.take(tmp_path)
    lock.release()


def test_a_lock_that_is_removed_was_never_there(tmp_path: Path) -> None:
    """Nothing stays behind, and the next one takes the directory as a fresh one."""
    DirectoryLock.take(tmp_path).remove()
    assert list(tmp_path.iterdir()) == []
    lock = DirectoryLock.take(tmp_path)
    assert holder_of(tmp_path) is not None
    lock.release()
