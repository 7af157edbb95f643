"""The week in a message: to a server's staff in clips, to the operator in money."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.job import Job, JobStatus
from domain.policy import Ceilings
from domain.windows import Span, Window, span
from services import notices, rules
from services.ceilings import Spent, spent
from services.ground import Ground
from services.house import House
from services.incidents import Incidents
from services.notices import Notice
from storage import Db, servers, sums
from storage.sums import CostRow

#: Monday's hour, in the server's time zone, from which the week before is summed up.
_MORNING = timedelta(hours=8)
_LOOKS_EVERY = timedelta(minutes=30)
_MOST_NAMED = 3
_MOST_SERVERS = 8
_MOST_MODELS = 6

Name = TypeVar("Name", int, str)
Line = dict[str, int]


class Summaries:
    """Owes each week's messages once, on Monday morning or as soon as possible after it.

    A week in which nothing was made is passed over.
    """

    def __init__(self, ground: Ground, house: House) -> None:
        self._ground = ground
        self._house = house
        self._incidents = Incidents(ground)
        self._looked_at: datetime | None = None

    async def owe_due(self) -> None:
        """Sum up every week that has ended and was not told yet; looks twice an hour."""
        now = self._ground.now()
        if self._looked_at is not None and abs(now - self._looked_at) < _LOOKS_EVERY:
            return
        # Before the look: what breaks in it is tried again later, not every minute.
        self._looked_at = now
        database, guard = self._ground.database, self._incidents.guard
        # Each by itself: one server's unreadable row keeps nobody else's week back, and others may
        # write in between.
        for server_id in await database.read(servers.open_servers):
            work = database.transaction(self._owe_staff, server_id, now)
            await guard(work, f"summing up the week of server {server_id}")
        await guard(database.transaction(self._owe_operator, now), "summing up the week's costs")
        self._ground.delivery_bell.ring()

    def _owe_staff(self, db: Db, server_id: int, now: datetime) -> None:
        server = rules.load(db, server_id, self._house.limits)
        zone = server.policy.quota.zone
        week = last_week(now, zone)
        if week is None or not server.sums_up or server.staff_channel_id is None:
            return
        days = _days(week, zone)
        about = f"{server.server_id} {days['first_day']}"
        if notices.stands(db, Notice.WEEK_IN_CLIPS, about):
            return
        asked = sums.asked_for(db, server.server_id, week)
        if any(job.status is JobStatus.SUCCEEDED for job in asked):
            facts = {**days, **self._in_clips(asked)}
            notices.tell_staff(db, server.server_id, Notice.WEEK_IN_CLIPS, now, about, facts)

    def _owe_operator(self, db: Db, now: datetime) -> None:
        week = last_week(now, "UTC")
        if week is None:
            return
        days = _days(week, "UTC")
        about = days["first_day"]
        if notices.stands(db, Notice.WEEK_IN_MONEY, about):
            return
        rows = sums.costs(db, week)
        if rows:
            facts = {**days, **self._in_money(db, rows)}
            operators = self._ground.operators
            notices.tell_operator(db, operators, Notice.WEEK_IN_MONEY, now, about, facts)

    def _in_clips(self, asked: Sequence[Job]) -> dict[str, object]:
        made = [job for job in asked if job.status is JobStatus.SUCCEEDED]
        moves = Counter(move for job in made for move in _moves(job))
        models = Counter(self._title(job.shot.model) for job in made)
        return {
            "made": len(made),
            "failed": len(asked) - len(made),
            "members": len({job.member_id for job in made}),
            "credits": sum(job.credits for job in made),
            "moves": moves.most_common(_MOST_NAMED),
            "models": models.most_common(_MOST_NAMED),
        }

    def _in_money(self, db: Db, rows: Sequence[CostRow]) -> dict[str, object]:
        limits, now = self._house.limits, self._ground.now()
        of_bot = rules.load(db, servers.WHOLE_BOT, limits).policy.bot
        by_server = _together((row.server_id, row) for row in rows)
        by_model = _together((self._title(row.model), row) for row in rows)

        return {
            "clips": sum(row.made for row in rows),
            "micro": sum(_micro(row) for row in rows),
            **_this_month(spent(db, None, now), of_bot),
            "models": [{"title": one, **line} for one, line in by_model[:_MOST_MODELS]],
            "more_models": max(0, len(by_model) - _MOST_MODELS),
            "servers": [self._server(db, one, line) for one, line in by_server[:_MOST_SERVERS]],
            "more_servers": max(0, len(by_server) - _MOST_SERVERS),
        }

    def _server(self, db: Db, server_id: int, line: Line) -> dict[str, object]:
        facts: dict[str, object] = {"server_id": server_id, **line}
        try:
            ceilings = rules.load(db, server_id, self._house.limits).policy.server
        except ValueError:
            # An incident of its own names the server; the others' lines are owed all the same.
            return facts
        return facts | _this_month(spent(db, server_id, self._ground.now()), ceilings)

    def _title(self, name: str) -> str:
        model = self._house.catalogue.get(name)
        return model.title if model else name


def last_week(now: datetime, zone: str) -> Span | None:
    """The week that ended last in a time zone; None before Monday's morning there."""
    this = span(Window.WEEK, now, zone)
    if now < this.begins_at + _MORNING:
        return None
    return span(Window.WEEK, this.begins_at - timedelta(hours=1), zone)


def _moves(job: Job) -> set[str]:
    """The movements of a shot, each once."""
    return {move.value for step in job.shot.whole_camera.movements for move in step}


def _days(week: Span, zone: str) -> dict[str, str]:
    """The first and the last day of a week, as they are called in its time zone."""
    first, after = (at.astimezone(ZoneInfo(zone)).date() for at in (week.begins_at, week.ends_at))
    return {"first_day": first.isoformat(), "last_day": (after - timedelta(days=1)).isoformat()}


def _micro(row: CostRow) -> int:
    return row.ended_micro + row.open_micro


def _together(rows: Iterable[tuple[Name, CostRow]]) -> list[tuple[Name, Line]]:
    """Clips and micro-dollars under each name, the dearest first."""
    clips: Counter[Name] = Counter()
    micro: Counter[Name] = Counter()
    for name, row in rows:
        clips[name] += row.made
        micro[name] += _micro(row)
    return [(name, {"clips": clips[name], "micro": cost}) for name, cost in micro.most_common()]


def _this_month(counted: Spent, ceilings: Ceilings) -> Line:
    """What is used of this month's ceiling, and how much that is."""
    _, month = counted.against(ceilings)
    return {"month_micro": month.used_micro, "ceiling_micro": month.most_micro}
