"""Download links as file hosts sign them: they expire, and they are all the proof there is."""

import hashlib
import hmac
from datetime import datetime
from urllib.parse import urlencode

from sandbox.minimax.orders import LINK_LIFE


class LinkRefused(Exception):
    """A link that does not open, with the file host's own code and words."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.text = text

    def as_xml(self) -> bytes:
        """Give the body as object storage answers it."""
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{self.code}</Code>'
            f"<Message>{self.text}</Message></Error>"
        ).encode()


class LinkSigner:
    """Signs and checks the query of a link to a file."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def sign(self, file_id: int, now: datetime) -> str:
        """Give the query string for a link that works for an hour."""
        expires = int((now + LINK_LIFE).timestamp())
        return urlencode({"Expires": expires, "Signature": self._digest(file_id, expires)})

    def check(self, file_id: int, query: dict[str, str], now: datetime) -> None:
        """Raise `LinkRefused` for a wrong or expired signature."""
        expires = query.get("Expires", "")
        if not expires.isascii() or not expires.isdigit():
            raise LinkRefused(403, "AccessDenied", "You have no right to access this object.")
        signature = self._digest(file_id, int(expires))
        if not hmac.compare_digest(signature.encode(), query.get("Signature", "").encode()):
            raise LinkRefused(403, "SignatureDoesNotMatch", "The signature does not match.")
        if now.timestamp() >= int(expires):
            raise LinkRefused(403, "AccessDenied", "Request has expired.")

    def _digest(self, file_id: int, expires: int) -> str:
        text = f"{file_id}:{expires}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()[:32]
