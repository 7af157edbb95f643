"""Is the video service taking shots at all? What its account's standing and our notices tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services import notices
from services.notices import Notice
from storage import Db, accounts, pauses

#: While one of these stands, nothing is handed over through the account.
_STOPPED = (
    Notice.SERVICE_DOWN,
    Notice.KEY_REFUSED,
    Notice.ADDRESS_WRONG,
    Notice.BALANCE_LOW,
    Notice.SERVICE_LIMITED,
)

#: What is so of every account with the same key and money: told once, whichever was refused.
OF_THE_PURSE = (Notice.KEY_REFUSED, Notice.BALANCE_LOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """The service takes nothing since then. `is_silent`: it does not even answer.

    `is_disk`: it would, but there is too little room here for what it makes.
    """

    since: datetime
    is_silent: bool
    is_disk: bool = False


def disk_outage(db: Db) -> Outage | None:
    """The pause for want of room on the disk; None: there is room."""
    since = pauses.since(db, pauses.DISK_FULL)
    return Outage(since=since, is_silent=False, is_disk=True) if since else None


def outage(db: Db, account: str, sharing: Iterable[str] = ()) -> Outage | None:
    """The outage the operator has been told of and that is not over; None: there is none.

    `sharing`: the accounts with the same key and money, whose trouble may have been told instead.
    """
    standing = accounts.account(db, account)
    if standing.since is None:
        return None
    if trouble(db, account, sharing) is None:
        return None
    # A service that answers gives a reason, by its code.
    return Outage(since=standing.since, is_silent=not standing.code)


def trouble(db: Db, account: str, sharing: Iterable[str] = ()) -> Notice | None:
    """What the operator was told of the account and is not over; None: nothing."""
    own = next((one for one in _STOPPED if notices.stands(db, one, account)), None)
    return own or next((one for one in OF_THE_PURSE if is_told_of_any(db, one, sharing)), None)


def is_told_of_any(db: Db, notice: Notice, accounts: Iterable[str]) -> bool:
    """Whether the operator was told this of one of the accounts, and it is not over."""
    return any(notices.stands(db, notice, account) for account in accounts)
