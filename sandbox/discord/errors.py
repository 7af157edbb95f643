"""What goes wrong on the people's side of the sandbox."""


class NotPossible(Exception):
    """Discord's own client would not let a person do this; the text says why."""


class DidNotRespond(Exception):
    """The application did not respond: no first answer within three seconds."""


class PortInUse(OSError):
    """Another program listens on that port already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is already in use. Choose another one, or 0 for any free one."
        )
        self.port = port
