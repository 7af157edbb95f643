"""Makes `.venv` and keeps it right: the standard library only, on any CPython from 3.11.

`python3 -m sandbox.bootstrap runtime` installs what the bot and the demo need, `dev` adds what
tests and checks need. Nothing happens when `.venv` already matches the requirements files.

Older Pythons must still be able to read this file, so that they can say what is wrong: no syntax
and no evaluated annotation here is newer than 3.6.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
# `dev` holds all of `runtime` in the same versions (tests/house/test_requirements.py).
REQUIREMENTS = {
    "runtime": ["requirements.txt"],
    "dev": ["requirements.txt", "requirements-dev.txt"],
}
OLDEST_PYTHON = (3, 11)
_SECONDS_BETWEEN_LINES = 5


class BootstrapError(Exception):
    """The environment could not be made. The message is for the person at the terminal."""


def main(arguments: "list[str]") -> int:
    """Make the environment and say where its Python is; the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m sandbox.bootstrap", description=_purpose())
    parser.add_argument("kind", nargs="?", choices=sorted(REQUIREMENTS), default="runtime")
    try:
        ensure(parser.parse_args(arguments).kind)
    except BootstrapError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; the same command starts again from here", file=sys.stderr)
        return 130
    return 0


def ensure(kind: str, root: Path = ROOT) -> Path:
    """The Python of an environment that holds `kind` ("runtime" or "dev"), made if need be.

    Several processes may ask at once: one makes it, the others wait. Raises BootstrapError.
    """
    check_python()
    try:
        if not _is_ready(kind, root):
            (root / "build").mkdir(exist_ok=True)
            with _ending_in_order(), _lock(root / "build" / "venv.lock") as lock:
                if not _is_ready(kind, root):
                    _make(kind, root, lock)
    except OSError as error:
        raise BootstrapError(f"{root / '.venv'} cannot be made: {error}") from error
    return _python(root)


def check_python() -> None:
    """Raises BootstrapError when this Python cannot run Greenlight."""
    if sys.version_info < OLDEST_PYTHON:
        raise BootstrapError(
            f"Greenlight needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer; this is"
            f" {sys.version.split()[0]} ({sys.executable}). Install a newer one and start it by"
            " name, for example: make demo PYTHON=python3.12"
        )


def _purpose() -> str:
    return "Make .venv with what the bot needs (runtime), or with what its tests need too (dev)."


def _python(root: Path) -> Path:
    inside = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return root / ".venv" / inside


def _stamp(root: Path) -> Path:
    return root / ".venv" / "greenlight.json"


def _fingerprint(kind: str, root: Path) -> str:
    together = hashlib.sha256()
    for name in REQUIREMENTS[kind]:
        try:
            together.update((root / name).read_bytes())
        except OSError as error:
            raise BootstrapError(f"{root / name} cannot be read: {error.strerror}") from error
    return together.hexdigest()


def _stamped(root: Path) -> "dict[str, str]":
    """What was installed to the end: kind → fingerprint. Empty while it is being made."""
    try:
        found = json.loads(_stamp(root).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_ready(kind: str, root: Path) -> bool:
    return _python(root).exists() and _stamped(root).get(kind) == _fingerprint(kind, root)


def _make(kind: str, root: Path, lock: "IO[bytes]") -> None:
    begun = time.monotonic()
    with (root / "build" / "venv.log").open("w", encoding="utf-8") as log:
        if _must_be_made_new(root):
            _create(root, log)
        # Until the last line the stamp says that nothing here is complete.
        _stamp(root).write_text("{}", encoding="utf-8")
        _install(kind, root, log, lock)
    included = [name for name in REQUIREMENTS if set(REQUIREMENTS[name]) <= set(REQUIREMENTS[kind])]
    stamp = json.dumps({name: _fingerprint(name, root) for name in included})
    _stamp(root).write_text(stamp, encoding="utf-8")
    _say(f"ready after {time.monotonic() - begun:.0f} s")


def _must_be_made_new(root: Path) -> bool:
    """Not when packages can be added: to our own whole one, or to one that a person made."""
    if not _python(root).exists():
        return True
    return _stamp(root).exists() and not _is_ready("runtime", root)


def _create(root: Path, log: "IO[str]") -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise BootstrapError(
            "This Python cannot make environments: its venv or ensurepip module is missing."
            " On Debian and Ubuntu: apt install python3-venv"
        )
    folder = root / ".venv"
    _say(f"making .venv with Python {sys.version.split()[0]}")
    if folder.exists():
        shutil.rmtree(str(folder))
    folder.mkdir()
    _stamp(root).write_text("{}", encoding="utf-8")
    making = subprocess.Popen(
        [sys.executable, "-m", "venv", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    with _not_outliving_us(making):
        making.wait()
    if making.returncode != 0:
        raise BootstrapError(f"Python could not make {folder}; its reason is in {log.name}")


def _install(kind: str, root: Path, log: "IO[str]", lock: "IO[bytes]") -> None:
    names = [argument for name in REQUIREMENTS[kind] for argument in ("-r", str(root / name))]
    options = ["--require-hashes", "--progress-bar", "off", "--no-input", *names]
    _say("fetching packages (some 150 MB the first time)")
    # pip holds the lock too: if this process is killed, nobody starts over while pip still writes.
    os.set_inheritable(lock.fileno(), True)
    pip = subprocess.Popen(
        [str(_python(root)), "-m", "pip", "install", *options],
        close_fds=False,
        env={**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    with pip, _not_outliving_us(pip):
        _show_progress(pip.stdout or (), log)
        pip.wait()
    if pip.returncode != 0:
        raise BootstrapError(_why_pip_failed(Path(log.name)))


@contextlib.contextmanager
def _ending_in_order() -> "Iterator[None]":
    """A kill or a closed terminal ends us as Ctrl-C does: what we started ends, too.

    Under `nohup` a hang-up stays ignored. Windows has no such signals.
    """

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _not_outliving_us(child: "subprocess.Popen[Any]") -> "Iterator[None]":
    """Around the wait for a child: whatever interrupts it ends the child and all it started.

    The child must lead a session of its own (`start_new_session`).
    """
    try:
        yield
    finally:
        if child.poll() is None:
            if os.name == "nt":
                child.terminate()
            else:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _show_progress(lines: "Iterable[str]", log: "IO[str]") -> None:
    fetched, next_line = 0, time.monotonic() + _SECONDS_BETWEEN_LINES
    for line in lines:
        log.write(line)
        log.flush()
        if line.startswith(("Collecting ", "Processing ")):
            fetched += 1
            if time.monotonic() >= next_line:
                _say(f"  {fetched} packages so far")
                next_line = time.monotonic() + _SECONDS_BETWEEN_LINES
        elif line.startswith("Installing collected packages"):
            _say(f"installing {fetched} packages")


def _why_pip_failed(log_path: Path) -> str:
    lines = log_path.read_text(encoding="utf-8", errors="replace").splitlines()
    errors = list(dict.fromkeys(line for line in lines if line.startswith("ERROR:")))[-3:]
    return "\n".join(
        [
            "The packages could not be installed.",
            *errors,
            "Is the network there, and the disk not full? Then the same command starts again;"
            f" the whole story is in {log_path}",
        ]
    )


@contextlib.contextmanager
def _lock(path: Path) -> "Iterator[IO[bytes]]":
    """Held by one process at a time; the system lets go of it when its holders end."""
    with path.open("a+b") as file:
        if not try_lock(file):
            _say("another command is making .venv; waiting for it")
            while not try_lock(file):
                time.sleep(0.2)
        yield file


def try_lock(file: "IO[bytes]") -> bool:
    """Lock an open file until it is closed, or until its holders end; False when it is held."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - is only there on Windows

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - is not there on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
