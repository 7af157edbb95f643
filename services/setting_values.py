"""How one setting's written form becomes its value.

Each function takes what was typed and returns the value, or raises ValueError with the end of a
sentence that begins with the variable's name. The sentence never repeats what was typed: it may
be a key that was pasted into the wrong line.
"""

import ipaddress
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

from domain.money import MICRO

_LARGEST_AMOUNT = Decimal(1_000_000)
# Snowflakes have 17 to 19 digits today and had 15 in 2015.
# https://docs.discord.com/developers/reference#snowflakes
#: How keys of services begin, JSON web tokens among them.
_KEY_BEGINS = re.compile(r"(sk-|eyJ)[\w.-]{9,}")
_LONG_WORD = re.compile(r"[!-~]{20,}")
_DISCORD_ID = re.compile(r"[0-9]{15,19}")


def secret(value: str) -> str:
    """A key that can travel in a header: visible ASCII, no spaces."""
    if not (value.isascii() and value.isprintable() and " " not in value):
        raise ValueError("holds a space, line break or special character: copy the bare key again.")
    return value


def looks_like_key(name: str) -> bool:
    """Whether what should be a name may be a key that was pasted into the wrong place."""
    if _KEY_BEGINS.match(name):
        return True
    digits = sum(map(str.isdigit, name))
    is_mixed = name.lower() != name and (name.upper() != name or "_" not in name)
    return bool(_LONG_WORD.fullmatch(name)) and digits >= 3 and is_mixed


def service_address(value: str, *, plain_http: bool = False) -> str:
    """A service's address without a trailing slash; a path prefix is kept.

    `plain_http`: somebody said in so many words that the way there needs no protection.
    """
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"}:
        raise ValueError("must be a whole address such as https://api.example.com.")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("must be a bare address: no user name, no '?' and no '#'.")
    if parts.scheme == "http" and not plain_http and not _is_this_machine(host):
        raise ValueError("must begin with https:// (http:// would send the key unprotected).")
    return value.rstrip("/")


def callback_address(value: str) -> str:
    """The public address under which engines reach us, without a trailing slash."""
    address = service_address(value, plain_http=True)
    parts = urlsplit(address)
    if parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
        raise ValueError("must begin with https:// (the addresses below it are secrets).")
    return address


def bind_host(value: str) -> str:
    """An address of this machine to listen at: by number, or localhost."""
    try:
        return value if value == "localhost" else str(ipaddress.ip_address(value))
    except ValueError:
        raise ValueError(
            "must be an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for all."
        ) from None


def micro_dollars(value: str) -> int:
    """US dollars such as "12.50" or "$20", as whole micro-dollars; never 0."""
    try:
        # Decimal reads the digits of every script; nobody can proofread all of them.
        amount = Decimal(value.removeprefix("$").strip() if value.isascii() else "NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    # A NaN refuses comparison, so it must be caught before the range is looked at.
    if not amount.is_finite() or not 0 < amount <= _LARGEST_AMOUNT:
        raise ValueError("must be an amount of US dollars above 0, such as 20 or 12.50.")
    micro = amount * MICRO
    if micro != micro.to_integral_value():
        raise ValueError("must be an amount of US dollars with at most six decimals.")
    return int(micro)


def discord_ids(value: str) -> frozenset[int]:
    """Discord ids separated by commas."""
    ids = [part.strip() for part in value.split(",") if part.strip()]
    if not all(_DISCORD_ID.fullmatch(part) for part in ids):
        raise ValueError(
            "must be Discord ids separated by commas, each 15 to 19 digits (in Discord: Settings,"
            " Advanced, Developer Mode; then right-click and Copy ID)."
        )
    return frozenset(map(int, ids))


def folder(path: Path) -> Path:
    """A folder that is there, or can be made later."""
    try:
        found = path.expanduser()
        is_something_else = found.exists() and not found.is_dir()
    except (OSError, RuntimeError):
        raise ValueError("is not a path that can be used here.") from None
    if is_something_else:
        raise ValueError("names a file; it must be a folder, which is made if it is not there.")
    return found


def existing_file(path: Path) -> Path:
    """A file that is there."""
    try:
        found = path.expanduser()
        is_there = found.is_file()
    except (OSError, RuntimeError):
        is_there = False
    if not is_there:
        raise ValueError("names no readable file; correct the path or leave the variable out.")
    return found


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
