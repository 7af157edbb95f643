"""Presets as rows: one name once for each owner, of each server."""

import sqlite3
from dataclasses import replace

import pytest
from sqlite_utils import Database as Db

from storage import presets
from storage.presets import SERVERS_OWN, PresetRow
from tests.storage.builders import ANA, BEN, NOON, SERVER

REVEAL = PresetRow(
    server_id=SERVER,
    owner_id=ANA,
    name="Slow Reveal",
    folded="slow reveal",
    camera="slow pull out, then tilt up",
    made_by=ANA,
    made_at=NOON,
)


def test_a_preset_comes_back_as_it_was_kept(db: Db) -> None:
    """Found by its folded name, of its owner and server alone."""
    presets.insert(db, REVEAL)
    assert presets.find(db, SERVER, ANA, "slow reveal") == REVEAL
    assert presets.find(db, SERVER, BEN, "slow reveal") is None
    assert presets.find(db, SERVER + 1, ANA, "slow reveal") is None


@pytest.mark.parametrize(
    ("other", "is_taken"),
    [
        ({"name": "SLOW REVEAL"}, True),
        ({"owner_id": SERVERS_OWN}, False),
        ({"owner_id": BEN}, False),
        ({"server_id": SERVER + 1}, False),
    ],
    ids=["in another case", "the server's", "another member's", "in another server"],
)
def test_a_name_once_for_each_owner(db: Db, other: dict[str, object], is_taken: bool) -> None:
    """The table itself refuses a second preset of the same name."""
    presets.insert(db, REVEAL)
    second = replace(REVEAL, **other)
    if is_taken:
        with pytest.raises(sqlite3.IntegrityError):
            presets.insert(db, second)
    else:
        presets.insert(db, second)
        assert presets.find(db, second.server_id, second.owner_id, second.folded) == second


def test_renamed_and_deleted(db: Db) -> None:
    """A new name replaces the old one; what is deleted is gone, and deleting again is fine."""
    presets.insert(db, REVEAL)
    presets.rename(db, REVEAL, "Unveil", "unveil")
    renamed = replace(REVEAL, name="Unveil", folded="unveil")
    assert presets.of_owner(db, SERVER, ANA) == [renamed]
    for _ in range(2):
        presets.delete(db, renamed)
    assert presets.count(db, SERVER, ANA) == 0
