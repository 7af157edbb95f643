"""`python bot.py` on the command line, with nothing but the settings a test gives it."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.bot_process import BOT
from tests.acceptance.forked_bot import Forked, Place, fork

_PATIENCE_S = 40.0


@dataclass(frozen=True)
class Ended:
    """A run of the command line that ended by itself."""

    code: int
    out: str
    err: str


async def run_bot(folder: Path, environment: Mapping[str, str], *arguments: str) -> Ended:
    """Run `bot.py` with nothing but these settings; everything it wrote is kept, too."""
    told = {"PATH": os.environ["PATH"], **environment}
    with tempfile.TemporaryDirectory() as outside:
        place = Place(folder, told, out=Path(outside, "out"), err=Path(outside, "err"))
        ended = await _ended(await fork(BOT, arguments, place), place)
    with (folder / "written.log").open("a") as written:
        written.write(ended.out + ended.err)
    return ended


async def run_anew(folder: Path, environment: Mapping[str, str], *arguments: str) -> Ended:
    """The same in a Python of its own, as a person starts it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(BOT),
        *arguments,
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_PATIENCE_S):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


async def _ended(process: Forked, place: Place) -> Ended:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ended(code, place.out.read_text(), place.err.read_text())
