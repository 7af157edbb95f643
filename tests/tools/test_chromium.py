"""Finding or installing a browser for the browser tests, with stand-ins for apt and the browser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

APT = (
    "#!/bin/sh\necho \"$@\" >> '{log}'\ncase $1 in install) printf '' > '{browser}';"
    " chmod 755 '{browser}';; esac\n"
)


@pytest.fixture
def machine(tmp_path):
    """A machine with nothing on its path; runs the tool on it."""
    path = tmp_path / "bin"
    path.mkdir()
    (path / "chmod").symlink_to("/bin/chmod")

    def run(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, ROOT / "tests" / "tools" / "chromium.py"],
            env={
                "PATH": str(path),
                "HOME": str(tmp_path),
                # Nothing listens there, so Playwright's own download fails at once.
                "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9",
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    run.path = path
    return run


def make_program(path: Path, text: str = "") -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_one_on_the_path_is_enough(machine, name):
    """Where there is a browser, nothing is said and nothing installed."""
    make_program(machine.path / name)
    done = machine()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_one_playwright_installed_is_enough(machine, tmp_path):
    """A browser that Playwright downloaded before is found in its folder."""
    folder = tmp_path / ".cache" / "ms-playwright" / "chromium-1200" / "chrome-linux64"
    folder.mkdir(parents=True)
    make_program(folder / "chrome")
    done = machine(CI="true")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install packages")
def test_root_installs_it(machine, tmp_path):
    """As root, Debian's package is installed, after the lists were brought up to date."""
    log = tmp_path / "apt.log"
    browser = machine.path / "chromium"
    make_program(machine.path / "apt-get", APT.format(log=log, browser=browser))
    done = machine(CI="true")
    assert done.returncode == 0
    update, install = log.read_text().splitlines()
    assert update.startswith("update")
    assert install.startswith("install")
    assert install.endswith("chromium")


@pytest.mark.parametrize(
    ("ci", "code", "where"), [("", 0, "stdout"), ("1", 1, "stderr")], ids=["at home", "in CI"]
)
def test_none_to_be_had(machine, tmp_path, ci, code, where):
    """Without any way to get one, a loud line says what is skipped; CI fails instead."""
    (tmp_path / "playwright.py").write_text("raise SystemExit('nothing to be had')")
    done = machine(CI=ci, PYTHONPATH=str(tmp_path))
    assert done.returncode == code
    said = getattr(done, where)
    assert "NO CHROMIUM" in said.upper()


@pytest.mark.long
def test_playwright_without_network(machine):
    """The genuine Playwright that cannot download is no way to get one either."""
    done = machine(CI="true")
    assert done.returncode == 1
    assert "installing Chromium for the browser tests (playwright)" in done.stdout
    assert "NO CHROMIUM" in done.stderr.upper()
