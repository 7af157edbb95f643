"""Money as managers see it: what their server may spend, and their own ceilings below that."""

from dataclasses import dataclass

from domain.policy import Ceilings, OwnCeilings
from domain.refusals import Refused
from domain.refusals_acts import AboveCeiling, BadValue
from domain.windows import Window
from services import rules
from services.asks import Who
from services.ground import Ground
from services.house import House
from services.rules import Setting
from services.spending import ClipCost, ServerSpending, clip_cost, prices, spending
from storage import Db, servers

#: Typed instead of an amount: only the operator's ceiling is to hold.
OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class CeilingSheet:
    """What a server may spend: `binding` of the operator's and its managers' `own` ceilings.

    `clip` is what a clip costs there, None while no model is offered.
    """

    binding: Ceilings
    own: OwnCeilings
    spending: ServerSpending
    clip: ClipCost | None


class Money:
    """A server's ceilings, for its managers. Raises Refused."""

    def __init__(self, ground: Ground, house: House) -> None:
        self._ground = ground
        self._house = house

    async def sheet(self, server_id: int, who: Who) -> CeilingSheet:
        """The ceilings that hold, what is used of them, and what a clip costs."""
        rules.managers_only(who)
        return await self._ground.database.read(self._sheet, server_id)

    async def choose(
        self, server_id: int, who: Who, day: str | None, month: str | None
    ) -> CeilingSheet:
        """Choose the money per day or month, as typed, below the operator's; OFF takes it back."""
        rules.managers_only(who)
        typed = {Window.DAY: day, Window.MONTH: month}
        chosen = {window: _read(text, window) for window, text in typed.items() if text is not None}
        if not chosen:
            raise Refused(BadValue(what="ceiling", works="day, month or both, in US dollars"))
        await self._ground.database.transaction(self._choose, server_id, who, chosen)
        return await self.sheet(server_id, who)

    async def clip_cost(self, server_id: int | None) -> ClipCost | None:
        """What a clip costs in a server, or (None) anywhere; None: no model is offered."""
        return await self._ground.database.read(self._clip_cost, server_id)

    def _sheet(self, db: Db, server_id: int) -> CeilingSheet:
        policy = rules.load(db, server_id, self._house.limits).policy
        return CeilingSheet(
            binding=policy.binding,
            own=policy.own,
            spending=spending(db, server_id, self._ground.now()),
            clip=self._clip_cost(db, server_id),
        )

    def _clip_cost(self, db: Db, server_id: int | None) -> ClipCost | None:
        offered = prices(self._house.catalogue, self._house.accounts.hidden(db))
        return clip_cost(db, server_id, self._ground.now(), offered.standard_micro)

    def _choose(self, db: Db, server_id: int, who: Who, chosen: dict[Window, int | None]) -> None:
        operators = rules.load(db, server_id, self._house.limits).policy.server
        most = {Window.DAY: operators.day_micro, Window.MONTH: operators.month_micro}
        now = self._ground.now()
        for window, micro in chosen.items():
            if micro is not None and micro > most[window]:
                raise Refused(AboveCeiling(window=window, most_micro=most[window]))
            name, value = _SETTINGS[window], "" if micro is None else str(micro)
            servers.choose(db, server_id, name, value, by=who.member_id, at=now)
            servers.audit(
                db, f"set {name}", server_id=server_id, by=who.member_id, at=now, target=value
            )


_SETTINGS = {Window.DAY: Setting.OWN_CEILING_DAY, Window.MONTH: Setting.OWN_CEILING_MONTH}


def _read(typed: str, window: Window) -> int | None:
    if typed.strip().casefold() == OFF:
        return None
    return rules.parse_money(typed, str(window))
