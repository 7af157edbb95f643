"""What a person at the terminal reads: the end of a run, or both sides of a broken promise."""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chaos.endings import Violation
from chaos.history import History, message_line, order_line
from chaos.judging import match
from chaos.run import Account, Run

_SHOWN = 5
_SAID_AT = frozenset({10})
_SAID_EVERY = 50
_SAID_AFTER_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What plays a run again."""

    seed: str
    plant: str
    only: str

    def line(self, kills: int) -> str:
        """For a shell."""
        words = {"SEED": self.seed, "KILLS": str(kills), "PLANT": self.plant, "ONLY": self.only}
        given = (f"{name}={shlex.quote(value)}" for name, value in words.items() if value)
        return f"make chaos {' '.join(given)}"


def summary(
    account: Account,
    discord: Mapping[str, Any],
    minimax: Mapping[str, Any],
    incidents: Sequence[str],
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
        f"members: {acts}; incidents that the bot reported: {len(incidents)}",
        *(f"  {one}" for one in incidents[:_SHOWN]),
        f"trouble at Discord: {of_discord}",
        f"trouble at MiniMax: {of_minimax}",
        f"money: the service charged {account.charged / 1e6:.2f} dollars, the books count"
        f" {account.counted / 1e6:.2f}; the difference is of shots that failed or are unconfirmed",
        "kills by moment:",
        *(f"  {count:4} {moment}" for moment, count in account.moments.most_common()),
    )
    return "\n".join(lines)


def complaint(run: Run, replay: Replay, folder: str) -> str:
    """What was broken, both histories side by side, and how to play it again."""
    account = run.account
    first = account.violations[0]
    where = f"at kill {account.life}" if account.life else "at the first start"
    lines = [
        f"BROKEN {where}, seed {replay.seed}:",
        *(f"  {one}" for one in account.violations[:_SHOWN]),
    ]
    if len(account.violations) > _SHOWN:
        lines.append(f"  and {len(account.violations) - _SHOWN} more")
    if first.code:
        lines += _both_sides(run, first)
    lines += [
        f"Again: {replay.line(max(1, account.life))}",
        "  (the same deaths, faults and choices of members; how the processes interleave is the"
        " machine's, so",
        "  it may break some kills earlier or later, or take a few runs: docs/chaos.md)",
        f"Decisions, the bot's log and its database, kept for the search: {folder}",
    ]
    return "\n".join(lines)


def interruption(account: Account, signal_name: str, took_s: float, folder: str) -> str:
    """How far a run came that was told to end."""
    lines = [f"Told to end ({signal_name}) after {account.kills} kills and {_length(took_s)}."]
    if account.kills:
        lines.append(
            f"{account.shots} shots were asked; no promise was broken as far as it was judged,"
            " which is not at the end."
        )
    lines.append(f"Decisions, the bot's log and its database: {folder}")
    return "\n".join(lines)


class Progress:
    """Says how far a run is and how long it will take: at the first rest, then every 50 kills or
    minute. `now`: seconds that only grow."""

    def __init__(self, kills: int, now: Callable[[], float], say: Callable[[str], None]) -> None:
        self._kills = kills
        self._now = now
        self._say = say
        self._begun = self._said = now()

    def lived(self, account: Account) -> None:
        """One more life is over, and all is well."""
        now, done = self._now(), account.kills
        is_due = done in _SAID_AT or done % _SAID_EVERY == 0 or now - self._said >= _SAID_AFTER_S
        if not is_due or done >= self._kills:
            return
        self._said = now
        took_s = now - self._begun
        left_s = took_s / done * (self._kills - done)
        self._say(
            f"{done} of {self._kills} kills in {_length(took_s)}, {account.shots} shots asked, no"
            f" promise broken; about {_length(left_s)} more"
        )


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


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
