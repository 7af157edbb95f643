"""A process that has imported the bot once and forks it: each bot is a whole process of its own.

`python chaos/nursery.py TREE`: the bot of that source tree. It has its own folder, environment, log
and session, and can be killed with SIGKILL; only the second of imports is spared. One at a time.
"""

import gc
import importlib
import json
import os
import runpy
import sys
import traceback
from pathlib import Path
from typing import Any


def main(tree: Path) -> None:
    """Fork when asked to, tell the process's id, then how it ended."""
    # In place of this script's own folder: what is imported is the tree's.
    sys.path[0] = str(tree)
    importlib.import_module("bot")
    gc.collect()
    gc.freeze()
    process = 0
    for line in sys.stdin:
        number, method, arguments = json.loads(line)
        if method == "fork":
            process = _fork(tree / "bot.py", arguments)
            result = process
        else:
            _, status = os.waitpid(process, 0)
            result = os.waitstatus_to_exitcode(status)
        sys.stdout.write(json.dumps([number, None, result]) + "\n")
        sys.stdout.flush()


def _fork(script: Path, told: dict[str, Any]) -> int:
    nursery = os.getpid()
    process = os.fork()
    if process == 0:
        _live(script, told, nursery)
    return process


def _live(script: Path, told: dict[str, Any], nursery: int) -> None:
    """The forked process from its first line to its end."""
    code = 1
    try:
        _settle_in(script, told, nursery)
        runpy.run_path(str(script), run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - what would end a process is written down, then ends it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _settle_in(script: Path, told: dict[str, Any], nursery: int) -> None:
    from sandbox.bot_process import die_with_parent  # noqa: PLC0415 - the tree's, known by now

    os.setsid()
    die_with_parent()
    if os.getppid() != nursery:  # it was killed before we asked
        os._exit(1)
    os.chdir(told["folder"])
    os.environ.clear()
    os.environ.update(told["environment"])
    log = os.open(told["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for number, file in ((0, os.open(os.devnull, os.O_RDONLY)), (1, log), (2, log)):
        os.dup2(file, number)
    sys.argv = [str(script)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
