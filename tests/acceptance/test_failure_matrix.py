"""Every trouble of every engine at every operation: state, money, and words for each person.

Genuine adapters over real sockets to the stand-in, real storage and services, genuine words, and a
held clock; Discord is left out. Makes `build/tables/failures.md`.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.minimax.codes import OK, TEXTS
from sandbox.minimax.routes_v2 import ERROR_TYPES
from services.providers.base import Meaning
from services.providers.engine_http import engine_session
from services.providers.kinds import KINDS, MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from services.providers.minimax_errors import OF_CODE
from services.providers.openai_answers import IMPOSSIBLE, OF_WORD
from tests.acceptance import failure_cells as cells
from tests.acceptance.failure_bench import OnPaper
from tests.acceptance.failure_cells import MATRIX
from tests.acceptance.failure_house import open_house
from tests.acceptance.failure_meeting import Step
from tests.acceptance.failure_play import HEAD, play
from tests.acceptance.failure_troubles import IN_BASE_RESP
from tests.services.providers.adapters import ADAPTERS, Adapter, named
from tests.services.providers.scripted_engine import ScriptedEngine, http
from tests.tools.tables import join_tables, table, write_table

EVERY = [(kind, step) for kind, steps in MATRIX.items() for step in steps]


@pytest.mark.parametrize(("kind", "step"), EVERY)
async def test_every_cell(
    kind: str, step: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Each trouble leaves what the design says, goes on as it says when it is over, and shows the
    key to no other host."""
    caplog.set_level(logging.INFO)
    stranger = ScriptedEngine(script=[http(200, b"<html>no clip</html>")])
    async with stranger, open_house(tmp_path, kind) as house:
        bench = OnPaper(house, house.minimax, caplog, shares_shots=True)
        elsewhere = stranger.url.replace("127.0.0.1", "localhost") + "/elsewhere"
        rows = await play(
            bench, Step(kind=kind, name=step, elsewhere=elsewhere), MATRIX[kind][step]
        )
        assert house.minimax.counters.keys_leaked == 0
    # Only a clip may lie somewhere else, and there nobody is shown the key.
    assert len(stranger.seen) == (2 if step == "download" else 0)
    assert not [seen for seen in stranger.seen if "authorization" in seen.headers]
    names = {one: f"failures-{one[0]}-{one[1].replace(' ', '-')}" for one in EVERY}
    write_table(names[kind, step], f"# {kind}: {step}\n\n{table(HEAD, rows)}")
    join_tables("failures", list(names.values()))


@pytest.mark.parametrize(("kind", "step"), EVERY)
def test_no_cell_is_unknown(kind: str, step: str) -> None:
    """Every code that the stand-in or the adapter knows has a cell at every operation, and so has
    every way in which an answer can go wrong."""
    known = {str(code) for code in TEXTS} | {str(code) for code in OF_CODE}
    played = MATRIX[kind][step].keys()
    is_end = step in {"status Fail", "status failed"}
    ways = set() if is_end else (cells.DOWNLOAD_WAYS if step == "download" else cells.WAYS)
    statuses = set() if is_end else set(cells.STATUSES)
    wanted = (known - {str(OK)}) | set(ways) | statuses | OWN_WORDS[kind](is_end)
    assert wanted <= played, sorted(wanted - played)


@pytest.mark.parametrize("adapter", ADAPTERS, ids=named)
async def test_every_operation_is_played(adapter: Adapter) -> None:
    """The port's operations have a table each, but for those that this kind of engine lacks."""
    async with engine_session() as session:
        can = adapter.provider("http://127.0.0.1:9", session).capabilities
    lacks = {"list": not can.lists, "cancel": not can.cancels}
    for operation in ("submit", "query", "download", "list", "cancel"):
        assert (operation in MATRIX[adapter.kind]) is not lacks.get(operation, False)
    assert MATRIX.keys() == set(KINDS) == {one.kind for one in ADAPTERS}


def own_codes_v2(is_end: bool) -> set[str]:
    """Each code in the second shape, and errors that tell only a type."""
    twice = {f"{code}{IN_BASE_RESP}" for code in TEXTS if code != OK}
    return set() if is_end else twice | set(ERROR_TYPES.values())


def own_words_videos(is_end: bool) -> set[str]:
    """The words of OpenAI and LiteLLM, and what fails a job that was taken."""
    about_content = {word for word, meaning in OF_WORD.items() if meaning is Meaning.CONTENT}
    return set(IMPOSSIBLE) | about_content if is_end else set(OF_WORD)


OWN_WORDS: dict[str, Callable[[bool], set[str]]] = {
    MINIMAX_V1: lambda is_end: set(),
    MINIMAX_V2: own_codes_v2,
    OPENAI_VIDEOS: own_words_videos,
}
