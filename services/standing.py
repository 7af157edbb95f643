"""How each account at an engine stands, for the operator's eyes. Holds no key and no address."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.job import AT_WORK, JobStatus
from services.accounts import Account, Accounts
from services.catalogue import Catalogue
from services.ground import Ground
from services.management import OperatorDesk
from services.notices import Notice
from services.outages import trouble
from services.scheduler import WINDOW
from storage import Db, accounts, jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One account: what it makes, why it rests and until when, and how busy it is.

    `makes` and `refuses` are models' titles. `set_aside_until` is None for one that works; `why`
    is None when it rests for no lasting reason, or works. `code` is the engine's own.
    """

    account: Account
    makes: tuple[str, ...]
    refuses: tuple[str, ...]
    set_aside_until: datetime | None
    since: datetime | None
    why: Notice | None
    code: str
    in_flight: int
    sent_lately: int
    unconfirmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """All accounts, the preferred first; `gone`: open shots of those that are in no file."""

    known: tuple[Standing, ...]
    gone: Mapping[str, int]


class AccountDesk:
    """Shows the operator the accounts. Raises Refused for anybody else."""

    def __init__(
        self, ground: Ground, operator: OperatorDesk, known: Accounts, catalogue: Catalogue
    ) -> None:
        self._ground = ground
        self._operator = operator
        self._known = known
        self._catalogue = catalogue

    async def standings(self, by: int) -> Standings:
        """How all accounts stand at this moment."""
        self._operator.check(by)
        return await self._ground.database.read(self._look)

    def _look(self, db: Db) -> Standings:
        standing = jobs.all_open(db)
        at_work = Counter(job.account for job in standing if job.status in AT_WORK)
        lost = Counter(job.account for job in standing if job.status is JobStatus.UNCONFIRMED)
        known = {account.name for account in self._known}
        return Standings(
            known=tuple(
                self._one(db, account, at_work[account.name], lost[account.name])
                for account in self._known
            ),
            gone={name: count for name, count in (at_work + lost).items() if name not in known},
        )

    def _one(self, db: Db, account: Account, in_flight: int, unconfirmed: int) -> Standing:
        now = self._ground.now()
        row = accounts.account(db, account.name)
        refused = accounts.refused_models(db)
        served = [model for model in self._catalogue.models if account.serves(model)]
        is_resting = row.set_aside_until is not None and row.set_aside_until > now
        return Standing(
            account=account,
            makes=tuple(m.title for m in served if (account.name, m.name) not in refused),
            refuses=tuple(m.title for m in served if (account.name, m.name) in refused),
            set_aside_until=row.set_aside_until if is_resting else None,
            since=row.since,
            why=trouble(db, account.name, self._known.sharing(account.name)),
            code=row.code,
            in_flight=in_flight,
            sent_lately=len(accounts.sent_since(db, account.name, now - WINDOW)),
            unconfirmed=unconfirmed,
        )
