"""What is done to a data directory from the command line: back it up, restore it, verify it.

Composed beside bot.py, which runs it: no settings are needed but the data directory's, and no part
of the bot is made. Backing up and verifying only read, so the bot may go on meanwhile.
"""

import argparse
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from services.settings import SettingsError, load_data_dir
from storage.backup import CannotBackUp, back_up
from storage.lock import AlreadyHeld
from storage.manifests import Manifest, NoBackup
from storage.migrations import SchemaTooNew
from storage.restoring import CannotRestore, restore
from storage.verifying import CannotVerify, verify

COMMANDS = ("backup", "restore", "verify")
#: What there is to be looked at by a person: the command did what it could.
_DIFFERS = 1
_CANNOT = 2


def command_line() -> argparse.ArgumentParser:
    """What can be typed after `python bot.py`; nothing at all runs the bot."""
    parser = argparse.ArgumentParser(
        prog="bot.py",
        usage="bot.py [-h] [COMMAND]",
        description="Greenlight, the Discord bot. Without a command it runs.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog="bot.py")
    commands.add_parser("check", help="look whether it could run")
    taking = commands.add_parser(
        "backup", help="write database and files to a new folder, while the bot runs or not"
    )
    taking.add_argument("path", type=Path, metavar="PATH", help="the folder, which must not exist")
    putting = commands.add_parser(
        "restore", help="put a backup into an empty data directory, with no bot running there"
    )
    putting.add_argument("path", type=Path, metavar="PATH", help="the folder of the backup")
    putting.add_argument(
        "--keep-line",
        action="store_true",
        help="leave shots that stood in line there; only if no bot has run since the backup, for"
        " it may have handed them over and they would be paid twice",
    )
    putting.add_argument(
        "--without-bad-files",
        action="store_true",
        help="give up files that are missing or damaged in the backup, and say whose they are",
    )
    looking = commands.add_parser(
        "verify", help="hold books, jobs, messages and files against each other"
    )
    looking.add_argument(
        "path",
        type=Path,
        nargs="?",
        metavar="PATH",
        help="the folder of a backup; without it the data directory is looked through",
    )
    return parser


def run(asked: argparse.Namespace, env_file: Path) -> int:
    """Do one of COMMANDS; returns the exit code: 0 well, 1 something differs, 2 not possible."""
    try:
        if asked.command == "verify" and asked.path is not None:
            return _verify(asked.path, as_backup=True)
        data_dir = load_data_dir(os.environ, env_file)
        match asked.command:
            case "backup":
                return _back_up(data_dir, asked.path)
            case "restore":
                return _restore(data_dir, asked)
            case _:
                return _verify(data_dir)
    except (SettingsError, AlreadyHeld, SchemaTooNew) as error:
        return _refused(str(error))
    except (CannotBackUp, NoBackup, CannotRestore, CannotVerify) as error:
        return _refused(str(error))
    except sqlite3.Error as error:
        return _refused(f"The database can't be read: {error}.")
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        return _refused(f"The disk does not play along: {error.strerror or error}{where}.")


def _back_up(data_dir: Path, target: Path) -> int:
    made = back_up(data_dir, target, lambda: datetime.now(UTC))
    _say(f"Backed up to {target}: {_holds(made)}.")
    for sha256 in made.lacking:
        _say(f"The file {sha256} was missing or damaged in the data directory itself.")
    return _DIFFERS if made.lacking else 0


def _restore(data_dir: Path, asked: argparse.Namespace) -> int:
    made = restore(
        asked.path,
        data_dir,
        keep_line=asked.keep_line,
        without_bad_files=asked.without_bad_files,
    )
    _say(f"Restored to {data_dir}: {_holds(made.manifest)}.")
    for sentence in made.lost:
        _say(sentence)
    if made.lost:
        _say("What is lost counts as given up. `/greenlight refund` gives credits of a clip back.")
    if made.manifest.totals.not_ended and not asked.keep_line:
        _say("Shots that stood in line are not handed over again: they wait at the desk.")
    _say("`python bot.py verify` looks it through; then start the bot.")
    return _DIFFERS if made.lost else 0


def _verify(folder: Path, *, as_backup: bool | None = None) -> int:
    verdict = verify(folder, as_backup=as_backup)
    for difference in verdict.differences:
        _say(difference)
    if verdict.differences:
        return _DIFFERS
    _say(f"All agrees: {verdict.sums}.")
    return 0


def _holds(made: Manifest) -> str:
    return (
        f"{made.totals}, {made.size_bytes / 1e6:,.1f} MB, as of {made.cut_at:%Y-%m-%d %H:%M:%S} UTC"
    )


def _say(line: str) -> None:
    print(line)


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return _CANNOT
