"""What concerns the whole run: how quick it is, and how much of it was held against Discord's
OpenAPI file."""

import os
import sys
from collections import defaultdict
from operator import itemgetter
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.examined import Tally, examiner
from tests.tools.chromium import in_ci
from tests.tools.tables import write_table

TALLY = pytest.StashKey[Tally]()
PACKED = "discord_openapi"
TOGETHER = (
    "tests/acceptance/test_bad_input.py",
    "tests/browser/test_first_minutes.py",
    "tests/browser/test_markdown.py",
    "tests/browser/test_tray.py",
    "tests/sandbox/test_bootstrap.py",
)
"""Files whose tests share something dear: one worker takes all of a file, so that it is made once.

The groups of pytest-xdist 3.8 say so by a node's name, which pytest 9.2 no longer lets it change.
"""


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TALLY] = Tally()
    # Else each worker, and each process a test starts, would compile everything anew.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several workers get the tests of each folder evenly over the run.

    Those of one folder mostly wait for other processes and those of another compute: mixed, they
    leave no core idle.
    """
    if hasattr(config, "workerinput"):
        items[:] = _mixed(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> LoadScopeScheduling:
    """Workers take one test after another, and the files that stay together as a whole."""
    return _Scheduling(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    """Take over the tally of a worker of pytest-xdist that has ended."""
    packed = getattr(node, "workeroutput", {}).get(PACKED)
    if packed is not None:
        node.config.stash[TALLY].add(packed)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands its tally over; the process that started the run judges the whole."""
    mine = examiner().tally.pack()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[PACKED] = mine
        return
    tally = session.config.stash[TALLY]
    tally.add(mine)
    if is_whole(session.config) and tally.checked:
        write_table("openapi", tally.table())
    if session.exitstatus == pytest.ExitCode.OK and fault(session.config, tally):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """One line about all exchanges of the run, and one about what makes it fail."""
    tally = config.stash[TALLY]
    wrong = fault(config, tally)
    if not examiner().judges:
        terminalreporter.write_line(unjudged(), red=True, bold=True)
    elif tally.checked or wrong:
        terminalreporter.write_line(tally.line())
    if wrong:
        terminalreporter.write_line(f"FAILED: {wrong}", red=True, bold=True)


def fault(config: pytest.Config, tally: Tally) -> str:
    """Why the run as a whole fails; empty when it does not."""
    if not examiner().judges:
        return unjudged() if in_ci() else ""
    if tally.mismatches or tally.lacking:
        return "exchanges do not fit Discord's OpenAPI file; the tests that made them name them"
    if is_whole(config) and not tally.checked:
        return "a whole run of the tests had no exchange to hold against Discord's OpenAPI file"
    return ""


def unjudged() -> str:
    """What to say where the file is missing."""
    return (
        f"NOT CHECKED against Discord's OpenAPI file, which is missing: {examiner().path}"
        " (or name it in DISCORD_OPENAPI)"
    )


def is_whole(config: pytest.Config) -> bool:
    """Whether the run was asked for all tests, or for all but the long ones."""
    option = config.option
    nothing_named = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    everything = not option.keyword and option.markexpr in {"", "not long"}
    return nothing_named and everything and not option.collectonly


def _mixed(items: list[pytest.Item]) -> list[pytest.Item]:
    """Each folder's tests in their order, evenly from the beginning of the run to its end."""
    folders: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        folders[item.path.parent].append(item)
    placed = [
        ((number + 0.5) / len(tests), item)
        for tests in folders.values()
        for number, item in enumerate(tests)
    ]
    return [item for _, item in sorted(placed, key=itemgetter(0))]


class _Scheduling(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid
