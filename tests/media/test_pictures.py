"""Pictures: what passes, what is changed on the way, what is refused and with which facts."""

import contextlib
import hashlib
import io
import random
import tracemalloc
import zlib
from fractions import Fraction

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from media.errors import (
    MediaError,
    NotAPicture,
    PictureBroken,
    PictureKindUnsupported,
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
    PictureWrongShape,
)
from media.kinds import PictureKind, sniff
from media.pictures import ChangeKind, Picture, PictureRules, prepare_picture


def rules(**changes) -> PictureRules:
    values = {
        "kinds": frozenset({PictureKind.JPEG, PictureKind.PNG, PictureKind.WEBP}),
        "max_bytes": 20_000_000,
        "min_short_side": 301,
        "min_aspect": Fraction(2, 5),
        "max_aspect": Fraction(5, 2),
    }
    return PictureRules(**{**values, **changes})


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    channels = len(mode)
    data = random.Random(7).randbytes(width * height * channels)
    return Image.frombytes(mode, (width, height), data)


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    image.load()
    return image


def kinds_of(picture: Picture) -> list[ChangeKind]:
    return [change.kind for change in picture.changes]


def bomb(side: int = 20_000) -> bytes:
    """A valid PNG of one colour, side by side pixels, in a few hundred kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + crc

    header = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    pixels = zlib.compressobj(1)
    row = bytes(1 + side * 3)
    body = b"".join(pixels.compress(row) for _ in range(64)) + pixels.flush()
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP", "TIFF"])
def test_a_picture_is_known_by_its_bytes(kind):
    """Each kind that Pillow writes is recognised without its name."""
    assert sniff(encoded(Image.new("RGB", (8, 8)), kind)) == PictureKind(kind.lower())


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG", b"hello, I am a picture.png", b"RIFF\x00\x00\x00\x00WAVE", b"\x00" * 32],
    ids=["empty", "half a signature", "text", "sound", "zeros"],
)
def test_other_bytes_are_no_picture(data):
    """What is not a picture is refused as such."""
    assert sniff(data) is None
    with pytest.raises(NotAPicture, match="isn't a picture"):
        prepare_picture(data, rules())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_good_picture_keeps_its_pixels_and_size(kind):
    """A fitting picture comes out with its size, a digest of its bytes and nothing to tell."""
    picture = prepare_picture(encoded(noise(640, 360), kind), rules())
    assert (picture.width, picture.height) == (640, 360)
    assert opened(picture).size == (640, 360)
    assert picture.sha256 == hashlib.sha256(picture.data).hexdigest()
    assert [k for k in kinds_of(picture) if k is not ChangeKind.CONVERTED] == []
    assert picture.mime == f"image/{sniff(picture.data)}"


def test_a_png_stays_exact():
    """No pixel of a fitting PNG changes."""
    image = noise(400, 320)
    assert opened(prepare_picture(encoded(image, "PNG"), rules())).tobytes() == image.tobytes()


def test_orientation_is_applied_and_metadata_removed():
    """A photograph taken sideways stands upright and no longer says where it was taken."""
    image = Image.new("RGB", (640, 400), "blue")
    image.paste("red", (0, 0, 320, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter: the left side is up
    exif[0x010E] = "secret place"
    data = encoded(image, "JPEG", exif=exif, comment=b"secret place", quality=95)
    assert b"secret place" in data

    picture = prepare_picture(data, rules())

    assert (picture.width, picture.height) == (400, 640)
    upright = opened(picture)
    assert upright.getpixel((200, 60))[0] > 200
    assert upright.getpixel((200, 580))[2] > 200
    assert b"secret place" not in picture.data
    assert not upright.getexif()
    assert kinds_of(picture) == [ChangeKind.TURNED]


def test_text_in_a_png_is_removed():
    """Comments of a PNG do not travel."""
    info = PngInfo()
    info.add_text("Comment", "secret place")
    info.add_text("Long", "secret place" * 99, zip=True)
    picture = prepare_picture(encoded(noise(320, 320), "PNG", pnginfo=info), rules())
    assert b"Comment" not in picture.data
    assert "Comment" not in opened(picture).info


def test_a_wide_gamut_profile_is_applied():
    """Colours are carried over to sRGB before the profile is dropped."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    plain = Image.new("RGB", (320, 320), (120, 90, 60))
    picture = prepare_picture(encoded(plain, "PNG", icc_profile=profile), rules())
    assert "icc_profile" not in opened(picture).info
    broken = prepare_picture(encoded(plain, "PNG", icc_profile=b"not a profile"), rules())
    assert opened(broken).getpixel((5, 5)) == (120, 90, 60)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_gives_its_first_frame(kind):
    """Of an animation the first frame is used, and that is said with the number of frames."""
    first, second = Image.new("RGB", (320, 320), "red"), Image.new("RGB", (320, 320), "blue")
    data = encoded(first, kind, save_all=True, append_images=[second, second.rotate(5)])
    picture = prepare_picture(data, rules())
    change = picture.changes[0]
    assert (change.kind, change.measured) == (ChangeKind.FIRST_FRAME, 3)
    assert opened(picture).getpixel((160, 160))[0] > 200


@pytest.mark.parametrize(
    ("kind", "becomes"), [("GIF", "png"), ("BMP", "png"), ("AVIF", "jpeg"), ("WEBP", "jpeg")]
)
def test_other_kinds_are_converted(kind, becomes):
    """A kind the engine does not take is converted: photographs to JPEG, drawings to PNG."""
    picture = prepare_picture(encoded(Image.new("RGB", (320, 320), "red"), kind), rules())
    assert sniff(picture.data) == becomes
    change = picture.changes[-1]
    assert (change.kind, change.measured, change.limit) == (
        ChangeKind.CONVERTED,
        kind.lower(),
        becomes,
    )


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_colour_mode_becomes_rgb(mode):
    """Grey, palette, transparent, print and 16-bit pictures all come out as plain colour."""
    image = Image.new(mode, (320, 320))
    data = encoded(image, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(prepare_picture(data, rules())).mode == "RGB"


def test_sixteen_bits_are_scaled_not_clipped():
    """Mid grey of a 16-bit picture is mid grey."""
    image = Image.new("I;16", (320, 320), 32768)
    assert opened(prepare_picture(encoded(image, "PNG"), rules())).getpixel((0, 0)) == (128,) * 3


def test_transparency_goes_on_white():
    """What was transparent is white, and that is said."""
    data = encoded(Image.new("RGBA", (320, 320), (255, 0, 0, 0)), "PNG")
    picture = prepare_picture(data, rules())
    assert opened(picture).getpixel((0, 0)) == (255, 255, 255)
    assert kinds_of(picture) == [ChangeKind.FLATTENED]


@pytest.mark.parametrize(
    ("size", "expected", "aspect", "limit"),
    [
        ((360, 1280), (360, 900), Fraction(9, 32), Fraction(2, 5)),
        ((1600, 320), (800, 320), Fraction(5, 1), Fraction(5, 2)),
    ],
    ids=["too tall", "too wide"],
)
def test_a_wrong_shape_is_cropped_around_its_centre(size, expected, aspect, limit):
    """Too tall and too wide pictures are cropped to the nearest shape that works."""
    image = Image.new("RGB", size, "blue")
    image.putpixel((size[0] // 2, size[1] // 2), (255, 0, 0))
    picture = prepare_picture(encoded(image, "PNG"), rules())
    assert (picture.width, picture.height) == expected
    assert opened(picture).getpixel((expected[0] // 2, expected[1] // 2)) == (255, 0, 0)
    change = picture.changes[0]
    assert (change.kind, change.measured, change.limit) == (ChangeKind.CROPPED, aspect, limit)


@pytest.mark.parametrize("width", range(751, 771))
def test_a_crop_never_misses_the_limit_by_rounding(width):
    """After cropping the aspect lies within the limits for every odd size."""
    picture = prepare_picture(encoded(Image.new("L", (width, 303)), "PNG"), rules())
    assert Fraction(picture.width, picture.height) <= Fraction(5, 2)


@pytest.mark.parametrize(
    ("size", "least_kept"),
    [((1600, 310), Fraction(1, 2)), ((310, 1600), Fraction(1, 2)), ((800, 310), Fraction(1))],
    ids=["panorama", "tower", "no cropping"],
)
def test_a_shape_of_which_too_little_would_remain_is_refused(size, least_kept):
    """Unread, with its size and the shapes that pass."""
    header = encoded(Image.new("L", size), "PNG")[:60]
    with pytest.raises(PictureWrongShape) as caught:
        prepare_picture(header, rules(least_kept=least_kept))
    assert (caught.value.width, caught.value.height) == size
    assert (caught.value.low, caught.value.high) == (Fraction(2, 5), Fraction(5, 2))


def test_a_shape_is_judged_upright():
    """A tall picture stored on its side is refused only for what it shows."""
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = encoded(Image.new("RGB", (900, 310)), "JPEG", exif=exif)
    allowed = rules(min_aspect=Fraction(1, 3), max_aspect=Fraction(2), least_kept=Fraction(1))
    assert prepare_picture(lying, allowed).height == 900
    with pytest.raises(PictureWrongShape) as caught:
        prepare_picture(encoded(Image.new("RGB", (900, 310)), "JPEG"), allowed)
    assert caught.value.aspect == Fraction(90, 31)


@pytest.mark.parametrize("size", [(1000, 400), (400, 1000)], ids=["wide", "tall"])
@pytest.mark.parametrize("longest", range(811, 831))
def test_shrinking_never_misses_the_limit_by_rounding(size, longest):
    """A shape exactly at the limit is still within it after it was shrunk."""
    allowed = rules(max_side=longest)
    picture = prepare_picture(encoded(Image.new("L", size), "PNG"), allowed)
    assert allowed.min_aspect <= Fraction(picture.width, picture.height) <= allowed.max_aspect
    assert max(picture.width, picture.height) <= longest


def test_a_large_picture_is_shrunk():
    """A side above the limit is shrunk to it, keeping the aspect."""
    picture = prepare_picture(encoded(noise(1200, 800), "PNG"), rules(max_side=600))
    assert (picture.width, picture.height) == (600, 400)
    assert [(c.kind, c.measured, c.limit) for c in picture.changes] == [
        (ChangeKind.SHRUNK, 1200, 600)
    ]


def test_a_heavy_picture_is_made_lighter():
    """A result above the byte limit is encoded again until it fits."""
    picture = prepare_picture(encoded(noise(900, 900), "PNG"), rules(max_bytes=200_000))
    assert len(picture.data) <= 200_000
    assert ChangeKind.LIGHTENED in kinds_of(picture)
    assert min(opened(picture).size) >= 301


def test_a_picture_that_cannot_be_light_enough_is_refused():
    """The refusal holds the bytes at the smallest and the limit."""
    with pytest.raises(PictureTooHeavy) as caught:
        prepare_picture(encoded(noise(400, 400), "PNG"), rules(max_bytes=500))
    assert caught.value.limit == 500
    assert caught.value.size > 500


def test_a_file_above_the_input_limit_is_refused_unread():
    """A heavy file is refused whatever it is."""
    with pytest.raises(PictureTooHeavy) as caught:
        prepare_picture(b"x" * 101, rules(max_input_bytes=100))
    assert (caught.value.size, caught.value.limit) == (101, 100)


@pytest.mark.parametrize("size", [(1, 1), (300, 2000), (2000, 300)], ids=str)
def test_a_small_picture_is_refused(size):
    """A short side of 300 pixels is too small; the refusal holds size and limit."""
    with pytest.raises(PictureTooSmall) as caught:
        prepare_picture(encoded(Image.new("RGB", size), "PNG"), rules())
    assert (caught.value.width, caught.value.height, caught.value.limit) == (*size, 301)


def test_the_shortest_side_that_passes():
    """A short side of 301 pixels passes."""
    assert prepare_picture(encoded(Image.new("RGB", (301, 400)), "PNG"), rules()).width == 301


def test_a_bomb_is_refused_before_it_is_decoded():
    """400 million pixels are refused in 5 MB of memory; the bench measures how soon."""
    data = bomb()
    prepare_picture(encoded(Image.new("RGB", (320, 320)), "PNG"), rules())  # plugins are loaded
    tracemalloc.start()
    with pytest.raises(PictureTooLarge) as caught:
        prepare_picture(data, rules())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (caught.value.width, caught.value.height) == (20_000, 20_000)
    assert caught.value.limit == 64_000_000
    assert peak < 5_000_000


def test_a_webp_bomb_is_refused_by_its_header():
    """The largest WebP there can be is refused with its size, without a canvas."""
    body = b"VP8X" + (10).to_bytes(4, "little") + bytes(4) + (16382).to_bytes(3, "little") * 2
    data = b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body
    with pytest.raises(PictureTooLarge) as caught:
        prepare_picture(data, rules())
    assert (caught.value.width, caught.value.height) == (16383, 16383)


@pytest.mark.parametrize("options", [{"lossless": True}, {}, {"exif": b"Exif\x00\x00"}], ids=str)
def test_the_three_forms_of_webp_tell_their_size(options):
    """Lossless, lossy and extended WebP headers are all read."""
    data = encoded(Image.new("RGB", (333, 444)), "WEBP", **options)
    with pytest.raises(PictureTooLarge) as caught:
        prepare_picture(data, rules(max_pixels=10))
    assert (caught.value.width, caught.value.height) == (333, 444)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.98])
def test_a_truncated_picture_is_refused(kind, share):
    """A picture whose end is missing is damaged, however little is missing."""
    data = encoded(noise(400, 400), kind)
    with pytest.raises(PictureBroken) as caught:
        prepare_picture(data[: int(len(data) * share)], rules())
    assert caught.value.reason


def test_a_kind_nobody_reads_is_named():
    """It is refused by its name, not as if it were no picture."""
    with pytest.raises(PictureKindUnsupported) as caught:
        prepare_picture(encoded(Image.new("RGB", (400, 400)), "TIFF"), rules())
    assert caught.value.kind == "tiff"


@pytest.mark.filterwarnings("ignore")  # Pillow warns about the damage that is the point here
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP"])
def test_damage_never_gets_past_the_error_family(kind):
    """Any byte changed anywhere gives a picture or one of our refusals, nothing else."""
    rng = random.Random(kind)
    whole = encoded(noise(48, 48), kind)
    allowed = rules(min_short_side=1)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        with contextlib.suppress(MediaError):
            assert prepare_picture(bytes(data), allowed).width > 0
