"""`python -m animatic "[Truck left] a fox in the snow" out.mp4`: draw one clip."""

import argparse
import re
import sys
from pathlib import Path

from animatic.draw import render
from animatic.shot import AMPLITUDES, MOVEMENTS, SPEEDS, AnimaticShot, Move, ShotRefused
from media.errors import PictureError

_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_NAMES = {name.lower(): name for name in MOVEMENTS}
_SAID_OF_SPEED = {"slowly": "slow", "quick": "fast", "quickly": "fast"}
_SAID_OF_AMPLITUDE = {"slightly": "slight", "strongly": "strong"}


def main(arguments: list[str] | None = None) -> int:
    """Draw the clip that the arguments ask for; 0 when it is there, 2 when they are wrong."""
    options = _parser().parse_args(arguments)
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
        prompt=" ".join(_BRACKET.sub(" ", options.prompt).split()),
        steps=_read_steps(options.prompt),
        width=width,
        height=height,
        fps=options.fps,
        seconds=options.seconds,
        label=options.label,
        picture=options.image.read_bytes() if options.image else None,
        depth=options.depth.read_bytes() if options.depth else None,
    )


def _read_steps(prompt: str) -> tuple[tuple[Move, ...], ...]:
    """Read the brackets; names that are no movement are refused by the shot."""
    insides = (found.group(1).split(",") for found in _BRACKET.finditer(prompt))
    return tuple(tuple(_read_move(part) for part in inside) for inside in insides)


def _read_move(text: str) -> Move:
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
    said = " ".join(name)
    return Move(_NAMES.get(said, said), far, fast)


if __name__ == "__main__":
    sys.exit(main())
