"""The real bot, composed as always, that kills itself with SIGKILL at one named point.

`DIE_AT` names the point, `DIE_ON` the how manieth time (1 without it); it dies there once and,
started again in the same folder, lives on.
"""

import asyncio
import os
import signal
import sys
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

# Run as a script from another folder, as bot.py itself would be.
sys.path.insert(0, str(Path(__file__).parents[2]))

import bot
from services.providers.account_plans import AccountPlan
from services.providers.base import Listed, Polled, SubmitOrder, Submitted, Target, VideoProvider
from storage import Database

#: Transactions by the name of their function, with the point before and after them.
TRANSACTIONS = {
    "_reserve": ("before the row", "after the row"),
    "write_accepted": ("answer not stored", "after the answer is stored"),
    "_write_made": ("after the download", "after it is settled"),
    "_posted": ("posted, not marked", "after it is marked"),
}


def die_at(point: str) -> None:
    """Die here if this is the point and the time."""
    if os.environ["DIE_AT"] != point:
        return
    passed = Path("passed")
    times = len(passed.read_text()) + 1 if passed.exists() else 1
    passed.write_text("x" * times)
    if times == int(os.environ.get("DIE_ON", "1")):
        os.kill(os.getpid(), signal.SIGKILL)


class DyingDatabase(Database):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._one_at_a_time = asyncio.Lock()

    async def transaction(self, fn, *args, **kwargs):
        before, after = TRANSACTIONS.get(fn.__name__, ("", ""))
        if fn.__name__ == "_posted" and args[0].owed.kind != "clip":
            before = after = ""
        # Nobody else writes between a commit and the death behind it.
        async with self._one_at_a_time:
            die_at(before)
            result = await super().transaction(fn, *args, **kwargs)
            die_at(after)
        return result


class DyingProvider:
    def __init__(self, inner: VideoProvider) -> None:
        self._inner = inner
        self.account = inner.account
        self.capabilities = inner.capabilities

    async def submit(self, order: SubmitOrder) -> Submitted:
        die_at("before the POST")
        return await self._inner.submit(order)

    async def poll(self, remote_task_id: str) -> Polled:
        polled = await self._inner.poll(remote_task_id)
        die_at("while running")
        return polled

    async def download(self, result_ref: str, target: Target) -> None:
        with tempfile.NamedTemporaryFile() as whole:
            await self._inner.download(result_ref, Path(whole.name))
            data = whole.read()
        with closing(target.open("wb")) as half:
            half.write(data[: len(data) // 2])
            die_at("while downloading")
        await self._inner.download(result_ref, target)

    async def list(self, since: datetime) -> tuple[Listed, ...]:
        return await self._inner.list(since)


def make_provider(_: AccountPlan, provider: VideoProvider) -> DyingProvider:
    return DyingProvider(provider)


if __name__ == "__main__":
    makers = bot.Makers(database=DyingDatabase.open, provider=make_provider)
    sys.exit(bot.main(sys.argv[1:], makers))
