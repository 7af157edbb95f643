"""The process that reads one HEIC: from its input to its output, as PNG.

Run by media.heic by its path, with the most pixels there may be. Imports nothing of ours.
"""

import contextlib
import io
import resource
import sys

from pi_heif import HeifImageFile

_MOST_MEMORY = 2_000_000_000
_MOST_SECONDS = 20
_TOO_LARGE = 3


def main(max_pixels: int) -> int:
    """Read, check, convert; returns what the process ends with."""
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    # macOS takes no limit on memory; the pixels are bounded there too.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    image = HeifImageFile(io.BytesIO(sys.stdin.buffer.read()), "")
    width, height = image.size
    if width * height > max_pixels:
        sys.stdout.write(f"{width} {height}")
        return _TOO_LARGE
    image.load()
    colours = image.convert("RGBA" if image.mode == "RGBA" else "RGB")
    profile = image.info.get("icc_profile")
    # Unpacked at once on the other side: packing would only take time.
    colours.info = {}
    colours.save(sys.stdout.buffer, "PNG", compress_level=0, icc_profile=profile)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
