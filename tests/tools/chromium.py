"""Sees to it that the browser tests have a Chromium: `python tests/tools/chromium.py`.

Where none is found it is installed from Debian's packages (as root), else by Playwright. If that
fails too, the browser tests are skipped, and this says so; in CI that is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT = (
    ("apt-get", "update", "-qq"),
    ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"),
)
_PLAYWRIGHT = ((sys.executable, "-m", "playwright", "install", "chromium"),)


def main() -> int:
    """The exit code: 0 when the tests can run, with or without a browser."""
    if find_chromium() is not None:
        return 0
    for name, commands in _ways():
        sys.stdout.write(f"installing Chromium for the browser tests ({name})\n")
        sys.stdout.flush()
        if _run_all(commands) and find_chromium() is not None:
            return 0
    if in_ci():
        sys.stderr.write("No Chromium, and CI must not skip the browser tests.\n")
        return 1
    sys.stdout.write(
        "\n*** NO CHROMIUM: THE BROWSER TESTS WILL BE SKIPPED. Install one, for example:"
        " sudo apt install chromium ***\n\n"
    )
    return 0


def find_chromium() -> Path | None:
    """A Chromium on the path, else the one Playwright installed."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    return next(iter(sorted(own.glob("chromium-*/chrome-linux*/chrome"))), None)


def in_ci() -> bool:
    """Whether a service runs the tests, which sets CI to "true" or, some of them, to "1"."""
    return os.environ.get("CI", "").lower() in {"true", "1"}


def _ways() -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    apt = [("apt-get", _APT)] if is_root and shutil.which("apt-get") else []
    return [*apt, ("playwright", _PLAYWRIGHT)]


def _run_all(commands: tuple[tuple[str, ...], ...]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return all(
        subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        ).returncode
        == 0
        for command in commands
    )


if __name__ == "__main__":
    sys.exit(main())
