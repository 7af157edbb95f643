"""`python -m animatic "[Truck left] a fox in the snow" out.mp4`: draw one clip."""

import argparse
import difflib
import itertools
import re
import sys
from pathlib import Path

from animatic.draw import render
from animatic.shot import AMPLITUDES, MOVEMENTS, SPEEDS, AnimaticShot, Move, ShotRefused
from media.errors import PictureError

_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_NAMES = {name.lower(): name for name in MOVEMENTS} | {
    "push out": "Pull out",  # in MiniMax's own examples (platform.minimax.io, video generation)
}
_OPPOSITES = (
    {"Truck left", "Truck right"},
    {"Pan left", "Pan right"},
    {"Push in", "Pull out"},
    {"Pedestal up", "Pedestal down"},
    {"Tilt up", "Tilt down"},
    {"Zoom in", "Zoom out"},
)
_STILL = "Static shot"
#: A bracket that is no closer to any movement than this was not meant for the camera.
_CLOSE = 0.6
_SAID_OF_SPEED = {"slowly": "slow", "quick": "fast", "quickly": "fast"}
_SAID_OF_AMPLITUDE = {"slightly": "slight", "strongly": "strong"}


def main(arguments: list[str] | None = None) -> int:
    """Draw the clip that the arguments ask for; 0 when it is there, 2 when they are wrong."""
    options = _parser().parse_args(arguments)
    for bracket in _BRACKET.findall(options.prompt):
        if not _is_for_camera(bracket):
            sys.stderr.write(f"animatic: [{bracket}] names no camera movement, so it is text.\n")
    try:
        render(_read_shot(options), options.out)
    except (ShotRefused, PictureError) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or options.out}: {error.strerror or error}")
    return 0


def _complain(text: str) -> int:
    sys.stderr.write(f"animatic: {text}\n")
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m animatic",
        description="Draw a short clip of a prompt, with the camera moving as its brackets say.",
        epilog=f"Movements: {', '.join(MOVEMENTS)}. Up to three at once: [Pan left, Zoom in]."
        f" How far: {', '.join(AMPLITUDES)}; how fast: {', '.join(SPEEDS)}: [slow strong push in].",
    )
    parser.add_argument("prompt", help='for example "[Truck left] a fox in the snow"')
    parser.add_argument("out", type=Path, help="the MP4 to write")
    parser.add_argument("--image", type=Path, help="a picture to move instead of a drawn world")
    parser.add_argument("--depth", type=Path, help="how near that picture is: white is nearest")
    parser.add_argument("--seconds", type=float, default=6.0, help="length (default: 6)")
    parser.add_argument("--size", type=_size, default=(1280, 720), help="default: 1280x720")
    parser.add_argument("--fps", type=int, default=25, help="frames a second (default: 25)")
    parser.add_argument("--take", type=int, default=0, help="another take of the same shot")
    parser.add_argument("--label", default="preview · animatic", help="text in the corner")
    return parser


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1280x720")
    return int(width), int(height)


def _read_shot(options: argparse.Namespace) -> AnimaticShot:
    width, height = options.size
    return AnimaticShot(
        prompt=" ".join(_BRACKET.sub(_as_text, options.prompt).split()),
        steps=_read_steps(options.prompt),
        width=width,
        height=height,
        fps=options.fps,
        seconds=options.seconds,
        label=options.label,
        take=options.take,
        picture=options.image.read_bytes() if options.image else None,
        depth=options.depth.read_bytes() if options.depth else None,
    )


def _as_text(found: re.Match[str]) -> str:
    return " " if _is_for_camera(found.group(1)) else found.group()


def _is_for_camera(inside: str) -> bool:
    """Tell whether a bracket names a movement, or a misprint of one."""
    names = (_read_words(part)[0] for part in inside.split(","))
    return any(difflib.get_close_matches(name, _NAMES, n=1, cutoff=_CLOSE) for name in names)


def _read_steps(prompt: str) -> tuple[tuple[Move, ...], ...]:
    """Read the brackets; names that are no movement are refused by the shot."""
    insides = [inside.split(",") for inside in _BRACKET.findall(prompt) if _is_for_camera(inside)]
    steps = tuple(tuple(_read_move(part) for part in inside) for inside in insides)
    for step in steps:
        _check_together(step)
    return steps


def _check_together(step: tuple[Move, ...]) -> None:
    """Refuse what can't be seen at once. Raises ShotRefused."""
    for first, second in itertools.combinations(step, 2):
        if first.name == second.name:
            raise ShotRefused(f"{first.name} stands twice in one bracket; once is enough.")
        if _STILL in {first.name, second.name}:
            why = "the camera can't stand still and move"
        elif {first.name, second.name} in _OPPOSITES:
            why = "they cancel each other"
        else:
            continue
        raise ShotRefused(
            f"{first.name} and {second.name} can't be done at once: {why}."
            f" One after the other works: [{first}][{second}]."
        )


def _read_move(text: str) -> Move:
    said, far, fast = _read_words(text)
    return Move(_NAMES.get(said, said), far, fast)


def _read_words(text: str) -> tuple[str, str, str]:
    """Read a name with how far and how fast before or behind it, in any order."""
    name, far, fast = [], "medium", "medium"
    for word in text.lower().split():
        pace, reach = _SAID_OF_SPEED.get(word, word), _SAID_OF_AMPLITUDE.get(word, word)
        if pace in SPEEDS and pace != "medium":
            fast = pace
        elif reach in AMPLITUDES and reach != "medium":
            far = reach
        elif word != "medium":
            name.append(word)
    return " ".join(name), far, fast


if __name__ == "__main__":
    sys.exit(main())
