"""`python -m chaos`: kill the bot so often, and see that nothing is lost, made or paid twice."""

import argparse
import asyncio
import secrets
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from chaos.line import ROOT, RemoteFault
from chaos.planting import BUGS, NotPlanted, plant
from chaos.run import Plan, Run, decisions_path
from chaos.stage import open_stage
from chaos.telling import complaint, summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was typed."""

    kills: int
    seed: str
    bug: str
    folder: Path
    source: Path
    #: Nobody named the folder, so nobody looks for it when all is well.
    is_thrown_away: bool


def main(arguments: list[str]) -> int:
    """Run; 0 when every promise held, 1 when one was broken, 2 for what can't be run."""
    options = _options(arguments)
    tree = options.source
    if options.bug:
        tree = options.folder / "planted"
        try:
            plant(options.source, tree, options.bug)
        except NotPlanted as error:
            print(f"The bug {options.bug} can't be planted any more: {error}", file=sys.stderr)
            return 2
    try:
        code = asyncio.run(play(options, tree))
    except RemoteFault as fault:
        log = options.folder / "stand-ins.log"
        print(f"Chaos itself broke, no promise of the bot: {fault}; see {log}", file=sys.stderr)
        return 2
    if code == 0 and options.is_thrown_away:
        shutil.rmtree(options.folder)
    return code


async def play(options: Options, tree: Path) -> int:
    """One run, told as it comes to its end."""
    print(f"seed {options.seed}, {options.kills} kills, in {options.folder}", flush=True)
    with decisions_path(options.folder).open("w", encoding="utf-8") as log:
        async with open_stage(options.folder, tree, options.seed) as stage:
            focus = BUGS[options.bug].focus if options.bug else None
            plan = Plan(seed=options.seed, kills=options.kills, focus=focus)
            run = Run(stage, plan, log)
            account = await run.play()
            figures = [await one.call("figures") for one in (stage.discord, stage.minimax)]
    if account.violations:
        print(complaint(run, options.seed, options.bug, str(options.folder)))
        return 1
    print(summary(account, figures[0], figures[1], stage.bot.incidents()))
    return 0


def _options(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--kills", type=_count, default=30, help="how often it is killed")
    parser.add_argument("--seed", default="", help="of all decisions; another each time without it")
    parser.add_argument("--plant", choices=sorted(BUGS), default="", help="a bug to be found")
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
        folder=folder.resolve(),
        source=read.source.resolve(),
        is_thrown_away=read.folder is None,
    )


def _count(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 100_000):
        raise argparse.ArgumentTypeError("a number of kills is a whole number from 1 to 100000")
    return int(typed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
