"""Small pieces of sentences: times, counts, credits, waits."""

import re
from datetime import datetime, timedelta

from domain.job import Job
from domain.model import Model
from domain.shot import Shot
from domain.windows import Window
from services.asks import Wait
from services.outages import Outage

_SHOWN_APART = timedelta(minutes=1)
_WITH_SOUND = "with sound"
#: What stands between the movements of a plan (CameraPlan.words), and for those left out.
_JOINT, _MORE = re.compile(r", then | with "), ", …"

#: A window as it is spoken of while it lasts.
NOW_IN = {Window.DAY: "today", Window.WEEK: "this week", Window.MONTH: "this month"}
#: Ends every refusal of a request: there is nothing else to find out.
FREE = "Nothing was charged."


def clock(moment: datetime) -> str:
    """The time of day, in each reader's own time zone."""
    return f"<t:{int(moment.timestamp())}:t>"


def day_and_clock(moment: datetime) -> str:
    """Date and time, in each reader's own time zone."""
    return f"<t:{int(moment.timestamp())}:f>"


def countdown(moment: datetime) -> str:
    """`in 5 hours`. Only for moments that bring a change by themselves, such as a new day."""
    return f"<t:{int(moment.timestamp())}:R>"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 clip`, `3 clips`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def credits(number: int) -> str:
    """`1 credit`, `5 credits`."""
    return counted(number, "credit")


def leaves(
    price: int, left: int, window: Window = Window.DAY, *, granted: int = 0, most: int | None = None
) -> str:
    """What remains of the credits of a day, week or month, with a feeling for it.

    `granted` of them stay beyond that time; there is room for `most` more at that price, None: for
    any number.
    """
    now = NOW_IN[window]
    if left == 0:
        return f"leaves none {now}"
    parts = [f"{left - granted:,} {now}"] if left > granted else []
    parts += [f"{granted:,} granted"] if granted else []
    more = left // price if price else 0
    more = more if most is None else min(more, most)
    enough = f", enough for {counted(more, 'more clip')} like it" if more > 0 else ""
    return f"leaves {' and '.join(parts)}{enough}"


def capital(text: str) -> str:
    """The text with a capital letter in front, the rest as it is."""
    return text[:1].upper() + text[1:]


def whole_moves(text: str, most: int) -> str:
    """A plan in words; of a longer one than `most` characters as many whole movements as fit."""
    if len(text) <= most:
        return text
    room = most - len(_MORE)
    ends = (joint.start() for joint in _JOINT.finditer(text))
    return text[: max((end for end in ends if end <= room), default=room)] + _MORE


def wait_for(wait: Wait | None, now: datetime, *, is_waiting: bool) -> str:
    """How long it may take, only from what we know."""
    ahead = f"{wait.ahead:,} ahead" if wait and wait.ahead else ""
    if wait and ahead and wait.ahead == wait.own_first:
        ahead = "after this member's other clip"
    if not ahead and is_waiting:
        ahead = "next in line"
    return " · ".join(part for part in (ahead, _range(wait, now)) if part)


def stopped(outage: Outage) -> str:
    """The service takes nothing: since when, and who knows."""
    if outage.is_disk:
        return (
            f"Since {clock(outage.since)} there is too little room here for new clips;"
            " the person who runs this bot knows."
        )
    if outage.is_silent:
        return f"The video service hasn't answered since {clock(outage.since)}; I keep trying."
    return (
        f"The video service has taken no shots since {clock(outage.since)};"
        " the person who runs this bot knows."
    )


def span(seconds: float) -> str:
    """A length of time in words: `40 seconds`, `3 hours`."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds >= size * 1.5 or (size == 3600 and seconds >= size):
            return f"about {counted(round(seconds / size), name)}"
    return f"about {counted(max(1, round(seconds)), 'second')}"


def message_link(server_id: int | None, channel_id: int, message_id: int) -> str:
    """Where a message stands; `server_id` is None in direct messages."""
    return f"https://discord.com/channels/{server_id or '@me'}/{channel_id}/{message_id}"


def size(shot: Shot, *, has_sound: bool = False) -> str:
    """Length, resolution and shape, `6 s · 720p · 16:9`, and whether there is sound."""
    sound = _WITH_SOUND if has_sound else ""
    parts = (f"{shot.duration_s} s", shot.resolution.lower(), shot.aspect, sound)
    return " · ".join(part for part in parts if part)


def sound_of(model: Model) -> str:
    """Whether a model's clips have sound; empty where they have none."""
    return _WITH_SOUND if model.has_sound else ""


def camera_of(job: Job) -> str:
    """The whole camera plan of a shot in words; empty without one."""
    return job.shot.whole_camera.words()


def _range(wait: Wait | None, now: datetime) -> str:
    if wait is None or wait.from_ is None or wait.until is None:
        return _untimed(wait, now)
    if wait.until <= now:
        return "slower than 9 of 10 clips; still being made"
    soonest = max(wait.from_, now)
    # Discord shows no seconds: both ends of a short span would read the same.
    if wait.until - soonest < _SHOWN_APART:
        return f"usually ready by {clock(wait.until + _SHOWN_APART)}"
    return f"usually ready between {clock(soonest)} and {clock(wait.until)}"


def _untimed(wait: Wait | None, now: datetime) -> str:
    """Nothing is known of the model's clips; of the line there may be."""
    unknown = "usually 2 to 6 minutes; I haven't timed this model here yet"
    if wait is None or wait.turn_at is None or wait.turn_at - now < _SHOWN_APART:
        return unknown
    return f"its turn comes about {clock(wait.turn_at)}, then {unknown}"
