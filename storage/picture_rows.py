"""The pictures of shots and drafts as rows: which file, in which role."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from sqlite_utils import Database as Db

from domain.pictures import InputImage, PictureRole, Pictures

#: Whose pictures: the first part of the table's and the column's name.
Owner = Literal["shot", "draft"]

#: SQLite takes 32,766 values in one statement (sqlite.org/limits.html).
_MOST_VALUES = 1_000


def insert(db: Db, owner: Owner, owner_id: int | str, pictures: Pictures[InputImage]) -> None:
    """Write the pictures of a shot or draft; the pictures have their own rows already."""
    rows = [
        (owner_id, str(role), position, image.sha256)
        for position, (role, image) in enumerate(pictures)
    ]
    db.conn.executemany(f"INSERT INTO {owner}_pictures VALUES (?, ?, ?, ?)", rows)


def of(db: Db, owner: Owner, ids: Iterable[int | str]) -> Mapping[int | str, Pictures[InputImage]]:
    """The pictures of these shots or drafts; none of those that have none."""
    found: defaultdict[int | str, list[tuple[PictureRole, InputImage]]] = defaultdict(list)
    wanted = list(ids)
    for start in range(0, len(wanted), _MOST_VALUES):
        some = wanted[start : start + _MOST_VALUES]
        sql = (
            f"SELECT {owner}_id, role, sha256, mime, width, height FROM {owner}_pictures"
            f" JOIN inputs USING (sha256) WHERE {owner}_id IN ({', '.join('?' * len(some))})"
            f" ORDER BY {owner}_id, position"
        )
        for owner_id, role, sha256, mime, width, height in db.conn.execute(sql, some):
            image = InputImage(sha256=sha256, mime=mime, width=width, height=height)
            found[owner_id].append((PictureRole(role), image))
    return {owner_id: Pictures.of(pairs) for owner_id, pairs in found.items()}
