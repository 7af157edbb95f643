"""HEIC, read in a process of its own.

libheif by way of pi-heif 1.4.0 ends the whole process on some damaged files (three of five rounds
with a few hundred of them); whoever hands one in must not be able to end the bot. The other process
has no secrets, little time and bounded memory.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path

from media.errors import PictureBroken, PictureKindUnsupported, PictureTooLarge
from media.kinds import PictureKind

_READER = Path(__file__).with_name("heic_reader.py")
#: What the reader ends with when the picture has more pixels than allowed; it then says its size.
TOO_LARGE = 3
_PATIENCE_S = 30


def as_png(data: bytes, max_pixels: int) -> bytes:
    """The picture upright as PNG, its colour profile kept and all else left behind.

    Raises PictureTooLarge before anything is decoded, PictureBroken, and PictureKindUnsupported
    where pi-heif is not installed: the requirements ask for it only where there is a wheel.
    """
    if importlib.util.find_spec("pi_heif") is None:
        raise PictureKindUnsupported(PictureKind.HEIC.value)
    try:
        read = subprocess.run(  # noqa: S603 - our own file and a number, nothing typed by anybody
            [sys.executable, "-I", str(_READER), str(max_pixels)],
            input=data,
            capture_output=True,
            timeout=_PATIENCE_S,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PictureBroken("reading it took too long") from error
    if read.returncode == TOO_LARGE:
        width, height = (int(side) for side in read.stdout.split())
        raise PictureTooLarge(width, height, max_pixels)
    if read.returncode != 0:
        raise PictureBroken(f"the reader of HEIC ended with {read.returncode}")
    return read.stdout
