"""One check before money per file: value in, refusal or None out. Their order stands here."""

from collections.abc import Callable, Sequence

from domain.refusals import Refusal
from services.gates.asking import Asking
from services.gates.people import not_blocked, pictures_allowed
from services.gates.place import right_place, server_open, unpaused
from services.gates.prompt import check_prompt
from services.gates.words import WordGate

Gate = Callable[[Asking], Refusal | None]


def in_order(words: WordGate) -> tuple[Gate, ...]:
    """All gates, the cheapest and most general first. Quota and ceilings follow with the money."""

    def readable(asking: Asking) -> Refusal | None:
        return check_prompt(asking.ask.prompt, has_picture=asking.has_picture)

    def within_the_rules(asking: Asking) -> Refusal | None:
        return words.check(asking.ask.prompt)

    return (
        unpaused,
        server_open,
        right_place,
        not_blocked,
        readable,
        within_the_rules,
        pictures_allowed,
    )


def first_refusal(gates: Sequence[Gate], asking: Asking) -> Refusal | None:
    """What the first gate says that does not let the request through; None when all do."""
    return next((refusal for gate in gates if (refusal := gate(asking))), None)
