"""What is known of engine accounts, as the scheduler reads it after a restart."""

from datetime import timedelta

from sqlite_utils import Database as Db

from storage import accounts, jobs
from tests.storage.builders import NOON, new_job

MINUTE = timedelta(minutes=1)


def test_submits_are_counted_by_account_in_order(db: Db) -> None:
    """Requests after a moment, oldest first, of one account; the moment itself is outside."""
    job_id = jobs.insert(db, new_job())
    for seconds in (30, 0, 60):
        accounts.intend(db, job_id, "a", "boot", NOON + timedelta(seconds=seconds))
    accounts.intend(db, job_id, "b", "boot", NOON)
    later = [NOON + timedelta(seconds=30), NOON + MINUTE]
    assert accounts.sent_since(db, "a", NOON) == later
    assert accounts.sent_since(db, "a", NOON - MINUTE) == [NOON, *later]
    assert accounts.sent_since(db, "c", NOON - MINUTE) == []


def test_setting_aside_counts_and_remembers_the_beginning(db: Db) -> None:
    """Refusals in a row are counted from the first; a working account forgets them."""
    assert accounts.account(db, "a").set_aside_until is None
    accounts.set_aside(db, "a", NOON + MINUTE, "1004", since=NOON)
    accounts.set_aside(db, "a", NOON + 5 * MINUTE, "1008", since=NOON + MINUTE)
    row = accounts.account(db, "a")
    assert (row.set_aside_times, row.code) == (2, "1008")
    assert (row.since, row.set_aside_until) == (NOON, NOON + 5 * MINUTE)
    assert accounts.restore(db, "a")
    assert not accounts.restore(db, "a")
    assert accounts.account(db, "a").set_aside_times == 0


def test_hidden_models_come_back_by_account(db: Db) -> None:
    """Each account's own refusal is kept; showing brings back one account's."""
    accounts.hide_model(db, "a", "S2V-01", "2061", NOON)
    accounts.hide_model(db, "a", "S2V-01", "2061", NOON)
    accounts.hide_model(db, "b", "I2V-01", "2061", NOON)
    assert accounts.refused_models(db) == {("a", "S2V-01"), ("b", "I2V-01")}
    assert accounts.show_model(db, "a", "S2V-01")
    assert not accounts.show_model(db, "a", "S2V-01")
    assert accounts.refused_models(db) == {("b", "I2V-01")}
    accounts.show_models(db)
    assert accounts.refused_models(db) == frozenset()
