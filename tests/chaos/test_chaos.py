"""`python -m chaos` as people run it: it holds where the bot is well, and finds planted bugs."""

import asyncio
import contextlib
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.house.source import ROOT

long = pytest.mark.long
patient = pytest.mark.timeout(400)  # a busy machine makes its lives longer, not fewer


async def chaos(folder: Path, *arguments: str) -> tuple[int | None, str]:
    """The exit code, and what it said."""
    process = await begin(folder, *arguments)
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def begin(folder: Path, *arguments: str) -> asyncio.subprocess.Process:
    """The same, while it runs."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "chaos", "--folder", str(folder), *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


def lives(folder: Path) -> int:
    """How many were written down."""
    return len((folder / "decisions.jsonl").read_text().splitlines())


def wait_for_a_life(folder: Path, most_s: float) -> None:
    """Return when the first is over."""
    deadline = time.monotonic() + most_s
    while not (folder / "decisions.jsonl").exists() or not lives(folder):
        assert time.monotonic() < deadline, "no life came to its end"
        time.sleep(0.05)


def bots_in(folder: Path) -> list[str]:
    """Processes that work in this run's folder."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):  # it has ended, or is another user's
            found += [link.parent.name] if link.readlink() == folder else []
    return found


async def none_is_left(folder: Path) -> None:
    """Wait until no process works there: what was killed takes the system a moment to end."""
    async with asyncio.timeout(10):
        while bots_in(folder):  # noqa: ASYNC110 - another process rings nothing of ours
            await asyncio.sleep(0.05)


@long
@patient
async def test_some_kills_break_no_promise(tmp_path: Path) -> None:
    """Killed again and again, it loses nothing, makes and posts nothing twice, explains all."""
    code, said = await chaos(tmp_path, "--kills", "25", "--seed", "short")
    assert code == 0, said
    assert "25 kills: " in said
    assert "0 lost, 0 submitted twice, 0 posted twice, 0 credits or cost unexplained" in said
    assert len((tmp_path / "decisions.jsonl").read_text().splitlines()) == 25


@long
@patient
@pytest.mark.parametrize(
    ("bug", "promises"),
    [
        ("outbox", ("nothing is lost",)),
        ("look", ("posted once",)),
        # What stands in line can be cancelled, too, while its request is out.
        ("intent", ("submitted with intent", "submitted once", "credits and cost are explained")),
        ("settle", ("the ledger adds up",)),
    ],
    ids=["outbox", "look", "intent", "settle"],
)
async def test_a_planted_bug_is_found(tmp_path: Path, bug: str, promises: tuple[str, ...]) -> None:
    """The broken promise is named, with both histories and how to play it again; exit code 1."""
    code, said = await chaos(tmp_path, "--kills", "60", "--seed", "planted", "--plant", bug)
    assert code == 1, said
    assert any(f"  {promise}: " in said for promise in promises), said
    assert "The books of " in said
    assert f"PLANT={bug}" in said


@long
@patient
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
async def test_a_run_can_be_ended(tmp_path: Path, number: signal.Signals) -> None:
    """Told to end in the middle of a life, it says how far it came and leaves nothing running."""
    process = await begin(tmp_path, "--kills", "60", "--seed", "ended")
    await asyncio.to_thread(wait_for_a_life, tmp_path, 60.0)
    process.send_signal(number)
    said, _ = await process.communicate()
    assert process.returncode == 128 + number, said.decode()
    assert f"Told to end ({number.name}) after {lives(tmp_path)} kills" in said.decode()
    assert str(tmp_path) in said.decode().splitlines()[-1]
    assert "Traceback" not in said.decode()
    await none_is_left(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kills", "0"), "from 1 to 100000"),
        (("--plant", "nothing"), "invalid choice"),
        (("--only", "SIGTERN"), "each of them by the clock, behind the commit of queued"),
        ((), "is not empty"),
    ],
    ids=["no kills", "no such bug", "no such death", "folder in use"],
)
async def test_what_can_not_be_run_is_said(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    """Bad arguments are refused with what would work, before anything is started."""
    (tmp_path / "somebody's").touch()
    code, said = await chaos(tmp_path, *arguments)
    assert code == 2
    assert words in said
