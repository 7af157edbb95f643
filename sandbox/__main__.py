"""`python -m sandbox`: Greenlight on this machine, with stand-ins for Discord and MiniMax.

Until `.venv` exists only the standard library is used, and only syntax that an old Python can
read, so that it can say what it lacks.
"""

import argparse
import asyncio
import contextlib
import math
import os
import subprocess
import sys
from collections.abc import Coroutine
from pathlib import Path

from sandbox import bootstrap

_ANY_PORT = "0 (the default) takes any free one"


def main(arguments: "list[str]") -> int:
    """Parse, go over to `.venv`'s Python if this is another one, and play; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        python = bootstrap.ensure("runtime")
    except bootstrap.BootstrapError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped; the same command starts again from here", file=sys.stderr)
        return 130
    if Path(sys.prefix).resolve() != (bootstrap.ROOT / ".venv").resolve():
        return _go_over_to(python, arguments)
    try:
        return int(options.play(options))
    except KeyboardInterrupt:  # before, or where, no loop hears signals
        return 130


def _go_over_to(python: Path, arguments: "list[str]") -> int:
    command = [str(python), "-m", "sandbox", *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - our own Python, with no shell on purpose
    # On Windows exec starts a second process and lets the terminal go on at once.
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m sandbox",
        description="Greenlight on this machine: a chat page, the real bot, and stand-ins for"
        " Discord and for the video service. Nothing is paid.",
        epilog="Without PART all of it runs together. PART --help tells what a part can be told.",
    )
    parser.set_defaults(play=_demo)
    parser.add_argument("--port", type=_port, default=0, help=f"of the chat page; {_ANY_PORT}")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="keep the bot's data here (default: thrown away)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the chat page")
    alone = parser.add_subparsers(title="one part alone", metavar="PART")
    discord = alone.add_parser("discord", help="the stand-in for Discord, with its chat page")
    discord.add_argument("--port", type=_port, default=argparse.SUPPRESS, help=_ANY_PORT)
    discord.set_defaults(play=_discord)
    minimax = alone.add_parser("minimax", help="the stand-in for the video service")
    minimax.add_argument("--port", type=_port, default=argparse.SUPPRESS, help=_ANY_PORT)
    key = minimax.add_mutually_exclusive_group(required=True)
    key.add_argument("--key", type=_key, help="the API key it accepts")
    key.add_argument(
        "--no-key",
        dest="key",
        action="store_const",
        const="",
        help="be an engine of one's own: /v1/videos for everybody",
    )
    minimax.add_argument("--speed", type=_speed, default=1.0, help="2 is twice as quick")
    minimax.add_argument(
        "--lifelike", action="store_true", help="take minutes, as the real service does"
    )
    minimax.set_defaults(play=_minimax)
    smoke = alone.add_parser("smoke", help="one story without a browser: /video, and its clip")
    smoke.set_defaults(play=_smoke)
    return parser


def _demo(options: argparse.Namespace) -> int:
    from sandbox.demo import DemoOptions, run_demo  # noqa: PLC0415 - needs .venv

    return run_demo(
        DemoOptions(port=options.port, data=options.data, open_browser=not options.no_browser)
    )


def _smoke(options: argparse.Namespace) -> int:
    from sandbox.smoke import run_smoke  # noqa: PLC0415 - needs .venv

    return run_smoke()


def _discord(options: argparse.Namespace) -> int:
    from sandbox.discord.server import serve  # noqa: PLC0415 - needs .venv
    from sandbox.terminal import say  # noqa: PLC0415 - belongs to the parts, not to the launcher

    return _until_stopped(serve(host="127.0.0.1", port=options.port, announce=say))


def _minimax(options: argparse.Namespace) -> int:
    from sandbox.minimax.serving import serve  # noqa: PLC0415 - needs .venv
    from sandbox.terminal import say  # noqa: PLC0415 - the same

    serving = serve(
        port=options.port,
        key=options.key,
        speed=options.speed,
        lifelike=options.lifelike,
        announce=say,
    )
    return _until_stopped(serving)


def _until_stopped(serving: "Coroutine[object, object, None]") -> int:
    try:
        asyncio.run(_serve(serving))
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _serve(serving: "Coroutine[object, object, None]") -> None:
    from sandbox.terminal import cancel_on_signals  # noqa: PLC0415 - the same

    cancel_on_signals()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


def _port(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and int(typed) <= 65535):
        raise argparse.ArgumentTypeError("a port is a whole number from 0 to 65535")
    return int(typed)


def _speed(typed: str) -> float:
    try:
        speed = float(typed)
    except ValueError:
        speed = math.nan
    if not 0 < speed <= 1000:
        raise argparse.ArgumentTypeError("a speed is a number above 0, at most 1000")
    return speed


def _key(typed: str) -> str:
    if not (typed.isascii() and typed.isprintable() and typed and " " not in typed):
        raise argparse.ArgumentTypeError("a key has visible ASCII characters and no space")
    return typed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
