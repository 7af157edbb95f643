"""`python bot.py` on the command line, with nothing but the settings a test gives it."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.bot_process import BOT


@dataclass(frozen=True)
class Ended:
    """A run of the command line that ended by itself."""

    code: int
    out: str
    err: str


async def run_bot(folder: Path, environment: Mapping[str, str], *arguments: str) -> Ended:
    """Run `python bot.py` with nothing but these settings; everything it wrote is kept, too."""
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
        async with asyncio.timeout(40):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    with (folder / "written.log").open("ab") as written:
        written.write(out + err)
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())
