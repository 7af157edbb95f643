"""SQLite through sqlite-utils on one thread, and files kept by their content."""

from storage.database import Database, Db, StorageUnavailable
from storage.files import FileStore

__all__ = ["Database", "Db", "FileStore", "StorageUnavailable"]
