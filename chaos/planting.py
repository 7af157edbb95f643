"""Bugs planted in a copy of the source, to see that they are found."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from chaos.decisions import Focus

ROOMS = ("animatic", "cogs", "domain", "media", "sandbox", "services", "storage")


class NotPlanted(Exception):
    """The text that a bug replaces is not in the source any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """One exact replacement in one file."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """What is replaced, and where deaths are aimed so that it shows soon."""

    hunks: tuple[Hunk, ...]
    focus: Focus


#: The mark is made before the post: killed in between, a clip is never posted.
OUTBOX = (
    Hunk(
        file="services/delivery.py",
        old="return found\n        try:\n            return await self._poster.post",
        new=(
            "return found\n"
            "        if letter.clip is not None:\n"
            '            await self._end(parcel, "posted")\n'
            "        try:\n            return await self._poster.post"
        ),
    ),
)
#: `submitting` is written behind the request: killed in between, it is sent again.
INTENT = (
    Hunk(
        file="services/submitting.py",
        old="            self._held[turn.id] = await asyncio.to_thread(self._bytes, turn)\n",
        new=(
            "            self._held[turn.id] = 0\n"
            "            to = self._ground.database.transaction\n"
            "            await to(self._mark, turn, 'submitting', 'queued')\n"
        ),
    ),
    Hunk(
        file="services/submitting.py",
        old="unreadable: set[int] = set()",
        new="unreadable: set[int] = set(self._held)",
    ),
    Hunk(
        file="services/submitting.py",
        old="submitted = await self._hand_over.providers[job.account].submit(order)",
        new="submitted = await self._sent(job, order)",
    ),
    Hunk(
        file="services/submitting.py",
        old="    def _take_turn(self, db",
        new=(
            "    async def _sent(self, job, order):\n"
            "        try:\n"
            "            return await self._hand_over.providers[job.account].submit(order)\n"
            "        finally:\n"
            "            to = self._ground.database.transaction\n"
            "            await to(self._mark, job, 'queued', 'submitting')\n\n"
            "    def _mark(self, db, job, before, after):\n"
            '        sql = "UPDATE jobs SET status = ?, boot_id = ? WHERE id = ? AND status = ?"\n'
            "        boot_id = self._hand_over.boot_id if after == 'submitting' else None\n"
            "        db.conn.execute(sql, (after, boot_id, job.id, before))\n\n"
            "    def _take_turn(self, db"
        ),
    ),
)
#: The money of a clip is settled in a transaction of its own, behind the one that says it is made.
SETTLE = (
    Hunk(
        file="services/outcomes.py",
        old="    ledger.settle(db, _booking(db, job, at))\n",
        new="",
    ),
    Hunk(
        file="services/watching.py",
        old="            return self._backoff_s(job)\n        self._misses.pop(job.id, None)\n",
        new=(
            "            return self._backoff_s(job)\n"
            "        from storage import ledger\n"
            "        booking = await self._ground.database.read(\n"
            "            ledger.booking_of, job.id, at=self._ground.now(), who='worker'\n"
            "        )\n"
            "        await self._ground.database.transaction(ledger.settle, booking)\n"
            "        self._misses.pop(job.id, None)\n"
        ),
    ),
)
#: Nobody looks whether a post that was tried stands: what Discord has forgotten is posted again.
LOOK = (
    Hunk(
        file="services/delivery.py",
        old="found = await self._poster.find(letter, where, since, older)",
        new="found = None",
    ),
)
BUGS = {
    "outbox": Bug(hunks=OUTBOX, focus=Focus(state="posted")),
    "intent": Bug(hunks=INTENT, focus=Focus(operation="submit", when="after")),
    "look": Bug(hunks=LOOK, focus=Focus(operation="create_message", when="after", is_long=True)),
    "settle": Bug(hunks=SETTLE, focus=Focus(state="succeeded")),
}


def plant(source: Path, target: Path, bug: str) -> None:
    """Copy the source into an empty folder, with a bug in it. Raises NotPlanted."""
    target.mkdir(parents=True)
    for room in ROOMS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source / room, target / room, ignore=ignored)
    for script in source.glob("*.py"):
        shutil.copy2(script, target / script.name)
    for hunk in BUGS[bug].hunks:
        path = target / hunk.file
        text = path.read_text(encoding="utf-8")
        if text.count(hunk.old) != 1:
            times = text.count(hunk.old)
            raise NotPlanted(f"{hunk.file} holds {times} times, not once: {hunk.old!r}")
        path.write_text(text.replace(hunk.old, hunk.new), encoding="utf-8")
