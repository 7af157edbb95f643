"""Putting together the pages of the account's list of remote tasks."""

from datetime import datetime

from services.providers.base import Listed
from services.providers.minimax_v2_answers import RemoteTask


class Listing:
    """The remote tasks of several pages, each once. Made for the ones since a moment.

    Pages move while they are read: new remote tasks push others onto the next page, so that
    some come twice. The order of the list is not documented; only where it has been seen to run
    from new to old does an old remote task end the reading.
    """

    def __init__(self, since: datetime) -> None:
        # The service tells whole seconds, cut off.
        self._since = since.replace(microsecond=0)
        self._found: dict[str, RemoteTask] = {}
        self._nameless = 0
        self._newest: datetime | None = None
        self._oldest: datetime | None = None
        self._runs_back = True

    def add(self, page: tuple[RemoteTask, ...], total: int | None) -> bool:
        """Take in a page; True when it was the last that is needed."""
        known = len(self._found)
        for remote in page:
            self._follow(remote.created_at)
            if remote.remote_task_id is None:
                self._nameless += 1
            else:
                self._found[remote.remote_task_id] = remote
        if not page or self._is_past():
            return True
        if total is None:
            return len(self._found) == known
        return len(self._found) + self._nameless >= total

    def listed(self) -> tuple[Listed, ...]:
        """What is a clip's and was made since the moment, or doesn't say when."""
        found = (remote.listed for remote in self._found.values())
        return tuple(
            entry
            for entry in found
            if entry and (entry.created_at is None or entry.created_at >= self._since)
        )

    def _follow(self, created_at: datetime | None) -> None:
        if created_at is None or (self._oldest and created_at > self._oldest):
            self._runs_back = False
            return
        self._newest = self._newest or created_at
        self._oldest = created_at

    def _is_past(self) -> bool:
        if not self._runs_back or self._newest is None or self._oldest is None:
            return False
        return self._oldest < min(self._newest, self._since)
