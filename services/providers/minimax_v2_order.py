"""What MiniMax V2 is sent for one shot.

Source: platform.minimax.io, API reference, create video generation task V2.
"""

import base64
import json

from domain.model import Mode
from domain.pictures import PictureRole
from services.providers.base import EngineError, Meaning, PictureData, SubmitOrder

#: A request takes 64 MB in all; some of it is kept for what is no picture.
_MOST_PICTURE_BYTES = 64_000_000 - 200_000
_MOST_REFERENCES = 9
_ADAPTIVE = "adaptive"
#: A shot of text alone must name its shape, and this is the usual one.
_USUAL_SHAPE = "16:9"
#: The one switch that stands apart, in an object of its own.
_EXPANSION = "prompt_expansion_mode"
_ROLES = {
    PictureRole.FIRST_FRAME: "first_frame",
    PictureRole.LAST_FRAME: "last_frame",
    PictureRole.REFERENCE: "reference_image",
}


def order_body(order: SubmitOrder) -> bytes:
    """The body of a create request.

    Raises EngineError (PARAMETERS) for what the service would only take in to refuse it.
    """
    _check(order)
    body: dict[str, object] = {
        "model": order.model.name,
        "resolution": order.resolution,
        "duration": order.duration_s,
        "ratio": _ratio(order),
    }
    extras: dict[str, object] = dict(order.model.extras)
    if _EXPANSION in extras:
        body["extra"] = {_EXPANSION: extras.pop(_EXPANSION)}
    body |= extras
    if order.callback_url:
        body["callback_url"] = order.callback_url
    text = json.dumps({"type": "text", "text": order.engine_prompt}).encode()
    content = b", ".join((text, *(_image(role, picture) for role, picture in order.pictures)))
    opening, end = _open(body | {"content": []}, "]}")
    return b"".join((opening, content, end))


def _image(role: PictureRole, picture: PictureData) -> bytes:
    url = f"data:{picture.mime};base64,"
    item = {"type": "image_url", "role": _ROLES[role], "image_url": {"url": url}}
    opening, end = _open(item, '"}}')
    return b"".join((opening, base64.b64encode(picture.data), end))


def _open(value: object, end: str) -> tuple[bytes, bytes]:
    """JSON parted before its end, for what `json` would take too long to write in between.

    It escapes strings of sixty megabytes in half a second, in which nothing else runs.
    """
    return json.dumps(value).removesuffix(end).encode(), end.encode()


def _check(order: SubmitOrder) -> None:
    if not order.engine_prompt.strip():
        raise _impossible("no text: this engine wants one with every shot, also with pictures")
    if order.pictures.subject is not None:
        raise _impossible("a subject picture: this engine takes frames or references instead")
    if order.pictures.mode is None:
        raise _impossible("pictures that don't go together: frames or references, not both")
    references = len(order.pictures.references)
    if references > _MOST_REFERENCES:
        raise _impossible(f"{references} references: this engine takes up to {_MOST_REFERENCES}")
    size = sum(_encoded_size(picture) for _, picture in order.pictures)
    if size > _MOST_PICTURE_BYTES:
        megabytes = f"{size / 1e6:.1f} MB of pictures as sent"
        raise _impossible(f"{megabytes}: this engine takes 64 MB in all; send fewer or smaller")


def _ratio(order: SubmitOrder) -> str:
    match order.pictures.mode:
        case Mode.TEXT:
            shapes = (order.aspect, *order.model.aspects, _USUAL_SHAPE)
            return next(shape for shape in shapes if shape and shape != _ADAPTIVE)
        case Mode.REFERENCES:
            return order.aspect or _ADAPTIVE
        case _:
            return _ADAPTIVE


def _encoded_size(picture: PictureData) -> int:
    return 4 * -(-len(picture.data) // 3)


def _impossible(text: str) -> EngineError:
    return EngineError(Meaning.PARAMETERS, text=f"not sent, {text}")
