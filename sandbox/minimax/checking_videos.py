"""Reads a create request for `/v1/videos`, the shape of self-hosted engines, JSON or form alike.

A form's fields arrive as texts and its picture as a data URL, so that both read the same.
"""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.minimax.camera import read_camera
from sandbox.minimax.codes import BAD_PARAMETERS, Refusal, refuse
from sandbox.minimax.images import OWN_PICTURES, ReceivedImage, read_image
from sandbox.minimax.models import own_model
from sandbox.minimax.prose import read_prose
from sandbox.minimax.request import FIRST_FRAME, Request, check_words

OWN_MODEL = "h3-base"
"""The model's name where a request tells none."""

_LONGEST_PROMPT = 32_000
_USUAL = {"size": "1280x720", "seconds": "4"}
_MOST_SECONDS = 60
_SIZE = re.compile(r"(\d{2,4})x(\d{2,4})")
_SIDES = range(64, 4097)
_KNOWN = frozenset({"model", "prompt", "size", "seconds", "input_reference"})


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
    size = _read_size(body)
    seconds = _read_seconds(body)
    images = _read_images(body.get("input_reference"))
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


def _read_size(body: Mapping[str, Any]) -> tuple[int, int]:
    size = body.get("size") or _USUAL["size"]
    found = _SIZE.fullmatch(size) if isinstance(size, str) else None
    if found is None:
        raise _bad('size must be such as "1280x720"')
    width, height = int(found[1]), int(found[2])
    if width not in _SIDES or height not in _SIDES or width % 2 or height % 2:
        raise _bad(f"size is {size}, sides must be even numbers from 64 to 4096")
    return width, height


def _read_seconds(body: Mapping[str, Any]) -> int:
    seconds = body.get("seconds")
    seconds = _USUAL["seconds"] if seconds is None else seconds
    told = str(seconds) if isinstance(seconds, str | int) else ""
    if not (told.isascii() and told.isdigit() and 1 <= int(told[:9]) <= _MOST_SECONDS):
        raise _bad(f"seconds must be a whole number from 1 to {_MOST_SECONDS}")
    return int(told)


def _read_images(reference: Any) -> tuple[ReceivedImage, ...]:
    if reference is None:
        return ()
    if isinstance(reference, dict):
        reference = reference.get("image_url")
    return (read_image("input_reference", reference, FIRST_FRAME, OWN_PICTURES),)


def _bad(detail: str) -> Refusal:
    return refuse(BAD_PARAMETERS, detail)
