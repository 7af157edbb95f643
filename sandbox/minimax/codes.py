"""The vendor's result codes with the text that goes with each, as its error page lists them."""

OK = 0
UNKNOWN = 1000
RATE_LIMIT = 1002
AUTH_FAILED = 1004
BALANCE_TOO_LOW = 1008
INPUT_SENSITIVE = 1026
OUTPUT_SENSITIVE = 1027
CONNECTION_LIMIT = 1041
INVISIBLE_CHARACTERS = 1042
BAD_PARAMETERS = 2013

TEXTS = {
    OK: "success",
    UNKNOWN: "unknown error",
    1001: "request timeout",
    RATE_LIMIT: "rate limit exceeded",
    AUTH_FAILED: "login fail: invalid api key",
    BALANCE_TOO_LOW: "insufficient balance",
    1013: "internal service error",
    1024: "internal error",
    INPUT_SENSITIVE: "input new_sensitive",
    OUTPUT_SENSITIVE: "output new_sensitive",
    1033: "system error",
    1039: "token limit exceeded",
    CONNECTION_LIMIT: "connection limit exceeded",
    INVISIBLE_CHARACTERS: "invisible character ratio limit",
    BAD_PARAMETERS: "invalid params",
    2045: "rate growth limit exceeded",
    2049: "invalid api key",
    2056: "usage limit exceeded",
    2061: "your current token plan does not support this model",
    2062: "no active token plan",
    2064: "the server is overloaded",
}


class Refusal(Exception):
    """A code and its text; each API answers it in its own shape."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


def refuse(code: int, detail: str = "") -> Refusal:
    """Make the refusal for a code, with a detail such as the field's name after its text."""
    text = TEXTS.get(code, "error")
    return Refusal(code, f"{text}, {detail}" if detail else text)


def base_resp(code: int = OK, text: str | None = None) -> dict[str, object]:
    """Give the object that ends every answer of the first API generation."""
    return {"status_code": code, "status_msg": TEXTS.get(code, "error") if text is None else text}
