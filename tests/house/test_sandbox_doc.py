"""What docs/sandbox.md shows works: its story, its bot, its words and its driver."""

import operator
import re
from pathlib import Path

import pytest

from sandbox.bot_process import BotProcess
from sandbox.discord.driver.member_client import MemberClient
from sandbox.discord.server import DiscordSandbox
from sandbox.minimax.checking import FORBIDDEN_INPUT
from sandbox.minimax.codes import INPUT_SENSITIVE
from sandbox.minimax.orders import BILLED_FAILURES, FAILING_WORDS
from sandbox.minimax.server import TINY, MiniMaxSandbox
from sandbox.stage import open_stage
from tests.examined import examined
from tests.house.source import ROOT

DOCUMENT = ROOT / "docs" / "sandbox.md"
STORY, BOT = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)


async def test_the_story_plays(tmp_path: Path) -> None:
    """What the document shows to people who write tests works as it stands."""
    names = {"Path": Path, "MiniMaxSandbox": MiniMaxSandbox, "TINY": TINY, "open_stage": open_stage}
    exec(compile(STORY, str(DOCUMENT), "exec"), names)
    await names["story"](tmp_path)


async def test_the_bot_answers(tmp_path: Path) -> None:
    """The bot that the document shows comes online as it stands, and answers its command."""
    script = tmp_path / "hello.py"
    script.write_text(BOT, "utf-8")
    async with examined() as discord:
        told = {"DISCORD_API_URL": discord.api_url, "DISCORD_TOKEN": discord.token}
        bot = BotProcess(folder=tmp_path, environment=told, script=script)
        await bot.start()
        try:
            await bot.watch(discord.until(lambda: discord.bot_online and discord.commands))
            answer = await discord.member("ana").slash("hello")
            assert answer.message is not None
            assert answer.message.text == "Hello!"
        finally:
            await bot.kill()


def named(column: int) -> list[str]:
    """The names in one column of the driver's table, without their arguments."""
    table = DOCUMENT.read_text("utf-8").partition("| to | on `discord`")[2].partition("\n\n")[0]
    cells = [line.split("|")[column] for line in table.splitlines()[2:]]
    return [re.match(r"[\w.]+", name)[0] for name in re.findall(r"`([^`]+)`", "".join(cells))]


@pytest.mark.parametrize("name", named(2))
def test_the_drivers_names_are_there(name: str) -> None:
    """What the table names on Discord's side is a method or property of its driver."""
    assert hasattr(DiscordSandbox, name) or hasattr(MemberClient, name)


@pytest.mark.parametrize("name", named(3))
def test_the_video_services_names_are_there(name: str) -> None:
    """The same on MiniMax's side."""
    operator.attrgetter(name)(MiniMaxSandbox(key="any-key"))


WORDS = {FORBIDDEN_INPUT: INPUT_SENSITIVE, **FAILING_WORDS}


@pytest.mark.parametrize(("word", "code"), WORDS.items(), ids=WORDS)
def test_the_words_are_told_with_their_codes(word: str, code: int) -> None:
    """The table of words holds every one, its code, and whether it costs."""
    [row] = [line for line in DOCUMENT.read_text("utf-8").splitlines() if f"`{word}`" in line]
    assert f"({code})" in row
    assert ("billed" in row) is (code in BILLED_FAILURES)
