"""A real database whose disk can be full for a while, and between whose acts things happen."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from storage import Database, StorageUnavailable

Happening = Callable[[], Awaitable[None]]


class TroubledDatabase:
    """Passes everything on to `real`. Holds no trouble until a test puts some in.

    `full_for` transactions fail as on a full disk, before anything is written. What stands in
    `after_read` and `before_transaction` happens once each, in order, around the next ones.
    """

    def __init__(self, real: Database) -> None:
        self.real = real
        self.full_for = 0
        self.refused = 0
        self.after_read: deque[Happening] = deque()
        self.before_transaction: deque[Happening] = deque()

    async def transaction(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.before_transaction:
            await self.before_transaction.popleft()()
        if self.full_for > 0:
            self.full_for -= 1
            self.refused += 1
            raise StorageUnavailable("database or disk is full")
        return await self.real.transaction(fn, *args, **kwargs)

    async def read(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        found = await self.real.read(fn, *args, **kwargs)
        if self.after_read:
            await self.after_read.popleft()()
        return found

    async def close(self) -> None:
        await self.real.close()
