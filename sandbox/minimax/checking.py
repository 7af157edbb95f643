"""Reads a create request of the first API generation strictly: the vendor's table, by model.

Fields that the vendor does not know are ignored, as it does, but remembered: a client that sends
them believes in something that is not there.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.minimax.camera import read_camera
from sandbox.minimax.codes import BAD_PARAMETERS, refuse
from sandbox.minimax.images import ReceivedImage, read_image
from sandbox.minimax.models import MODELS, Api, Mode, Model
from sandbox.minimax.request import (
    FIRST_FRAME,
    FORBIDDEN_INPUT,
    Request,
    check_words,
    clip_size,
    present,
)

__all__ = ["FORBIDDEN_INPUT", "allowed", "ignored_fields", "read_model", "read_request"]

_LONGEST_PROMPT = 2000
_USUAL_SECONDS = 6
_BOOLEANS = ("prompt_optimizer", "fast_pretreatment", "aigc_watermark")
_KNOWN = frozenset(
    {
        "model",
        "prompt",
        "duration",
        "resolution",
        *(Mode.FIRST_FRAME, Mode.LAST_FRAME, Mode.SUBJECT),
        "callback_url",
        *_BOOLEANS,
    }
)
_ROLES = {Mode.FIRST_FRAME: FIRST_FRAME, Mode.LAST_FRAME: "last_frame"}


def read_request(body: Any) -> Request:
    """Check a request's parsed JSON. Raises `Refusal` naming the field and the rule."""
    if not isinstance(body, dict):
        raise refuse(BAD_PARAMETERS, "the body must be a JSON object")
    body = present(body)
    model = read_model(body, Api.V1)
    prompt = _read_prompt(body)
    _check_options(body)
    _check_fields(body, model)
    resolution, seconds = _read_shape(body, model)
    images = _read_images(body, model)
    if not prompt.strip() and not images:
        raise refuse(BAD_PARAMETERS, "prompt is required")
    check_words(prompt)
    return Request(
        model=model,
        prompt=prompt,
        steps=read_camera(prompt) if model.follows_camera else (),
        images=images,
        seconds=seconds,
        resolution=resolution,
        size=clip_size(resolution, images=images),
        callback_url=body.get("callback_url") or "",
    )


def ignored_fields(body: Any) -> tuple[str, ...]:
    """Name the fields that the vendor does not know, or not for this model."""
    if not isinstance(body, dict):
        return ()
    model = MODELS.get(str(body.get("model")))
    useless = {"fast_pretreatment"} if model and not model.fast_pretreatment else set()
    return tuple(sorted(set(body) - (_KNOWN - useless)))


def read_model(body: Mapping[str, Any], api: Api) -> Model:
    """Give the model a body names. Raises `Refusal` for none and for one of another API."""
    name = body.get("model")
    if name is None or name == "":
        raise refuse(BAD_PARAMETERS, "model is required")
    model = MODELS.get(name) if isinstance(name, str) else None
    if model is None:
        raise refuse(BAD_PARAMETERS, f"model {str(name)[:60]!r} does not exist")
    if model.api is not api:
        raise refuse(BAD_PARAMETERS, f"model {model.name} is served at /{model.api}/")
    return model


def allowed(values: tuple[object, ...], model: Model, at: str = "") -> str:
    """Say which values would pass."""
    place = f"{model.name} at {at}" if at and len(model.resolutions) > 1 else model.name
    return f"must be {' or '.join(map(str, values))} for {place}"


def _read_prompt(body: Mapping[str, Any]) -> str:
    prompt = body.get("prompt", "")
    if not isinstance(prompt, str):
        raise refuse(BAD_PARAMETERS, "prompt must be a string")
    if len(prompt) > _LONGEST_PROMPT:
        raise refuse(
            BAD_PARAMETERS, f"prompt has {len(prompt)} characters, at most {_LONGEST_PROMPT}"
        )
    return prompt


def _check_options(body: Mapping[str, Any]) -> None:
    for field in _BOOLEANS:
        if not isinstance(body.get(field, False), bool):
            raise refuse(BAD_PARAMETERS, f"{field} must be true or false")
    if not isinstance(body.get("callback_url", ""), str):
        raise refuse(BAD_PARAMETERS, "callback_url must be a string")


def _check_fields(body: Mapping[str, Any], model: Model) -> None:
    """Refuse fields that the model does not have, and miss those it needs."""
    unsaid = () if model.says_shape else ("duration", "resolution")
    pictures = (Mode.FIRST_FRAME, Mode.LAST_FRAME, Mode.SUBJECT)
    for field in (*unsaid, *(each for each in pictures if each not in model.modes)):
        if body.get(field) is not None:
            raise refuse(BAD_PARAMETERS, f"{field} is not supported by {model.name}")
    needed = next((each for each in pictures if model.modes == {each}), None)
    if needed is not None and body.get(needed) is None:
        raise refuse(BAD_PARAMETERS, f"{needed} is required for {model.name}")
    if body.get(Mode.LAST_FRAME) is not None and body.get(Mode.FIRST_FRAME) is None:
        raise refuse(BAD_PARAMETERS, "last_frame_image needs first_frame_image beside it")


def _read_shape(body: Mapping[str, Any], model: Model) -> tuple[str, int]:
    resolution = body.get("resolution")
    resolution = model.usual_resolution if resolution is None else resolution
    if resolution not in model.resolutions:
        raise refuse(BAD_PARAMETERS, f"resolution {allowed(model.resolutions, model)}")
    if resolution in model.picture_only:
        if body.get(Mode.FIRST_FRAME) is None:
            detail = f"resolution {resolution} is there only with first_frame_image"
            raise refuse(BAD_PARAMETERS, detail)
        if body.get(Mode.LAST_FRAME) is not None:
            detail = f"resolution {resolution} is not there with last_frame_image"
            raise refuse(BAD_PARAMETERS, detail)
    seconds = body.get("duration")
    seconds = _USUAL_SECONDS if seconds is None else seconds
    durations = model.durations(resolution)
    if type(seconds) is not int or seconds not in durations:
        raise refuse(BAD_PARAMETERS, f"duration {allowed(durations, model, resolution)}")
    return resolution, seconds


def _read_images(body: Mapping[str, Any], model: Model) -> tuple[ReceivedImage, ...]:
    if Mode.SUBJECT in model.modes:
        return (_read_subject(body[Mode.SUBJECT]),)
    return tuple(
        read_image(field, body[field], role)
        for field, role in _ROLES.items()
        if body.get(field) is not None
    )


def _read_subject(value: Any) -> ReceivedImage:
    if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], dict):
        raise refuse(BAD_PARAMETERS, "subject_reference must be a list of one object")
    (reference,) = value
    if reference.get("type") != "character":
        raise refuse(BAD_PARAMETERS, 'subject_reference[0].type must be "character"')
    pictures = reference.get("image")
    if not isinstance(pictures, list) or len(pictures) != 1:
        raise refuse(BAD_PARAMETERS, "subject_reference[0].image must be a list of one picture")
    return read_image("subject_reference[0].image[0]", pictures[0], "subject")
