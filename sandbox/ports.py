"""The ports the stand-ins listen on, and what is said when one cannot be had."""

import contextlib
import errno
import socket
from collections.abc import Iterator

_LOOKED_AT = 50
_LARGEST = 65535


class PortInUse(OSError):
    """Another program listens on that port already."""

    def __init__(self, host: str, port: int) -> None:
        free = _free_port_after(host, port)
        offer = f"{free} is free: --port {free}. " if free else ""
        super().__init__(
            f"Port {port} on {host} is in use. {offer}Without --port a free one is taken."
        )
        self.port = port
        self.free = free


class PortForbidden(OSError):
    """The system keeps that port for those with more rights."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"This user may not listen on port {port} of {host}. Ports from 1024 upwards are for"
            " everybody; without --port a free one is taken."
        )
        self.port = port


@contextlib.contextmanager
def taking_port(host: str, port: int) -> Iterator[None]:
    """Around a server's start: raises PortInUse or PortForbidden for the system's refusals."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host, port) from error
        if error.errno == errno.EACCES:
            raise PortForbidden(host, port) from error
        raise


def _free_port_after(host: str, port: int) -> int | None:
    """The next port that can be had at this moment."""
    for candidate in range(max(port, 1023) + 1, min(port + _LOOKED_AT, _LARGEST) + 1):
        with contextlib.suppress(OSError), socket.create_server((host, candidate)):
            return candidate
    return None
