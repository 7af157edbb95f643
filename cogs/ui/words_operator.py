"""What the operator reads: servers, money, shots without certainty."""

from collections.abc import Callable, Sequence

from cogs.ui.inert import inert
from cogs.ui.phrases import counted, day_and_clock
from cogs.ui.reply import Reply
from cogs.ui.words_settings import at_most
from domain.job import Job
from domain.money import dollars
from domain.policy import Policy
from services.management import ServerSpending

#: A message holds about this many lines of ours.
_MOST_LINES = 10
ServerName = Callable[[int], str | None]


def opened(server_id: int, name: ServerName) -> Reply:
    """After a server was opened."""
    return Reply(text=f"{called(server_id, name)} is open: its members can make clips.")


def closed(server_id: int, name: ServerName, *, was_open: bool) -> Reply:
    """After a server was closed."""
    if not was_open:
        return Reply(text=f"{called(server_id, name)} wasn't open. Nothing changed.")
    text = f"{called(server_id, name)} is closed. Its shots in line go on; new ones are refused."
    return Reply(text=text)


def servers(spent: Sequence[ServerSpending], name: ServerName) -> Reply:
    """All open servers with what they cost."""
    if not spent:
        return Reply(text="No server is open. `/greenlight-operator servers open` opens one.")
    day, month = (sum(getattr(s, span) for s in spent) for span in ("day_micro", "month_micro"))
    head = (
        f"{counted(len(spent), 'open server')}; used together {dollars(day)} today and"
        f" {dollars(month)} this month (UTC)."
    )
    lines = [
        f"{called(s.server_id, name)}: {dollars(s.day_micro)} today,"
        f" {dollars(s.month_micro)} this month"
        for s in sorted(spent, key=lambda s: s.month_micro, reverse=True)[:_MOST_LINES]
    ]
    return Reply(text="\n".join([head, *lines, *_rest(len(spent))]))


def ceilings(
    policy: Policy, server_id: int | None, usual_micro: int | None, name: ServerName
) -> Reply:
    """The ceilings that hold for a server, or for the whole bot."""
    held = policy.bot if server_id is None else policy.server
    whose = "The whole bot" if server_id is None else called(server_id, name)
    text = f"{whose} may spend {at_most(held, usual_micro)} (UTC). What is in line goes on."
    return Reply(text=text)


def unconfirmed(jobs: Sequence[Job], name: ServerName) -> Reply:
    """Shots whose answer was lost."""
    if not jobs:
        return Reply(text="No shot is without certainty.")
    head = f"{counted(len(jobs), 'shot')} sent whose answer was lost. Look for each at the service:"
    lines = [
        f"**{job.code}** · {job.shot.model} · sent {_sent(job)} · {dollars(job.cost_micro)} ·"
        f" {called(job.place.server_id, name)} · {inert(job.shot.prompt, 20)}"
        for job in jobs[:_MOST_LINES]
    ]
    ways = "Then: `was-made` with its number there, `paid-and-lost`, or `not-paid`."
    return Reply(text="\n".join([head, *lines, *_rest(len(jobs)), ways]))


def settled(job: Job, what: str) -> Reply:
    """After an unconfirmed shot was settled."""
    return Reply(text=f"{job.code} is settled: {what}")


def called(server_id: int, name: ServerName) -> str:
    """A server by its name and id, as far as we know it."""
    known = name(server_id)
    return f"{inert(known, 60)} ({server_id})" if known else f"The server {server_id}"


def _sent(job: Job) -> str:
    return day_and_clock(job.submitted_at or job.created_at)


def _rest(found: int) -> list[str]:
    return [f"… and {found - _MOST_LINES} more"] if found > _MOST_LINES else []
