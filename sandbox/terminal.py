"""What a program owes the person at its terminal: its words come out, and it ends when told to."""

import asyncio
import contextlib
import os
import signal
import sys


def say(text: str) -> None:
    """Print at once: a program that reads us through a pipe wants the line now.

    When nobody can read any more (a closed terminal, an ended pipe), this is taken as the wish
    that we end.
    """
    try:
        print(text, flush=True)  # noqa: T201 - speaking to the terminal is what this is for
    except OSError:
        # What is left in the buffer would fail again at the end (docs: signal, "Note on SIGPIPE").
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.raise_signal(signal.SIGTERM)


def cancel_on_signals() -> None:
    """Cancel the current task at the first Ctrl-C, kill or hang-up: it then ends in order.

    A second one must not interrupt the end; it hears that it was heard. Started under `nohup`,
    a hang-up stays ignored.
    """
    playing, loop = asyncio.current_task(), asyncio.get_running_loop()
    told: list[int] = []

    def stop(number: int) -> None:
        told.append(number)
        if len(told) > 1:
            say("ending already; it takes a few seconds")
        elif playing is not None:
            playing.cancel()
            say("\nending")

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        # Windows has no SIGHUP and its loop takes no handlers; Ctrl-C cancels there anyway.
        with contextlib.suppress(AttributeError, NotImplementedError):
            number = getattr(signal, name)
            if name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN:
                continue
            loop.add_signal_handler(number, stop, number)
