"""`python -m chaos`: kill the bot so often, and see that nothing is lost, made or paid twice."""

import argparse
import asyncio
import secrets
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from chaos.decisions import HOWS, moments
from chaos.line import ROOT, RemoteFault
from chaos.planting import BUGS, NotPlanted, plant
from chaos.run import Account, Plan, Run, Watch, decisions_path
from chaos.stage import open_stage
from chaos.telling import Progress, Replay, complaint, interruption, summary

#: What a process that a signal ended returns, above the signal's number (POSIX shells).
_OF_SIGNAL = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was typed."""

    kills: int
    seed: str
    bug: str
    only: str
    folder: Path
    source: Path
    #: Nobody named the folder, so nobody looks for it when all is well.
    is_thrown_away: bool


def main(arguments: list[str]) -> int:
    """Run; 0 when every promise held, 1 when one was broken, 2 for what can't be run, and 128
    above the signal that ended it."""
    options = _options(arguments)
    tree = options.source
    if options.bug:
        tree = options.folder / "planted"
        try:
            plant(options.source, tree, options.bug)
        except NotPlanted as error:
            print(f"The bug {options.bug} can't be planted any more: {error}", file=sys.stderr)
            _throw_away(options)
            return 2
    try:
        code = asyncio.run(play(options, tree))
    except RemoteFault as fault:
        log = options.folder / "stand-ins.log"
        print(f"Chaos itself broke, no promise of the bot: {fault}; see {log}", file=sys.stderr)
        return 2
    if code == 0:
        _throw_away(options)
    return code


async def play(options: Options, tree: Path) -> int:
    """One run, told as it goes, until it ends or is told to."""
    print(f"seed {options.seed}, {options.kills} kills, in {options.folder}", flush=True)
    told, begun, account = _signals(), time.monotonic(), Account()
    try:
        return await _play(options, tree, account)
    except asyncio.CancelledError:
        if not told:
            raise
        took_s = time.monotonic() - begun
        print(interruption(account, told[0].name, took_s, str(options.folder)))
        return _OF_SIGNAL + told[0]


async def _play(options: Options, tree: Path, account: Account) -> int:
    focus = BUGS[options.bug].focus if options.bug else None
    plan = Plan(seed=options.seed, kills=options.kills, focus=focus, only=options.only)
    progress = Progress(options.kills, time.monotonic, partial(print, flush=True))
    with decisions_path(options.folder).open("w", encoding="utf-8") as log:
        async with open_stage(options.folder, tree, options.seed) as stage:
            run = Run(stage, plan, Watch(account=account, log=log, lived=progress.lived))
            await run.play()
            figures = [await one.call("figures") for one in (stage.discord, stage.minimax)]
    if account.violations:
        replay = Replay(seed=options.seed, plant=options.bug, only=options.only)
        print(complaint(run, replay, str(options.folder)))
        return 1
    print(summary(account, figures[0], figures[1], stage.bot.incidents()))
    return 0


def _signals() -> list[signal.Signals]:
    """SIGINT and SIGTERM as they come; the first ends what runs now, with all its processes."""
    told: list[signal.Signals] = []
    playing = asyncio.current_task()
    assert playing is not None, "called from a task"

    def note(number: signal.Signals) -> None:
        told.append(number)
        if len(told) == 1:
            playing.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, note, number)
    return told


def _throw_away(options: Options) -> None:
    if options.is_thrown_away:
        shutil.rmtree(options.folder)


def _options(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--kills", type=_count, default=30, help="how often it is killed")
    parser.add_argument("--seed", default="", help="of all decisions; another each time without it")
    parser.add_argument("--plant", choices=sorted(BUGS), default="", help="a bug to be found")
    words = "only deaths whose name holds these words, as 'SIGTERM behind the commit of succeeded'"
    parser.add_argument("--only", type=_aim, default="", help=words)
    parser.add_argument("--folder", type=Path, help="an empty or new folder to work in")
    parser.add_argument("--source", type=Path, default=ROOT, help="the source tree of the bot")
    read = parser.parse_args(arguments)
    folder = read.folder or Path(tempfile.mkdtemp(prefix="greenlight-chaos-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        parser.error(f"{folder} is not empty; name a new folder, or none")
    return Options(
        kills=read.kills,
        seed=read.seed or secrets.token_hex(4),
        bug=read.plant,
        only=read.only,
        folder=folder.resolve(),
        source=read.source.resolve(),
        is_thrown_away=read.folder is None,
    )


def _count(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 100_000):
        raise argparse.ArgumentTypeError("a number of kills is a whole number from 1 to 100000")
    return int(typed)


def _aim(typed: str) -> str:
    if not any(typed in f"{how} {moment}" for how in HOWS for moment in moments()):
        known = f"{', '.join(HOWS)}; and each of them {', '.join(moments())}"
        raise argparse.ArgumentTypeError(f"no death is called so; there are {known}")
    return typed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
