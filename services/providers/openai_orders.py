"""What a server of the OpenAI shape is told about a shot: a form with files, or JSON.

No single body suits every server, by their own sources of 2026:

- vLLM-Omni: a form only; pictures as files.
- LiteLLM: a form or JSON; pictures as files.
- FastVideo: a form or JSON.
- SGLang Diffusion: a form or JSON, but H3's pictures only inside `conditions`, and a form's field
  may hold no more than 1 MB.

So a form is the rule, and an account may say `sends_json = true`.

The open weights of MiniMax H3 want more than the common fields: SGLang takes `task`, `target` and
`conditions` (multimodal_gen, minimax_h3, request_validation.py), vLLM-Omni `task`, `duration` and
`aspect_ratio` in `extra_params` (docs/serving/videos_api.md). Both find theirs in `extra_params` of
a form, and neither minds the other's.
"""

import io
import json
import re
from dataclasses import dataclass

import aiohttp

from domain.pictures import PictureRole, Pictures
from media.errors import PictureError
from media.headers import size_in_header
from media.kinds import sniff
from services.providers.base import EngineError, Meaning, PictureData, SubmitOrder

#: In pixels, the short side; a resolution may also be spelt out as "832x480".
_SHORT_SIDES = {
    "360P": 360,
    "480P": 480,
    "512P": 512,
    "544P": 544,
    "720P": 720,
    "768P": 768,
    "1080P": 1080,
    "1440P": 1440,
    "2K": 1440,
    "4K": 2160,
}
_SPELT_OUT = re.compile(r"([1-9][0-9]{1,3})x([1-9][0-9]{1,3})")
_ASPECT = re.compile(r"([1-9][0-9]?):([1-9][0-9]?)")
_USUAL_ASPECT = "16:9"
#: The long side is a multiple of this: 832x480, 1280x720, 1344x768 and 1920x1080, as the open
#: models were trained.
_GRID = 64
_H3 = re.compile(r"minimax-?h3", re.IGNORECASE)
_KEYFRAMES = {PictureRole.FIRST_FRAME: 0, PictureRole.LAST_FRAME: -1}
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}

Fields = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderBody:
    """A request's body: JSON text, or a form's fields and files."""

    json: bytes | None
    fields: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, PictureData], ...] = ()

    @property
    def size(self) -> int:
        """Roughly how many bytes will go over the wire."""
        files = sum(len(picture.data) for _, picture in self.files)
        return len(self.json or b"") + files + sum(len(value) for _, value in self.fields)

    def payload(self) -> bytes | aiohttp.FormData:
        """The body as it is sent; to be made anew for each request."""
        if self.json is not None:
            return self.json
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in self.fields:
            form.add_field(name, value)
        for number, (name, picture) in enumerate(self.files, start=1):
            form.add_field(
                name,
                io.BytesIO(picture.data),
                filename=f"{number}.{_ENDINGS.get(picture.mime, 'bin')}",
                content_type=picture.mime,
            )
        return form


def order_body(order: SubmitOrder, *, as_json: bool) -> OrderBody:
    """The body that orders a clip.

    Raises EngineError (PARAMETERS) for what servers of this shape have no field for.
    """
    is_h3 = _H3.search(order.model.name) is not None
    common: Fields = {"model": order.model.name, "prompt": order.engine_prompt}
    if order.model.sends_size:
        common["seconds"] = str(order.duration_s)
        common |= _size(order)
    if as_json:
        own = _h3_fields(order, with_pictures=True) if is_h3 else _as_reference(order.pictures)
        return OrderBody(json=json.dumps(common | own).encode())
    if is_h3:
        common["extra_params"] = json.dumps(_h3_fields(order, with_pictures=False))
        common["aspect_ratio"] = _aspect(order)
    return OrderBody(
        json=None,
        fields=tuple((name, str(value)) for name, value in common.items() if value),
        files=_files(order.pictures),
    )


def pixels(resolution: str, aspect: str) -> tuple[int, int] | None:
    """Width and height for a resolution of the catalogue and a shape (width to height).

    None for a resolution that says nothing about pixels: the server then takes its own.
    """
    spelt = _SPELT_OUT.fullmatch(resolution)
    if spelt:
        return int(spelt[1]), int(spelt[2])
    short = _SHORT_SIDES.get(resolution.upper())
    shape = _ASPECT.fullmatch(aspect or _USUAL_ASPECT)
    if short is None or shape is None:
        return None
    width, height = int(shape[1]), int(shape[2])
    long = max(short, round(short * max(width, height) / min(width, height) / _GRID) * _GRID)
    if width == height:
        return short, short
    return (long, short) if width > height else (short, long)


def _size(order: SubmitOrder) -> Fields:
    found = pixels(order.resolution, _aspect(order))
    return {"size": f"{found[0]}x{found[1]}"} if found else {}


def _aspect(order: SubmitOrder) -> str:
    """The shape asked for, else the nearest to the first picture's, else the usual one."""
    if order.aspect:
        return order.aspect
    picture = order.pictures.first_frame
    if picture is None:
        return _USUAL_ASPECT
    kind = sniff(picture.data)
    try:
        width, height = size_in_header(picture.data, kind) if kind else (0, 0)
    except PictureError:
        return _USUAL_ASPECT
    if not width or not height:
        return _USUAL_ASPECT
    shapes = ("21:9", "16:9", "4:3", "1:1", "3:4", "9:16")
    return min(shapes, key=lambda shape: abs(_ratio(shape) - width / height))


def _ratio(shape: str) -> float:
    width, _, height = shape.partition(":")
    return int(width) / int(height)


def _files(pictures: Pictures[PictureData]) -> tuple[tuple[str, PictureData], ...]:
    if pictures.last_frame or pictures.subject:
        raise _impossible("a form has no field for a last frame or a face")
    if pictures.first_frame:
        return (("input_reference", pictures.first_frame),)
    return tuple(("input_references", picture) for picture in pictures.references)


def _as_reference(pictures: Pictures[PictureData]) -> Fields:
    """A first frame inside JSON: SGLang and FastVideo take a data URL for an address."""
    if pictures.last_frame or pictures.subject or pictures.references:
        raise _impossible("only a first frame can be sent")
    return {"reference_url": pictures.first_frame.data_url} if pictures.first_frame else {}


def _h3_fields(order: SubmitOrder, *, with_pictures: bool) -> Fields:
    if order.pictures.subject:
        raise _impossible("this model takes no face; hand the picture in as a reference")
    has_frames = bool(order.pictures.first_frame or order.pictures.last_frame)
    kind = "fl2va" if has_frames else "ref2va" if order.pictures.references else "t2va"
    # With frames the shape is theirs.
    aspect = "auto" if has_frames else _aspect(order)
    size = pixels(order.resolution, _aspect(order))
    target: Fields = {"aspect_ratio": aspect, "duration_seconds": order.duration_s}
    if size:
        target["short_edge"] = min(size)
    fields: Fields = {"task": kind, "target": target}
    if with_pictures:
        fields["conditions"] = [_condition(role, picture) for role, picture in order.pictures]
        return fields
    return {**fields, "duration": order.duration_s, "aspect_ratio": _aspect(order)}


def _condition(role: PictureRole, picture: PictureData) -> Fields:
    common: Fields = {"type": "image", "uri": picture.data_url}
    if role in _KEYFRAMES:
        return {**common, "role": "keyframe", "frame_index": _KEYFRAMES[role]}
    return {**common, "role": "reference"}


def _impossible(text: str) -> EngineError:
    return EngineError(Meaning.PARAMETERS, text=f"not sent: {text}")
