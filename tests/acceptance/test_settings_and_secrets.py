"""Starting with wrong settings, looking before starting, and keys that show nowhere."""

import base64
import contextlib
import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest

from sandbox.minimax.faults import Fault, FaultKind, Operation
from sandbox.minimax.server import TINY, MiniMaxSandbox
from sandbox.stage import bot_environment
from tests.acceptance.command_line import Ended, run_anew, run_bot
from tests.acceptance.conftest import KEY, Opens, Play
from tests.examined import examined

WRONG_KEY = "another-wrong-secret-key-0042"
CANNOT_START, MUST_BE_FIXED = 2, 1


def assert_refused(ended: Ended, *beginnings: str) -> None:
    """It could not start, and said so on standard error in so many sentences, and nothing else."""
    lines = ended.err.splitlines()
    assert ended.code == CANNOT_START
    assert ended.out == ""
    assert len(lines) == len(beginnings), ended.err
    for beginning in beginnings:
        assert any(line.startswith(beginning) for line in lines), (beginning, ended.err)


@pytest.mark.parametrize("arguments", [(), ("check",)], ids=["run", "check"])
async def test_without_settings(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Every missing variable is named with where to get it, all at once; exit 2."""
    ended = await run_anew(tmp_path, {}, *arguments)
    assert_refused(ended, "DISCORD_TOKEN is missing.", "MINIMAX_API_KEY is missing.")
    token, key = ended.err.splitlines()
    assert "https://discord.com/developers/applications" in token
    assert "https://platform.minimax.io" in key
    assert files_of(tmp_path) == []


async def test_wrong_values_all_at_once(tmp_path: Path) -> None:
    """Missing, misspelt, unknown and bad: one sentence each, and nothing typed is repeated."""
    (tmp_path / ".env").write_text(
        f"GREENLIGHT_POLL_SECONDS=soon\nGREENLIGHT_DATADIR=x\nis {KEY}\nMINIMAX_KEY={KEY}\n"
    )
    ended = await run_bot(
        tmp_path,
        {
            "DISCORD_TOKEN": "has a space",
            "DISCORD_API_URL": f"http://{KEY}.example.com",
            "GREENLIGHT_CREDITS_PER_DAY": KEY,
            "GREENLIGHT_CEILING_DAY": "30",
            "GREENLIGHT_CEILING_MONTH": "20",
            "GREENLIGHT_LOG_LEVEL": "chatty",
            "greenlight_servers": "1",
        },
    )
    assert_refused(
        ended,
        ".env, line 3, is not NAME=value",
        "DISCORD_TOKEN holds a space",
        "DISCORD_API_URL must begin with https://",
        "MINIMAX_API_KEY is missing.",
        "GREENLIGHT_POLL_SECONDS must be a number of seconds",
        "GREENLIGHT_CREDITS_PER_DAY must be a whole number of credits",
        "GREENLIGHT_CEILING_MONTH ($20) must not be below GREENLIGHT_CEILING_DAY ($30).",
        "GREENLIGHT_LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR.",
        "GREENLIGHT_DATADIR is not a setting. The nearest one is GREENLIGHT_DATA_DIR.",
        "greenlight_servers is not a setting. The nearest one is GREENLIGHT_SERVERS.",
    )
    assert "(MINIMAX_KEY is set: is that the one?)" in ended.err
    assert KEY not in ended.err


@pytest.fixture
async def told(tmp_path: Path):
    """Both stand-ins running, and what the bot must be told to live on them."""
    async with examined() as discord, MiniMaxSandbox(key=KEY, style=TINY) as minimax:
        yield bot_environment(discord, minimax, tmp_path)


async def test_the_settings_may_stand_in_a_file(tmp_path: Path, told: dict[str, str]) -> None:
    """A `.env` in the working folder is read, and the environment wins over it."""
    lines = {**told, "MINIMAX_API_KEY": WRONG_KEY}
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    ended = await run_bot(tmp_path, {"MINIMAX_API_KEY": KEY}, "check")
    assert ended.code == 0, ended.out


async def test_a_wrong_token(tmp_path: Path, told: dict[str, str]) -> None:
    """Discord refuses the token: one sentence that names the variable and the way, and exit 2."""
    wrong = {**told, "DISCORD_TOKEN": WRONG_KEY, "GREENLIGHT_LOG_LEVEL": "WARNING"}
    ended = await run_bot(tmp_path, wrong)
    assert ended.code == CANNOT_START
    [line] = ended.err.splitlines()
    assert "Discord refuses DISCORD_TOKEN; reset it" in line
    assert "https://discord.com/developers/applications" in line
    assert WRONG_KEY not in line


async def test_a_second_process(play: Opens) -> None:
    """The second process on one data directory says which one holds it, and exits 2."""
    async with play() as it:
        holder = (it.folder / "data" / "lock").read_text().strip()
        told = bot_environment(it.discord, it.minimax, it.folder)
        ended = await run_bot(it.folder, {**told, "GREENLIGHT_LOG_LEVEL": "WARNING"})
        assert ended.code == CANNOT_START
        [line] = ended.err.splitlines()
        assert f"{it.folder / 'data'} is in use by process {holder}." in line
        assert "GREENLIGHT_DATA_DIR" in line
        os.kill(int(holder), 0)
        looked = await run_bot(it.folder, told, "check")
        assert looked.code == 0
        assert f"in use by process {holder}" in looked.out
        assert it.discord.bot_online


async def test_all_is_well(tmp_path: Path, told: dict[str, str]) -> None:
    """`check` says one line per finding, what is offered among them, and exits 0."""
    ended = await run_bot(tmp_path, told, "check")
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert all(line.startswith("ok ") for line in lines)
    assert any("Hailuo 2.3: offered for 3 to 6 credits a clip" in line for line in lines)
    subjects = [line.split(":")[0] for line in lines if not line.startswith("ok   model ")]
    accounts = ["ok   account minimax", "ok   account minimax H3"]
    assert subjects == ["ok   database", "ok   ledger", "ok   disk", "ok   Discord", *accounts]
    assert "Greenlight" in ended.out


@pytest.mark.parametrize(
    ("changed", "finding", "remedy"),
    [
        ({"MINIMAX_API_KEY": WRONG_KEY}, "account minimax", "Set a valid MINIMAX_API_KEY"),
        ({"DISCORD_TOKEN": WRONG_KEY}, "Discord", "refuses DISCORD_TOKEN; reset it"),
        ({"MINIMAX_API_URL": "http://127.0.0.1:9"}, "account minimax", "MINIMAX_API_URL"),
        ({"DISCORD_API_URL": "http://127.0.0.1:9/api"}, "Discord", "DISCORD_API_URL"),
        ({"GREENLIGHT_DATA_DIR": "/proc/nowhere"}, "database", "GREENLIGHT_DATA_DIR"),
    ],
    ids=["key", "token", "MiniMax away", "Discord away", "data directory"],
)
async def test_what_must_be_fixed(
    tmp_path: Path, told: dict[str, str], changed: dict[str, str], finding: str, remedy: str
) -> None:
    """`check` marks exactly what must be fixed, names the fix and exits 1."""
    ended = await run_bot(tmp_path, {**told, **changed}, "check")
    assert ended.code == MUST_BE_FIXED
    [line] = [line for line in ended.out.splitlines() if line.startswith("FIX")]
    assert line.startswith(f"FIX  {finding}: ")
    assert remedy in line
    assert "Traceback" not in ended.err
    assert WRONG_KEY not in ended.out + ended.err


@pytest.mark.parametrize("arguments", [(), ("check",)], ids=["run", "check"])
async def test_a_database_that_is_none(
    tmp_path: Path, told: dict[str, str], arguments: tuple[str, ...]
) -> None:
    """A file of another kind in the database's place is left alone and told in one sentence."""
    path = tmp_path / "data" / "greenlight.sqlite3"
    path.parent.mkdir()
    path.write_bytes(b"this is no database, it is a letter " * 100)
    ended = await run_bot(tmp_path, {**told, "GREENLIGHT_LOG_LEVEL": "WARNING"}, *arguments)
    assert ended.code == (MUST_BE_FIXED if arguments else CANNOT_START)
    assert "greenlight.sqlite3" in ended.out + ended.err
    assert "Traceback" not in ended.err
    assert path.read_bytes().startswith(b"this is no database")


async def test_a_ledger_that_does_not_add_up(play: Opens) -> None:
    """`check` proves the ledger: an entry without its other half must be fixed."""
    async with play() as it:
        await it.agree()
        await it.clip()
        await it.settled()
        told = bot_environment(it.discord, it.minimax, it.folder)
        assert (await run_bot(it.folder, told, "check")).code == 0
        with contextlib.closing(sqlite3.connect(it.folder / "data" / "greenlight.sqlite3")) as db:
            db.execute(
                "INSERT INTO entries (at, asked_at, server_id, member_id, job_id, who, why,"
                " account, credits, cost_micro) SELECT at, asked_at, server_id, member_id, job_id,"
                " who, 'keep cost', 'spent', 1, 0 FROM entries LIMIT 1"
            )
            db.commit()
        ended = await run_bot(it.folder, told, "check")
        assert ended.code == MUST_BE_FIXED
        assert "FIX  ledger: " in ended.out


async def test_a_wrong_key_keeps_the_shot(play: Opens) -> None:
    """MiniMax refuses the key: the shot waits, the operator knows, and with the right one it is
    made, once."""
    async with play() as it:
        it.minimax.key = WRONG_KEY
        await it.agree()
        notice = await operators_notice(it)
        assert "refuses the key" in notice
        assert "MINIMAX_API_KEY" in notice
        assert it.jobs() == ["queued"]
        assert it.minimax.counters.accepted == 0
        assert_hidden(it, KEY, it.discord.token)
        it.minimax.key = KEY
        await it.clip()
        await it.settled()
        assert it.jobs() == ["succeeded"]
        assert it.minimax.counters.charges == 1
        assert it.proof() == []


async def test_the_keys_show_nowhere(play: Opens, picture: bytes) -> None:
    """With a talkative log, services that repeat the key, faults of every kind and a kill -9,
    neither key stands in anything the bot wrote or said."""
    async with play(knobs={"GREENLIGHT_LOG_LEVEL": "DEBUG"}) as it:
        repeated = [it.minimax.inject(fault) for fault in repeating(KEY)]
        it.discord.fail("create_message", status=500)
        await it.agree(prompt="a boat")
        await it.clip()
        it.discord.cut_gateway()
        await it.discord.until(lambda: not it.discord.bot_online)
        await it.stage.bot.watch(it.discord.until(lambda: it.discord.bot_online, timeout=30))
        it.minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.DROP_AFTER))
        await it.begin("the picture comes alive", image=picture)
        await it.discord.member("ana").see(
            lambda m: not m.ephemeral and "don't know yet" in m.text, channel="clips"
        )
        await it.stage.kill_bot()
        told = bot_environment(it.discord, it.minimax, it.folder)
        token = told["DISCORD_TOKEN"]
        mixed_up = {**told, "GREENLIGHT_SERVERS": KEY, "GREENLIGHT_MODELS_FILE": token}
        assert (await run_bot(it.folder, mixed_up)).code == CANNOT_START
        await run_bot(it.folder, {**told, "GREENLIGHT_LOG_LEVEL": "DEBUG"}, "check")
        assert all(fault.hits for fault in repeated)
        log = (it.folder / "bot.log").read_text()
        assert "DEBUG" in log
        # The service's words did come this far.
        assert "invalid api key: [key]" in log
        assert (it.folder / "data" / "greenlight.sqlite3").stat().st_size > 0
        assert_hidden(it, KEY, token)


def repeating(key: str) -> list[Fault]:
    """A service that says the key back, in each place where it can."""
    text = f"invalid api key: {key}"
    return [
        Fault(operation=Operation.SUBMIT, kind=FaultKind.BASE_RESP, code=1004, text=text),
        Fault(operation=Operation.SUBMIT, kind=FaultKind.HTTP, status=401, error=text, nth=2),
        Fault(operation=Operation.QUERY, kind=FaultKind.HTTP, status=500, error={"message": text}),
        Fault(operation=Operation.QUERY, kind=FaultKind.DROP_BEFORE, nth=2),
        Fault(operation=Operation.RETRIEVE, kind=FaultKind.BODY, status=200, body=text),
        Fault(operation=Operation.DOWNLOAD, kind=FaultKind.HTTP, status=403, error=text),
    ]


async def operators_notice(it: Play) -> str:
    """The newest direct message to the operator."""
    operator = it.discord.member("operator")
    message = await operator.see(
        lambda m: m.author_id == it.discord.world.bot.id, channel=operator.dm, timeout=20
    )
    return message.text


def assert_hidden(it: Play, *keys: str) -> None:
    """None of the keys, in any usual spelling, is in a file of the run or was sent to Discord."""
    files = files_of(it.folder)
    names = {path.name for path in files}
    assert {"greenlight.sqlite3", "bot.log"} <= names
    said = "\n".join(str(request.json) for request in it.discord.requests)
    for key in keys:
        for spelling in spellings(key):
            assert spelling not in said
            for path in files:
                assert spelling.encode() not in path.read_bytes(), path.name


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def spellings(key: str) -> set[str]:
    return {key, key[::-1], quote(key, safe=""), base64.b64encode(key.encode()).decode()}
