"""`.venv`: made once, made again when it must be, and never left half made.

The packages come from a wheel that the tests make, so no network is needed.
"""

import ast
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sandbox import bootstrap

OURS = Path(bootstrap.__file__)
MAKE = (
    "import sys; from pathlib import Path; from sandbox import bootstrap; {before}"
    "sys.exit(bootstrap.main([sys.argv[1]]))"
)


def write_wheel(folder: Path, name: str) -> str:
    """A smallest package; the line that pins it."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    facts = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", "here = True\n")
        wheel.writestr(f"{facts}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(
            f"{facts}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{facts}/RECORD", "")
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Clone:
    """A repository's outer shape: our launcher, and requirements of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ".venv" / "bin" / "python"
        self.stamp = folder / ".venv" / "greenlight.json"

    def write(self) -> "Clone":
        (self.folder / "sandbox").mkdir(parents=True)
        (self.folder / "wheels").mkdir()
        shutil.copy(OURS, self.folder / "sandbox")
        (self.folder / "sandbox" / "__init__.py").write_text("")
        for name, package in (("requirements.txt", "lantern"), ("requirements-dev.txt", "wick")):
            (self.folder / name).write_text(write_wheel(self.folder / "wheels", package))
        return self

    def change_pins(self) -> None:
        with (self.folder / "requirements.txt").open("a") as file:
            file.write("# changed\n")

    def begin(self, kind: str, before: str = "", **environment: str) -> subprocess.Popen[str]:
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.folder / "wheels")}
        return subprocess.Popen(
            [sys.executable, "-c", MAKE.format(before=before), kind],
            cwd=self.folder,
            env={**os.environ, "PIP_EXTRA_INDEX_URL": "", **offline, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def make(self, kind: str, before: str = "", **environment: str) -> tuple[int, str, str]:
        with self.begin(kind, before, **environment) as process:
            said, complained = process.communicate(timeout=100)
        return process.returncode, said, complained

    def has(self, package: str) -> bool:
        return (
            subprocess.run(
                [self.python, "-c", f"import {package}"], check=False, stderr=subprocess.DEVNULL
            ).returncode
            == 0
        )


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Clone:
    """A clone whose environment was made once, for tests to copy."""
    clone = Clone(tmp_path_factory.mktemp("made") / "clone").write()
    code, said, complained = clone.make("runtime")
    assert (code, complained) == (0, "")
    assert "making .venv" in said
    return clone


@pytest.fixture
def clone(made, tmp_path) -> Clone:
    """A copy of the clone with its environment (which works wherever it lies)."""
    shutil.copytree(made.folder, tmp_path / "clone", symlinks=True)
    return Clone(tmp_path / "clone")


def test_it_is_made_with_what_is_pinned(made):
    """A fresh clone gets an environment with the pinned packages, in a few plain lines."""
    assert made.has("lantern")
    assert not made.has("wick")
    assert len(made.make("runtime")[1].splitlines()) <= 8


def test_nothing_happens_when_it_is_right(clone):
    """A second call says nothing and changes nothing."""
    before = clone.stamp.stat().st_mtime_ns
    assert clone.make("runtime") == (0, "", "")
    assert clone.stamp.stat().st_mtime_ns == before


def test_the_rest_is_added(clone):
    """Asked for the tests' packages, it adds them and keeps what is there."""
    (clone.folder / ".venv" / "kept").touch()
    code, said, _ = clone.make("dev")
    assert code == 0
    assert "making" not in said
    assert clone.has("wick")
    assert (clone.folder / ".venv" / "kept").exists()
    assert clone.make("runtime") == (0, "", "")


@pytest.mark.long
def test_changed_requirements_make_it_anew(clone):
    """When the pins change, a new environment is made, without what is no longer asked for."""
    line = write_wheel(clone.folder / "wheels", "flame")
    (clone.folder / "requirements.txt").write_text(line)
    code, said, _ = clone.make("runtime")
    assert code == 0
    assert "making .venv" in said
    assert clone.has("flame")
    assert not clone.has("lantern")


def test_one_made_by_hand_is_completed(clone):
    """An environment without our mark is somebody's own: packages are added, nothing removed."""
    clone.stamp.unlink()
    (clone.folder / ".venv" / "mine").touch()
    code, said, _ = clone.make("dev")
    assert code == 0
    assert "making" not in said
    assert (clone.folder / ".venv" / "mine").exists()
    assert clone.has("wick")


@pytest.mark.long
def test_a_lost_python_makes_it_anew(clone):
    """An environment whose Python has gone is made again."""
    clone.python.unlink()
    assert clone.make("runtime")[0] == 0
    assert clone.has("lantern")


@pytest.mark.long
def test_killed_half_way_it_starts_over(clone):
    """kill -9 while packages are installed: the next call waits for what still runs, then
    begins again."""
    with clone.begin("dev") as process:
        for line in process.stdout:
            if line.startswith("fetching"):
                process.send_signal(signal.SIGKILL)
                break
    assert json.loads(clone.stamp.read_text()) == {}
    code, said, _ = clone.make("runtime")
    assert code == 0
    assert "making .venv" in said
    assert clone.has("lantern")
    assert clone.make("runtime") == (0, "", "")


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=str)
def test_ended_half_way_it_takes_pip_along(clone, tmp_path, number):
    """A closed terminal, or a kill, ends a pip that would go on for long; nothing runs on."""
    told = tmp_path / "told"
    os.mkfifo(told)
    [pip] = clone.folder.glob(".venv/lib/*/site-packages/pip/__main__.py")
    pip.write_text(
        f"import os, time\nwith open({str(told)!r}, 'w') as file:\n"
        "    file.write(str(os.getpid()))\ntime.sleep(600)\n"
    )
    with clone.begin("dev") as process:
        pid = int(told.read_text())
        process.send_signal(number)
        process.communicate(timeout=30)
    # Ended here, too, so that a failure of this test leaves nothing running either.
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    assert process.returncode == 128 + number


@pytest.mark.long
def test_two_at_once_make_one(clone):
    """Two calls at the same time end with one good environment, made once."""
    clone.change_pins()
    both = [clone.begin("dev"), clone.begin("dev")]
    said = [process.communicate(timeout=100)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert "".join(said).count("making .venv with") == 1
    assert clone.has("wick")


class TestTrouble:
    def test_no_network(self, clone):
        """When packages cannot be had, it says so with pip's reason and where the story is."""
        shutil.rmtree(clone.folder / "wheels")
        code, _, complained = clone.make("dev")
        assert code == 1
        assert "Is the network there" in complained
        assert "No matching distribution found for wick" in complained
        assert len(complained.splitlines()) <= 6
        assert "wick" in (clone.folder / "build" / "venv.log").read_text()
        assert json.loads(clone.stamp.read_text()) == {}

    def test_a_wrong_hash(self, clone):
        """A package that is not the pinned one is refused."""
        (clone.folder / "requirements-dev.txt").write_text("wick==1.0 --hash=sha256:" + "0" * 64)
        code, _, complained = clone.make("dev")
        assert code == 1
        assert "DO NOT MATCH THE HASHES" in complained

    def test_no_ensurepip(self, tmp_path):
        """Debian's bare Python lacks ensurepip: the message names the package to install."""
        clone = Clone(tmp_path / "clone").write()
        code, _, complained = clone.make("runtime", before="sys.modules['ensurepip'] = None; ")
        assert code == 1
        assert "python3-venv" in complained
        assert not (clone.folder / ".venv").exists()

    def test_an_old_python(self, tmp_path):
        """A Python that is too old is told so, with what to do, before anything is made."""
        clone = Clone(tmp_path / "clone").write()
        code, _, complained = clone.make("runtime", before="sys.version_info = (3, 9, 2); ")
        assert code == 1
        assert "needs Python 3.11 or newer" in complained
        assert "PYTHON=" in complained
        assert not (clone.folder / ".venv").exists()

    def test_requirements_gone(self, clone):
        """A missing requirements file is named."""
        (clone.folder / "requirements-dev.txt").unlink()
        code, _, complained = clone.make("dev")
        assert code == 1
        assert "requirements-dev.txt" in complained

    def test_something_else_has_the_name(self, tmp_path):
        """A file called .venv is neither used nor removed."""
        clone = Clone(tmp_path / "clone").write()
        (clone.folder / ".venv").write_text("notes")
        code, _, complained = clone.make("runtime")
        assert code == 1
        assert ".venv cannot be made" in complained
        assert (clone.folder / ".venv").read_text() == "notes"


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py", "bootstrap.py"])
def test_an_old_python_can_read_it(name):
    """What runs before the environment exists has only syntax that Python 3.6 knows, so that it
    can say that 3.6 is too old."""
    source = (OURS.parent / name).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    evaluated = [
        ast.unparse(annotation)
        for node in ast.walk(tree)
        for annotation in (
            getattr(node, "annotation", None)
            if isinstance(node, ast.arg | ast.AnnAssign)
            else None,
            node.returns if isinstance(node, ast.FunctionDef) else None,
        )
        if annotation is not None and not isinstance(annotation, ast.Constant)
    ]
    assert [text for text in evaluated if "[" in text or "|" in text] == []


def test_the_launcher_goes_over(clone):
    """Started by any Python, the launcher plays in the environment's own, with its arguments."""
    shutil.copy(OURS.parent / "__main__.py", clone.folder / "sandbox")
    (clone.folder / "sandbox" / "smoke.py").write_text(
        "import sys, lantern\n"
        "def run_smoke():\n    print(sys.prefix, *sys.argv[1:])\n    return 7\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-m", "sandbox", "smoke"],
        cwd=clone.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == [str(clone.folder / ".venv"), "smoke"]
    assert done.returncode == 7
