"""Reads a create request for `/v1/videos`, the shape of self-hosted engines, JSON or form alike.

A form's fields arrive as texts and its pictures as data URLs, so that both read the same. Beside
OpenAI's fields stand those of the engines that serve H3's open weights: `reference_url` (SGLang,
FastVideo), `target` and `conditions` (SGLang), `duration`, `aspect_ratio`, `input_references` and
`extra_params` (vLLM-Omni).
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.minimax.camera import read_camera
from sandbox.minimax.codes import BAD_PARAMETERS, Refusal, refuse
from sandbox.minimax.images import OWN_PICTURES, read_image
from sandbox.minimax.models import own_model
from sandbox.minimax.prose import read_prose
from sandbox.minimax.request import FIRST_FRAME, Request, check_words, present, scaled

OWN_MODEL = "h3-base"
"""The model's name where a request tells none."""

_LONGEST_PROMPT = 32_000
_USUAL_SIZE, _USUAL_SECONDS, _USUAL_SHORT_SIDE = "1280x720", 4, 768
_MOST_SECONDS = 60
_SIZE = re.compile(r"(\d{2,4})x(\d{2,4})")
_SIDES = range(64, 4097)
_SHAPE = re.compile(r"([1-9]\d?):([1-9]\d?)")
_KEYFRAMES = {0: FIRST_FRAME, -1: "last_frame"}
_KNOWN = frozenset(
    {
        "model",
        "prompt",
        "size",
        "seconds",
        "input_reference",
        "input_references",
        "reference_url",
        "conditions",
        "task",
        "target",
        "duration",
        "aspect_ratio",
        "extra_params",
    }
)


def read_request_videos(body: Any) -> Request:
    """Check a request. Raises `Refusal` naming the field and the rule."""
    if not isinstance(body, dict):
        raise _bad("the body must be a JSON object or a form")
    name, prompt = body.get("model") or OWN_MODEL, body.get("prompt")
    if not isinstance(name, str):
        raise _bad("model must be a string")
    if not isinstance(prompt, str) or not prompt.strip():
        raise _bad("prompt is required")
    if len(prompt) > _LONGEST_PROMPT:
        raise _bad(f"prompt has {len(prompt)} characters, at most {_LONGEST_PROMPT}")
    shape = {**body, **_read_extra(body.get("extra_params"))}
    size, seconds = _read_size(shape), _read_seconds(shape)
    images = tuple(
        read_image(field, value, role, OWN_PICTURES) for field, value, role in _pictures(body)
    )
    check_words(prompt)
    return Request(
        model=own_model(name[:100]),
        prompt=prompt,
        steps=read_camera(prompt) + read_prose(prompt),
        images=images,
        seconds=seconds,
        resolution=f"{size[0]}x{size[1]}",
        size=size,
    )


def ignored_fields_videos(body: Any) -> tuple[str, ...]:
    """Name the fields that this engine does nothing with."""
    return tuple(sorted(set(body) - _KNOWN)) if isinstance(body, dict) else ()


def _read_extra(told: Any) -> dict[str, Any]:
    if told is None:
        return {}
    try:
        extra = json.loads(told) if isinstance(told, str) else told
    except ValueError:
        extra = None
    if not isinstance(extra, dict):
        raise _bad("extra_params must be a JSON object")
    return extra


def _read_size(body: Mapping[str, Any]) -> tuple[int, int]:
    size = body.get("size")
    if not size and isinstance(body.get("target"), dict):
        return _target_size(present(body["target"]))
    size = size or _USUAL_SIZE
    found = _SIZE.fullmatch(size) if isinstance(size, str) else None
    if found is None:
        raise _bad('size must be such as "1280x720"')
    width, height = int(found[1]), int(found[2])
    if width not in _SIDES or height not in _SIDES or width % 2 or height % 2:
        raise _bad(f"size is {size}, sides must be even numbers from 64 to 4096")
    return width, height


def _target_size(target: Mapping[str, Any]) -> tuple[int, int]:
    short = target.get("short_edge", _USUAL_SHORT_SIDE)
    if type(short) is not int or short not in _SIDES:
        raise _bad("target.short_edge must be a whole number from 64 to 4096")
    aspect = target.get("aspect_ratio", "auto")
    found = _SHAPE.fullmatch(aspect) if isinstance(aspect, str) else None
    if found is None and aspect != "auto":
        raise _bad('target.aspect_ratio must be such as "16:9", or "auto"')
    return scaled((int(found[1]), int(found[2])) if found else (16, 9), short)


def _read_seconds(body: Mapping[str, Any]) -> int:
    target = body.get("target")
    asked = (
        body.get("seconds"),
        body.get("duration"),
        target.get("duration_seconds") if isinstance(target, dict) else None,
    )
    seconds = next((each for each in asked if each is not None), _USUAL_SECONDS)
    whole = isinstance(seconds, float) and seconds.is_integer()
    told = str(int(seconds)) if whole else str(seconds)
    if not (told.isascii() and told.isdigit() and 1 <= int(told[:9]) <= _MOST_SECONDS):
        raise _bad(f"seconds must be a whole number from 1 to {_MOST_SECONDS}")
    return int(told)


def _pictures(body: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Give field, value and role of every picture."""
    for field in ("input_reference", "reference_url"):
        value = body.get(field)
        if value is not None:
            yield field, value.get("image_url") if isinstance(value, dict) else value, FIRST_FRAME
    several = body.get("input_references")
    several = several if isinstance(several, list) else [several] if several else []
    for place, value in enumerate(several):
        yield f"input_references[{place}]", value, "reference_image"
    conditions = body.get("conditions") or []
    if not isinstance(conditions, list) or not all(isinstance(one, dict) for one in conditions):
        raise _bad("conditions must be a list of objects")
    for place, one in enumerate(conditions):
        yield f"conditions[{place}].uri", one.get("uri"), _role(place, one)


def _role(place: int, condition: Mapping[str, Any]) -> str:
    if condition.get("role") == "reference":
        return "reference_image"
    index = condition.get("frame_index", 0)
    if condition.get("role") != "keyframe" or type(index) is not int or index not in _KEYFRAMES:
        raise _bad(f"conditions[{place}] must be a reference, or a keyframe of frame_index 0 or -1")
    return _KEYFRAMES[index]


def _bad(detail: str) -> Refusal:
    return refuse(BAD_PARAMETERS, detail)
