"""`python -m services.drawing`: the process that draws previews, one after the other.

It reads one order a line and answers each with a line, both JSON. It gives way to the bot, whose
answers come first, and ends when the bot does, however that ends: then its input is at an end.
"""

import json
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import IO, Any

from animatic import AnimaticShot, Move, ShotRefused, read_scene, render
from media.errors import PictureError

#: How much politer than the bot it is towards others who want the processor (nice(2)).
_POLITER = 10


def main() -> None:
    """Draw whatever is ordered until there is nobody left to order."""
    answers = _own_output()
    os.nice(_POLITER)
    # A terminal's Ctrl+C and a service manager's stop reach all processes; when it is time to go
    # is the bot's word alone.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    orders: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    while True:
        answer = _answer(json.loads(orders.get()))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _own_output() -> IO[str]:
    """What was standard output; whatever a library prints goes to the log from now on."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _listen(orders: "queue.SimpleQueue[str]") -> None:
    for line in sys.stdin:
        orders.put(line)
    os._exit(0)  # also in the middle of a drawing: nobody waits for it any more


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    """The words of the prompt that were drawn and were not, or in a sentence what is wrong."""
    try:
        picture = order["picture"]
        shot = AnimaticShot(
            prompt=order["prompt"],
            steps=tuple(tuple(Move(*move) for move in step) for step in order["steps"]),
            width=order["width"],
            height=order["height"],
            fps=order["fps"],
            seconds=order["seconds"],
            label=order["label"],
            picture=Path(picture).read_bytes() if picture else None,
        )
        render(shot, Path(order["out"]))
    except (ShotRefused, PictureError, OSError) as error:
        return {"trouble": str(error) or type(error).__name__}
    scene = read_scene(shot.prompt, followed=shot.follows)
    return {"drawn": scene.drawn, "not_drawn": scene.not_drawn}


if __name__ == "__main__":
    main()
