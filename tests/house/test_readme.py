"""What README and docs tell people to type works."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT, tracked_files

TARGETS = set(re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))
FENCE = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
PYTHONS = re.compile(r"(?:\S*/)?python(?:3(?:\.\d+)?)?(?:\.exe)?$")
# What a shell brings along; the test does not run these.
OTHERS = {"apt", "cd", "cp", "docker", "export", "git", "source", "sudo", "systemctl"}


def commands(text: str) -> list[list[str]]:
    """The words of every command in the text's shell blocks, without variables set in front."""
    lines = "\n".join(FENCE.findall(text)).replace("\\\n", " ").splitlines()
    split = [shlex.split(line.removeprefix("$ "), comments=True) for line in lines]
    return [
        [word for place, word in enumerate(words) if place or "=" not in word]
        for words in split
        if words
    ]


def documents() -> list[Path]:
    return [path for path in tracked_files("*.md") if path.name != "CHANGELOG.md"]


def shown() -> list[list[str]]:
    found = [c for path in documents() for c in commands(path.read_text(encoding="utf-8")) if c]
    return sorted({tuple(words): words for words in found}.values())


def test_the_readme_shows_the_way():
    """The README exists and shows how to try it, run it and test it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    typed = {" ".join(words) for words in commands(text)}
    assert {"make demo", "make run", "make test", "make check"} <= typed


@pytest.mark.parametrize("words", shown(), ids=" ".join)
def test_a_command_shown_exists(words):
    """Each `make` target is there, and each Python entry point takes the arguments shown."""
    if words[0] == "make":
        targets = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
        assert set(targets) <= TARGETS
    elif PYTHONS.search(words[0]):
        asked = [sys.executable, *words[1:], "--help"]
        done = subprocess.run(
            asked, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "usage" in done.stdout.lower()
    elif words[0] == "cp":
        assert (ROOT / words[1]).exists()
    else:
        assert words[0] in OTHERS or (ROOT / words[0]).is_file(), f"unknown command: {words[0]}"


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    """Every link to a file of the repository finds it."""
    text = path.read_text(encoding="utf-8")
    targets = [target for target in LINK.findall(text) if "://" not in target]
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_commands_are_found_in_text():
    """Only shell blocks count; prompts, comments and line ends with a backslash are understood."""
    text = "```sh\n$ make demo  # try it\nX=1 python bot.py \\\n  check\n```\n```py\nmake x\n```\n"
    assert commands(text) == [["make", "demo"], ["python", "bot.py", "check"]]
