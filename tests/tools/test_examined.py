"""The examination of all tests: what fails one test, what fails a run, and how it adds up."""

import os
import subprocess
import sys

import aiohttp
import pytest

from tests.examined import Asked, Examiner, Tally, examined, examiner
from tests.house.source import ROOT

needs_the_file = pytest.mark.skipif(
    not examiner().judges, reason="Discord's OpenAPI file is missing"
)
ASKS = """
    import aiohttp, pytest
    from tests.examined import examined

    @pytest.mark.parametrize("number", range(4))
    async def test_asking(number):
        async with examined() as discord, aiohttp.ClientSession() as session:
            if {is_wrong}:
                discord.world.bot.username = 5
            head = {{"Authorization": "Bot " + discord.token}}
            await (await session.get(discord.api_url + "/users/@me", headers=head)).read()
"""
NOTHING = """
    import pytest

    @pytest.mark.long
    def test_nothing():
        assert True
"""


@pytest.fixture
def run(tmp_path):
    """Runs tests of one's own under our conftest: `run(source, "-n", "2", CI="true")`."""

    def run_tests(source: str, *options: str, **environment: str):
        lines = "\n".join(line[4:] for line in source.splitlines())
        (tmp_path / "test_it.py").write_text(lines)
        options_of_run = "testpaths = ['.']\nasyncio_mode = 'auto'\nmarkers = ['long']\n"
        settings = "[tool.pytest.ini_options]\n" + options_of_run
        (tmp_path / "pyproject.toml").write_text(settings)
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "tests.conftest", *options],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return run_tests


@needs_the_file
async def test_an_exchange_that_does_not_fit_fails_its_test():
    """The failure names operation, path and value."""
    judge = Examiner(examiner().path)
    with pytest.raises(AssertionError, match="get_my_user 200 at username: 5: it is not of type"):
        await ask("/users/@me", by=judge, username=5)
    assert judge.tally.mismatches == {"get_my_user": 1}


async def test_a_request_that_nobody_serves_fails_its_test():
    """It fails by the route's name, unless it is provoked on purpose, and then it must come."""
    with pytest.raises(AssertionError, match="GET /coffee: nobody serves this"):
        await ask("/coffee")
    await ask("/coffee", provoked=["GET /coffee"])
    with pytest.raises(AssertionError, match="GET /tea: to be provoked, but did not happen"):
        await ask("/coffee", provoked=["GET /coffee", "GET /tea"])


async def ask(path: str, username: str | int = "greenlight", **options) -> None:
    """Ask an examined Discord for a path, its bot being called so."""
    async with examined(**options) as discord, aiohttp.ClientSession() as session:
        discord.world.bot.username = username
        head = {"Authorization": f"Bot {discord.token}"}
        await (await session.get(f"{discord.api_url}{path}", headers=head)).read()


def test_tallies_of_several_processes_add_up():
    """Counts are summed by operation and by who asked, in the line and in the table."""
    one, all_of_them = Tally(), Tally()
    one.checked.update({Asked("get_channel", True): 1200, Asked("get_user", False): 1})
    one.mismatches.update({"get_user": 2})
    one.lacking.add("make_coffee")
    for _ in range(2):
        all_of_them.add(one.pack())
    assert all_of_them.line() == (
        "Discord's OpenAPI: 2,402 exchanges of 2 operations checked, 4 mismatches,"
        " 1 operations the file lacks"
    )
    assert "| get_channel | 2400 | 0 | 0 |\n| get_user | 0 | 2 | 4 |\n" in all_of_them.table()


@needs_the_file
def test_a_mismatch_in_a_worker_fails_the_run(run):
    """The total of all workers stands at the end, and the failure names what did not fit."""
    done = run(ASKS.format(is_wrong="number == 1"), "-n", "2", "test_it.py")
    assert "Discord's OpenAPI: 4 exchanges of 1 operations checked, 1 mismatches" in done.stdout
    assert "get_my_user 200 at username: 5" in done.stdout
    assert done.returncode == 1


@needs_the_file
def test_a_whole_run_that_checks_nothing_fails(run):
    """If no exchange was held against the file, the examination itself is broken."""
    done = run(NOTHING)
    assert "a whole run of the tests had no exchange" in done.stdout
    assert done.returncode == 1


@needs_the_file
def test_a_part_of_the_tests_need_not_check_anything(run):
    """Those of a mark, such as the long ones, are no whole run."""
    done = run(NOTHING, "-m", "long")
    assert "1 passed" in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)], ids=["at home", "in CI"])
def test_without_the_file(run, tmp_path, ci, code):
    """Where the file is missing the run says so loudly; in CI it fails."""
    missing = tmp_path / "no-such.json"
    done = run(ASKS.format(is_wrong="False"), CI=ci, DISCORD_OPENAPI=str(missing))
    assert f"NOT CHECKED against Discord's OpenAPI file, which is missing: {missing}" in done.stdout
    assert done.returncode == code
