"""What an engine's answer to a request brings about: each one transaction of `Verdicts`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import product

from domain.job import Failure, FailureKind, Job, JobStatus
from services import notices, outcomes
from services.accounts import Accounts
from services.ground import Ground
from services.notices import Notice
from services.outages import OF_THE_PURSE, is_told_of_any
from services.providers.base import OPERATOR_MUST_ACT, EngineError, Meaning, VideoProvider
from storage import Db, accounts, jobs

#: A model the account may not use is asked for again after this long; the operator may have acted.
_MODEL_RESTS = timedelta(minutes=15)
#: The service is called down after this many requests in a row that never arrived.
_DOWN_AFTER = 3
#: The longest an account is set aside for each kind of refusal, in seconds.
_LONGEST_REST_S = {
    Meaning.NOT_SENT: 60.0,
    Meaning.BUSY: 300.0,
    Meaning.PLAN: 300.0,
    **dict.fromkeys(OPERATOR_MUST_ACT, 900.0),
}

#: What is no longer so once the account takes a shot.
_ABOUT_THE_ACCOUNT = (
    Notice.KEY_REFUSED,
    Notice.ADDRESS_WRONG,
    Notice.API_ABSENT,
    Notice.BALANCE_LOW,
    Notice.SERVICE_DOWN,
    Notice.SERVICE_LIMITED,
)
_NOTICES = {
    Meaning.KEY: Notice.KEY_REFUSED,
    Meaning.MONEY: Notice.BALANCE_LOW,
    Meaning.ADDRESS: Notice.ADDRESS_WRONG,
    Meaning.PLAN: Notice.SERVICE_LIMITED,
}
_KINDS = {
    Meaning.CONTENT: FailureKind.CONTENT,
    Meaning.OUTPUT: FailureKind.OUTPUT,
    Meaning.INVISIBLE: FailureKind.INVISIBLE,
    Meaning.PARAMETERS: FailureKind.PARAMETERS,
}


def engine_facts(error: EngineError) -> dict[str, object]:
    """An engine's own words, for the operator's eyes."""
    return {
        "engine_code": error.code,
        "engine_text": error.text,
        "trace_id": error.trace_id,
    }


def failure_of(error: EngineError) -> Failure:
    """An engine's refusal as the job keeps it: a kind for people, its own words for the desk."""
    return Failure(
        kind=_KINDS.get(error.meaning, FailureKind.ENGINE),
        code=error.code,
        text=error.text,
        trace_id=error.trace_id,
    )


def account_notice(meaning: Meaning) -> Notice | None:
    """What the operator is told at once about an account that refuses for this reason."""
    return _NOTICES.get(meaning)


def tell_what_to_mend(db: Db, ground: Ground, account: str, error: EngineError) -> None:
    """Tell the operator of an account that answers nothing before a person has done something."""
    notice = account_notice(error.meaning)
    if notice is not None and error.meaning in OPERATOR_MUST_ACT:
        facts = engine_facts(error)
        notices.tell_operator(db, ground.operators, notice, ground.now(), account, facts)


class Verdicts:
    """Writes what an engine said to a request; run inside a transaction, once per request.

    `retry_s`: an account's first rest after a refusal; each further one is twice as long.
    """

    def __init__(
        self,
        ground: Ground,
        known: Accounts,
        providers: Mapping[str, VideoProvider],
        retry_s: float,
    ) -> None:
        self._ground = ground
        self._known = known
        self._providers = providers
        self._retry_s = retry_s

    def write_accepted(self, db: Db, job: Job, remote_task_id: str) -> None:
        """It took the shot under this handle, unless that is another shot's."""
        listing = self._known.listed_with(job.account)
        owner = jobs.by_remote_task(db, listing, remote_task_id)
        if owner is not None and owner.id != job.id:
            lost = EngineError(Meaning.ANSWER_LOST, text=f"answered with the id of {owner.code}")
            self.write_lost(db, job, lost)
            return
        gives_back = self._providers[job.account].capabilities.cancels
        now = self._ground.now()
        outcomes.accepted(db, job, remote_task_id, now, gives_back=gives_back)
        accounts.restore(db, job.account)
        for notice in _ABOUT_THE_ACCOUNT:
            notices.over(db, notice, job.account)
        for notice, name in product(OF_THE_PURSE, self._known.sharing(job.account)):
            notices.over(db, notice, name)
        if accounts.show_model(db, job.account, job.shot.model):
            notices.over(db, Notice.MODEL_HIDDEN, _model_at_account(job))

    def write_error(self, db: Db, job: Job, error: EngineError) -> None:
        """It did not; what now follows is decided by the error's meaning alone."""
        if error.meaning in _LONGEST_REST_S:
            self._write_set_aside(db, job, error)
            return
        match error.meaning:
            case Meaning.MODEL:
                self._write_model_hidden(db, job, error)
            case Meaning.ABSENT:
                self._write_api_absent(db, job, error)
            case Meaning.CONTENT | Meaning.OUTPUT | Meaning.INVISIBLE | Meaning.PARAMETERS:
                self._write_refused(db, job, error)
            case _:
                self.write_lost(db, job, error)

    def write_lost(self, db: Db, job: Job, error: EngineError) -> None:
        """It left, and no usable answer came: nobody knows what became of it."""
        is_sought = self._providers[job.account].capabilities.lists
        outcomes.answer_lost(db, job, failure_of(error), self._ground.now(), is_sought=is_sought)
        self._tell_operator(db, Notice.UNCONFIRMED, job.code, error, is_sought=is_sought)

    def _write_set_aside(self, db: Db, job: Job, error: EngineError) -> None:
        now = self._ground.now()
        outcomes.sent_back(db, job)
        known = self._known.outage_of(db, job.account)
        standing = accounts.account(db, job.account)
        times, since = standing.set_aside_times, standing.since or now
        rest_s = min(self._retry_s * 2 ** min(times, 16), _LONGEST_REST_S[error.meaning])
        rest_s = max(self._ground.ids.jitter(rest_s), error.retry_after_s or 0.0)
        until = now + timedelta(seconds=rest_s)
        accounts.set_aside(db, job.account, until, error.code, since=since)
        notice = _notice(error, times + 1)
        if notice is not None and not self._is_told_of_purse(db, notice, job.account):
            self._tell_operator(db, notice, job.account, error, others=self._others(db, job))
        if self._known.outage_of(db, job.account) != known:
            self._tell_who_waits(db, now)

    def _tell_who_waits(self, db: Db, now: datetime) -> None:
        for waiting in jobs.with_status(db, JobStatus.QUEUED):
            stopped = self._known.outage(db, waiting.shot.model)
            if stopped is not None:
                outcomes.service_down(db, waiting, now, stopped)

    def _write_model_hidden(self, db: Db, job: Job, error: EngineError) -> None:
        now = self._ground.now()
        known = self._known.outage(db, job.shot.model)
        accounts.hide_model(db, job.account, job.shot.model, error.code, now)
        is_offered = job.shot.model not in self._known.hidden(db)
        outcomes.sent_back(db, job, None if is_offered else now + _MODEL_RESTS)
        self._tell_operator(
            db,
            Notice.MODEL_HIDDEN,
            _model_at_account(job),
            error,
            model=job.shot.model,
            account=job.account,
            is_offered=is_offered,
        )
        if self._known.outage(db, job.shot.model) != known:
            self._tell_who_waits(db, now)

    def _write_api_absent(self, db: Db, job: Job, error: EngineError) -> None:
        """None of the account's models can be had: what nobody else makes leaves the line."""
        now = self._ground.now()
        served = self._known.served_by(job.account)
        for model in served:
            accounts.hide_model(db, job.account, model, error.code, now)
        hidden = self._known.hidden(db).intersection(served)
        if job.shot.model in hidden:
            outcomes.nobody_makes_it(db, job, now)
        else:
            outcomes.sent_back(db, job)
        for waiting in jobs.with_status(db, JobStatus.QUEUED):
            if waiting.shot.model in hidden:
                outcomes.nobody_makes_it(db, waiting, now)
        facts = {"models": list(served), "is_offered": not hidden}
        self._tell_operator(db, Notice.API_ABSENT, job.account, error, **facts)

    def _write_refused(self, db: Db, job: Job, error: EngineError) -> None:
        # An output was judged: something was made, which may be billed.
        is_made = error.meaning is Meaning.OUTPUT
        end = outcomes.came_to_nothing if is_made else outcomes.refused
        end(db, job, failure_of(error), self._ground.now())
        if error.meaning is Meaning.PARAMETERS:
            self._tell_operator(db, Notice.ODD_REFUSAL, error.code, error, code=job.code)

    def _is_told_of_purse(self, db: Db, notice: Notice, account: str) -> bool:
        """Whether the operator knows it of another account with the same key and money."""
        return notice in OF_THE_PURSE and is_told_of_any(db, notice, self._known.sharing(account))

    def _others(self, db: Db, job: Job) -> list[str]:
        """The accounts that make this shot's model meanwhile."""
        serving = self._known.open_for(db, job.shot.model)
        working = (name for name in serving if self._known.outage_of(db, name) is None)
        return [name for name in working if name != job.account]

    def _tell_operator(
        self, db: Db, notice: Notice, about: str, error: EngineError, **facts: object
    ) -> None:
        operators, now = self._ground.operators, self._ground.now()
        told = {**engine_facts(error), **facts}
        notices.tell_operator(db, operators, notice, now, about, told)


def _model_at_account(job: Job) -> str:
    return f"{job.shot.model} {job.account}"


def _notice(error: EngineError, times: int) -> Notice | None:
    """What the operator is told about an account that was set aside; None: nothing yet."""
    if error.meaning is Meaning.NOT_SENT:
        return Notice.SERVICE_DOWN if times >= _DOWN_AFTER else None
    return account_notice(error.meaning)
