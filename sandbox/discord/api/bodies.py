"""Request bodies: JSON, or multipart with `payload_json` and files, read with a ceiling."""

import json
import re
from collections.abc import Callable
from typing import Any

from aiohttp import (
    BadContentDispositionHeader,
    BadContentDispositionParam,
    BodyPartReader,
    MultipartReader,
    web,
)
from aiohttp.http_exceptions import HttpProcessingError

from sandbox.discord.codes import Code, Refusal
from sandbox.discord.shapes import Draft, SentFile
from sandbox.discord.world.uploads import safe_name

CHUNK = 256 * 1024
_TYPES = "{'application/json', 'multipart/form-data'}"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_BROKEN_HEADER = (BadContentDispositionHeader, BadContentDispositionParam)
"""aiohttp's warnings of a part whose header cannot be read: raised where warnings are errors,
otherwise the part comes without a name."""

_FILE_FIELD = re.compile(r"files?\[?(\d*)\]?")


async def read_body(request: web.Request, most: int) -> Draft:
    """Return what a request carries; `most` is the bytes all its files may have together.

    Raises Refusal 50109 for what is not JSON, 50035 for another type of content, 40005 for too
    much. An oversize body is read to its end without being kept, so that the client hears the
    refusal instead of a broken pipe.
    """
    if request.content_type == "multipart/form-data":
        return await _read_parts(request, most)
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(Code.REQUEST_TOO_LARGE) from None
    if not raw:
        return Draft(payload={})
    if request.content_type != "application/json":
        raise _wrong_type()
    return Draft(payload=parse_json(raw))


def parse_json(raw: bytes) -> Any:
    """Return a JSON value. Raises Refusal 50109 for anything else.

    NaN is none, nor is half a character (a lone surrogate), which UTF-8 cannot carry on.
    """
    try:
        value = json.loads(raw, parse_constant=_refuse_constant)
        if _SURROGATE.search(raw):
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refusal(Code.INVALID_JSON) from None
    return value


def _wrong_type() -> Refusal:
    """Return what a body of an unexpected type hears (CrazyHackGUT/Discord issue 14)."""
    message = f'Expected "Content-Type" header to be one of {_TYPES}.'
    errors = {"_misc": {"_errors": [{"code": "CONTENT_TYPE_INVALID", "message": message}]}}
    return Refusal(Code.INVALID_FORM_BODY, errors)


async def _read_parts(request: web.Request, most: int) -> Draft:
    payload: Any = {}
    files: list[SentFile] = []
    left = most
    try:
        async for part in _parts(await request.multipart()):
            data = await _read_part(part, left)
            left -= len(data) if data is not None else left + 1
            if data is None:
                continue
            if part.name is None:
                raise Refusal(Code.INVALID_JSON)
            if part.name == "payload_json":
                payload = parse_json(data)
            elif part.filename is not None:
                files.append(_file(part, data, len(files)))
    except (ValueError, HttpProcessingError, *_BROKEN_HEADER):
        raise Refusal(Code.INVALID_JSON) from None
    if left < 0:
        raise Refusal(Code.REQUEST_TOO_LARGE)
    return Draft(payload=payload, files=tuple(files))


async def _parts(reader: MultipartReader) -> Any:
    while (part := await reader.next()) is not None:
        if isinstance(part, BodyPartReader):
            yield part


async def _read_part(part: BodyPartReader, most: int) -> bytes | None:
    """Return a part's bytes, or None (read, but not kept) when there are more than `most`."""
    kept = bytearray()
    too_much = most < 0
    while chunk := await part.read_chunk(CHUNK):
        too_much = too_much or len(kept) + len(chunk) > most
        if too_much:
            kept.clear()
        else:
            kept += chunk
    return None if too_much else bytes(kept)


def _file(part: BodyPartReader, data: bytes, place: int) -> SentFile:
    match = _FILE_FIELD.fullmatch(part.name or "")
    number = int(match[1]) if match and match[1] else place
    kind = part.headers.get("Content-Type", "").partition(";")[0].strip()
    return SentFile(
        number=number, name=safe_name(part.filename or ""), data=data, content_type=kind
    )


def _refuse_constant(name: str) -> Callable[[], None]:
    raise ValueError(name)
