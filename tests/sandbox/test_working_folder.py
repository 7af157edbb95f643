"""Where a sandbox keeps its files: held while it lives, swept up when nobody holds it."""

import pytest

from sandbox.working_folder import (
    LOCK,
    PREFIX,
    FolderUnusable,
    ThrowAwayFolder,
    remove_abandoned,
    working_folder,
)


def test_without_a_name_it_is_thrown_away():
    """The folder is there while it is used and gone afterwards."""
    with working_folder() as folder:
        (folder / "a.txt").write_text("x")
    assert not folder.exists()


def test_a_named_one_is_kept(tmp_path):
    """A folder with a name is made, and what was put there stays, for the next time."""
    for _ in range(2):
        with working_folder(tmp_path / "new" / "data") as folder:
            (folder / "a.txt").write_text("x")
    assert (tmp_path / "new" / "data" / "a.txt").exists()


def test_a_named_one_has_one_user(tmp_path):
    """While one sandbox keeps its data there, a second is told so."""
    with (
        working_folder(tmp_path),
        pytest.raises(FolderUnusable, match="Another sandbox keeps its data in"),
        working_folder(tmp_path),
    ):
        pass


def test_only_what_nobody_holds_is_swept_up(tmp_path):
    """A held folder, one that is just being made and a stranger's stay; the others go."""
    held = ThrowAwayFolder(tmp_path)
    abandoned = tmp_path / f"{PREFIX}abandoned"
    for folder in (abandoned, tmp_path / f"{PREFIX}made", tmp_path / "stranger"):
        folder.mkdir()
    for folder in (abandoned, tmp_path / "stranger"):
        (folder / LOCK).touch()
    remove_abandoned(tmp_path)
    assert held.path.exists()
    assert not abandoned.exists()
    assert (tmp_path / f"{PREFIX}made").exists()
    assert (tmp_path / "stranger").exists()
    held.remove()
    assert not held.path.exists()
