"""Signed, expiring links to attachments (docs: reference#signed-attachment-cdn-urls)."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from sandbox.clock import Clock
from sandbox.discord.world.records import Attachment

LIFETIME = timedelta(hours=24)
"""How long a link works; asking for its message again gives a fresh one."""


class Links:
    """Makes links to stored files and judges those that come back."""

    def __init__(self, clock: Clock, secret: str) -> None:
        self._clock = clock
        self._secret = secret.encode()
        self._base = ""

    def serve_from(self, base: str) -> None:
        """Let links begin with this address, known once the server listens."""
        self._base = base

    def to(self, file: Attachment) -> str:
        """Return a link that works for a day from now."""
        issued = int(self._clock.now().timestamp())
        expires = issued + int(LIFETIME.total_seconds())
        folder = "ephemeral-attachments" if file.ephemeral else "attachments"
        path = f"/cdn/{folder}/{file.channel_id}/{file.id}/{quote(file.filename)}"
        signature = self._sign(file.id, f"{expires:x}", f"{issued:x}")
        return f"{self._base}{path}?ex={expires:x}&is={issued:x}&hm={signature}&"

    def is_good(self, file: Attachment, query: Mapping[str, str]) -> bool:
        """Tell whether a link's signature is ours and its time not over."""
        expires, issued = query.get("ex", ""), query.get("is", "")
        expected = self._sign(file.id, expires, issued)
        if not hmac.compare_digest(expected.encode(), query.get("hm", "").encode()):
            return False
        return int(expires, 16) > self._clock.now().timestamp()

    def _sign(self, file_id: int, expires: str, issued: str) -> str:
        text = f"{file_id}:{expires}:{issued}".encode()
        return hmac.new(self._secret, text, "sha256").hexdigest()
