"""Who may talk to the page's and the control's routes: this machine, with the key."""

import hmac

from aiohttp import web


class Guard:
    """Checks key, Host and Origin, so that no other web page can reach in."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._hosts: frozenset[str] = frozenset()

    def serve_from(self, host: str, port: int) -> None:
        """Note under which addresses the server is reached."""
        self._hosts = frozenset(f"{name}:{port}" for name in (host, "127.0.0.1", "localhost"))

    def check(self, request: web.Request) -> None:
        """Raise web.HTTPForbidden unless the request comes from our own page or a local tool."""
        if request.host not in self._hosts:
            raise web.HTTPForbidden(text="This address is not served here.")
        origin = request.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://") not in self._hosts:
            raise web.HTTPForbidden(text="Another page may not talk to the sandbox.")
        given = request.query.get("key") or request.headers.get("X-Sandbox-Key") or ""
        # A header may hold any byte; those that are no UTF-8 come in as lone surrogates.
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), self._key.encode()):
            raise web.HTTPForbidden(text="The key is missing or wrong; take the printed address.")
