"""What chaos goes by is what the bot says and writes."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from chaos import endings
from chaos.books import wait_for_rise
from chaos.history import History
from chaos.line import Remote, RemoteFault
from chaos.town import CLIP_FILE
from cogs.ui import words_card, words_clip, words_done
from cogs.ui.words_answer import taken
from domain.job import Failure, FailureKind, JobStatus
from services import outcomes
from services.asks import Accepted, Wait
from services.catalogue import load_catalogue
from tests.cogs.builders import NOW, job

ANSWERING = """
import asyncio
from chaos.line import serve

class Odd(Exception):
    pass

async def twice(number):
    if number % 2:
        return 2 * number
    raise Odd(number)

asyncio.run(serve({"twice": twice}))
"""


def told(text: str) -> Mapping[str, set[str]]:
    """What a member's private answer says, as chaos hears it."""
    history = History()
    written = {
        "id": 1,
        "channel": 2,
        "is_dm": False,
        "viewer": 9,
        "nonce": None,
        "clips": [],
        "texts": [text],
        "is_deleted": False,
        "is_swept": False,
    }
    history.take({"written": [written], "problems": []}, {"orders": [], "problems": []})
    return {what: codes for what, codes in history.told.items() if codes}


def accepted(**more: object) -> str:
    made = job(**more)
    model = load_catalogue(None).get("T2V-01 Director")
    wait = Wait(ahead=0, from_=NOW, until=NOW)
    answer = Accepted(job=made, model=model, model_was_chosen=False, credits_left=5, wait=wait)
    return taken(answer, NOW).text


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (accepted(), "accepted"),
        (accepted(take=2), "accepted"),
        (words_done.cancelled(job()).text, "cancelled"),
        (words_done.cancelled(job(remote_task_id="r")).text, "cancelled"),
        (words_done.not_posted(job()).text, "kept back"),
        (words_done.deleted(job().code, is_gone=True).text, "deleted"),
    ],
    ids=["asked", "asked again", "cancelled", "taken back", "kept back", "deleted"],
)
def test_what_members_are_told_is_heard(text: str, heard: str) -> None:
    """The bot's own sentences are understood as what they promise, and as nothing else."""
    assert told(text) == {heard: {job().code}}


def test_bad_news_is_recognised() -> None:
    """The cards of what failed or is without certainty say the words that chaos looks for."""
    failed = job(status=JobStatus.FAILED, failure=Failure(kind=FailureKind.ENGINE))
    card = words_card.changed(failed, {"what": outcomes.FAILED}, None, NOW)
    assert any(word in card.text for word in endings.NOT_MADE)
    unsure = job(status=JobStatus.UNCONFIRMED)
    for what in (outcomes.UNCONFIRMED, outcomes.CREDITS_BACK):
        card = words_card.changed(unsure, {"what": what}, None, NOW)
        assert any(word in card.text for word in endings.UNCERTAIN)


def test_a_clips_file_is_recognised() -> None:
    """A clip's file is named so that chaos finds its code."""
    assert CLIP_FILE.fullmatch(words_clip.file_name(job().code))[1] == job().code


@pytest.mark.parametrize(("nth", "is_seen"), [(2, True), (3, False)], ids=["comes", "never"])
def test_a_commit_is_noticed(tmp_path: Path, nth: int, is_seen: bool) -> None:
    """The n-th commit of another connection that brings a shot into a state wakes whoever waits."""
    path = tmp_path / "books.sqlite3"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as books:
        books.execute("PRAGMA journal_mode = WAL")
        books.execute("CREATE TABLE jobs (status TEXT)")
    found: list[bool] = []
    waiting = threading.Thread(
        target=lambda: found.append(wait_for_rise(path, "running", nth, 0.5 if is_seen else 0.1))
    )
    waiting.start()
    while waiting.is_alive() and len(rows := _rows(path)) < 2:
        _write(path, "queued" if not rows else "running")
    while is_seen and waiting.is_alive():
        _write(path, "running")
    waiting.join()
    assert found == [is_seen]


async def test_two_processes_talk(tmp_path: Path) -> None:
    """A call is answered, and one that fails says why, whatever it failed by."""
    remote = await Remote.start(("-c", ANSWERING), tmp_path / "log")
    assert await remote.call("twice", number=21) == 42
    with pytest.raises(RemoteFault, match="KeyError"):
        await remote.call("thrice")
    with pytest.raises(RemoteFault, match="twice: Odd: 8"):
        await asyncio.wait_for(remote.call("twice", number=8), timeout=20)
    await remote.close()
    with pytest.raises(RemoteFault, match="has ended"):
        await remote.call("twice", number=21)


def _rows(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as books:
        return [row[0] for row in books.execute("SELECT status FROM jobs")]


def _write(path: Path, status: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as books:
        books.execute("INSERT INTO jobs VALUES (?)", (status,))
