"""What befalls the bot in the table of troubles: each trouble is done to it by one function."""

import contextlib
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from storage import Db
from tests.acceptance.trouble_bot import Running, World
from tests.acceptance.trouble_disk import DurableDisk


@dataclass
class Story:
    """A world, the present life of its bot, and what was read in between."""

    world: World
    bot: Running
    disk: DurableDisk
    read: dict[str, list[str]] = field(default_factory=dict)
    #: What a member read who handed in a picture meanwhile.
    no_room: str = ""

    def note(self) -> None:
        """Keep what each author reads now."""
        for state, code in self.world.codes.items():
            texts = self.read.setdefault(state, [])
            texts += [text for text in self.world.channel.texts(code) if text not in texts]

    async def begin_again(self) -> None:
        """Start the bot on what lies there."""
        self.bot = await Running.start(self.world)

    def mend(self) -> None:
        """Engine and Discord are well again."""
        self.world.engine.recover()
        self.bot.is_stuck = False
        self.world.channel.recover()


async def killed(it: Story) -> None:
    """kill -9 in the middle of a request, a download and a post; started again."""
    it.bot.copy()
    await it.begin_again()


async def power_lost(it: Story) -> None:
    """What was not synced is gone, and the log ends in half a frame; started again."""
    data = it.world.data
    it.world.boots += 1
    it.disk.image(data, it.world.data)
    await it.begin_again()


async def stopped_in_time(it: Story) -> None:
    """SIGTERM; the engine answers while the bot waits."""
    it.mend()
    left = await it.bot.stop()
    assert left == []
    await it.begin_again()
    assert (await it.bot.job("submitting")).status == "running"


async def stopped_late(it: Story) -> None:
    """SIGTERM, and no answer within the time to stop; started again."""
    left = await it.bot.stop()
    assert left == [it.world.codes["submitting"]]
    await it.begin_again()


async def off_for_a_day(it: Story) -> None:
    """Stopped, and started again after a day."""
    await stopped_late(it)
    it.mend()
    it.world.truth.skip(days=1, hours=1)


async def disk_nearly_full(it: Story) -> None:
    """Too little is free for a while: pictures are refused, and nothing is handed over."""
    it.bot.disk.is_nearly_full = True
    await it.bot.turns(3, 400)
    it.note()
    it.no_room = await it.bot.hand_in_picture()
    assert it.world.engine.submits["queued"] == 0
    it.bot.disk.is_nearly_full = False


async def disk_full_for_clips(it: Story) -> None:
    """No byte of a clip can be written for a while."""
    it.bot.disk.is_full = True
    it.no_room = await it.bot.hand_in_picture()
    it.mend()
    await it.bot.turns(4, 60)
    it.note()
    assert (await it.bot.job("running")).status == "downloading"
    it.bot.disk.is_full = False


async def disk_full_for_rows(it: Story) -> None:
    """The database can't grow: SQLite's own refusal, for a while."""
    pages = "PRAGMA max_page_count = {}"
    [[count]] = await it.bot.database.read(lambda db: run(db, "PRAGMA page_count"))
    await it.bot.database.read(lambda db: run(db, pages.format(count)))
    it.mend()
    # What the engine answered is tried to be written until there is room.
    it.bot.is_stuck = True
    await it.bot.turns(4, 60)
    it.note()
    await it.bot.database.read(lambda db: run(db, pages.format(2**30)))


def locked(rounds: int) -> Callable[[Story], Awaitable[None]]:
    """The database is held for so many turns."""

    async def hold(it: Story) -> None:
        """Another program holds the database's write lock."""
        await it.bot.database.read(lambda db: run(db, "PRAGMA busy_timeout = 20"))
        other = sqlite3.connect(it.world.data / "greenlight.sqlite3", isolation_level=None)
        with contextlib.closing(other):
            other.execute("BEGIN EXCLUSIVE")
            it.mend()
            it.bot.is_stuck = True
            await it.bot.turns(rounds, 80)
            it.note()
            other.execute("ROLLBACK")

    return hold


def skipped(**span: float) -> Callable[[Story], Awaitable[None]]:
    """So much time is skipped."""

    async def skip(it: Story) -> None:
        """The machine slept, or its clock was put forward, without a turn in between."""
        it.mend()
        it.world.truth.skip(**span)

    return skip


async def set_back(it: Story) -> None:
    """The clock was ahead all the time, and is put right."""
    it.world.clock.off = timedelta(0)


async def set_back_while_off(it: Story) -> None:
    """The same while the bot is dead: nobody sees it happen."""
    it.bot.copy()
    it.world.clock.off = timedelta(0)
    await it.begin_again()


async def both_down(it: Story) -> None:
    """Neither service answers for an hour."""
    it.world.engine.recover()
    it.world.engine.is_down = it.world.channel.is_down = True
    await it.bot.turns(13, 300)
    it.note()


async def one_after_the_other(it: Story) -> None:
    """Discord is down for an hour while clips get ready, and then the video service is."""
    it.world.engine.recover()
    it.world.engine.unfinished = {"running"}
    it.world.channel.is_down = True
    await it.bot.turns(13, 300)
    it.world.channel.recover()
    it.world.engine.is_down = True
    await it.bot.turns(13, 300)
    it.note()


def run(db: Db, sql: str) -> list[tuple[object, ...]]:
    return db.conn.execute(sql).fetchall()
