"""What goes wrong on the people's side of the sandbox."""


class NotPossible(Exception):
    """Discord's own client would not let a person do this; the text says why."""


class DidNotRespond(Exception):
    """The application did not respond: no first answer within three seconds."""
