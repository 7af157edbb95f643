"""What managers choose about credits: who has how many, in which windows, and in line."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain import zones
from domain.policy import Policy
from domain.quota import Allowance, Quota, RoleRule
from domain.refusals import Refused
from domain.refusals_acts import BadValue
from domain.refusals_credits import AboveOperators, TooManyQuotas, ZoneUnknown
from services import allowances, quota_rules, rules
from services.allowances import Used
from services.asks import Who
from services.ground import Ground
from services.quota_rules import QuotaSetting
from storage import Db, servers

#: Whose numbers fit into a message that shows them all.
MOST_OF_A_KIND = 15
MOST_CREDITS = 10_000
#: What many share.
MOST_SHARED = 100_000
MOST_TURNS = 5

V = TypeVar("V")
#: What becomes of the values chosen so far, by id.
Turned = Callable[[dict[int, V]], Mapping[int, V]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ById(Generic[V]):
    """Values by role or channel, and their written form."""

    name: QuotaSetting
    read: Callable[[str], dict[int, V]]
    written: Callable[[Mapping[int, V]], str]


_ROLE_CREDITS, _TURNS = (
    _ById(name=name, read=quota_rules.read_numbers, written=quota_rules.written_numbers)
    for name in (QuotaSetting.ROLE_CREDITS, QuotaSetting.TURNS)
)
_CHANNEL_CREDITS = _ById(
    name=QuotaSetting.CHANNEL_CREDITS,
    read=quota_rules.read_allowances,
    written=quota_rules.written_allowances,
)


class Fairness:
    """One server's quota in its managers' hands. Each method returns the quota as it stands then.

    `limits` are the operator's: nobody has more shots in line than they allow. Numbers of roles and
    channels that are gone are forgotten with the next choice: `there` are those that stand, None
    where nobody knows.
    """

    def __init__(self, ground: Ground, limits: Policy) -> None:
        self._ground = ground
        self._limits = limits

    async def used(self, server_id: int, who: Who) -> Used:
        """What all have used of these credits so far."""
        rules.managers_only(who)

        def look(db: Db) -> Used:
            quota = rules.load(db, server_id, self._limits).policy.quota
            return allowances.used(db, server_id, quota, self._ground.now())

        return await self._ground.database.read(look)

    async def set_member(self, server_id: int, who: Who, allowance: Allowance) -> Quota:
        """Choose the credits of each member (0 to 10,000), and when they come back."""
        rules.managers_only(who)
        _check("credits", allowance.credits, MOST_CREDITS)
        value = quota_rules.written(allowance)
        return await self._choose(server_id, who, {QuotaSetting.CREDITS: value})

    async def set_role(
        self, server_id: int, who: Who, role_id: int, credits_: int | None, there: Set[int] | None
    ) -> Quota:
        """Choose what members of a role have instead (0 to 10,000); None: what everybody has."""
        rules.managers_only(who)
        if credits_ is not None:
            _check("credits", credits_, MOST_CREDITS)
        _check_role(server_id, role_id, there)
        return await self._turn(server_id, who, _ROLE_CREDITS, _with(role_id, credits_, there))

    async def set_role_rule(self, server_id: int, who: Who, rule: RoleRule) -> Quota:
        """Choose what members of several such roles have: the most of any, or all together."""
        rules.managers_only(who)
        return await self._choose(server_id, who, {QuotaSetting.ROLE_RULE: str(rule)})

    async def set_channel(
        self,
        server_id: int,
        who: Who,
        channel_id: int,
        allowance: Allowance | None,
        there: Set[int] | None,
    ) -> Quota:
        """Choose what all who ask in a channel share (0 to 100,000); None: no limit of its own."""
        rules.managers_only(who)
        if allowance is not None:
            _check("credits", allowance.credits, MOST_SHARED)
        if there is not None and channel_id not in there:
            raise Refused(BadValue(what="channel", works="a channel of this server"))
        return await self._turn(
            server_id, who, _CHANNEL_CREDITS, _with(channel_id, allowance, there)
        )

    async def set_pool(self, server_id: int, who: Who, allowance: Allowance | None) -> Quota:
        """Choose what the whole server shares (0 to 100,000); None: no such limit."""
        rules.managers_only(who)
        if allowance is not None:
            _check("credits", allowance.credits, MOST_SHARED)
        value = "" if allowance is None else quota_rules.written(allowance)
        return await self._choose(server_id, who, {QuotaSetting.POOL: value})

    async def set_zone(self, server_id: int, who: Who, typed: str) -> Quota:
        """Choose the time zone whose midnights begin days, weeks and months."""
        rules.managers_only(who)
        zone = zones.known(typed)
        if zone is None:
            raise Refused(ZoneUnknown(typed=typed, nearest=zones.nearest(typed)))
        return await self._choose(server_id, who, {QuotaSetting.ZONE: zone})

    async def set_line(
        self, server_id: int, who: Who, *, running: int | None, waiting: int | None
    ) -> Quota:
        """Choose how many shots of one member are made and wait at once; None leaves it."""
        rules.managers_only(who)
        if running is None and waiting is None:
            raise Refused(BadValue(what="line", works="`running`, `waiting` or both"))
        allowed = self._limits.quota
        chosen = {
            name: str(_at_most(what, number, least, most))
            for name, what, number, least, most in (
                (QuotaSetting.RUNNING, "running", running, 1, allowed.running),
                (QuotaSetting.WAITING, "waiting", waiting, 0, allowed.waiting),
            )
            if number is not None
        }
        return await self._choose(server_id, who, chosen)

    async def set_turns(
        self, server_id: int, who: Who, role_id: int, turns: int | None, there: Set[int] | None
    ) -> Quota:
        """Choose a role's turns beside another member's one (1 to 5); None or 1: like everybody."""
        rules.managers_only(who)
        if turns is not None:
            _check("turns", turns, MOST_TURNS, least=1)
        _check_role(server_id, role_id, there)
        return await self._turn(
            server_id, who, _TURNS, _with(role_id, None if turns == 1 else turns, there)
        )

    async def set_gifts(self, server_id: int, who: Who, *, allowed: bool) -> None:
        """Choose whether members may give credits to each other."""
        rules.managers_only(who)
        await self._choose(server_id, who, {QuotaSetting.GIFTS: "yes" if allowed else "no"})

    async def _choose(self, server_id: int, who: Who, chosen: Mapping[QuotaSetting, str]) -> Quota:
        def choose(db: Db) -> Quota:
            for name, value in chosen.items():
                self._write(db, server_id, who, name, value)
            return rules.load(db, server_id, self._limits).policy.quota

        return await self._ground.database.transaction(choose)

    async def _turn(self, server_id: int, who: Who, kind: _ById[V], turned: Turned[V]) -> Quota:
        """Read, turn and write in one transaction: of two managers at once neither loses a word."""

        def turn(db: Db) -> Quota:
            chosen = kind.read(servers.settings(db, server_id).get(kind.name, ""))
            self._write(db, server_id, who, kind.name, kind.written(turned(chosen)))
            return rules.load(db, server_id, self._limits).policy.quota

        return await self._ground.database.transaction(turn)

    def _write(self, db: Db, server_id: int, who: Who, name: QuotaSetting, value: str) -> None:
        now = self._ground.now()
        servers.choose(db, server_id, name, value, by=who.member_id, at=now)
        servers.audit(
            db, f"set {name}", server_id=server_id, by=who.member_id, at=now, target=value
        )


def _with(one: int, value: V | None, there: Set[int] | None) -> Turned[V]:
    def turned(had: dict[int, V]) -> Mapping[int, V]:
        standing = {
            other: kept
            for other, kept in had.items()
            if other != one and (there is None or other in there)
        }
        if value is None:
            return standing
        if len(standing) >= MOST_OF_A_KIND:
            raise Refused(TooManyQuotas(limit=MOST_OF_A_KIND))
        return {**standing, one: value}

    return turned


def _check(what: str, number: int, most: int, *, least: int = 0) -> None:
    if not least <= number <= most:
        works = f"a whole number from {least} to {most:,}"
        raise Refused(BadValue(what=what, works=works))


def _at_most(what: str, number: int, least: int, most: int) -> int:
    if number < least:
        raise Refused(BadValue(what=what, works=f"a whole number from {least} to {most}"))
    if number > most:
        raise Refused(AboveOperators(what=what, most=most))
    return number


def _check_role(server_id: int, role_id: int, there: Set[int] | None) -> None:
    # The role of everybody bears the server's own id.
    if role_id == server_id or (there is not None and role_id not in there):
        raise Refused(BadValue(what="role", works="a role of this server other than @everyone"))
