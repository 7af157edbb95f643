"""What is to be drawn, checked when it is said."""

import difflib
from dataclasses import dataclass

MOVEMENTS = (
    "Truck left",
    "Truck right",
    "Pan left",
    "Pan right",
    "Push in",
    "Pull out",
    "Pedestal up",
    "Pedestal down",
    "Tilt up",
    "Tilt down",
    "Zoom in",
    "Zoom out",
    "Shake",
    "Tracking shot",
    "Static shot",
)
AMPLITUDES = ("slight", "medium", "strong")
SPEEDS = ("slow", "medium", "fast")
_MOST_TOGETHER = 3
_MOST_STEPS = 40


class ShotRefused(ValueError):
    """This can't be drawn; the message says what would pass."""


@dataclass(frozen=True, slots=True)
class Move:
    """One movement, how far it goes and how fast. Raises `ShotRefused` for unknown words."""

    name: str
    """One of `MOVEMENTS`."""
    amplitude: str = "medium"
    """One of `AMPLITUDES`."""
    speed: str = "medium"
    """One of `SPEEDS`."""

    def __post_init__(self) -> None:
        """Refuse what is no movement, amplitude or speed, in one sentence."""
        if self.name not in MOVEMENTS:
            near = difflib.get_close_matches(self.name, MOVEMENTS, n=1, cutoff=0.0)[0]
            raise ShotRefused(f'"{self.name}" is not a camera movement. Did you mean "{near}"?')
        _check_word(self.amplitude, AMPLITUDES, "far")
        _check_word(self.speed, SPEEDS, "fast")

    def __str__(self) -> str:
        """Write it as it may stand in brackets; what is medium is not said."""
        words = [word for word in (self.speed, self.amplitude) if word != "medium"]
        return " ".join([*words, self.name])


@dataclass(frozen=True, slots=True, kw_only=True)
class AnimaticShot:
    """One clip to draw. Raises `ShotRefused` when it cannot be drawn."""

    prompt: str
    """Chooses the world, its light, its weather and its subject."""
    steps: tuple[tuple[Move | str, ...], ...] = ()
    """Movements, or their names alone: one to three at once, step after step."""
    width: int = 1280
    height: int = 720
    fps: int = 25
    seconds: float = 6
    label: str = "sandbox"
    """Stands in a corner of every frame."""
    picture: bytes | None = None
    """The first frame; without one a world is drawn."""
    depth: bytes | None = None
    """A grey picture that tells how near each place of `picture` is: white is nearest."""
    take: int = 0
    """Another take of the same shot shows the same things and camera, placed and lit a little
    differently, held by another hand."""

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn, in one sentence."""
        _check_size(self.width, self.height)
        if not 1 <= self.fps <= 60:
            raise ShotRefused(f"Frames a second must be between 1 and 60, not {self.fps}.")
        if not 0.2 <= self.seconds <= 60:
            raise ShotRefused(f"A clip lasts between 0.2 and 60 seconds, not {self.seconds:g}.")
        if len(self.steps) > _MOST_STEPS:
            raise ShotRefused(f"At most {_MOST_STEPS} steps can be drawn, not {len(self.steps)}.")
        if self.depth is not None and self.picture is None:
            raise ShotRefused("A depth map needs the picture it belongs to.")
        if self.take < 0:
            raise ShotRefused(f"Takes are counted from 0; {self.take} is none.")
        for step in self.steps:
            if not 1 <= len(step) <= _MOST_TOGETHER:
                raise ShotRefused(f"A step holds one to three movements, not {len(step)}.")
        _ = self.moves  # an unknown name is refused now, not when it is drawn

    @property
    def moves(self) -> tuple[tuple[Move, ...], ...]:
        """The steps with every plain name as a medium movement; a still camera without steps."""
        steps = self.steps or (("Static shot",),)
        return tuple(
            tuple(move if isinstance(move, Move) else Move(move) for move in step) for step in steps
        )

    @property
    def follows(self) -> bool:
        """Whether the camera follows something in any step."""
        return any(move.name == "Tracking shot" for step in self.moves for move in step)

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return max(2, round(self.fps * self.seconds))


def _check_size(width: int, height: int) -> None:
    if not (64 <= width <= 4096 and 64 <= height <= 4096):
        raise ShotRefused(f"Sides must be between 64 and 4096 pixels, not {width}x{height}.")
    if width % 2 or height % 2:
        raise ShotRefused(f"Sides must be even numbers of pixels, not {width}x{height}.")


def _check_word(word: str, known: tuple[str, ...], what: str) -> None:
    if word not in known:
        choice = f"{', '.join(known[:-1])} or {known[-1]}"
        raise ShotRefused(f'How {what} a movement goes is {choice}, not "{word}".')
