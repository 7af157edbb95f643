"""Being told to stop, and what a stop leaves for the next start."""

import asyncio
import logging
import os
import signal

from domain.job import JobStatus
from storage import Database, Db, StorageUnavailable, jobs, outbox

log = logging.getLogger(__name__)

#: What a process that a signal ended returns, above the signal's number (POSIX shells).
_OF_SIGNAL = 128
_IN_WORDS = {
    JobStatus.QUEUED: "in line",
    JobStatus.SUBMITTING: "handed over without an answer",
    JobStatus.RUNNING: "being made",
    JobStatus.DOWNLOADING: "to be fetched",
    JobStatus.UNCONFIRMED: "not known to be made",
}


def stop_signal() -> asyncio.Event:
    """Set by the first SIGINT or SIGTERM; the second ends the process at once.

    That is as safe as pulling the plug: what is written stands, and the next start takes up the
    rest.
    """
    stop = asyncio.Event()

    def note(number: int) -> None:
        if stop.is_set():
            log.warning("stopped at once, when told so again; the next start takes up what is left")
            os._exit(_OF_SIGNAL + number)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, note, number)
    return stop


def left_over(db: Db) -> str:
    """What waits for the next start, in a sentence."""
    counts = jobs.open_by_status(db)
    parts = [f"{counts[status]} {words}" for status, words in _IN_WORDS.items() if counts[status]]
    messages = outbox.count_owed(db)
    parts += [f"{messages} to be posted"] if messages else []
    return f"left for the next start: {', '.join(parts)}" if parts else "nothing is left to do"


async def say_what_is_left(database: Database) -> None:
    """The last line of a bot that was told to stop."""
    try:
        log.info("stopped: %s", await database.read(left_over))
    except StorageUnavailable as error:
        log.warning("stopped; what is left can't be read: %s", error)
