"""Trouble at the terminal: bad arguments are explained, and every way to end leaves nothing."""

import errno
import fcntl
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import termios
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.ports import PortForbidden, taking_port
from sandbox.working_folder import PREFIX, ThrowAwayFolder
from tests.house.source import ROOT
from tests.sandbox.hostile import Rows

TINY = Path(__file__).with_name("tiny_bot.py")
PLAY = (
    "import sys; from pathlib import Path; from sandbox.demo import DemoOptions, run_demo\n"
    "sys.exit(run_demo(DemoOptions(script=Path(sys.argv[1]), open_browser=False, opening=())))"
)
DEMO = ("-c", PLAY, str(TINY))
MINIMAX = ("-m", "sandbox", "minimax", "--key", "k")
START_SECONDS = 30
READY = {DEMO: "Ctrl-C ends everything", MINIMAX: "MiniMax stand-in: "}


def take_terminal() -> None:
    """Make standard input the terminal of this new session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Played:
    """A sandbox at a terminal of its own; what it starts and writes is known by its TMPDIR."""

    def __init__(self, command: tuple[str, ...], folder: Path) -> None:
        self.folder = folder
        self.terminal, inner = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(folder)},
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            preexec_fn=take_terminal,  # noqa: PLW1509 - no thread of ours runs at this moment
        )
        os.close(inner)
        self.said = ""
        while READY[command] not in self.said:
            readable, _, _ = select.select([self.terminal], [], [], START_SECONDS)
            assert readable, f"{command} did not get ready; it said: {self.said}"
            self.said += os.read(self.terminal, 4096).decode()

    def family(self) -> set[int]:
        """The processes that live with this TMPDIR: itself and its descendants."""
        mark = f"TMPDIR={self.folder}\0".encode()
        return {int(p.name) for p in Path("/proc").glob("[0-9]*") if mark in environment(p)}

    def folders(self) -> list[Path]:
        return sorted(self.folder.glob(f"{PREFIX}*"))

    def draw(self) -> None:
        """Order a clip, and wait until a process of its own draws it."""
        before = len(self.family())
        url = re.search(r"http://\S+", self.said)[0] + "/v1/video_generation"
        order = json.dumps({"model": "T2V-01", "prompt": "a fox"}).encode()
        urllib.request.urlopen(urllib.request.Request(url, order, {"Authorization": "Bearer k"}))
        wait_for(lambda: len(self.family()) > before)

    def close(self) -> None:
        os.close(self.terminal)
        self.terminal = -1

    def ended(self) -> int:
        """Its exit code; raises if it, or anything it started, is still there after 20 s."""
        code = self.process.wait(timeout=20)
        wait_for(lambda: not self.family())
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)", self.said)[1])
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        return code


def environment(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:  # it ended meanwhile
        return b""


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def play(tmp_path):
    """Plays a sandbox; whatever happens, none is left."""
    played = []

    def start(command: tuple[str, ...]) -> Played:
        played.append(Played(command, tmp_path))
        return played[-1]

    yield start
    for each in played:
        each.process.kill()
        each.process.wait()
        if each.terminal >= 0:
            each.close()


def interrupted(played: Played) -> None:
    os.write(played.terminal, b"\x03")


def interrupted_thrice(played: Played) -> None:
    for _ in range(3):
        os.write(played.terminal, b"\x03")


def signalled(number: signal.Signals) -> Callable[[Played], None]:
    return lambda played: played.process.send_signal(number)


WAYS = {
    "Ctrl-C": interrupted,
    "three times Ctrl-C": interrupted_thrice,
    "SIGTERM": signalled(signal.SIGTERM),
    "SIGHUP": signalled(signal.SIGHUP),
    "the terminal is closed": Played.close,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_end_of_the_demo_leaves_nothing(play, way):
    """However it is told to end: the bot, the page, the folder and the port are gone."""
    demo = play(DEMO)
    assert len(demo.family()) == 2
    assert len(demo.folders()) == 1
    begun = time.monotonic()
    WAYS[way](demo)
    code = demo.ended()
    assert demo.folders() == []
    rows = Rows(f"end-{way.replace(' ', '-')}")
    took = time.monotonic() - begun
    rows.add(
        "the demo's end", way, f"exit code {code} after {took:.1f} s; no process, port, folder"
    )
    rows.write()


@pytest.mark.parametrize("way", ["Ctrl-C", "SIGTERM"])
def test_a_drawing_ends_with_its_stand_in(play, way):
    """Told to end while it draws a clip, the stand-in leaves neither the drawing nor its folder."""
    minimax = play(MINIMAX)
    minimax.draw()
    WAYS[way](minimax)
    assert minimax.ended() == 0
    assert minimax.folders() == []


def test_the_next_one_sweeps_up_after_a_killed_one(play, tmp_path):
    """kill -9 ends the bot and the drawing with it; the folder goes at the next start, and that
    of a living one stays."""
    rows = Rows("kill")
    living = ThrowAwayFolder(tmp_path)
    killed, drawing = play(DEMO), play(MINIMAX)
    drawing.draw()
    for each in (killed, drawing):
        each.process.kill()
        each.process.wait()
    wait_for(lambda: not killed.family())
    rows.add("kill -9", "the demo; the video service while it draws", "bot and drawing end too")
    assert len(killed.folders()) == 3
    following = play(DEMO)
    assert len(following.folders()) == 2
    assert living.path.exists()
    living.remove()
    rows.add("kill -9", "the next start", "removes what the killed left, not what a living one has")
    rows.write()


def launch(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


NO_PORT = "a port is a whole number from 0 to 65535"
BAD = (
    (("--port", "abc"), 2, NO_PORT),
    (("--port", "-1"), 2, NO_PORT),
    (("--port", "70000"), 2, NO_PORT),
    (("theatre",), 2, "choose from"),
    (("--no-browser", "--data", "README.md"), 1, "is not a folder"),
    (("--no-browser", "--data", "/proc/greenlight"), 1, "Nothing can be written to"),
)


def test_bad_arguments():
    """Each is one sentence that says what would work, and an exit code; no traceback."""
    rows = Rows("arguments")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        in_use = ("--no-browser", "--port", port), 1, "is free: --port "
        for arguments, code, sentence in (*BAD, in_use):
            done = launch(*arguments)
            assert (done.returncode, sentence in done.stderr) == (code, True), done.stderr
            assert "Traceback" not in done.stderr
            last = done.stderr.strip().splitlines()[-1].replace(port, "8123")
            sent = " ".join(arguments).replace(port, "8123")
            rows.add("a bad argument", f"`{sent}`", f"exit code {code}: {last}")
    rows.write()


def test_nobody_reads():
    """A sandbox whose output nobody reads any more ends in order, without a traceback."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, *MINIMAX]
    done = subprocess.run(
        command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
    rows = Rows("end-pipe")
    rows.add("the end", "the reader of its output is gone", "exit code 0, nothing on stderr")
    rows.write()


def test_a_port_for_the_privileged():
    """A port that the system keeps from this user is one sentence too."""
    with (
        pytest.raises(PortForbidden, match="Ports from 1024 upwards are for everybody"),
        taking_port("127.0.0.1", 80),
    ):
        raise PermissionError(errno.EACCES, "Permission denied")
