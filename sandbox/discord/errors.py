"""What goes wrong on the people's side of the sandbox."""


class NotPossible(Exception):
    """Discord's own client would not let a person do this; the text says why."""


class DidNotRespond(Exception):
    """The application did not respond: no first answer within three seconds."""


def whole(text: str) -> str:
    """Return a text that can be sent. Raises NotPossible for one with half a character in it."""
    if any("\ud800" <= each <= "\udfff" for each in text):
        raise NotPossible("The text holds half a character (a lone surrogate): it cannot be sent.")
    return text
