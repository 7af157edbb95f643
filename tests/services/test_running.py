"""How everything ends together, with scripted loops and a scripted Discord."""

import asyncio
import logging
from dataclasses import dataclass, field

import pytest

from services.running import Loops, Running


@dataclass
class Part:
    """Works until told to stop, or until `breaks` says otherwise."""

    breaks: Exception | None = None
    is_deaf: bool = False
    unanswered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        if self.breaks:
            raise self.breaks
        await (asyncio.Event() if self.is_deaf else self._stopped).wait()

    def stop(self) -> None:
        self._stopped.set()


class Worker(Part):
    """Names what was not answered when it stopped."""

    async def stop(self) -> list[str]:
        self._stopped.set()
        return self.unanswered


@dataclass
class Discord:
    """A connection, which ends when it is closed, if it can be."""

    breaks: Exception | None = None
    is_deaf: bool = False

    def __post_init__(self) -> None:
        self._closed = asyncio.Event()

    async def connect(self) -> None:
        if self.breaks:
            raise self.breaks
        await self._closed.wait()

    async def close(self) -> None:
        if self.is_deaf:
            await asyncio.Event().wait()
        self._closed.set()


@dataclass
class Door:
    """Tells what was done at it."""

    cut_off: int = 0
    calls: list[str] = field(default_factory=list)

    def close(self) -> None:
        self.calls.append("closed")

    async def empty(self, patience_s: float) -> int:
        self.calls.append(f"emptied within {patience_s} s")
        return self.cut_off


async def run(
    worker: Worker,
    delivery: Part,
    discord: Discord | None = None,
    door: Door | None = None,
    *,
    alarm: Part | None = None,
    told: bool = True,
) -> int:
    """One life, told to stop at its first moment or not at all."""
    stop = asyncio.Event()
    if told:
        stop.set()
    alarm = alarm or Part(is_deaf=True)
    loops = Loops(worker=worker, delivery=delivery, alarm=alarm, stop_s=0)
    async with asyncio.timeout(20):
        return await Running(loops, discord or Discord(), door or Door()).run(stop)


async def test_told_to_stop_everything_ends(caplog):
    """The door is closed before anything else, emptied twice, and nothing needs a word."""
    door = Door()
    assert await run(Worker(), Part(), door=door) == 0
    assert door.calls == ["closed", "emptied within 0 s", "emptied within 0 s"]
    assert caplog.messages == []


@pytest.mark.parametrize("name", ["worker", "delivery", "alarm", "Discord"])
async def test_a_part_that_ends_by_itself_ends_the_bot(caplog, name):
    """What broke it is told with its trace, and the exit code says that somebody must look."""
    broken = {name: RuntimeError("the disk is gone")}.get
    worker, delivery, alarm = Worker(broken("worker")), Part(broken("delivery")), broken("alarm")
    discord = Discord(broken("Discord"))
    assert await run(worker, delivery, discord, alarm=Part(alarm), told=False) == 1
    assert caplog.messages == [f"{name} ended: the disk is gone"]
    assert caplog.records[0].levelno == logging.ERROR
    assert caplog.records[0].exc_info


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"delivery": Part}, "delivery did not end in time"),
        ({"worker": Worker}, "worker did not end in time"),
    ],
    ids=["delivery", "worker"],
)
async def test_what_hangs_is_cut_off(caplog, parts, words):
    """A stop does not wait for ever; what hung is named."""
    made = {"worker": Worker(), "delivery": Part()}
    made |= {name: kind(is_deaf=True) for name, kind in parts.items()}
    assert await run(**made) == 0
    assert caplog.messages == [words]


async def test_a_connection_that_does_not_close_is_cut_off():
    """Discord's silence keeps no bot alive."""
    assert await run(Worker(), Part(), Discord(is_deaf=True)) == 0


async def test_what_was_not_answered_is_told(caplog):
    """People and services that still waited are named for the operator."""
    assert await run(Worker(unanswered=["the look at GL-2"]), Part(), door=Door(cut_off=3)) == 0
    assert caplog.messages == [
        "stopped before 3 people were answered",
        "stopped before these were answered: the look at GL-2",
    ]
