"""Files handed in beforehand: `POST /v1/files/upload`, named in a V2 request by `mm_file://`.

Source: the vendor's pages "File Upload" and "Create Video Generation Task" (V2).
"""

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from sandbox.minimax.answers import Answer, json_answer
from sandbox.minimax.codes import BAD_PARAMETERS, Refusal, base_resp, refuse
from sandbox.minimax.desk import Desk
from sandbox.minimax.faults import Fault, Operation
from sandbox.minimax.routes import V1

SCHEME = "mm_file://"

_PURPOSE = "video_generation_input"
_LIFE = timedelta(days=7)
_MOST = {"image": 30_000_000, "video": 50_000_000, "audio": 15_000_000}
_KINDS = {"jpg": "jpeg", "heif": "heic", "mov": "quicktime", "mp3": "mpeg"}
_ENDINGS = {
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "heic", "heif"), "image"),
    **dict.fromkeys(("mp4", "mov"), "video"),
    **dict.fromkeys(("mp3", "wav"), "audio"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file of the account."""

    file_id: int
    at: datetime
    filename: str
    mime: str
    data: bytes = field(repr=False)

    @property
    def data_url(self) -> str:
        """The file as it could have stood in the request itself."""
        return f"data:{self.mime};base64,{base64.b64encode(self.data).decode()}"


class Uploads:
    """Takes files, and puts them where a request names them."""

    def __init__(self, desk: Desk, now: Callable[[], datetime], rng: random.Random) -> None:
        self.files: dict[int, Upload] = {}
        self._desk = desk
        self._now = now
        self._rng = rng

    def table(self, prefix: str) -> list[web.RouteDef]:
        """Give the routes below a path prefix."""
        return [web.post(f"{prefix}/v1/files/upload", self._serve_upload)]

    def resolved(self, body: Any) -> Any:
        """Copy a V2 body with every known `mm_file://` replaced by the file."""
        content = body.get("content") if isinstance(body, dict) else None
        if not isinstance(content, list):
            return body
        return {**body, "content": [self._resolved_item(item) for item in content]}

    async def _serve_upload(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(V1, Operation.UPLOAD, request, self._upload)

    async def _upload(self, request: web.Request, fault: Fault | None) -> Answer:
        self._desk.check_key(request)
        if request.content_type != "multipart/form-data":
            raise _bad("the body must be multipart/form-data")
        try:
            form = await request.post()
        except ValueError as error:
            raise _bad(f"the body is not a form ({error})") from error
        if form.get("purpose") != _PURPOSE:
            raise _bad(f"purpose must be {_PURPOSE}")
        file = form.get("file")
        if not isinstance(file, web.FileField):
            raise _bad("file is required")
        upload = self._keep(file.filename, file.file.read())
        told = {
            "file_id": upload.file_id,
            "bytes": len(upload.data),
            "created_at": int(upload.at.timestamp()),
            "filename": upload.filename,
            "purpose": _PURPOSE,
        }
        return json_answer({"file": told, "base_resp": base_resp()})

    def _keep(self, filename: str, data: bytes) -> Upload:
        ending = filename.rpartition(".")[2].lower()
        kind = _ENDINGS.get(ending)
        if kind is None:
            raise _bad(f"file must end in {', '.join(_ENDINGS)}")
        if len(data) > _MOST[kind]:
            most = _MOST[kind] // 1_000_000
            raise _bad(f"file has {len(data)} bytes, at most {most} MB for {kind}")
        upload = Upload(
            file_id=self._rng.randrange(10**14, 10**15),
            at=self._now(),
            filename=filename,
            mime=f"{kind}/{_KINDS.get(ending, ending)}",
            data=data,
        )
        self.files[upload.file_id] = upload
        return upload

    def _resolved_item(self, item: Any) -> Any:
        kind = item.get("type") if isinstance(item, dict) else None
        named = item.get(kind) if isinstance(kind, str) else None
        url = named.get("url") if isinstance(named, dict) else None
        if named is None or not isinstance(url, str) or not url.lower().startswith(SCHEME):
            return item
        number = url[len(SCHEME) :]
        found = self.files.get(int(number)) if number.isascii() and number.isdigit() else None
        if found is None or self._now() - found.at >= _LIFE:
            return item
        return {**item, kind: {**named, "url": found.data_url}}


def _bad(detail: str) -> Refusal:
    return refuse(BAD_PARAMETERS, detail)
