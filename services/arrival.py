"""Arrival: a clip that an engine sends is looked through while it comes."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from media.clip_check import ClipFacts, check_growing
from media.errors import ClipBroken
from media.growing import GrowingFile


class Arrival:
    """Where a clip's bytes go on their way into a file. To be entered; leaving it ends a look."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # A thread of its own: it waits for the network, and the few of asyncio must not.
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="arrival")
        self._growing: GrowingFile | None = None
        self._facts: Future[ClipFacts] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # In this order: after it no look can begin, and one that had begun is given up.
        self._threads.shutdown(wait=False)
        if self._growing is not None:
            self._growing.give_up()

    def open(self, mode: Literal["wb"]) -> GrowingFile:
        """Begin the file, or begin it anew: what came before is void. Raises OSError."""
        assert mode == "wb", "a clip that arrives is written"
        if self._growing is not None:
            self._growing.give_up()
        self._growing = GrowingFile(self._path)
        self._facts = self._threads.submit(check_growing, self._growing)
        return self._growing

    async def facts(self) -> ClipFacts:
        """What the clip is, once all of it has come. Raises ClipBroken, and OSError of the disk."""
        if self._facts is None:
            raise ClipBroken("nothing was written")
        return await asyncio.wrap_future(self._facts)
