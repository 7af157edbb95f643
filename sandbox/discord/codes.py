"""The one table of Discord's refusals: code, HTTP status, message and where each comes from.

Codes and messages are a reading of the public documentation; nothing here was compared with the
live service. Whoever can compare changes this table and nothing else.
"""

from enum import Enum

from sandbox.discord.shapes import Json

JSON_CODES = "docs: topics/opcodes-and-status-codes#json"
RECEIVING = "docs: interactions/receiving-and-responding"
RATE_LIMITS = "docs: topics/rate-limits"
THREADS = "docs: topics/threads"
HTTP_CODES = "docs: topics/opcodes-and-status-codes#http"


class Code(Enum):
    """One refusal: its number, HTTP status, message and source."""

    NOT_FOUND = (0, 404, "404: Not Found", HTTP_CODES)
    METHOD_NOT_ALLOWED = (0, 405, "405: Method Not Allowed", HTTP_CODES)
    UNAUTHORIZED = (0, 401, "401: Unauthorized", HTTP_CODES)
    RATE_LIMITED = (0, 429, "You are being rate limited.", RATE_LIMITS)
    UNKNOWN_APPLICATION = (10002, 404, "Unknown Application", JSON_CODES)
    UNKNOWN_CHANNEL = (10003, 404, "Unknown Channel", JSON_CODES)
    UNKNOWN_GUILD = (10004, 404, "Unknown Guild", JSON_CODES)
    UNKNOWN_MEMBER = (10007, 404, "Unknown Member", JSON_CODES)
    UNKNOWN_MESSAGE = (10008, 404, "Unknown Message", JSON_CODES)
    UNKNOWN_USER = (10013, 404, "Unknown User", JSON_CODES)
    UNKNOWN_EMOJI = (10014, 404, "Unknown Emoji", JSON_CODES)
    UNKNOWN_WEBHOOK = (10015, 404, "Unknown Webhook", JSON_CODES)
    UNKNOWN_INTERACTION = (10062, 404, "Unknown interaction", JSON_CODES)
    REQUEST_TOO_LARGE = (40005, 413, "Request entity too large", JSON_CODES)
    ALREADY_ACKNOWLEDGED = (
        40060,
        400,
        "Interaction has already been acknowledged.",
        JSON_CODES,
    )
    MISSING_ACCESS = (50001, 403, "Missing Access", JSON_CODES)
    NOT_YOUR_MESSAGE = (
        50005,
        403,
        "Cannot edit a message authored by another user",
        JSON_CODES,
    )
    EMPTY_MESSAGE = (50006, 400, "Cannot send an empty message", JSON_CODES)
    CANNOT_DM = (50007, 403, "Cannot send messages to this user", JSON_CODES)
    MISSING_PERMISSIONS = (50013, 403, "Missing Permissions", JSON_CODES)
    CANNOT_ACT_HERE = (
        50024,
        400,
        "Cannot execute action on this channel type",
        JSON_CODES,
    )
    INVALID_WEBHOOK_TOKEN = (50027, 401, "Invalid Webhook Token", RECEIVING)
    INVALID_FORM_BODY = (50035, 400, "Invalid Form Body", JSON_CODES)
    THREAD_ARCHIVED = (50083, 400, "Thread is archived", THREADS)
    INVALID_JSON = (50109, 400, "The request body contains invalid JSON.", JSON_CODES)
    CANNOT_REPLY = (
        160002,
        403,
        "Cannot reply without permission to read message history",
        JSON_CODES,
    )
    THREAD_EXISTS = (
        160004,
        400,
        "A thread has already been created for this message",
        JSON_CODES,
    )
    THREAD_LOCKED = (160005, 403, "Thread is locked", JSON_CODES)

    @property
    def number(self) -> int:
        """The JSON error code."""
        return self.value[0]

    @property
    def status(self) -> int:
        """The HTTP status it comes with."""
        return self.value[1]

    @property
    def message(self) -> str:
        """The text Discord sends along."""
        return self.value[2]

    @property
    def source(self) -> str:
        """Where the code is documented."""
        return self.value[3]


class Refusal(Exception):
    """Discord refuses a request."""

    def __init__(self, code: Code, errors: Json | None = None) -> None:
        super().__init__(f"{code.status} {code.number} {code.message} {errors or ''}".rstrip())
        self.code = code
        self.errors = errors

    def body(self) -> Json:
        """Return the JSON that goes with the status."""
        body: Json = {"message": self.code.message, "code": self.code.number}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


class NotCarriedOut(Exception):
    """Discord takes this and the sandbox does not do it: answered 501, and kept as a problem."""
