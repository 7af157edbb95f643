"""What the second API generation refuses: 400 with the field and the rule, 422 for words."""

import base64

import pytest

from sandbox.minimax.checking_v2 import read_request_v2
from sandbox.minimax.codes import Refusal

TEXT = {"type": "text", "text": "a fox"}
BODY = {
    "model": "MiniMax-H3",
    "content": [TEXT],
    "resolution": "768P",
    "duration": 5,
    "ratio": "16:9",
}
ADDRESS = "https://example.com/a.png"


def image(role: str | None = None, url: str = ADDRESS) -> dict:
    item = {"type": "image_url", "image_url": {"url": url}}
    return item if role is None else {**item, "role": role}


def video(role: str = "reference_video", url: str = "https://example.com/a.mp4") -> dict:
    return {"type": "video_url", "video_url": {"url": url}, "role": role}


def audio() -> dict:
    url = {"url": "https://example.com/a.mp3"}
    return {"type": "audio_url", "audio_url": url, "role": "reference_audio"}


def test_what_is_null_is_left_out():
    """Clients that send every field they know are served; data URLs are written in any case."""
    sound = audio()
    sound["audio_url"]["url"] = "DATA:audio/mpeg;base64,AAAA"
    unsaid = dict.fromkeys(("callback_url", "aigc_watermark", "extra"))
    assert read_request_v2({**BODY, **unsaid}).ratio == "16:9"
    assert read_request_v2({**BODY, "content": [TEXT, sound], "ratio": None}).ratio == "adaptive"
    told = {**BODY, "model": "MiniMax-H3-Max", "extra": {"prompt_expansion_mode": None}}
    assert read_request_v2(told).model.name == "MiniMax-H3-Max"


def refusal(**changed) -> Refusal:
    body = {key: value for key, value in {**BODY, **changed}.items() if value is not None}
    with pytest.raises(Refusal) as caught:
        read_request_v2(body)
    return caught.value


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"model": None}, "model is required"),
        ({"model": "T2V-01"}, "model T2V-01 is served at /v1/"),
        ({"content": None}, "content is required"),
        ({"content": []}, "content must be a list that is not empty"),
        ({"content": [7]}, "content[0].type must be text or image_url"),
        ({"content": [image()]}, "content must include one non-empty text item"),
        ({"content": [TEXT, TEXT]}, "content must include one non-empty text item"),
        ({"content": [{"type": "text", "text": "x" * 7001}]}, "text has 7001 characters"),
        ({"resolution": None}, "resolution is required"),
        ({"resolution": "480P"}, "resolution must be 768P or 2K for MiniMax-H3"),
        ({"model": "MiniMax-H3-Max", "resolution": "2K"}, "must be 480P or 768P"),
        ({"duration": None}, "duration is required"),
        ({"duration": 3}, "must be a whole number from 4 to 15 for MiniMax-H3"),
        ({"duration": 16}, "must be a whole number from 4 to 15"),
        ({"duration": 5.5}, "must be a whole number"),
        ({"model": "MiniMax-H3-Max", "duration": 4}, "from 5 to 15 for MiniMax-H3-Max"),
        ({"ratio": None}, "ratio is required for text alone, and must not be adaptive"),
        ({"ratio": "adaptive"}, "must not be adaptive"),
        ({"ratio": "2:1"}, "ratio must be adaptive or 21:9"),
        ({"content": [TEXT, image("hero")]}, "content[1].role must be first_frame or last_frame"),
        ({"content": [TEXT, image(), image()]}, "content[1].role must be"),
        ({"content": [TEXT, image("first_frame"), image("first_frame")]}, "holds 2 items"),
        ({"content": [TEXT, image("first_frame"), image("reference_image")]}, "mixed"),
        ({"content": [TEXT, image("first_frame"), video()]}, "mixed"),
        ({"content": [TEXT, *[image("reference_image")] * 10]}, "holds 10 items"),
        ({"content": [TEXT, *[video()] * 4]}, "holds 4 items of role reference_video"),
        (
            {"content": [TEXT, *[image("reference_image")] * 9, *[video()] * 3, audio()]},
            "holds 13 files, at most 12",
        ),
        (
            {"model": "MiniMax-H3-Max", "content": [TEXT, image("reference_image")]},
            "references are not supported by MiniMax-H3-Max",
        ),
        ({"content": [TEXT, video("first_frame")]}, "content[1].role must be reference_video"),
        ({"content": [TEXT, {"type": "image_url"}]}, "content[1].image_url.url is required"),
        ({"content": [TEXT, image(url="mm_file://7")]}, "names a file that does not exist"),
        ({"content": [TEXT, image(url="a.png")]}, "must be a public address or a data URL"),
        ({"content": [TEXT, video(url="data:text/plain;base64,x")]}, "must be a public address"),
        ({"extra": {}}, "extra is not supported by MiniMax-H3"),
        ({"model": "MiniMax-H3-Max", "extra": {"balance": 1}}, "prompt_expansion_mode only"),
        (
            {"model": "MiniMax-H3-Max", "extra": {"prompt_expansion_mode": ""}},
            "must be disabled or balanced or quality",
        ),
        ({"callback_url": 7}, "callback_url must be a string"),
        ({"aigc_watermark": "no"}, "aigc_watermark must be true or false"),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(value),
)
def test_a_wrong_field_is_named(changed, words):
    """2013, with the field and what it must be."""
    found = refusal(**changed)
    assert (found.code, words in found.text) == (2013, True), found.text


@pytest.mark.parametrize(
    "changed",
    [
        {"content": [TEXT, image()], "ratio": None},
        {"content": [TEXT, image("last_frame")]},
        {"content": [TEXT, *[image("reference_image")] * 9], "ratio": "9:16"},
        {"content": [TEXT, *[image("reference_image")] * 6, *[video()] * 3, *[audio()] * 3]},
        {"model": "MiniMax-H3-Max", "extra": {"prompt_expansion_mode": "disabled"}},
        {"content": [{"type": "text", "text": "x" * 7000}], "duration": 15, "resolution": "2K"},
        {"seed": 7},
    ],
    ids=["no role", "last frame", "nine", "mixed references", "extra", "longest", "unknown"],
)
def test_what_the_table_allows_passes(changed):
    """The edges of every rule pass, and unknown fields are ignored."""
    body = {key: value for key, value in {**BODY, **changed}.items() if value is not None}
    assert read_request_v2(body).model.name == body["model"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p(255, 400), "is 255x400, the short side must be 256 px or more"),
        (lambda p: p(256, 641), "the aspect must be between 2:5 and 5:2"),
        (lambda p: heic_url(5761, 2400), "is 5761x2400, the long side must be 5760 px or less"),
        (lambda p: p(kind="gif"), "must be data:image/jpeg, png, webp or heic"),
        (
            lambda p: "data:image/png;base64," + base64.b64encode(bytes(30_000_001)).decode(),
            "has 30000001 bytes, must be at most 30 MB",
        ),
        (lambda p: heic_url(200, 300), "is 200x300, the short side must be 256 px or more"),
        (lambda p: heic_url(9, 9, cut=16), "it tells no size"),
    ],
    ids=["small", "tall", "large", "gif", "heavy", "small heic", "empty heic"],
)
def test_a_wrong_picture_is_explained(picture, make, words):
    """Pictures are measured by this API's own limits."""
    found = refusal(content=[TEXT, image(url=make(picture))])
    assert (found.code, words in found.text) == (2013, True), found.text


def test_heic_is_taken():
    """HEIC passes by the size that it tells."""
    content = [TEXT, image(url=heic_url(4032, 3024))]
    request = read_request_v2({**BODY, "content": content})
    assert (request.images[0].mime, request.size, request.first_frame) == (
        "image/heic",
        (1024, 768),
        None,
    )


@pytest.mark.parametrize(
    ("text", "code"), [("a forbidden-word", 1026), ("fox" + "\u200b" * 5, 1042)]
)
def test_words_are_judged(text, code):
    """The same words as on the first generation."""
    assert refusal(content=[{"type": "text", "text": text}]).code == code


def heic_url(width: int, height: int, cut: int | None = None) -> str:
    """The beginning of a HEIC file as phones write it: its brand, and the picture's size."""
    size = b"\0\0\0\x14ispe\0\0\0\0" + width.to_bytes(4, "big") + height.to_bytes(4, "big")
    file = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + size
    return "data:image/heic;base64," + base64.b64encode(file[:cut]).decode()
