"""Previews: what a plan looks like, drawn on this machine before anything is spent."""

import asyncio
import contextlib
import functools
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.camera import CameraPlan
from domain.camera_reading import direct
from domain.pictures import InputImage
from domain.refusals import PreviewsBusy, Refused
from services.composing import Composed
from services.drawing_hands import Hands, Undrawn
from services.preview_shelf import Preview, PreviewShelf

__all__ = ["Animatics", "Drawing", "Preview", "PreviewOrder", "PreviewShelf", "Undrawn", "order_of"]

LABEL = "preview · animatic"
_ROOT = Path(__file__).resolve().parents[1]
#: What decides how a preview looks, beside what is ordered.
_SOURCES = ("animatic/*.py", "media/clips.py", "services/drawing.py")
_USUAL_SHAPE = 16 / 9
#: Nobody films wider, and no picture is let in that is.
_WIDEST = 5 / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewOrder:
    """What is to be drawn.

    `prompt` without its camera brackets; `aspect` such as `9:16`, empty for the usual shape;
    `picture` is what the clip begins with, and gives the shape; `member_id` whose order it is,
    0 for nobody's.
    """

    prompt: str
    camera: CameraPlan
    aspect: str = ""
    picture: InputImage | None = None
    seconds: float = 3.0
    member_id: int = 0


def make_animatics(data_dir: Path, picture_at: Callable[[str], Path]) -> "Animatics":
    """Those of a data directory; no process is started before somebody orders."""
    return Animatics(PreviewShelf(data_dir / "previews"), Hands(), picture_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How previews are drawn, and how many may wait: in all, and of one member."""

    pixels: int = 640 * 360
    fps: int = 25
    waiting: int = 8
    of_one_member: int = 2


class Animatics:
    """Draws previews, each order once, however often it is asked for.

    `picture_at` tells where a kept picture lies by its content; `version` stands for the code that
    draws, without one for that of this bot.
    """

    def __init__(
        self,
        shelf: PreviewShelf,
        hands: Hands,
        picture_at: Callable[[str], Path],
        drawing: Drawing | None = None,
        version: Callable[[], str] | None = None,
    ) -> None:
        self._shelf = shelf
        self._hands = hands
        self._picture_at = picture_at
        self._drawing = drawing or Drawing()
        self._version = version or code_version
        self._under_way: dict[str, asyncio.Task[Preview]] = {}
        self._of_members: Counter[int] = Counter()
        self._warming: asyncio.Task[None] | None = None

    async def draw(self, order: PreviewOrder) -> Preview:
        """The preview, from the shelf where it was drawn before.

        Raises Refused with PreviewsBusy when too many wait, and Undrawn when it broke.
        """
        key = await asyncio.to_thread(self._key, order)
        drawing = self._under_way.get(key)
        if drawing is None:
            found = await asyncio.to_thread(self._shelf.find, key)
            if found is not None:
                return found
            drawing = self._begin(key, order)
        # Others may wait for the same drawing: one who goes away does not end it.
        return await asyncio.shield(drawing)

    @property
    def under_way(self) -> int:
        """How many are being drawn, or wait for it."""
        return len(self._under_way)

    def warm(self) -> None:
        """Somebody is likely to order soon; that costs nothing when a process is there."""
        if self._hands.pids or (self._warming and not self._warming.done()):
            return
        self._warming = asyncio.create_task(self._hands.warm())

    async def close(self) -> None:
        """End the processes; what is being drawn is not finished."""
        begun = [*self._under_way.values(), *([self._warming] if self._warming else [])]
        for work in begun:
            work.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
        await self._hands.close()

    def _begin(self, key: str, order: PreviewOrder) -> asyncio.Task[Preview]:
        # Looked at again: another may have begun it while the shelf was searched.
        if key in self._under_way:
            return self._under_way[key]
        member = order.member_id
        if member and self._of_members[member] >= self._drawing.of_one_member:
            raise Refused(PreviewsBusy(own=True))
        if len(self._under_way) >= self._hands.count + self._drawing.waiting:
            raise Refused(PreviewsBusy(own=False))
        self._of_members[member] += 1
        drawing = self._under_way[key] = asyncio.create_task(self._drawn(key, order))
        drawing.add_done_callback(lambda done: self._over(key, member, done))
        return drawing

    def _over(self, key: str, member: int, done: asyncio.Task[Preview]) -> None:
        del self._under_way[key]
        self._of_members[member] -= 1
        if not self._of_members[member]:
            del self._of_members[member]
        if not done.cancelled():
            done.exception()  # told to those who wait; where nobody does any more, nobody asks

    async def _drawn(self, key: str, order: PreviewOrder) -> Preview:
        out = await asyncio.to_thread(self._shelf.aside)
        try:
            answer = await self._hands.draw({**self._told(order), "out": str(out)})
            drawn, not_drawn = _words(answer["drawn"]), _words(answer["not_drawn"])
            return await asyncio.to_thread(self._shelf.keep, key, out, drawn, not_drawn)
        finally:
            with contextlib.suppress(OSError):
                out.unlink(missing_ok=True)

    def _told(self, order: PreviewOrder) -> dict[str, object]:
        width, height = size_of(order, self._drawing.pixels)
        picture = order.picture
        return {
            "prompt": " ".join(order.prompt.split()),
            "steps": [
                [(move.movement.value, move.amplitude.value, move.speed.value) for move in step]
                for step in order.camera.steps
            ],
            "width": width,
            "height": height,
            "fps": self._drawing.fps,
            "seconds": order.seconds,
            "label": LABEL,
            "picture": str(self._picture_at(picture.sha256).resolve()) if picture else None,
        }

    def _key(self, order: PreviewOrder) -> str:
        said = {**self._told(order), "picture": order.picture.sha256 if order.picture else None}
        text = json.dumps(said, sort_keys=True) + self._version()
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def order_of(composed: Composed) -> PreviewOrder:
    """What is drawn of a kept request whose camera can be read."""
    ask = composed.ask
    first = ask.pictures.first_frame
    return PreviewOrder(
        prompt=direct(ask.prompt).story,
        camera=composed.whole,
        aspect=ask.aspect or "",
        picture=first if isinstance(first, InputImage) else None,
        member_id=ask.who.member_id,
    )


def size_of(order: PreviewOrder, pixels: int) -> tuple[int, int]:
    """Width and height: the picture's shape, else the chosen one, always as many pixels."""
    shape = _shape(order.aspect)
    if order.picture is not None:
        shape = order.picture.width / order.picture.height
    shape = min(_WIDEST, max(1 / _WIDEST, shape))
    return _even((pixels * shape) ** 0.5), _even((pixels / shape) ** 0.5)


@functools.cache
def code_version() -> str:
    """Stands for the code that draws: what older code drew is drawn anew."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(_ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _shape(aspect: str) -> float:
    """The shape that was chosen; the usual one where that is none."""
    width, _, height = aspect.partition(":")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        return _USUAL_SHAPE
    return int(width) / int(height)


def _even(side: float) -> int:
    return round(side / 2) * 2


def _words(found: object) -> tuple[str, ...]:
    assert isinstance(found, list), "the process answers with lists"
    return tuple(map(str, found))
