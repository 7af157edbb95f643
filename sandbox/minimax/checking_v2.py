"""Reads a create request of the second API generation strictly: `content[]`, roles and shapes.

Source of the rules: the vendor's page "Create Video Generation Task" (V2).
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.minimax.camera import read_camera
from sandbox.minimax.checking import allowed, read_model
from sandbox.minimax.codes import BAD_PARAMETERS, Refusal, refuse
from sandbox.minimax.images import V2_PICTURES, ReceivedImage, read_image
from sandbox.minimax.models import Api, Mode, Model
from sandbox.minimax.prose import read_prose
from sandbox.minimax.request import ADAPTIVE, FIRST_FRAME, Request, check_words, clip_size, present

RATIOS = (ADAPTIVE, "21:9", "16:9", "4:3", "1:1", "3:4", "9:16")

_LONGEST_TEXT = 7000
_FRAMES = {"first_frame": 1, "last_frame": 1}
_REFERENCES = {"reference_image": 9, "reference_video": 3, "reference_audio": 3}
_MOST_FILES = 12
_ROLES = {
    "image_url": (*_FRAMES, "reference_image"),
    "video_url": ("reference_video",),
    "audio_url": ("reference_audio",),
}
_EXPANSIONS = ("disabled", "balanced", "quality")
_KNOWN = frozenset(
    {
        "model",
        "content",
        "resolution",
        "duration",
        "ratio",
        "extra",
        "callback_url",
        "aigc_watermark",
    }
)
_MEDIA_DATA = re.compile(
    r"data:(video/mp4|video/quicktime|audio/[a-z0-9+.-]+);base64,", re.IGNORECASE
)


def read_request_v2(body: Any) -> Request:
    """Check a request's parsed JSON. Raises `Refusal` naming the field and the rule."""
    if not isinstance(body, dict):
        raise _bad("the body must be a JSON object")
    body = present(body)
    model = read_model(body, Api.V2)
    resolution, seconds = _read_shape(body, model)
    _check_options(body, model)
    items = _read_items(body.get("content"))
    prompt = _read_text(items)
    images, roles = _read_media(items, model)
    ratio = _read_ratio(body, roles)
    check_words(prompt)
    return Request(
        model=model,
        prompt=prompt,
        steps=read_camera(prompt) + read_prose(prompt),
        images=images,
        seconds=seconds,
        resolution=resolution,
        size=clip_size(resolution, ratio, images),
        ratio=ratio,
        callback_url=body.get("callback_url") or "",
    )


def ignored_fields_v2(body: Any) -> tuple[str, ...]:
    """Name the fields that the vendor does not know."""
    return tuple(sorted(set(body) - _KNOWN)) if isinstance(body, dict) else ()


def text_of(body: Any) -> str:
    """Give the text in a body, valid or not."""
    content = body.get("content") if isinstance(body, dict) else None
    items = content if isinstance(content, list) else []
    texts = (item.get("text") for item in items if isinstance(item, dict))
    return next((text for text in texts if isinstance(text, str)), "")


def _read_shape(body: Mapping[str, Any], model: Model) -> tuple[str, int]:
    for field in ("content", "resolution", "duration"):
        if body.get(field) is None:
            raise _bad(f"{field} is required")
    resolution, seconds = body["resolution"], body["duration"]
    if resolution not in model.resolutions:
        raise _bad(f"resolution {allowed(model.resolutions, model)}")
    durations = model.durations(resolution)
    if type(seconds) is not int or seconds not in durations:
        detail = f"must be a whole number from {durations[0]} to {durations[-1]}"
        raise _bad(f"duration {detail} for {model.name}")
    return resolution, seconds


def _check_options(body: Mapping[str, Any], model: Model) -> None:
    if not isinstance(body.get("aigc_watermark", False), bool):
        raise _bad("aigc_watermark must be true or false")
    if not isinstance(body.get("callback_url", ""), str):
        raise _bad("callback_url must be a string")
    extra = body.get("extra")
    if extra is None:
        return
    if model.name != "MiniMax-H3-Max":
        raise _bad(f"extra is not supported by {model.name}")
    if not isinstance(extra, dict) or set(extra) - {"prompt_expansion_mode"}:
        raise _bad("extra must be an object that holds prompt_expansion_mode only")
    if present(extra).get("prompt_expansion_mode", "balanced") not in _EXPANSIONS:
        raise _bad(f"extra.prompt_expansion_mode must be {' or '.join(_EXPANSIONS)}")


def _read_items(content: Any) -> list[dict[str, Any]]:
    if not isinstance(content, list) or not content:
        raise _bad("content must be a list that is not empty")
    kinds = ("text", *_ROLES)
    for place, item in enumerate(content):
        if not isinstance(item, dict) or item.get("type") not in kinds:
            raise _bad(f"content[{place}].type must be {' or '.join(kinds)}")
    return content


def _read_text(items: list[dict[str, Any]]) -> str:
    texts = [item.get("text") for item in items if item["type"] == "text"]
    if len(texts) != 1 or not isinstance(texts[0], str) or not texts[0].strip():
        raise _bad("content must include one non-empty text item (prompt is required)")
    if len(texts[0]) > _LONGEST_TEXT:
        raise _bad(f"text has {len(texts[0])} characters, at most {_LONGEST_TEXT}")
    return texts[0]


def _read_media(
    items: list[dict[str, Any]], model: Model
) -> tuple[tuple[ReceivedImage, ...], Counter[str]]:
    media = [(place, item) for place, item in enumerate(items) if item["type"] != "text"]
    alone = len(media) == 1
    roles = [_read_role(place, item, alone=alone) for place, item in media]
    counted = Counter(roles)
    _check_roles(counted, model)
    images = []
    for (place, item), role in zip(media, roles, strict=True):
        image = _read_medium(f"content[{place}]", item, role)
        images.extend([image] if image else [])
    return tuple(images), counted


def _read_role(place: int, item: Mapping[str, Any], *, alone: bool) -> str:
    role = item.get("role")
    if role is None and alone and item["type"] == "image_url":
        return FIRST_FRAME
    roles = _ROLES[item["type"]]
    if role not in roles:
        raise _bad(f"content[{place}].role must be {' or '.join(roles)}")
    return str(role)


def _check_roles(counted: Counter[str], model: Model) -> None:
    if counted.keys() & _FRAMES.keys() and counted.keys() & _REFERENCES.keys():
        raise _bad("frame roles and reference roles cannot be mixed")
    if counted.keys() & _REFERENCES.keys() and Mode.REFERENCES not in model.modes:
        raise _bad(f"references are not supported by {model.name}")
    for role, most in (_FRAMES | _REFERENCES).items():
        if counted[role] > most:
            raise _bad(f"content holds {counted[role]} items of role {role}, at most {most}")
    if counted.total() > _MOST_FILES:
        raise _bad(f"content holds {counted.total()} files, at most {_MOST_FILES}")


def _read_medium(field: str, item: Mapping[str, Any], role: str) -> ReceivedImage | None:
    kind = item["type"]
    named = item.get(kind)
    url = named.get("url") if isinstance(named, dict) else None
    field = f"{field}.{kind}.url"
    if not isinstance(url, str) or not url:
        raise _bad(f"{field} is required")
    if url.lower().startswith("mm_file://"):
        raise _bad(f"{field} names a file that does not exist")
    if kind == "image_url":
        if not url.lower().startswith(("http://", "https://", "data:")):
            raise _bad(f"{field} must be a public address or a data URL")
        return read_image(field, url, role, V2_PICTURES)
    if not _MEDIA_DATA.match(url) and urlsplit(url).scheme not in ("http", "https"):
        raise _bad(f"{field} must be a public address or a data URL")
    return None


def _read_ratio(body: Mapping[str, Any], roles: Counter[str]) -> str:
    ratio = body.get("ratio")
    if ratio is not None and ratio not in RATIOS:
        raise _bad(f"ratio must be {' or '.join(RATIOS)}")
    if roles.keys() & _FRAMES.keys():
        return ADAPTIVE
    if not roles and ratio in (None, ADAPTIVE):
        raise _bad("ratio is required for text alone, and must not be adaptive")
    return ratio or ADAPTIVE


def _bad(detail: str) -> Refusal:
    return refuse(BAD_PARAMETERS, detail)
