"""HEIC, as phones write it: read, stood upright, stripped, sent as JPEG."""

import base64
import contextlib
import io
import random
from dataclasses import replace
from fractions import Fraction

import pytest
from PIL import Image

from media.errors import MediaError, PictureBroken, PictureTooLarge
from media.kinds import PictureKind, sniff
from media.pictures import ChangeKind, PictureRules, prepare_picture

#: 64 by 48 pixels, the left half red, taken with the camera on its side ("secret place").
PHOTO = base64.b64decode(
    """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA
AAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAAIcAAgAAAAACcwABAAAAAAAAAD4AAAA4aWluZgAAAAAA
AgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADm
aXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAq
QgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQAN
AAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBp
eGkAAAAAAwgICAAAAAlpcm90AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEA
AQAAAM1tZGF0AAAAgygBrwngPfMi///yPzf//LDOy/vFxFe//8dbw7/Ulg//5BV6YSgwK4fJZOV/OjuvTe0nzRSLF6VX
ROUsfyV5YE0dz5ScPKu0k7mrR5Zm03rO8lbypFTqxOw5etvY1hyVJ2YWxFMxWkiECHU6E8t7/aXrC6g/pw39+aqK+UFz
2Mj7hoeOAAAABkV4aWYAAE1NACoAAAAIAAIBDgACAAAADQAAACYBEgADAAAAAQAGAAAAAAAAc2VjcmV0IHBsYWNlAAA=
"""
)
RULES = PictureRules(
    kinds=frozenset({PictureKind.JPEG, PictureKind.PNG}),
    max_bytes=20_000_000,
    min_short_side=32,
    min_aspect=Fraction(2, 5),
    max_aspect=Fraction(5, 2),
)


def test_a_phones_picture_is_upright_and_stripped():
    """It comes out as a JPEG, turned as it was meant, and no longer says where it was taken."""
    assert sniff(PHOTO) is PictureKind.HEIC
    assert b"secret place" in PHOTO
    picture = prepare_picture(PHOTO, RULES)
    assert (picture.mime, picture.width, picture.height) == ("image/jpeg", 48, 64)
    upright = Image.open(io.BytesIO(picture.data)).convert("RGB")
    assert upright.getpixel((24, 8))[0] > 150 > upright.getpixel((24, 8))[2]
    assert upright.getpixel((24, 56))[2] > 150 > upright.getpixel((24, 56))[0]
    assert b"secret place" not in picture.data
    assert ChangeKind.CONVERTED in {change.kind for change in picture.changes}


def test_its_size_is_known_before_it_is_decoded():
    """The header's size is judged first, as with every other kind."""
    with pytest.raises(PictureTooLarge) as caught:
        prepare_picture(PHOTO, replace(RULES, max_pixels=3_000))
    assert {caught.value.width, caught.value.height} == {48, 64}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.98])
def test_a_truncated_one_is_refused(share):
    """A HEIC whose end is missing is damaged."""
    with pytest.raises(PictureBroken):
        prepare_picture(PHOTO[: int(len(PHOTO) * share)], RULES)


def test_damage_never_gets_past_the_error_family():
    """Bytes changed anywhere give a picture or one of our refusals, and never end this process."""
    rng = random.Random(7)
    for _ in range(8):
        data = bytearray(PHOTO)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        with contextlib.suppress(MediaError):
            assert prepare_picture(bytes(data), RULES).width > 0
