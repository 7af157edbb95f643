"""Gateway frames: opcodes, close codes, and reading what a client sent.

Source: docs: topics/opcodes-and-status-codes#gateway.
"""

import json
from enum import IntEnum
from typing import Any

from sandbox.discord.shapes import Json

LARGEST_FRAME = 4096
"""Bytes a client's frame may have (docs: events/gateway#sending-events)."""


class Op(IntEnum):
    """The Gateway's opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """The Gateway's close codes."""

    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQ = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    INVALID_VERSION = 4012
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class Closing(Exception):
    """The connection is to be closed with a code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


def frame(op: Op, data: Any) -> Json:
    """Return a frame that is no event."""
    return {"op": int(op), "d": data, "s": None, "t": None}


def decode(data: str | bytes) -> Json:
    """Return a client's frame. Raises Closing for anything that is none."""
    if len(data.encode() if isinstance(data, str) else data) > LARGEST_FRAME:
        raise Closing(Close.DECODE_ERROR)
    try:
        received = json.loads(data)
    except (ValueError, RecursionError):
        raise Closing(Close.DECODE_ERROR) from None
    if not isinstance(received, dict) or type(received.get("op")) is not int:
        raise Closing(Close.DECODE_ERROR)
    return received


def shard_of(value: Any) -> tuple[int, int]:
    """Return a shard's number and how many there are. Raises Closing for nonsense."""
    if value is None:
        return (0, 1)
    if not isinstance(value, list) or len(value) != 2:
        raise Closing(Close.INVALID_SHARD)
    number, count = value
    if not isinstance(number, int) or not isinstance(count, int) or not 0 <= number < count:
        raise Closing(Close.INVALID_SHARD)
    return number, count
