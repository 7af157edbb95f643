"""May clips be made here, now?"""

from domain.refusals import CannotPostHere, Paused, Refusal, ServerClosed, WrongChannel
from services.gates.asking import Asking


def unpaused(asking: Asking) -> Refusal | None:
    """Managers have not paused clips."""
    return Paused() if asking.rules.paused else None


def server_open(asking: Asking) -> Refusal | None:
    """The operator has opened the server."""
    return None if asking.rules.is_open else ServerClosed()


def right_place(asking: Asking) -> Refusal | None:
    """The channel, or the thread's channel, is one for clips, and the bot can post in it."""
    place, allowed = asking.ask.place, asking.rules.channel_ids
    if allowed and not allowed & {place.channel_id, place.parent_id}:
        return WrongChannel(channel_ids=tuple(sorted(allowed)))
    if asking.ask.missing_rights:
        return CannotPostHere(channel_id=place.channel_id, missing=asking.ask.missing_rights)
    return None
