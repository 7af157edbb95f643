"""The launcher's command line, which must answer before anything is installed."""

import subprocess
import sys

import pytest

from tests.house.source import ROOT


def launch(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m sandbox` without any installed package (-S), isolated from our settings."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "sandbox", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("part", [(), ("discord",), ("minimax",), ("smoke",)], ids=str)
def test_help_needs_nothing_installed(part):
    """--help of every part answers from the standard library alone."""
    done = launch(*part, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: python3 -m sandbox")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("theatre",), "invalid choice: 'theatre'"),
        (("--port", "many"), "a port is a whole number from 0 to 65535"),
        (("--port", "65536"), "a port is a whole number from 0 to 65535"),
        (("discord", "--port", "-1"), "a port is a whole number from 0 to 65535"),
        (("minimax", "--port", "1"), "--key"),
        (("minimax", "--key", "a b"), "a key has visible ASCII characters and no space"),
        (("minimax", "--key", ""), "a key has visible ASCII characters and no space"),
        (("minimax", "--key", "k", "--speed", "0"), "a speed is a number above 0"),
        (("minimax", "--key", "k", "--speed", "nan"), "a speed is a number above 0"),
        (("minimax", "--key", "k", "--speed", "fast"), "a speed is a number above 0"),
        (("smoke", "--port", "1"), "unrecognized arguments: --port 1"),
    ],
    ids=" ".join,
)
def test_bad_arguments_are_explained(arguments, sentence):
    """A bad argument ends with exit code 2 and what would be right."""
    done = launch(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
