"""The real bot, composed as always, on a disk that is full as long as a file named `full` exists.

`FULL` says for what there is no room: `files` (a clip is written to /dev/full, which refuses every
byte as a full disk does), `database` (no clip can be written down), or `nearly` (so little is free
that the bot stops by itself).
"""

import os
import sys
from pathlib import Path

# Run as a script from another folder, as bot.py itself would be.
sys.path.insert(0, str(Path(__file__).parents[2]))

import bot
from storage import Database, FileStore, StorageUnavailable


def is_full(what: str) -> bool:
    return os.environ["FULL"] == what and Path("full").exists()


class FullDatabase(Database):
    async def transaction(self, fn, *args, **kwargs):
        if fn.__name__ == "_write_made" and is_full("database"):
            raise StorageUnavailable("database or disk is full")
        return await super().transaction(fn, *args, **kwargs)


class FullFiles(FileStore):
    def free_bytes(self):
        return 0 if is_full("nearly") else super().free_bytes()

    def aside(self, suffix=""):
        path = super().aside(suffix)
        if is_full("files"):
            path.unlink()
            path.symlink_to("/dev/full")
        return path


if __name__ == "__main__":
    makers = bot.Makers(database=FullDatabase.open, files=FullFiles)
    sys.exit(bot.main(sys.argv[1:], makers))
