"""Fetching a finished clip from the link an engine gave; a key goes to the engine itself alone."""

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import aiohttp
from yarl import URL

from services.providers.base import EngineError, Meaning, OpenFile, Target
from services.providers.engine_http import WAY_ERRORS, BrokenWay, is_this_machine, timeout

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 1 << 18
# A link that came ready to use; its signature counts every character, so none may be re-quoted.
_READY = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadRules:
    """How far a download may go: bytes, seconds without any, and in all.

    `plain_http` allows unprotected links to this machine, for an engine that runs on it;
    `plain_origin` is the address of an engine that its operator allowed to be unprotected.
    """

    silence_s: float
    total_s: float
    most_bytes: int = 500_000_000
    plain_http: bool = False
    plain_origin: URL | None = None

    def allow_plain(self, url: URL) -> bool:
        """Whether a link may be followed without protection."""
        return (self.plain_http and is_this_machine(url)) or _origin(url) == self.plain_origin


async def fetch(
    session: aiohttp.ClientSession,
    link: str,
    target: Target,
    rules: DownloadRules,
    authorization: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Stream what a link holds into `target`, down to the disk.

    `authorization` is for links to the engine itself: a redirect to another origin is followed
    without it.

    Raises EngineError (UNAVAILABLE, or BUSY when the host says so) without the link, which is as
    good as a key; and the disk's own OSError, for instance when it is full.
    """
    first = url = _address(link, rules)
    for _ in range(_MOST_REDIRECTS + 1):
        key = authorization if _origin(url) == _origin(first) else {}
        try:
            moved_to = await _fetch_once(session, url, target, rules, key)
        except BrokenWay as broken:
            raise _unavailable(f"download: {broken}") from broken
        if moved_to is None:
            return
        url = _address(moved_to, rules, base=url)
    raise _unavailable("download: too many redirects")


async def _fetch_once(
    session: aiohttp.ClientSession,
    url: URL,
    target: Target,
    rules: DownloadRules,
    key: Mapping[str, str],
) -> str | None:
    """Fetch, or say where the clip has moved to."""
    response = await _open(session, url, rules, key)
    async with response:
        if response.status in _REDIRECTS and "Location" in response.headers:
            return response.headers["Location"]
        if response.status != 200:
            busy = response.status in {425, 429}
            raise EngineError(
                Meaning.BUSY if busy else Meaning.UNAVAILABLE,
                code=f"HTTP {response.status}",
                text="download: the link was refused",
            )
        await _store(response, target, rules)
        return None


async def _open(
    session: aiohttp.ClientSession, url: URL, rules: DownloadRules, key: Mapping[str, str]
) -> aiohttp.ClientResponse:
    try:
        # Uncompressed, so that the length announced is the length counted.
        return await session.get(
            url,
            headers={"Accept-Encoding": "identity", **key},
            allow_redirects=False,
            timeout=timeout(rules.total_s, rules.silence_s),
        )
    except WAY_ERRORS as error:
        trouble = BrokenWay(error)
    raise trouble


async def _store(response: aiohttp.ClientResponse, target: Target, rules: DownloadRules) -> None:
    """Write the body. Disk work runs in a thread: a slow disk must not stop the bot."""
    length = 0
    file = await asyncio.to_thread(target.open, "wb")
    try:
        while chunk := await _next_chunk(response):
            length += len(chunk)
            if length > rules.most_bytes:
                raise _unavailable(f"download: more than {rules.most_bytes} bytes")
            await asyncio.to_thread(file.write, chunk)
        if not length:
            raise _unavailable("download: nothing came")
        await asyncio.to_thread(_to_disk, file)
    finally:
        await asyncio.to_thread(file.close)


async def _next_chunk(response: aiohttp.ClientResponse) -> bytes:
    """The body's next piece. Only reading is guarded: the disk's errors are not the way's."""
    try:
        return await response.content.read(_CHUNK)
    except WAY_ERRORS as error:
        trouble = BrokenWay(error)
    raise trouble


def _to_disk(file: OpenFile) -> None:
    file.flush()
    os.fsync(file.fileno())


def _address(link: str, rules: DownloadRules, base: URL | None = None) -> URL:
    """Where a link leads. Raises EngineError for one that must not be followed."""
    try:
        url = URL(link, encoded=bool(_READY.fullmatch(link)))
        url = base.join(url) if base else url
        is_plain = url.scheme == "http" and rules.allow_plain(url)
        if url.scheme == "http" and url.is_default_port() and not is_plain:
            # The same store answers at https; plain http shows the clip to everyone between.
            url = url.with_scheme("https")
        _origin(url)  # a port that is none shows only now
    except ValueError:
        raise _unavailable("download: the link is no address") from None
    if not url.host or not (url.scheme == "https" or is_plain):
        raise _unavailable("download: the link is not https")
    return url


def _origin(url: URL) -> URL | None:
    """Scheme, host and port; None for an address without a host."""
    return url.origin() if url.host else None


def _unavailable(text: str) -> EngineError:
    return EngineError(Meaning.UNAVAILABLE, text=text)
