"""The bot's process: what it is given, and that it ends when and how we say."""

import asyncio
import os
import signal
import sys
from functools import partial
from pathlib import Path

import pytest

from sandbox.bot_process import BotDied, BotProcess, bind_to

BOT = """
import json, os, pathlib, signal, socket, sys, time
pathlib.Path("told.json").write_text(json.dumps(dict(os.environ)))
{then}
"""
READY = "socket.create_connection(('127.0.0.1', int(os.environ['READY_PORT']))).close()\n"
SLEEPS = "time.sleep(60)"
IGNORES = f"signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{READY}{SLEEPS}"
STOPS = f"signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n{READY}{SLEEPS}"


ROOT = Path(__file__).parents[2]
PARENT = """
import asyncio, pathlib
from sandbox.bot_process import BotProcess
async def main():
    bot = BotProcess(
        folder=pathlib.Path({folder!r}),
        environment={{"READY_PORT": "{port}"}},
        script=pathlib.Path({script!r}),
    )
    await bot.start()
    print(bot._process.pid, flush=True)
    await bot.ended()
asyncio.run(main())
"""


class Bell:
    """Where a script rings when it is ready."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    async def rung(self) -> None:
        async with asyncio.timeout(10):
            await self._rung.wait()

    async def on_ring(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._rung.set()
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def bell():
    """A bell with an address: `bell.port`."""
    bell = Bell()
    async with await asyncio.start_server(bell.on_ring, "127.0.0.1", 0) as server:
        bell.port = server.sockets[0].getsockname()[1]
        yield bell


@pytest.fixture
async def make_bot(tmp_path, bell):
    """Makes a process that does `then`; none is left at the end."""
    made = []

    def make(then: str, **environment: str) -> BotProcess:
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        script = folder / "script.py"
        script.write_text(BOT.format(then=then))
        told = {"READY_PORT": str(bell.port), **environment}
        made.append(BotProcess(folder=folder, environment=told, script=script))
        return made[-1]

    yield make
    for bot in made:
        await bot.kill()


async def test_it_is_told_nothing_else(make_bot, monkeypatch):
    """Settings in our own environment do not reach the bot; those given to it do."""
    monkeypatch.setenv("MINIMAX_API_KEY", "the real one")
    monkeypatch.setenv("GREENLIGHT_SERVERS", "1")
    bot = make_bot("", DISCORD_TOKEN="t")
    await bot.start()
    assert await bot.ended() == 0
    told = (bot.log_path.parent / "told.json").read_text()
    assert '"DISCORD_TOKEN": "t"' in told
    assert "MINIMAX" not in told
    assert "GREENLIGHT" not in told


async def test_it_works_in_its_own_folder(make_bot):
    """Its working folder is the one it was given, so no other .env is read."""
    bot = make_bot("print(os.getcwd())")
    await bot.start()
    await bot.ended()
    assert bot.last_lines(1) == str(bot.log_path.parent)


async def test_stop_asks_first(make_bot, bell):
    """A process that listens ends by itself when asked."""
    bot = make_bot(STOPS)
    await bot.start()
    await bell.rung()
    assert await bot.stop() == 0
    assert not bot.is_running


async def test_stop_ends_a_deaf_one(make_bot, bell):
    """A process that does not listen is ended after the patience is over."""
    bot = make_bot(IGNORES)
    await bot.start()
    await bell.rung()
    assert await bot.stop(patience=0.2) == -signal.SIGKILL


async def test_kill_runs_no_handler(make_bot, bell):
    """kill ends it at once, as a power cut does."""
    bot = make_bot(STOPS)
    await bot.start()
    await bell.rung()
    await bot.kill()
    assert bot.exit_code == -signal.SIGKILL


async def test_it_ends_with_a_killed_parent(tmp_path, bell):
    """Who starts a bot and is killed by force leaves none behind (on Linux)."""
    script = tmp_path / "script.py"
    script.write_text(BOT.format(then=IGNORES))
    parent = PARENT.format(folder=str(tmp_path), script=str(script), port=bell.port)
    starter = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    pid = int(await starter.stdout.readline())
    await bell.rung()
    watched = os.pidfd_open(pid)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(watched, ended.set)
    starter.kill()
    await starter.wait()
    async with asyncio.timeout(10):
        await ended.wait()
    asyncio.get_running_loop().remove_reader(watched)
    os.close(watched)


async def test_an_orphan_ends_before_its_first_line():
    """Whose starter was killed before it could be bound to it ends as if it had been."""
    nobody_of_ours = os.getppid()
    orphan = await asyncio.create_subprocess_exec(
        "true", preexec_fn=partial(bind_to, nobody_of_ours)
    )
    assert await orphan.wait() == -signal.SIGKILL


async def test_it_starts_again(make_bot):
    """After its end it can be started again; what it wrote is kept together."""
    bot = make_bot("print('again')")
    for _ in range(2):
        await bot.start()
        await bot.ended()
    assert bot.starts == 2
    assert bot.last_lines().count("again") == 2


async def test_it_does_not_start_twice(make_bot):
    """A running bot is not started a second time."""
    bot = make_bot(SLEEPS)
    await bot.start()
    with pytest.raises(RuntimeError, match="running already"):
        await bot.start()


async def test_stopping_what_never_ran_is_fine(make_bot):
    """Nothing happens when there is nothing to stop or kill."""
    bot = make_bot(SLEEPS)
    await bot.kill()
    assert await bot.stop() is None


class TestWatch:
    async def test_it_gives_what_was_waited_for(self, make_bot):
        """While the bot lives, the wait is an ordinary one."""
        bot = make_bot(SLEEPS)
        await bot.start()
        assert await bot.watch(asyncio.sleep(0, result="seen")) == "seen"

    async def test_a_dead_bot_is_reported(self, make_bot):
        """If the bot dies first, the wait ends with its exit code and its last words."""
        bot = make_bot("sys.exit('the disk is full')")
        await bot.start()
        with pytest.raises(BotDied, match="the disk is full") as caught:
            await bot.watch(asyncio.Event().wait())
        assert caught.value.exit_code == 1

    async def test_the_waits_own_error_comes_through(self, make_bot):
        """What goes wrong in the wait itself is raised as it is."""
        bot = make_bot(SLEEPS)
        await bot.start()

        async def fails() -> None:
            raise ValueError("no clip")

        with pytest.raises(ValueError, match="no clip"):
            await bot.watch(fails())

    async def test_cancelling_cancels_the_wait(self, make_bot):
        """Who stops waiting leaves nothing behind that still waits."""
        bot = make_bot(SLEEPS)
        await bot.start()
        begun, cancelled = asyncio.Event(), asyncio.Event()

        async def waits() -> None:
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                cancelled.set()

        watching = asyncio.create_task(bot.watch(waits()))
        await begun.wait()
        watching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await watching
        assert cancelled.is_set()
        assert bot.is_running


async def test_ctrl_c_does_not_reach_it(make_bot, bell):
    """It is in a session of its own: what the terminal sends to the group passes it by."""
    bot = make_bot(f"print(os.getpid(), os.getsid(0))\n{READY}{SLEEPS}")
    await bot.start()
    await bell.rung()
    pid, session = bot.last_lines(1).split()
    assert pid == session
