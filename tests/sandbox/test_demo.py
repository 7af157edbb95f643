"""The demo: it shows the way, keeps the bot alive, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from sandbox.demo import Drawn
from sandbox.minimax.models import MODELS
from sandbox.minimax.request import Request, clip_size
from tests.house.source import ROOT

TINY = Path(__file__).with_name("tiny_bot.py")
PLAY = (
    "import sys; from pathlib import Path; from sandbox.demo import DemoOptions, run_demo\n"
    "sys.exit(run_demo(DemoOptions(script=Path(sys.argv[1]), open_browser=False, opening=())))"
)


@pytest.mark.parametrize(("resolution", "size"), [("768P", (1366, 768)), ("2K", (2560, 1440))])
def test_clips_are_as_large_as_they_were_ordered(resolution: str, size: tuple[int, int]) -> None:
    """Who pays for 2K gets 2K, in the demo too."""
    asked = Request(
        model=MODELS["MiniMax-H3"],
        prompt="a sea",
        steps=(),
        images=(),
        seconds=10,
        resolution=resolution,
        size=clip_size(resolution),
    )
    assert Drawn().style.size_for(asked) == size


class Demo:
    """A running demo, read line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said = ""

    def read_to(self, pattern: str) -> re.Match[str]:
        for line in self.process.stdout:
            self.said += line
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"{pattern!r} never came; it said:\n{self.said}")

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.said += self.process.stdout.read()
        return self.process.wait(timeout=30)


@pytest.fixture
def play():
    """Starts the demo on a bot of one's own; it is ended whatever happens."""
    running = []

    def start(script: Path = TINY) -> Demo:
        process = subprocess.Popen(
            [sys.executable, "-c", PLAY, str(script)],
            cwd=ROOT,
            env={**os.environ, "MINIMAX_API_KEY": "the real one"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return Demo(process)

    yield start
    for process in running:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def telling(tmp_path) -> Path:
    """The tiny bot, writing its process id into its log."""
    script = tmp_path / "telling_bot.py"
    source = TINY.read_text(encoding="utf-8")
    script.write_text(source.replace('__main__":', "__main__\":\n    print('pid', os.getpid())"))
    return script


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pids(log: Path) -> list[int]:
    return [int(pid) for pid in re.findall(r"^pid (\d+)", log.read_text(), re.MULTILINE)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=str)
def test_it_leaves_nothing_behind(play, telling, number):
    """It prints the page's address and the settings it made; a signal ends the bot, the page
    and the data."""
    demo = play(telling)
    address = demo.read_to(r"Chat page +(http://127\.0\.0\.1:\d+/\?key=\S+)")[1]
    log = Path(demo.read_to(r"Bot's log +(\S+)")[1])
    demo.read_to("Ctrl-C")
    assert "GREENLIGHT_SUBMITS_PER_MINUTE=60" in demo.said
    with urllib.request.urlopen(address, timeout=10) as page:
        assert page.status == 200
    [pid] = pids(log)
    assert is_alive(pid)
    assert demo.end(number) == 0
    assert "nothing is left running" in demo.said
    assert not is_alive(pid)
    assert not log.parent.exists()


def test_a_dead_bot_is_started_again(play, telling):
    """When the bot's process dies, the demo says so and starts it again."""
    demo = play(telling)
    log = Path(demo.read_to(r"Bot's log +(\S+)")[1])
    demo.read_to("Ctrl-C")
    [first] = pids(log)
    os.kill(first, signal.SIGKILL)
    demo.read_to(r"ended by itself \(exit code -9\); starting it again")
    demo.read_to("the bot is back")
    [_, second] = pids(log)
    assert is_alive(second)
    demo.end()
    assert not is_alive(second)


def test_one_failed_restart_does_not_end_it(play, telling, tmp_path):
    """A bot that dies, and dies once more while it starts, is started a third time."""
    script, starts = tmp_path / "tripping_bot.py", tmp_path / "starts"
    script.write_text(
        f"import runpy, sys\nstarts = open({str(starts)!r}, 'a+')\nstarts.write('.')\n"
        "starts.flush()\nstarts.seek(0)\n"
        "if starts.read() == '..':\n    sys.exit('tripped')\n"
        f"runpy.run_path({str(telling)!r}, run_name='__main__')\n"
    )
    demo = play(script)
    log = Path(demo.read_to(r"Bot's log +(\S+)")[1])
    demo.read_to("Ctrl-C")
    [first] = pids(log)
    os.kill(first, signal.SIGKILL)
    demo.read_to("the bot did not come back: .* exit code 1")
    demo.read_to("the bot is back")
    [_, third] = pids(log)
    assert is_alive(third)
    assert demo.end() == 0


def test_the_tray_kills_and_counts(play, telling):
    """The page's kill action ends the bot without warning, starts it again, and tells the counts;
    it is not reported as an accident."""
    demo = play(telling)
    address = demo.read_to(r"Chat page +(\S+)")[1]
    log = Path(demo.read_to(r"Bot's log +(\S+)")[1])
    demo.read_to("Ctrl-C")
    [first] = pids(log)
    host, key = re.match(r"(.*)/\?key=([^&]+)", address).groups()
    request = urllib.request.Request(
        f"{host}/page/tray?key={key}",
        data=json.dumps({"action": "kill"}).encode(),
        headers={"Content-Type": "application/json", "Origin": host},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        done = json.load(answer)
    text = "killed · restarted · no clip of yours was asked for yet"
    assert done == {"ok": True, "text": text}
    assert not is_alive(first)
    [_, second] = pids(log)
    assert is_alive(second)
    demo.end()
    assert "by itself" not in demo.said


def test_a_bot_that_cannot_start_ends_it(play, tmp_path):
    """A bot that ends at once, as with bad settings, ends the demo with its words."""
    script = tmp_path / "bad_bot.py"
    script.write_text("import sys\nprint('DISCORD_TOKEN is missing.')\nsys.exit(2)\n")
    demo = play(script)
    demo.read_to("DISCORD_TOKEN is missing")
    assert demo.process.wait(timeout=30) == 1
    assert "exit code 2" in demo.said


@pytest.mark.parametrize("trouble", ["port", "data"])
def test_what_cannot_be_used_is_one_sentence(tmp_path, trouble):
    """A taken port, or a folder that is a file, is told in one line before a bot is started."""
    in_the_way = tmp_path / "notes"
    in_the_way.write_text("notes")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wrong = {"port": taken.getsockname()[1], "data": in_the_way}[trouble]
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from pathlib import Path, PosixPath\n"
                "from sandbox.demo import DemoOptions, run_demo\n"
                f"sys.exit(run_demo(DemoOptions({trouble}={wrong!r}, open_browser=False)))",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stdout) == (1, "")
    assert str(wrong) in done.stderr
    assert len(done.stderr.splitlines()) == 1
