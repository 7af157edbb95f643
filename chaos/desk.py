"""What an operator who looks at the service's own pages says at the desk."""

from chaos.books import Shelf
from chaos.history import History, number_of
from chaos.judging import match


def settlements(shelf: Shelf, history: History) -> list[dict[str, str]]:
    """For every second shot without certainty: the command, its code, and the order's number.

    Left out are shots that several orders, or none but another's, could belong to.
    """
    matched = match(shelf, history)
    prompts = [number_of(shot.prompt) for shot in shelf.shots.values()]
    found = []
    for shot in shelf.shots.values():
        is_plain = prompts.count(number_of(shot.prompt)) == 1
        if shot.status != "unconfirmed" or shot.id % 2 or not is_plain:
            continue
        orders = matched.of[shot.code]
        if not orders:
            found.append({"command": "not-paid", "code": shot.code, "remote": ""})
        elif history.orders[orders[0]]["status"] == "Fail":
            found.append({"command": "paid-and-lost", "code": shot.code, "remote": ""})
        else:
            found.append({"command": "was-made", "code": shot.code, "remote": orders[0]})
    return found
