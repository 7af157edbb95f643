"""Every refusal of Discord, by raw requests: `build/tables/discord_refusals.md`.

What is right is a reading of the public documentation, named in each row.
"""

import contextlib
import json
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest

from sandbox.discord.api.requests import RequestRecord
from sandbox.discord.codes import Code
from sandbox.discord.wire.frames import Close
from tests.examined import examined
from tests.sandbox.discord.raw import Got, Raw
from tests.sandbox.discord.refusals import (
    closed_doors,
    closings,
    decided,
    faulty_answers,
    faulty_commands,
    faulty_components,
    faulty_messages,
    late_answers,
    spent_limits,
)
from tests.sandbox.discord.refusals.rows import Refused
from tests.sandbox.discord.scene import Scene
from tests.tools.tables import join_tables, table, write_table

REFUSED: dict[str, Sequence[Refused]] = {
    "Interactions: time and tokens": late_answers.ROWS,
    "Interactions: answers and forms": faulty_answers.ROWS,
    "Messages": faulty_messages.ROWS,
    "Components": faulty_components.ROWS,
    "Commands": faulty_commands.ROWS,
    "Rights and places": closed_doors.ROWS,
    "Token, body, size and rate": spent_limits.ROWS,
}
DECIDED = {"Decided without a code": decided.ROWS, "The Gateway": closings.ROWS}
WITHOUT_PROVOKING = {
    Close.SESSION_TIMED_OUT,  # takes two intervals of silence: test_gateway.py has it
}


def _part(title: str) -> str:
    return f"refusals/{title.lower().replace(' ', '-').replace(':', '').replace(',', '')}"


HEAD = "refusals/head"
WORDS = """# What the sandbox refuses, and how

Made by `tests/sandbox/discord/test_refusal_table.py` with raw requests. What is expected is a
reading of Discord's public documentation; nothing was compared with the live service.
"""
PARTS = [HEAD, *(_part(title) for title in (*REFUSED, *DECIDED))]


@contextlib.asynccontextmanager
async def _scene(provokes: str = "") -> AsyncIterator[Scene]:
    provoked = [provokes] if provokes else []
    async with examined(provoked=provoked) as discord, aiohttp.ClientSession() as session:
        yield Scene(Raw(discord, session))


@pytest.mark.parametrize("title", REFUSED)
async def test_every_refusal_is_discords(title):
    """Each faulty request gets Discord's status, code, message and, for 50035, path."""
    lines, wrong = [], []
    for row in REFUSED[title]:
        async with _scene(row.provokes) as scene:
            got = await row.ask(scene)
            asked = _asked(scene.discord.requests[-1])
        wrong += [fault] if (fault := row.wrong(got)) else []
        lines.append((row.done, asked, row.expected, row.code.source, _answer(row, got)))
    head = ("What is done", "Last request", "Expected", "Source", "Answered")
    _write(title, head, lines)
    assert wrong == []


@pytest.mark.parametrize("title", DECIDED)
async def test_every_decision_is_discords(title):
    """Each deed without a code of its own comes out as Discord's documentation says."""
    lines, wrong = [], []
    for row in DECIDED[title]:
        async with _scene() as scene:
            seen = await row.ask(scene)
        wrong += [f"{row.done}: {seen}"] if seen != row.expected else []
        lines.append((row.done, row.expected, row.source, seen))
    _write(title, ("What is done", "Expected", "Source", "Seen"), lines)
    assert wrong == []


def test_every_code_is_provoked():
    """No code of the table lacks a row that provokes it."""
    assert {row.code for rows in REFUSED.values() for row in rows} == set(Code)
    expected = {row.expected for row in closings.ROWS}
    missing = [close for close in Close if f"closed with {close}" not in expected]
    assert set(missing) == WITHOUT_PROVOKING


def test_every_form_fault_names_its_path():
    """Every row of 50035 compares the fault's path and name, and no row stands twice."""
    rows = [row for rows in REFUSED.values() for row in rows]
    for row in rows:
        assert (row.at is not None and row.fault != "") is (row.code is Code.INVALID_FORM_BODY)
    assert len({row.done for row in rows}) == len(rows)


def test_every_code_names_its_source():
    """The table of codes is complete: number, status, message and source for each."""
    for code in Code:
        assert code.message
        assert code.source.startswith("docs: ")
        assert 400 <= code.status < 500


def _write(title: str, head: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    write_table(_part(title), f"## {title}\n\n{table(head, lines)}")
    write_table(HEAD, WORDS)
    join_tables("discord_refusals", PARTS)


def _asked(request: RequestRecord) -> str:
    _, mark, query = request.path.partition("?")
    words = f"`{request.method} {request.template}{mark}{query}` {_brief(request.json)}"
    return words.rstrip()


def _answer(row: Refused, got: Got) -> str:
    names = [fault["code"] for fault in got.errors_at(row.at)] if row.at is not None else []
    words = " ".join([f"{got.status} · {got.code or 0}", *names])
    headers = "".join(f" · {name}: {got.headers[name]}" for name in row.headers)
    return f"{words} · {got.body['message']}{headers}"


def _brief(body: Any) -> str:
    """A body in at most 120 characters, long repetitions folded."""
    if not body:
        return ""
    text = json.dumps(body, ensure_ascii=False)
    text = re.sub(r"(.)\1{20,}", lambda run: f"{run[1]}×{len(run[0])}", text)
    return f"`{text if len(text) <= 120 else text[:119] + '…'}`"
