"""The chat page's server: its files, its event stream per viewer, its acts, its tray."""

import asyncio
import json
from pathlib import Path

from aiohttp import web

from sandbox.discord.api.bodies import parse_json, read_body
from sandbox.discord.assembly import Assembly
from sandbox.discord.chat.backstage import Backstage
from sandbox.discord.chat.guard import Guard
from sandbox.discord.chat.page_acts import PageAct, PageActs
from sandbox.discord.chat.projection import Projection
from sandbox.discord.chat.viewers import Entry, Feed, Follower, Viewers
from sandbox.discord.codes import Refusal
from sandbox.discord.errors import NotPossible
from sandbox.discord.shapes import Upload
from sandbox.discord.world.permissions import Permission, in_guild
from sandbox.discord.world.records import MIB, User
from sandbox.discord.world.snowflakes import parse

PAGE = Path(__file__).parent / "page"
MOST_UPLOAD = 128 * MIB
KEEP_ALIVE_SECONDS = 15.0
RETRY_MS = 500
"""After so long a page that lost its stream asks for it again."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_LOCAL = "http://127.0.0.1:* http://localhost:*"
_FILES_FROM = f"'self' data: blob: {_LOCAL}"
_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; "
    f"connect-src 'self' {_LOCAL}; img-src {_FILES_FROM}; media-src {_FILES_FROM}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class PageServer:
    """Serves the page to people on this machine."""

    def __init__(self, parts: Assembly) -> None:
        self.backstage = Backstage()
        self._world = parts.world
        self._guard = Guard(parts.key)
        self._projection = Projection(
            parts.world,
            parts.commands,
            parts.texts,
            lambda: parts.sessions.online,
            self.backstage.json,
        )
        self._viewers = Viewers(self._projection)
        self.backstage.listen(self._viewers.tell_backstage)
        self._acts = PageActs(parts.world, parts.acts, parts.interactions, parts.texts)

    @property
    def guard(self) -> Guard:
        """The guard, which the control interface shares."""
        return self._guard

    @property
    def acts(self) -> PageActs:
        """The page's acts, which the control interface shares."""
        return self._acts

    def serve_from(self, host: str, port: int) -> None:
        """Note under which addresses the server is reached."""
        self._guard.serve_from(host, port)

    def add_routes(self, application: web.Application) -> None:
        """Add the page's routes."""
        application.router.add_get("/", self._index)
        application.router.add_get("/page/events", self._events)
        application.router.add_post("/page/act", self._act)
        application.router.add_post("/page/tray", self._run_tray)
        application.router.add_get("/page/{name:.+}", self._file)

    def stop(self) -> None:
        """End all event streams."""
        self._viewers.stop()

    async def _index(self, request: web.Request) -> web.StreamResponse:
        self._guard.check(request)
        return web.FileResponse(
            PAGE / "index.html", headers=_HEADERS | {"Content-Security-Policy": _POLICY}
        )

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """Serve one of the page's files; they hold nothing private, so they need no key."""
        try:
            path = (PAGE / request.match_info["name"]).resolve()
            found = path.is_relative_to(PAGE.resolve()) and path.is_file()
        except (OSError, ValueError):  # longer than a name may be, or with a NUL in it
            found = False
        if not found:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_HEADERS)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        self._guard.check(request)
        user = self._viewer(request.query.get("as"))
        headers = _HEADERS | {"Content-Type": "text/event-stream"}
        if origin := request.headers.get("Origin"):
            # The page follows under this machine's other name (api.js); the guard knows both.
            headers["Access-Control-Allow-Origin"] = origin
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        feed = self._viewers.feed(user)
        missed = feed.since(request.headers.get("Last-Event-ID", ""))
        follower = Follower(self._begin(user, feed) if missed is None else missed)
        feed.followers.add(follower)
        try:
            await self._stream(response, follower)
        except ConnectionError:
            return response
        finally:
            feed.followers.discard(follower)
        return response

    def _viewer(self, wanted: str | None) -> User:
        """Return who was asked for; an address that names nobody here opens an ordinary member."""
        people = [user for user in self._world.users.values() if not user.bot]
        named = self._world.users.get(parse(wanted) or 0)
        if named in people:
            return named
        ordinary = (user for user in people if not self._has_power(user))
        first = next(ordinary, None) or next(iter(people), None)
        if first is None:
            raise web.HTTPNotFound(text="There is nobody here.")
        return first

    def _has_power(self, user: User) -> bool:
        power = Permission.MANAGE_GUILD | Permission.MANAGE_MESSAGES
        return any(
            in_guild(guild, guild.members[user.id]) & power
            for guild in self._world.guilds.values()
            if user.id in guild.members
        )

    def _begin(self, user: User, feed: Feed) -> list[Entry]:
        return [(feed.mark(), self._projection.state(user))]

    async def _stream(self, response: web.StreamResponse, follower: Follower) -> None:
        await response.write(f"retry: {RETRY_MS}\n\n".encode())
        while True:
            try:
                async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                    entry = await follower.next()
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if entry is None:
                return
            mark, event = entry
            text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            await response.write(f"id: {mark}\ndata: {text}\n\n".encode())

    async def _act(self, request: web.Request) -> web.Response:
        self._guard.check(request)
        try:
            body = self._acts.perform(await _read_act(request))
        except NotPossible as error:
            return web.json_response({"error": str(error)}, status=409)
        except Refusal as refusal:
            return _refused(refusal)
        return web.json_response(body)

    async def _run_tray(self, request: web.Request) -> web.Response:
        self._guard.check(request)
        try:
            body = parse_json(await request.read() or b"{}")
        except Refusal as refusal:
            return _refused(refusal)
        name = body.get("action") if isinstance(body, dict) else None
        if not self.backstage.offers(str(name)):
            return web.json_response({"error": "The tray has no such thing."}, status=404)
        try:
            text = await self.backstage.run(str(name))
        except NotPossible as error:
            return web.json_response({"ok": False, "text": str(error)})
        return web.json_response({"ok": True, "text": text})


def _refused(refusal: Refusal) -> web.Response:
    return web.json_response({"error": refusal.code.message}, status=refusal.code.status)


async def _read_act(request: web.Request) -> PageAct:
    """Read an act. Raises NotPossible or Refusal for what is none."""
    draft = await read_body(request, MOST_UPLOAD)
    if not isinstance(draft.payload, dict):
        raise NotPossible("An act is a JSON object.")
    files = {file.number: Upload(file.name, file.data, file.content_type) for file in draft.files}
    return PageAct(body=draft.payload, files=files)
