"""What a person at the terminal reads: the end of a run, or both sides of a broken promise."""

from collections.abc import Iterator, Mapping
from typing import Any

from chaos.endings import Violation
from chaos.history import History, message_line, order_line
from chaos.judging import match
from chaos.run import Account, Run

_SHOWN = 5


def summary(
    account: Account, discord: Mapping[str, Any], minimax: Mapping[str, Any], incidents: int
) -> str:
    """The one line that counts first, then what was met."""
    acts = ", ".join(f"{what} {count}" for what, count in sorted(discord["acts"].items()))
    of_discord = ", ".join(f"{what} {n}" for what, n in discord.items() if what != "acts" and n)
    of_minimax = ", ".join(f"{what} {n}" for what, n in sorted(minimax["met"].items()))
    lines = (
        f"{account.kills} kills: {account.shots} shots asked, 0 lost, 0 submitted twice, 0 posted"
        " twice, 0 credits or cost unexplained",
        f"shots at the end: {_counts(account.stood)}",
        f"open at the kills, added up: {_counts(account.states)}",
        f"members: {acts}; incidents that the bot reported: {incidents}",
        f"trouble at Discord: {of_discord}",
        f"trouble at MiniMax: {of_minimax}",
        f"money: the service charged {account.charged / 1e6:.2f} dollars, the books count"
        f" {account.counted / 1e6:.2f}; the difference is of shots that failed or are unconfirmed",
        "kills by moment:",
        *(f"  {count:4} {moment}" for moment, count in account.moments.most_common()),
    )
    return "\n".join(lines)


def complaint(run: Run, seed: str, plant: str, folder: str) -> str:
    """What was broken, both histories side by side, and how to play it again."""
    account = run.account
    first = account.violations[0]
    lines = [
        f"BROKEN after kill {account.kills}, seed {seed}:",
        *(f"  {one}" for one in account.violations[:_SHOWN]),
    ]
    if len(account.violations) > _SHOWN:
        lines.append(f"  and {len(account.violations) - _SHOWN} more")
    if first.code:
        lines += _both_sides(run, first)
    planted = f" PLANT={plant}" if plant else ""
    lines += [
        f"Again: make chaos SEED={seed} KILLS={account.kills + 1}{planted}",
        f"Decisions, the bot's log and its database: {folder}",
    ]
    return "\n".join(lines)


def _both_sides(run: Run, violation: Violation) -> Iterator[str]:
    code, history = violation.code, run.history
    shot = run.shelf.shots.get(code)
    yield f"The books of {code}:"
    yield f"  {shot.line() if shot else 'nothing'}"
    yield "The service:"
    orders = match(run.shelf, history).of[code]
    yield from (f"  {order_line(history.orders[one])}" for one in orders)
    if not orders:
        yield "  nothing"
    yield "Discord:"
    yield from (f"  {line}" for line in _messages(history, code, shot))


def _messages(history: History, code: str, shot: Any) -> Iterator[str]:
    owed = {row.message_id for row in shot.owed if row.message_id} if shot else set()
    about = history.naming[code] | history.clips[code] | (owed & history.written.keys())
    told = sorted(what for what, codes in history.told.items() if code in codes)
    yield f"its member was told: {', '.join(told) or 'nothing'}"
    for one in sorted(about):
        yield message_line(history.written[one])


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(counts.items()) if count)
