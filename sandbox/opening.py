"""The three clips a demo begins with: made by the real bot for members who type /video.

They are asked for one after the other, so that a person who types meanwhile always finds a free
place to draw in; their times at the video service are cut short.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sandbox.discord.driver.views import MessageView
from sandbox.discord.errors import DidNotRespond, NotPossible
from sandbox.minimax.camera import without_brackets
from sandbox.minimax.orders import Order, Status
from sandbox.minimax.records import Received
from sandbox.stage import Stage

log = logging.getLogger(__name__)

CHANNEL = "clips"
_TRIES = 3
_SECONDS_TO_POST = 120.0
_SECONDS_TO_ANSWER = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningShot:
    """What one member asks for."""

    member: str
    prompt: str
    camera: str

    def asks(self, received: Received) -> bool:
        """Whether a request at the video service is for this shot."""
        return without_brackets(received.prompt).strip() == self.prompt

    def shows(self, clip: MessageView) -> bool:
        """Whether a posted clip is this shot."""
        return f'"{self.prompt}"' in clip.text


SHOTS = (
    OpeningShot(member="ben", prompt="a fox in the snow at dawn", camera="push in"),
    OpeningShot(member="manager", prompt="a sailing boat at sunset", camera="truck right"),
    OpeningShot(member="staff", prompt="a balloon above the mountains", camera="pan left"),
)


class Opening:
    """Makes the opening clips, and knows them from a person's own."""

    def __init__(
        self,
        stage: Stage,
        shots: tuple[OpeningShot, ...] = SHOTS,
        *,
        seconds_to_answer: float = _SECONDS_TO_ANSWER,
    ) -> None:
        self._stage = stage
        self._shots = shots
        self._seconds_to_answer = seconds_to_answer

    async def play(self) -> None:
        """Make all clips; one that can't be made is left out, since a demo goes without it."""
        for shot in self._shots:
            try:
                await self._make(shot)
            except (NotPossible, DidNotRespond, TimeoutError) as error:
                log.warning("the opening clip %r was not made: %s", shot.prompt, error)

    def own_received(self) -> list[Received]:
        """The requests at the video service that are a person's own, oldest first."""
        open_shots = list(self._shots)
        own = []
        for received in self._stage.minimax.received:
            shot = next((each for each in open_shots if each.asks(received)), None)
            if shot is None:
                own.append(received)
            elif received.remote_task_id is not None:
                # Whoever asks for the same words later asks for a clip of their own.
                open_shots.remove(shot)
        return own

    def own_clips(self) -> list[MessageView]:
        """The posted clips that are a person's own, oldest first."""
        return list(_without(self._stage.discord.clips, self._shots))

    def is_of(self, message: MessageView) -> bool:
        """Whether a message is about one of the opening clips."""
        return any(shot.shows(message) for shot in self._shots)

    async def _make(self, shot: OpeningShot) -> None:
        discord = self._stage.discord
        member = discord.member(shot.member)
        await discord.until(
            lambda: "video" in member.commands_in(CHANNEL), timeout=60, what="the command"
        )
        for tries_left in reversed(range(_TRIES)):
            try:
                await self._ask(shot)
                break
            except (DidNotRespond, TimeoutError):
                # The bot was killed in between, as this page invites people to: before it said
                # anything, or while it was thinking.
                if not tries_left:
                    raise
                await discord.until(lambda: discord.bot_online, timeout=60, what="the bot")
        await self._stage.minimax.wait_for(
            lambda _: self._order(shot) is not None, timeout=_SECONDS_TO_POST
        )
        order = self._order(shot)
        if order is not None:
            order.hurry()
            await discord.until(
                lambda: self._is_over(shot, order),
                timeout=_SECONDS_TO_POST,
                what=f"the opening clip {shot.prompt!r}",
            )

    def _is_over(self, shot: OpeningShot, order: Order) -> bool:
        failed = order.status(self._stage.minimax.clock.now()) is Status.FAIL
        return failed or any(shot.shows(clip) for clip in self._stage.discord.clips)

    async def _ask(self, shot: OpeningShot) -> None:
        """Type /video and press what agrees to the price.

        Raises DidNotRespond, or TimeoutError when the bot goes on thinking.
        """
        if self._order(shot) is not None:
            return
        member = self._stage.discord.member(shot.member)
        words = {"prompt": shot.prompt, "camera": shot.camera}
        typed = member.slash("video", words, channel=CHANNEL)
        await typed
        answer = await typed.final(timeout=self._seconds_to_answer)
        for button in answer.buttons():
            if str(button["label"]).startswith("Make it"):
                await member.press(answer, str(button["custom_id"]))

    def _order(self, shot: OpeningShot) -> Order | None:
        minimax = self._stage.minimax
        remote_ids = (one.remote_task_id for one in minimax.received if shot.asks(one))
        return next((minimax.orders[each] for each in remote_ids if each is not None), None)


def _without(clips: Iterable[MessageView], shots: tuple[OpeningShot, ...]) -> Iterator[MessageView]:
    open_shots = list(shots)
    for clip in clips:
        shot = next((each for each in open_shots if each.shows(clip)), None)
        if shot is None:
            yield clip
        else:
            open_shots.remove(shot)
