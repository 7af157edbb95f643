"""A file that one thread writes and another reads as it comes."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from media.errors import ClipBroken


class GrowingFile:
    """The writing end: a file begun anew, with `write`, `flush`, `fileno` and `close` as others.

    Closing says that all has come. Methods raise OSError as it comes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb")
        self._came = threading.Condition()
        self._length = 0
        self._is_whole = False
        self._is_given_up = False

    def write(self, data: bytes) -> int:
        """Write, so that readers see it."""
        self._file.write(data)
        self._file.flush()
        with self._came:
            self._length += len(data)
            self._came.notify_all()
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""

    def fileno(self) -> int:
        """The number of the open file."""
        return self._file.fileno()

    def close(self) -> None:
        """All has come; may be called again."""
        self._file.close()
        with self._came:
            self._is_whole = True
            self._came.notify_all()

    def give_up(self) -> None:
        """Nobody wants it any more: whoever waits for it, waits no longer."""
        with self._came:
            self._is_given_up = True
            self._came.notify_all()

    def wait_until_whole(self) -> None:
        """Wait for the end. Raises ClipBroken when the file is given up."""
        with self._came:
            self._came.wait_for(lambda: self._is_whole or self._is_given_up)
            self._raise_if_given_up()

    def wait_for(self, length: int) -> None:
        """Wait until so many bytes have come, or all. Raises ClipBroken when it is given up."""
        with self._came:
            self._came.wait_for(
                lambda: self._length >= length or self._is_whole or self._is_given_up
            )
            self._raise_if_given_up()

    def reader(self) -> "GrowingReader":
        """A reading end, at the beginning."""
        return GrowingReader(self)

    def _raise_if_given_up(self) -> None:
        if self._is_given_up:
            raise ClipBroken("it was given up before its end")


class GrowingReader:
    """A reading end, which waits for what has not come yet.

    It has no `tell`, and no way to the end: PyAV reads what lacks that from the first to the last
    byte, where it would otherwise ask for the end first.
    """

    def __init__(self, growing: GrowingFile) -> None:
        self._growing = growing
        self._file = growing.path.open("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """So many bytes; fewer only at the end. Raises ClipBroken when the file is given up."""
        self._growing.wait_for(self._file.tell() + size)
        return self._file.read(size)

    def seek(self, offset: int) -> None:
        """Go on there, counted from the beginning."""
        self._file.seek(offset)
