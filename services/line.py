"""The line as the scheduler sees it, read from what is stored."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from services.accounts import Account, Accounts
from services.fair_turns import Clock
from services.quota_rules import QuotaSetting, at_most
from services.scheduler import WINDOW, AccountState, Line, Shares, Waiting
from storage import Db, servers, turns
from storage import accounts as account_rows
from storage.turns import Candidate


def account_states(db: Db, accounts: Accounts, now: datetime) -> Mapping[str, AccountState]:
    """Each account's limits, and what it was asked in its last minute, also before a restart."""
    return {account.name: _state(db, account, now) for account in accounts}


def read_line(
    db: Db,
    accounts: Accounts,
    now: datetime,
    *,
    running_per_member: int,
    but: Collection[int] = (),
) -> Line:
    """All that a turn is decided from; jobs of the ids `but` are passed over."""
    candidates = turns.candidates(db, now, but=but)
    busy = list(turns.busy(db))
    return Line(
        waiting=waiting_of(db, accounts, candidates),
        accounts=account_states(db, accounts, now),
        at_work=Counter((one.server_id, one.member_id) for one in busy),
        in_flight=Counter(one.account for one in busy),
        shares=read_shares(db, candidates),
        running_per_member=running_per_member,
        running_in=running_in(db, running_per_member),
    )


def running_in(db: Db, running_per_member: int) -> Mapping[int, int]:
    """How many of one member's shots are made at once, in servers whose managers chose fewer."""
    chosen = servers.everywhere(db, QuotaSetting.RUNNING)
    return {one: at_most(value, running_per_member) for one, value in chosen.items()}


def waiting_of(db: Db, accounts: Accounts, candidates: Collection[Candidate]) -> list[Waiting]:
    """Candidates with the accounts that may make them."""
    serving = {model: accounts.open_for(db, model) for model in {one.model for one in candidates}}
    return [
        Waiting(
            job_id=one.job_id,
            member=(one.server_id, one.member_id),
            accounts=serving[one.model],
            not_before=one.rests_until,
            weight=one.weight,
            server_claim=one.server_claim,
            member_claim=one.member_claim,
        )
        for one in candidates
    ]


def read_shares(db: Db, candidates: Collection[Candidate]) -> Shares:
    """How far turns have come, as far as it concerns those in line."""
    clocks = turns.clocks(db)
    by_server = {
        server_id: Clock(reached=clock.reached, joining=clock.joining)
        for server_id, clock in clocks.items()
    }
    return Shares(
        bot=by_server.get(turns.BOT, Clock()),
        clocks=by_server,
        servers={server_id: clock.next for server_id, clock in clocks.items()},
        members={
            (one.server_id, one.member_id): one.next for one in candidates if one.next is not None
        },
    )


def _state(db: Db, account: Account, now: datetime) -> AccountState:
    return AccountState(
        name=account.name,
        submits_per_minute=account.submits_per_minute,
        most_in_flight=account.most_in_flight,
        sent=account_rows.sent_since(db, account.name, now - WINDOW),
        set_aside_until=account_rows.account(db, account.name).set_aside_until,
    )
