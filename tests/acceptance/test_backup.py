"""A backup made while members ask comes back elsewhere, all agrees, and it goes on from there."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.discord.shapes import Upload
from sandbox.stage import GENEROUS, QUICK, bot_environment
from tests.acceptance.command_line import Ended, run_bot
from tests.acceptance.conftest import Opens, Play
from tests.acceptance.forked_bot import ForkedBot

MEMBERS = ("ana", "ben", "newcomer")
UNDER_WAY = ("submitting", "running", "downloading", "queued")
ALL = (*UNDER_WAY, "unconfirmed", "succeeded", "failed", "cancelled")
LOAD = {**GENEROUS, "GREENLIGHT_RUNNING_PER_MEMBER": "1", "GREENLIGHT_POLL_SECONDS": "0.2"}


def told(it: Play, folder: Path) -> dict[str, str]:
    """What a bot with its data under this folder must know."""
    return bot_environment(it.discord, it.minimax, folder) | QUICK | LOAD


async def run(it: Play, folder: Path, *arguments: str) -> Ended:
    """The command line, told of nothing but the data directory."""
    data = told(it, folder)["GREENLIGHT_DATA_DIR"]
    return await run_bot(it.folder, {"GREENLIGHT_DATA_DIR": data}, *arguments)


def elsewhere(it: Play, folder: Path) -> Play:
    """Another bot on the same stand-ins, whose data lies in this folder."""
    bot = ForkedBot(folder=folder, environment=told(it, folder))
    return Play(stage=replace(it.stage, bot=bot), folder=folder)


def codes(it: Play, *statuses: str) -> list[str]:
    marks = ", ".join("?" * len(statuses))
    sql = f"SELECT code FROM jobs WHERE status IN ({marks}) ORDER BY id"
    with contextlib.closing(it.books()) as books:
        return [row[0] for row in books.execute(sql, statuses)]


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def until(it: Play, is_so: Callable[[], bool]) -> None:
    """Wait until the bot has written something down."""
    async with asyncio.timeout(30):
        while not is_so():
            assert it.stage.bot.is_running, it.stage.bot.last_lines()
            await asyncio.sleep(0.05)


def owed(it: Play) -> int:
    with contextlib.closing(it.books()) as books:
        return books.execute("SELECT COUNT(*) FROM outbox WHERE state = 'owed'").fetchone()[0]


def prompt_of(it: Play, code: str) -> str:
    sql = "SELECT prompt FROM shots JOIN jobs ON jobs.shot_id = shots.id WHERE code = ?"
    with contextlib.closing(it.books()) as books:
        return books.execute(sql, (code,)).fetchone()[0]


def orders(it: Play) -> dict[str, list[str]]:
    """The engine's handles by the text they were ordered with."""
    found: dict[str, list[str]] = {}
    for handle, order in it.minimax.orders.items():
        found.setdefault(order.request.prompt, []).append(handle)
    return found


async def settle_at_desk(it: Play, code: str) -> None:
    """The operator looks at the video service, and tells what they saw."""
    handles = orders(it).get(prompt_of(it, code), [])
    how = {"was-made": {"remote-id": handles[0]}} if handles else {"not-paid": {}}
    for act, options in how.items():
        handle = it.discord.member("operator").slash(
            f"greenlight-operator unconfirmed {act}", {"code": code, **options}, channel="clips"
        )
        await handle
        said = await handle.final()
        if handles:
            said = await it.discord.member("operator").press(said, f"It is {code}").final()
        assert "is settled" in said.text


async def test_backed_up_under_load_restored_elsewhere_and_gone_on(
    play: Opens, tmp_path: Path, picture: bytes
) -> None:
    """Nothing that was known at the cut is lost, paid twice or posted twice."""
    backup, other = tmp_path / "backup", tmp_path / "other"
    other.mkdir()
    async with play(knobs=LOAD) as it:
        for member in MEMBERS:
            await it.agree(member, f"{member} first")
        await it.clip(len(MEMBERS))
        frame = {"ana": {"image": Upload("sea.png", picture, "image/png")}}
        asking = [
            asyncio.create_task(it.ask(member, f"{member} {number}", **frame.get(member, {})))
            for number in range(3)
            for member in MEMBERS
        ]
        await it.minimax.wait_for(lambda s: s.counters.submits > len(MEMBERS), timeout=20)
        made = await run(it, it.folder, "backup", str(backup))
        assert (made.code, made.err) == (0, ""), made
        assert made.out.startswith(f"Backed up to {backup}: ")
        running = await run(it, it.folder, "verify")
        assert (running.code, running.out.startswith("All agrees: ")) == (0, True), running
        await asyncio.gather(*asking)
        # The bot goes on after the cut, until its machine is lost.
        await it.clip(len(MEMBERS) + 2)
        await it.stage.kill_bot()

        new = elsewhere(it, other)
        back = await run(it, other, "restore", str(backup))
        assert (back.code, back.err) == (0, ""), back
        assert (await run(it, other, "verify")).out.startswith("All agrees: ")
        known, line = codes(new, *ALL), codes(new, "queued")
        try:
            await new.stage.start_bot()
            await until(new, lambda: not codes(new, *UNDER_WAY))
            assert set(line) <= set(codes(new, "unconfirmed"))
            for code in codes(new, "unconfirmed"):
                await settle_at_desk(new, code)
            await until(new, lambda: not codes(new, *UNDER_WAY, "unconfirmed"))
            await until(new, lambda: owed(new) == 0)
        finally:
            await new.settled()
        verdict = await run(it, other, "verify")
        assert verdict.out.startswith("All agrees: "), verdict
        names = [clip.attachments[0]["filename"] for clip in it.discord.clips]
        posted = {code: sum(code in name for name in names) for code in known}
        assert posted == {code: int(code in codes(new, "succeeded")) for code in known}
        assert Counter(map(len, orders(it).values())).keys() == {1}
        assert new.proof() == []


WRONG = {
    "an unknown command": (("bakcup",), "invalid choice: 'bakcup' (choose from"),
    "a backup of nothing": (("backup", "there"), "There is no greenlight.sqlite3 in "),
    "a backup without a path": (("backup",), "the following arguments are required: PATH"),
    "what is no backup": (("restore", "."), ". is no backup: it holds no backup.json."),
    "what is not there": (("restore", "there"), "There is no there. PATH names the folder of"),
    "verify what is not there": (("verify", "there"), "There is no folder there."),
    "nothing to verify": (("verify",), "There is no greenlight.sqlite3 in "),
}


@pytest.mark.parametrize(("arguments", "says"), WRONG.values(), ids=WRONG)
async def test_what_can_not_be_done_is_said(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    """A sentence on standard error, exit 2, and nothing is made; no keys are asked for."""
    ended = await run_bot(tmp_path, {"GREENLIGHT_DATA_DIR": "data"}, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert "Traceback" not in ended.err
    assert names(tmp_path) == ["written.log"]


async def test_every_step_of_the_way_tells_what_to_do(play: Opens, tmp_path: Path) -> None:
    """A running bot and a used folder are left alone; a difference is told, and its exit code."""
    backup = tmp_path / "backup"
    async with play() as it:
        await it.agree()
        await it.clip()
        assert (await run(it, it.folder, "backup", str(backup))).code == 0
        again = await run(it, it.folder, "backup", str(backup))
        assert (again.code, again.err) == (
            2,
            f"{backup} exists already. Name a path that does not.\n",
        )
        running = await run(it, it.folder, "restore", str(backup))
        assert running.code == 2
        assert "Stop that one first, or give this one its own GREENLIGHT_DATA_DIR" in running.err
        await it.settled()
        used = await run(it, it.folder, "restore", str(backup))
        assert used.code == 2
        assert "is not empty: it holds files, greenlight.sqlite3" in used.err
        [clip] = [name for name in it.files() if len(name) == 64]
        (it.folder / "data" / "files" / clip[:2] / clip).unlink()
        differs = await run(it, it.folder, "verify")
        assert (differs.code, differs.err) == (1, "")
        assert differs.out.startswith("The clip of ")
        lacking = await run(it, it.folder, "backup", str(tmp_path / "second"))
        assert lacking.code == 1
        assert f"The file {clip} was missing or damaged" in lacking.out
        whole = await run(it, it.folder, "verify", str(backup))
        assert (whole.code, whole.out.startswith("All agrees: ")) == (0, True), whole
        (backup / "files" / clip[:2] / clip).unlink()
        bad = await run(it, it.folder, "verify", str(backup))
        assert (bad.code, bad.out.startswith("The clip of ")) == (1, True), bad
        other = tmp_path / "other"
        other.mkdir()
        assert (await run(it, other, "restore", str(backup))).code == 2
        back = await run(it, other, "restore", "--without-bad-files", str(backup))
        # It stood in the channel; whether that was written down before the backup is by chance.
        [told] = [one for one in back.out.splitlines() if f": {clip} is missing in the" in one]
        assert (back.code, " is lost" in told) == (1, True)
        assert (await run(it, other, "verify")).code == 0
