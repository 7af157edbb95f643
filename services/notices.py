"""What the operator, staff and members are told: one message each until something changes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from storage import Db, outbox
from storage.outbox import OwedKind

_NONE: Mapping[str, object] = MappingProxyType({})


class Notice(StrEnum):
    """The kinds of notice; the words are chosen where they are read."""

    # To the operator
    KEY_REFUSED = "key_refused"
    ADDRESS_WRONG = "address_wrong"
    BALANCE_LOW = "balance_low"
    MODEL_HIDDEN = "model_hidden"
    API_ABSENT = "api_absent"
    SERVICE_DOWN = "service_down"
    SERVICE_LIMITED = "service_limited"
    ODD_REFUSAL = "odd_refusal"
    UNCONFIRMED = "unconfirmed"
    SEVERAL_FIT = "several_fit"
    NO_END = "no_end"
    ACCOUNT_GONE = "account_gone"
    UNREADABLE = "unreadable"
    SERVER_ASKS = "server_asks"
    CEILING_NEAR = "ceiling_near"
    DISK_TROUBLE = "disk_trouble"
    DISK_FULL = "disk_full"
    CANT_WRITE = "cant_write"
    WRITES_AGAIN = "writes_again"
    INCIDENT = "incident"
    WEEK_IN_MONEY = "week_in_money"
    # To staff
    MINORS = "minors"
    CLIPS_NEAR_END = "clips_near_end"
    WEEK_IN_CLIPS = "week_in_clips"
    # To a member
    GRANTED = "granted"
    GIVEN = "given"
    REFUNDED = "refunded"


#: Nobody's business outside the server: without a staff channel nobody is told.
OF_THE_SERVER_ALONE = frozenset({Notice.CLIPS_NEAR_END, Notice.WEEK_IN_CLIPS})


def tell_operator(
    db: Db,
    operators: frozenset[int],
    notice: Notice,
    at: datetime,
    about: str = "",
    facts: Mapping[str, object] = _NONE,
) -> None:
    """Owe every operator this notice, unless the same one about the same thing still stands."""
    for operator in sorted(operators):
        outbox.owe_notice(
            db,
            OwedKind.OPERATOR_NOTICE,
            at,
            dedupe=f"{notice}:{about}:{operator}",
            member_id=operator,
            facts={"notice": str(notice), "about": about, **facts},
        )


def tell_staff(
    db: Db,
    server_id: int,
    notice: Notice,
    at: datetime,
    about: str,
    facts: Mapping[str, object] = _NONE,
) -> None:
    """Owe a server's staff this notice, once and for all about the same."""
    outbox.owe_notice(
        db,
        OwedKind.STAFF_NOTICE,
        at,
        dedupe=f"{notice}:{about}:{server_id}",
        server_id=server_id,
        facts={"notice": str(notice), "about": about, **facts},
    )


def tell_member(
    db: Db, member_id: int, notice: Notice, at: datetime, facts: Mapping[str, object]
) -> None:
    """Owe a member this notice, once and for all about what `facts` call `about`."""
    outbox.owe_notice(
        db,
        OwedKind.MEMBER_NOTICE,
        at,
        dedupe=f"{notice}:{facts['about']}:{member_id}",
        member_id=member_id,
        facts={"notice": str(notice), **facts},
    )


def stands(db: Db, notice: Notice, about: str) -> bool:
    """Whether somebody was told this about this, and it is not over."""
    return outbox.is_told(db, f"{notice}:{about}:")


def over(db: Db, notice: Notice, about: str | None = None) -> None:
    """What the notice said is no longer so, about this or (None) about anything: the next one may
    be told again."""
    outbox.something_changed(db, f"{notice}:*" if about is None else f"{notice}:{about}:*")
