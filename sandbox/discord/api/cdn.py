"""The file server behind attachment links: signed, expiring, with Range so that a video seeks."""

import re
from dataclasses import dataclass

from aiohttp import web

from sandbox.discord.world.links import Links
from sandbox.discord.world.records import Attachment
from sandbox.discord.world.world import World

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SHOWN = ("image/", "video/", "audio/")
_HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    start: int
    end: int


class Cdn:
    """Serves stored files to whoever holds a good link."""

    def __init__(self, world: World, links: Links) -> None:
        self._world = world
        self._links = links

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer GET and HEAD of a link: 404 when it is wrong, expired, or its file is gone."""
        file = self._world.files.get(int(request.match_info["file_id"]))
        if file is None or file.filename != request.match_info["name"]:
            return _gone()
        if not self._links.is_good(file, request.query):
            return _gone()
        return _serve(file, request.headers.get("Range"))


def _gone() -> web.Response:
    return web.Response(status=404, text="This content is no longer available.")


def _serve(file: Attachment, wanted: str | None) -> web.Response:
    size = len(file.data)
    headers = dict(_HEADERS)
    shown = file.content_type.startswith(_SHOWN) and "svg" not in file.content_type
    if not shown:
        headers["Content-Disposition"] = f'attachment; filename="{file.filename}"'
    span = _span(wanted, size) if wanted else None
    if wanted and span is None and _RANGE.fullmatch(wanted):
        headers["Content-Range"] = f"bytes */{size}"
        return web.Response(status=416, headers=headers)
    kind = file.content_type if "/" in file.content_type else "application/octet-stream"
    if span is None:
        return web.Response(body=file.data, headers=headers, content_type=kind)
    headers["Content-Range"] = f"bytes {span.start}-{span.end}/{size}"
    part = memoryview(file.data)[span.start : span.end + 1]
    return web.Response(status=206, body=bytes(part), headers=headers, content_type=kind)


def _span(wanted: str, size: int) -> _Span | None:
    """Return the bytes a Range header asks for, or None when there are none such (RFC 9110)."""
    match = _RANGE.fullmatch(wanted)
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return _Span(start=size - length, end=size - 1) if length else None
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    return _Span(start=start, end=end) if start <= end else None
