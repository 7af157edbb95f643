"""Delivery: takes what the outbox owes to Discord, each message once, and finds another place
where the first is gone."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from domain.policy import Policy
from services import outcomes
from services.card_said import said_by
from services.fitting import Fitting, NoRoom
from services.forecast import Forecast
from services.ground import Ground
from services.incidents import Incidents
from services.moving_up import MovingUp
from services.packing import Packing, Parcel
from services.poster import (
    HeldBack,
    Letter,
    MessageGone,
    NoRights,
    PlaceGone,
    Posted,
    Poster,
    TooBig,
    Unreachable,
    Where,
)
from storage import Db, outbox, waiting_cards
from storage.outbox import OwedKind

log = logging.getLogger(__name__)

#: Discord's default ceiling for one file since 2025-01 (docs: reference, uploading files); tried
#: only after a place has refused the whole clip.
_SMALLEST_UPLOAD_LIMIT = 10 * 1024 * 1024
#: Waits between tries of one message: soon at first, then patiently.
_LONGEST_WAIT = timedelta(seconds=300)
#: Messages under way at the same time; each may hold a whole clip.
_MOST_AT_ONCE = 100
#: Messages packed in one go: nobody else has the database meanwhile.
_MOST_PACKED = 20
#: How far back an earlier post is looked for when its moment can't be right.
_LONG_AGO = timedelta(days=1)
#: A card edit that must reach its author even where the card is gone.
_MUST_BE_KNOWN = frozenset({outcomes.FAILED, outcomes.UNCONFIRMED, outcomes.CREDITS_BACK})
#: How long a message that says something about now may be tried before it would only confuse.
_EDIT_LIVES = timedelta(hours=1)


class Delivery:
    """Claims the outbox and posts. Money is never moved here."""

    def __init__(
        self, ground: Ground, poster: Poster, *, limits: Policy, forecast: Forecast, retry_s: float
    ) -> None:
        self._ground = ground
        self._poster = poster
        self._packing = Packing(ground, limits, forecast)
        self._fitting = Fitting(ground)
        #: Owes the edits of cards whose place in line is another; it runs beside.
        self.moving_up = MovingUp(ground, forecast)
        self._retry_s = retry_s
        self._incidents = Incidents(ground)
        #: The tries under way, and until when rows rest that could not be put off, by row id.
        self._tries: dict[int, asyncio.Task[bool]] = {}
        self._resting: dict[int, datetime] = {}
        self._is_stopping = False
        self._next_s = retry_s

    async def run(self) -> None:
        """Deliver until stopped; messages begun are posted and marked first."""
        moving_up = asyncio.create_task(self.moving_up.run(), name="moving up")
        try:
            while not self._is_stopping:
                is_well = await self._incidents.guard(self.step(), "delivering")
                await self._ground.delivery_bell.wait(self._next_s if is_well else self._retry_s)
            await self.settle()
        finally:
            left = [moving_up, *self._tries.values()]
            for one in left:
                one.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def stop(self) -> None:
        """Begin no more messages; `run` returns when those under way are marked."""
        self._is_stopping = True
        self.moving_up.stop()
        self._ground.delivery_bell.ring()

    async def step(self) -> bool:
        """Begin what is due; False when that is nothing.

        Nobody waits for anybody: a place that does not answer holds up its own message alone.
        """
        now = self._ground.now()
        # One that lies further ahead was planned before the clock was set back.
        self._resting = {
            row: until for row, until in self._resting.items() if now < until <= now + _LONGEST_WAIT
        }
        busy = self._tries.keys() | self._resting.keys()
        room = min(_MOST_AT_ONCE - len(self._tries), _MOST_PACKED)
        packed = await self._ground.database.read(self._packing.due, room, busy)
        self._resting |= dict.fromkeys(packed.unreadable, now + _LONGEST_WAIT)
        for parcel in packed.parcels if not self._is_stopping else ():
            self._begin(parcel)
        busy |= self._tries.keys() | self._resting.keys()
        next_due = await self._ground.database.read(outbox.next_due, busy=busy)
        moments = [*self._resting.values(), *([next_due] if next_due else [])]
        # Without room nothing more begins before a try ends, and that rings the bell.
        is_full = len(self._tries) >= _MOST_AT_ONCE
        wait = min(moments) - now if moments and not is_full else _LONGEST_WAIT
        self._next_s = max(0.0, min(wait, _LONGEST_WAIT).total_seconds())
        return bool(packed.parcels or packed.unreadable)

    async def settle(self) -> None:
        """Wait until everything begun by `step` has ended."""
        while self._tries:
            await asyncio.wait(self._tries.values())

    async def round(self) -> None:
        """Deliver all that is due now, to the end; for tests that hold the clock."""
        while not self._is_stopping and await self.step():
            await self.settle()

    def _begin(self, parcel: Parcel) -> None:
        row_id = parcel.owed.id
        self._tries[row_id] = asyncio.create_task(self._deliver(parcel), name=parcel.owed.nonce)
        self._tries[row_id].add_done_callback(partial(self._ended, row_id))

    def _ended(self, row_id: int, one: asyncio.Task[bool]) -> None:
        del self._tries[row_id]
        if not one.cancelled() and not one.result():
            # It is due still: going on at once would try it as fast as we can.
            self._resting[row_id] = self._ground.now() + timedelta(seconds=self._retry_s)
        self._ground.delivery_bell.ring()

    async def _deliver(self, parcel: Parcel) -> bool:
        """One try; False when the message could not even be put off."""
        nonce = parcel.owed.nonce
        if await self._incidents.guard(self._try(parcel), f"delivering {nonce}"):
            return True
        return await self._incidents.guard(
            self._later(parcel, Unreachable()), f"putting off {nonce}"
        )

    async def _try(self, parcel: Parcel) -> None:
        try:
            match parcel.owed.kind:
                case OwedKind.CARD_EDIT:
                    await self._edit(parcel)
                case OwedKind.CARD_GONE | OwedKind.CLIP_GONE:
                    await self._remove(parcel)
                case _:
                    await self._post(parcel)
        except (Unreachable, NoRoom) as error:
            await self._later(parcel, error)

    async def _post(self, parcel: Parcel) -> None:
        clip = parcel.letter.clip
        if clip is not None and not await asyncio.to_thread(clip.is_file):
            gone = FileNotFoundError(f"the clip of {parcel.owed.nonce} is gone from the disk")
            await self._incidents.report(f"delivering {parcel.owed.nonce}", gone)
            await self._end(parcel, "kept")
            return
        for number, where in enumerate(parcel.ways):
            letter = replace(parcel.letter, moved=number > 0)
            try:
                posted = await self._post_once(parcel, letter, where)
            except (PlaceGone, NoRights, HeldBack) as error:
                log.info("can't deliver there", extra=_extra(parcel, where, error))
                continue
            except TooBig as error:
                log.warning("too big for the place", extra=_extra(parcel, where, error))
                continue
            if posted is not None:
                await self._ground.database.transaction(self._posted, parcel, posted)
            return
        if parcel.owed.job_id is None:
            facts = {name: parcel.owed.facts[name] for name in ("notice", "about")}
            log.warning("nobody can be told: their messages are closed", extra=facts)
        state = "kept" if parcel.owed.kind is OwedKind.CLIP else "dropped"
        await self._end(parcel, state)

    async def _post_once(self, parcel: Parcel, letter: Letter, where: Where) -> Posted | None:
        """The message as it stands; None when it is owed no more: cancelled, not to be posted."""
        since, now = parcel.owed.first_tried_at, self._ground.now()
        if not await self._ground.database.transaction(outbox.trying, parcel.owed.id, now):
            return None
        # Tried before: the answer may have been lost although the message stands. Discord's memory
        # of the nonce is short, so we look with our own eyes.
        if since is not None:
            # Written by a clock that was ahead: Discord's own never was.
            since = since if since <= now else now - _LONG_AGO
            older = parcel.owed.tried_after
            found = await self._poster.find(letter, where, since, older)
            if found:
                return found
        try:
            return await self._poster.post(letter, where)
        except TooBig as error:
            if letter.clip is None:
                raise
            smaller = await self._fitting.fit(letter.clip, error.limit or _SMALLEST_UPLOAD_LIMIT)
            if smaller is None:
                raise
            try:
                return await self._poster.post(replace(letter, clip=smaller), where)
            finally:
                smaller.unlink(missing_ok=True)

    async def _edit(self, parcel: Parcel) -> None:
        if parcel.standing is None:
            # There is no card to change. What must be known is posted anew; the rest is past.
            if parcel.owed.facts["what"] in _MUST_BE_KNOWN:
                await self._post(parcel)
            else:
                await self._end(parcel, "dropped")
            return
        try:
            await self._poster.edit(parcel.letter, parcel.standing)
        except (MessageGone, PlaceGone, NoRights, HeldBack, TooBig):
            if parcel.owed.facts["what"] in _MUST_BE_KNOWN:
                await self._post(parcel)
                return
            await self._end(parcel, "dropped")
        else:
            await self._ground.database.transaction(self._edited, parcel)

    async def _remove(self, parcel: Parcel) -> None:
        if parcel.standing is not None:
            try:
                await self._poster.remove(parcel.standing)
            except (MessageGone, PlaceGone, NoRights) as error:
                log.info("the message stays", extra=_extra(parcel, None, error))
        await self._end(parcel, "posted")

    async def _later(self, parcel: Parcel, error: Exception) -> None:
        now = self._ground.now()
        wait = min(
            self._retry_s * 2 ** min(parcel.owed.attempts, 10), _LONGEST_WAIT.total_seconds()
        )
        log.info("will deliver later", extra=_extra(parcel, None, error))
        is_stale = (
            parcel.owed.kind is OwedKind.CARD_EDIT and now - parcel.owed.created_at > _EDIT_LIVES
        )
        if is_stale and parcel.owed.facts["what"] not in _MUST_BE_KNOWN:
            await self._end(parcel, "dropped")
            return
        at = now + timedelta(seconds=self._ground.ids.jitter(wait))
        await self._ground.database.transaction(outbox.later, parcel.owed.id, at)

    async def _end(self, parcel: Parcel, state: str) -> None:
        await self._ground.database.transaction(
            outbox.end, parcel.owed.id, state, self._ground.now()
        )

    def _edited(self, db: Db, parcel: Parcel) -> None:
        outbox.end(db, parcel.owed.id, "posted", self._ground.now())
        _note_said(db, parcel)

    def _posted(self, db: Db, parcel: Parcel, posted: Posted) -> None:
        now = self._ground.now()
        message = (posted.channel_id, posted.message_id)
        outbox.end(db, parcel.owed.id, "posted", now, message)
        if posted.is_bare:
            outbox.stands_bare(db, parcel.owed.id)
        # One that was tried before may have been found as it was posted then, with other words.
        if parcel.owed.first_tried_at is None:
            _note_said(db, parcel)
        if parcel.owed.kind is OwedKind.CLIP and parcel.owed.job_id is not None:
            outbox.owe(db, parcel.owed.job_id, OwedKind.CARD_GONE, now)
        log.info("delivered", extra=_extra(parcel, None, None))


def _note_said(db: Db, parcel: Parcel) -> None:
    said = said_by(parcel.letter)
    if said is not None:
        waiting_cards.has_said(db, parcel.owed.id, said.facts)


def _extra(parcel: Parcel, where: Where | None, error: Exception | None) -> dict[str, object]:
    facts: dict[str, object] = {"owed": parcel.owed.nonce, "kind": str(parcel.owed.kind)}
    if where is not None:
        facts |= {"channel": where.channel_id, "member": where.member_id}
    if error is not None:
        facts["error"] = type(error).__name__
    return facts
