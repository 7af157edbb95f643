"""Files by content: whole or not there at all, and nothing left behind."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import FileStore

CONTENT = b"a clip" * 1000
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def everything(tmp_path: Path) -> list[str]:
    return sorted(str(f.relative_to(tmp_path)) for f in tmp_path.rglob("*") if f.is_file())


def let_it_be_long_ago(tmp_path: Path) -> None:
    for name in everything(tmp_path):
        os.utime(tmp_path / name, (1_000_000_000, 1_000_000_000))


def test_content_is_found_by_its_hash(store: FileStore, tmp_path: Path) -> None:
    """The same bytes are kept once, under their SHA-256."""
    assert [store.put(CONTENT), store.put(CONTENT)] == [SHA, SHA]
    assert store.read(SHA) == CONTENT
    assert store.has(SHA)
    assert everything(tmp_path) == [f"files/{SHA[:2]}/{SHA}"]
    store.drop(SHA)
    store.drop(SHA)
    assert not store.has(SHA)
    with pytest.raises(FileNotFoundError):
        store.read(SHA)


def test_a_half_written_file_is_never_visible(store: FileStore, tmp_path: Path) -> None:
    """Until it is kept a file lies aside; keeping moves it in one step."""
    aside = store.aside(".mp4")
    aside.write_bytes(CONTENT[:100])
    assert not store.has(hashlib.sha256(CONTENT[:100]).hexdigest())
    assert not store.has(SHA)
    aside.write_bytes(CONTENT)
    assert store.keep(aside) == SHA
    assert not aside.exists()
    assert store.read(SHA) == CONTENT


def test_two_files_aside_never_share_a_name(store: FileStore) -> None:
    """Downloads at the same time do not write into each other."""
    assert len({store.aside(".mp4") for _ in range(20)}) == 20


_FILL = """
import resource, signal, sys
from pathlib import Path
from storage import FileStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = FileStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
try:
    store.put(b"x" * 100_000)
except OSError as error:
    print(type(error).__name__, error.errno)
"""


def test_a_disk_that_takes_no_more_leaves_nothing(tmp_path: Path) -> None:
    """A write that stops half-way raises the disk's own error, and no part of the file stays."""
    done = subprocess.run(
        [sys.executable, "-c", _FILL, str(tmp_path / "files")],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.stdout == "OSError 27\n"
    assert everything(tmp_path) == []


def test_a_file_that_can_not_be_moved_is_not_left_aside(store: FileStore, tmp_path: Path) -> None:
    """When the place by content is barred, the bytes do not pile up aside."""
    (tmp_path / "files" / SHA[:2]).write_text("a file where a folder should be")
    with pytest.raises(OSError, match=SHA[:2]):
        store.put(CONTENT)
    assert everything(tmp_path) == [f"files/{SHA[:2]}"]


def test_the_sweep_takes_what_an_earlier_process_left(tmp_path: Path) -> None:
    """Half-written files and content that no row speaks of go; wanted content stays."""
    before = FileStore(tmp_path / "files")
    before.aside(".mp4").write_bytes(b"half a cl")
    kept, orphan = before.put(b"kept"), before.put(b"orphan")
    let_it_be_long_ago(tmp_path)
    store = FileStore(tmp_path / "files")
    assert store.sweep({kept, "f" * 64}) == 2
    assert store.has(kept)
    assert not store.has(orphan)
    assert everything(tmp_path) == [f"files/{kept[:2]}/{kept}"]


def test_the_sweep_leaves_what_this_process_is_writing(tmp_path: Path) -> None:
    """A request that comes in while the bot starts does not lose its picture to the sweep."""
    orphan = FileStore(tmp_path / "files").put(b"orphan")
    let_it_be_long_ago(tmp_path)
    store = FileStore(tmp_path / "files")
    half = store.aside()
    mine = store.put(b"handed in just now")
    again = store.put(b"orphan")
    assert store.sweep(()) == 0
    assert half.exists()
    assert store.has(mine)
    assert again == orphan
    assert store.has(again)
