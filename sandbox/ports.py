"""The ports the stand-ins listen on."""


class PortInUse(OSError):
    """Another program listens on that port already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is in use. Choose another one with --port, or 0 for a free one."
        )
        self.port = port
