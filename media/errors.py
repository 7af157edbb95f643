"""What can be wrong with a picture or a clip.

MediaError
├── PictureError
│   ├── NotAPicture
│   ├── PictureKindUnsupported
│   ├── PictureTooHeavy
│   ├── PictureTooLarge
│   ├── PictureTooSmall
│   ├── PictureWrongShape
│   └── PictureBroken
└── ClipError
    ├── ClipBroken
    └── ClipCannotFit

The docstring is the sentence for a person; the measured facts are attributes.
"""

from fractions import Fraction


class MediaError(Exception):
    """This file can't be used."""

    def __str__(self) -> str:
        return self.__doc__ or ""


class PictureError(MediaError):
    """This picture can't be used."""


class NotAPicture(PictureError):
    """This file isn't a picture."""


class PictureKindUnsupported(PictureError):
    """This kind of picture can't be read here; a JPEG, PNG or WebP works."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class PictureTooHeavy(PictureError):
    """This picture's file is too big."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.size = size
        """Bytes found."""
        self.limit = limit
        """Bytes that would pass."""


class PictureTooLarge(PictureError):
    """This picture has too many pixels."""

    def __init__(self, width: int, height: int, limit: int) -> None:
        super().__init__(width, height, limit)
        self.width = width
        self.height = height
        self.limit = limit
        """Pixels (width times height) that would pass."""


class PictureTooSmall(PictureError):
    """This picture is too small."""

    def __init__(self, width: int, height: int, limit: int) -> None:
        super().__init__(width, height, limit)
        self.width = width
        self.height = height
        self.limit = limit
        """Pixels of the shorter side that would pass."""


class PictureWrongShape(PictureError):
    """This picture is too wide or too tall."""

    def __init__(self, width: int, height: int, low: Fraction, high: Fraction) -> None:
        super().__init__(width, height, low, high)
        self.width = width
        self.height = height
        self.aspect = Fraction(width, height)
        """Width divided by height, as found."""
        self.low = low
        """Widths divided by heights that would pass, from and to."""
        self.high = high


class PictureBroken(PictureError):
    """This picture is damaged and can't be opened."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ClipError(MediaError):
    """This clip can't be used."""


class ClipBroken(ClipError):
    """This clip is damaged or isn't a video."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ClipCannotFit(ClipError):
    """This clip can't be made small enough."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(size, limit)
        self.size = size
        """Bytes of the smallest version that was still worth watching."""
        self.limit = limit
        """Bytes that would pass."""
