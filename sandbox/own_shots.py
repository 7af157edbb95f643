"""What a person's own shots came to: asked for, charged, posted, by the counters of both stand-ins.

The opening clips do not count.
"""

from dataclasses import dataclass

from sandbox.minimax.codes import BALANCE_TOO_LOW
from sandbox.minimax.orders import ENDS, Status
from sandbox.opening import Opening
from sandbox.stage import Stage

_TAKES_BACK = ("gl:cancel:", "gl:dontpost:")
"""How the identities of the buttons begin with which a card lets a shot be taken back: the bot
never gives them another meaning, since buttons live on when it is updated (cogs/ui/reply.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Numbers of shots; `asked` are requests that reached the video service."""

    asked: int = 0
    charged: int = 0
    posted: int = 0
    making: int = 0
    failed: int = 0
    without_money: int = 0
    declined: int = 0

    @property
    def unposted(self) -> int:
        """Clips that are made and did not come to a channel or a message."""
        return self.asked - self.turned_away - self.making - self.failed - self.posted

    @property
    def turned_away(self) -> int:
        """Requests that the video service did not take."""
        return self.without_money + self.declined

    def sentence(self) -> str:
        """The three numbers, and where they differ, why."""
        clips = "1 clip" if self.asked == 1 else f"{self.asked} clips"
        numbers = f"asked for {clips} · charged {self.charged} · posted {self.posted}"
        return " ".join([numbers, *self._reasons()])

    def _reasons(self) -> list[str]:
        times = "once" if self.without_money == 1 else f"{self.without_money} times"
        reasons = (
            (self.making, f"({self.making} still being made)"),
            (self.unposted, f"({max(self.unposted, 0)} made, not posted)"),
            (self.failed, f"({self.failed} failed, money back)"),
            (self.declined, f"({self.declined} declined, which costs nothing)"),
            (self.without_money, f"(turned away {times}: no money)"),
        )
        return [words for number, words in reasons if number > 0]


class OwnShots:
    """Counts a person's own shots, from the first one on."""

    def __init__(self, stage: Stage, opening: Opening) -> None:
        self._stage = stage
        self._opening = opening

    def count(self) -> Count:
        """How it stands now."""
        minimax, now = self._stage.minimax, self._stage.minimax.clock.now()
        received = self._opening.own_received()
        remote_ids = [one.remote_task_id for one in received]
        orders = [minimax.orders[each] for each in remote_ids if each is not None]
        statuses = [order.status(now) for order in orders]
        poor = sum(one.code == BALANCE_TOO_LOW for one in received)
        failed = statuses.count(Status.FAIL)
        return Count(
            asked=len(received),
            charged=sum(not order.refunded for order in orders),
            posted=len(self._opening.own_clips()),
            making=sum(status not in ENDS for status in statuses),
            failed=failed,
            without_money=poor,
            declined=len(received) - len(orders) - poor,
        )

    def is_under_way(self) -> bool:
        """Whether a shot waits, is being made, or is on its way to its channel."""
        return self.count().making > 0 or self._has_card()

    def _has_card(self) -> bool:
        """Whether a card waits in a channel: it goes when the clip is there."""
        discord = self._stage.discord
        return any(
            str(button.get("custom_id", "")).startswith(_TAKES_BACK)
            for channel in discord.world.channels
            for message in discord.messages(channel)
            if message.author_id == discord.world.bot.id and not self._opening.is_of(message)
            for button in message.buttons()
        )
