"""Servers, settings and people: the newest word holds, and what was done is written down."""

from datetime import timedelta

from sqlite_utils import Database as Db

from storage import servers
from tests.storage.builders import ANA, BEN, NOON, SERVER

LATER = NOON + timedelta(days=1)


def test_a_server_is_closed_until_opened(db: Db) -> None:
    """Opening and closing say whether they changed anything, and the order of opening stays."""
    assert not servers.is_open(db, SERVER)
    assert not servers.close_server(db, SERVER)
    servers.open_server(db, SERVER, 7, LATER)
    servers.open_server(db, 1, 7, NOON)
    assert servers.open_servers(db) == [1, SERVER]
    assert servers.close_server(db, SERVER)
    assert not servers.close_server(db, SERVER)
    assert servers.open_servers(db) == [1]
    servers.open_server(db, SERVER, 8, LATER)
    assert servers.is_open(db, SERVER)


def test_opening_again_keeps_the_first_moment(db: Db) -> None:
    """A second opening of an open server does not move it to the end of the list."""
    servers.open_server(db, 1, 7, NOON)
    servers.open_server(db, 2, 7, NOON + timedelta(hours=1))
    servers.open_server(db, 1, 7, LATER)
    assert servers.open_servers(db) == [1, 2]


def test_the_environment_does_not_reopen_what_was_closed(db: Db) -> None:
    """GREENLIGHT_SERVERS opens a new server once; a later closing outlives restarts."""
    servers.open_new(db, SERVER, NOON)
    assert servers.is_open(db, SERVER)
    servers.close_server(db, SERVER)
    servers.open_new(db, SERVER, LATER)
    assert not servers.is_open(db, SERVER)


def test_the_newest_choice_wins_and_stays_in_its_server(db: Db) -> None:
    """Settings are by server; the whole bot's are their own."""
    for value in ("10", "20"):
        servers.choose(db, SERVER, "credits_per_day", value, by=7, at=NOON)
    servers.choose(db, servers.WHOLE_BOT, "credits_per_day", "99", by=7, at=NOON)
    assert servers.settings(db, SERVER) == {"credits_per_day": "20"}
    assert servers.settings(db, SERVER + 1) == {}


def test_agreeing_is_remembered_per_server(db: Db) -> None:
    """The first press counts, and only where it was pressed."""
    servers.agree(db, SERVER, ANA, NOON)
    servers.agree(db, SERVER, ANA, LATER)
    assert servers.has_agreed(db, SERVER, ANA)
    assert not servers.has_agreed(db, SERVER, BEN)
    assert not servers.has_agreed(db, SERVER + 1, ANA)
    assert db.conn.execute("SELECT agreed_at FROM members").fetchone()[0].startswith("2026-11-22")


def test_a_block_holds_where_it_was_made_until_lifted(db: Db) -> None:
    """Blocking twice is one block with the newer reason; lifting says whether there was one."""
    servers.block(db, SERVER, ANA, "rude", by=7, at=NOON)
    servers.block(db, SERVER, ANA, "very rude", by=8, at=LATER)
    assert servers.is_blocked(db, SERVER, ANA)
    assert not servers.is_blocked(db, SERVER + 1, ANA)
    assert db.conn.execute("SELECT reason FROM blocks").fetchall() == [("very rude",)]
    assert servers.unblock(db, SERVER, ANA)
    assert not servers.unblock(db, SERVER, ANA)
    assert not servers.is_blocked(db, SERVER, ANA)


def test_discords_largest_ids_fit(db: Db) -> None:
    """A snowflake is up to 2^63 - 1, and none of it is lost."""
    largest = 2**63 - 1
    servers.open_server(db, largest, largest, NOON)
    servers.block(db, largest, largest, "", by=largest, at=NOON)
    assert servers.open_servers(db) == [largest]
    assert servers.is_blocked(db, largest, largest)
