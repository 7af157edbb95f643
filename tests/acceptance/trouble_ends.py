"""The troubles of the machine and the network, and how each shot ends after them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tests.acceptance.trouble_acts import (
    Story,
    both_down,
    disk_full_for_clips,
    disk_full_for_rows,
    disk_nearly_full,
    killed,
    locked,
    off_for_a_day,
    one_after_the_other,
    power_lost,
    set_back,
    set_back_while_off,
    skipped,
    stopped_in_time,
    stopped_late,
)
from tests.acceptance.trouble_bot import STATES

PRICE, CLIP_MICRO = 5, 430_000
MADE, UNKNOWN, RETURNED, FREE = (
    ("succeeded", PRICE, CLIP_MICRO),
    ("unconfirmed", PRICE, CLIP_MICRO),
    ("unconfirmed", 0, CLIP_MICRO),
    ("failed", 0, 0),
)
#: How each shot ends where a trouble says nothing else.
USUAL = dict.fromkeys(STATES, MADE) | {
    "unconfirmed": UNKNOWN,
    "cancelled": ("cancelled", 0, 0),
}
LOST = {"submitting": UNKNOWN}
AN_HOUR = {"unconfirmed": RETURNED}
A_DAY = {"queued": FREE, "unconfirmed": RETURNED}


@dataclass(frozen=True)
class Trouble:
    """What happens, how shots end differently from usual, and how far the clock is ahead first."""

    happens: Callable[[Story], Awaitable[None]]
    ends: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    ahead: timedelta = timedelta(0)
    #: A part of what the operator must be told.
    told: str = ""


TROUBLES = {
    "kill -9": Trouble(killed, LOST),
    "power cut": Trouble(power_lost, LOST),
    "stop, answered in time": Trouble(stopped_in_time),
    "stop, not answered": Trouble(stopped_late, LOST),
    "off for a day": Trouble(off_for_a_day, A_DAY | {"submitting": RETURNED}),
    "disk nearly full": Trouble(disk_nearly_full, told="The disk is nearly full"),
    "disk full for clips": Trouble(disk_full_for_clips, told="can't be written to the disk"),
    "disk full for rows": Trouble(disk_full_for_rows),
    "database locked for seconds": Trouble(locked(1)),
    "database locked for minutes": Trouble(locked(3)),
    "clock an hour forward": Trouble(skipped(hours=1), AN_HOUR),
    "clock a day forward": Trouble(skipped(days=1, hours=1), A_DAY),
    "clock an hour back": Trouble(set_back, ahead=timedelta(hours=1)),
    "clock a day back": Trouble(set_back, ahead=timedelta(days=1)),
    "clock an hour back while off": Trouble(set_back_while_off, LOST, timedelta(hours=1)),
    "clock a day back while off": Trouble(set_back_while_off, LOST, timedelta(days=1)),
    "both services down for an hour": Trouble(both_down, AN_HOUR, told="can't be reached"),
    "Discord down, then MiniMax": Trouble(one_after_the_other, AN_HOUR),
}
