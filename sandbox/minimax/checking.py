"""Reads a create request strictly: every field of the vendor's table, by model.

Fields that the vendor does not know are ignored, as it does, but remembered: a client that sends
them believes in something that is not there.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.minimax.camera import read_camera
from sandbox.minimax.codes import (
    BAD_PARAMETERS,
    INPUT_SENSITIVE,
    INVISIBLE_CHARACTERS,
    refuse,
)
from sandbox.minimax.images import ReceivedImage, read_image
from sandbox.minimax.models import MODELS, Mode, Model

FORBIDDEN_INPUT = "forbidden-word"
"""In a prompt: refused at once with 1026."""

_LONGEST_PROMPT = 2000
_MOST_INVISIBLE = 0.1
_BOOLEANS = ("prompt_optimizer", "fast_pretreatment", "aigc_watermark")
_KNOWN = frozenset(
    {
        "model",
        "prompt",
        "duration",
        "resolution",
        "first_frame_image",
        "last_frame_image",
        "subject_reference",
        "callback_url",
        *_BOOLEANS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A create request that passed."""

    model: Model
    prompt: str
    steps: tuple[tuple[str, ...], ...]
    """The camera as this model understands it; empty for models without camera."""
    images: tuple[ReceivedImage, ...]

    @property
    def first_frame(self) -> bytes | None:
        """The picture that the clip begins with, if it begins with one."""
        return next((i.data for i in self.images if i.field == Mode.FIRST_FRAME), None)


def read_request(body: Any) -> Request:
    """Check a request's parsed JSON. Raises `Refusal` naming the field and the rule."""
    if not isinstance(body, dict):
        raise refuse(BAD_PARAMETERS, "the body must be a JSON object")
    model = _read_model(body)
    prompt = _read_prompt(body)
    _check_options(body, model)
    images = _read_images(body, model)
    if Mode.TEXT in model.modes and not prompt.strip() and not images:
        raise refuse(BAD_PARAMETERS, "prompt is required")
    _check_words(prompt)
    steps = read_camera(prompt) if model.follows_camera else ()
    return Request(model=model, prompt=prompt, steps=steps, images=images)


def ignored_fields(body: Any) -> tuple[str, ...]:
    """Name the fields that the vendor does not know."""
    return tuple(sorted(set(body) - _KNOWN)) if isinstance(body, dict) else ()


def _read_model(body: Mapping[str, Any]) -> Model:
    name = body.get("model")
    if name is None or name == "":
        raise refuse(BAD_PARAMETERS, "model is required")
    if not isinstance(name, str) or name not in MODELS:
        raise refuse(BAD_PARAMETERS, f"model {str(name)[:60]!r} does not exist")
    return MODELS[name]


def _read_prompt(body: Mapping[str, Any]) -> str:
    prompt = body.get("prompt", "")
    if not isinstance(prompt, str):
        raise refuse(BAD_PARAMETERS, "prompt must be a string")
    if len(prompt) > _LONGEST_PROMPT:
        raise refuse(
            BAD_PARAMETERS, f"prompt has {len(prompt)} characters, at most {_LONGEST_PROMPT}"
        )
    return prompt


def _check_options(body: Mapping[str, Any], model: Model) -> None:
    for field in _BOOLEANS:
        if not isinstance(body.get(field, False), bool):
            raise refuse(BAD_PARAMETERS, f"{field} must be true or false")
    if not isinstance(body.get("callback_url", ""), str):
        raise refuse(BAD_PARAMETERS, "callback_url must be a string")
    duration = body.get("duration")
    if duration is not None and (type(duration) is not int or duration not in model.durations):
        raise refuse(BAD_PARAMETERS, f"duration {_allowed(model, model.durations)}")
    resolution = body.get("resolution")
    if resolution is not None and resolution not in sorted(model.resolutions):
        raise refuse(BAD_PARAMETERS, f"resolution {_allowed(model, model.resolutions)}")


def _allowed(model: Model, values: frozenset[int] | frozenset[str]) -> str:
    if not values:
        return f"is not supported by {model.name}"
    return f"must be {' or '.join(sorted(map(str, values)))} for {model.name}"


def _read_images(body: Mapping[str, Any], model: Model) -> tuple[ReceivedImage, ...]:
    for field in ("first_frame_image", "last_frame_image", "subject_reference"):
        if body.get(field) is not None and field not in model.modes:
            raise refuse(BAD_PARAMETERS, f"{field} is not supported by {model.name}")
    if Mode.FIRST_FRAME in model.modes:
        if body.get(Mode.FIRST_FRAME) is None:
            raise refuse(BAD_PARAMETERS, f"first_frame_image is required for {model.name}")
        return (read_image(Mode.FIRST_FRAME, body[Mode.FIRST_FRAME]),)
    if Mode.SUBJECT in model.modes:
        return (_read_subject(body.get(Mode.SUBJECT), model),)
    return ()


def _read_subject(value: Any, model: Model) -> ReceivedImage:
    if value is None:
        raise refuse(BAD_PARAMETERS, f"subject_reference is required for {model.name}")
    if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], dict):
        raise refuse(BAD_PARAMETERS, "subject_reference must be a list of one object")
    (reference,) = value
    if reference.get("type") != "character":
        raise refuse(BAD_PARAMETERS, 'subject_reference[0].type must be "character"')
    pictures = reference.get("image")
    if not isinstance(pictures, list) or len(pictures) != 1:
        raise refuse(BAD_PARAMETERS, "subject_reference[0].image must be a list of one picture")
    return read_image("subject_reference[0].image[0]", pictures[0])


def _check_words(prompt: str) -> None:
    if FORBIDDEN_INPUT in prompt.lower():
        raise refuse(INPUT_SENSITIVE)
    # Line breaks are typed by people, and joined emoji (families, flags) hold a joiner each.
    seen = prompt.replace("\n", " ").replace("\u200d", "")
    invisible = sum(unicodedata.category(character) in ("Cf", "Cc") for character in seen)
    if invisible > _MOST_INVISIBLE * len(seen):
        raise refuse(INVISIBLE_CHARACTERS)
