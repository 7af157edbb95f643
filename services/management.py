"""What managers, staff and the operator decide: servers, settings, people."""

import re

from domain.money import dollars
from domain.policy import Policy
from domain.refusals import Refused
from domain.refusals_acts import BadValue, NotAllowed
from services import notices, rules
from services.asks import Who
from services.ground import Ground
from services.notices import Notice
from services.rules import Images, ServerRules, Setting
from services.spending import ServerSpending, spending
from storage import Db, servers

#: Discord's ids are 64 bits wide, of which a database column takes 63; they last until 2084.
_LARGEST_ID = 2**63 - 1


class Management:
    """Settings of one server by its managers, people by its staff. Raises Refused.

    Every method checks by itself that the person may; Discord's own check only hides commands.
    """

    def __init__(self, ground: Ground, limits: Policy) -> None:
        self._ground = ground
        self._limits = limits

    async def rules_of(self, server_id: int) -> ServerRules:
        """A server's rules as they stand."""
        return await self._ground.database.read(rules.load, server_id, self._limits)

    async def spending_of(self, server_id: int, who: Who) -> ServerSpending:
        """What a server has cost so far; for its managers."""
        rules.managers_only(who)
        return await self._ground.database.read(spending, server_id, self._ground.now())

    async def set_channels(self, server_id: int, who: Who, channel_ids: tuple[int, ...]) -> None:
        """Choose the channels in which clips are made; none means all."""
        await self._choose(server_id, who, Setting.CHANNELS, " ".join(map(str, channel_ids)))

    async def set_staff_channel(self, server_id: int, who: Who, channel_id: int) -> None:
        """Choose where staff are told what concerns them."""
        await self._choose(server_id, who, Setting.STAFF_CHANNEL, str(channel_id))

    async def set_staff_role(self, server_id: int, who: Who, role_id: int) -> None:
        """Choose the role whose members are staff."""
        await self._choose(server_id, who, Setting.STAFF_ROLE, str(role_id))

    async def set_presets_role(self, server_id: int, who: Who, role_id: int | None) -> None:
        """Choose the role whose members keep the server's presets beside staff; None: no role."""
        await self._choose(server_id, who, Setting.PRESETS, "" if role_id is None else str(role_id))

    async def set_images(
        self, server_id: int, who: Who, images: Images, role_id: int | None = None
    ) -> None:
        """Choose who may use pictures: nobody, everyone, or a role (which then must be named)."""
        rules.managers_only(who)
        if images is Images.ROLE and role_id is None:
            raise Refused(BadValue(what="role", works="the role whose members may use pictures"))
        value = f"{images}:{role_id}" if images is Images.ROLE else str(images)
        await self._choose(server_id, who, Setting.IMAGES, value)

    async def set_summary(self, server_id: int, who: Who, *, weekly: bool) -> None:
        """Choose whether each week is summed up in the staff channel."""
        await self._choose(server_id, who, Setting.SUMMARY, "yes" if weekly else "no")

    async def pause(self, server_id: int, who: Who, *, paused: bool) -> None:
        """Take no more requests, or take them again. What is in line goes on."""
        await self._choose(server_id, who, Setting.PAUSED, "yes" if paused else "no")
        self._ground.worker_bell.ring()

    async def block(self, server_id: int, who: Who, member_id: int, reason: str) -> None:
        """Take no more requests from a member; for staff."""
        await self._ground.database.transaction(self._block, server_id, who, member_id, reason)

    async def unblock(self, server_id: int, who: Who, member_id: int) -> bool:
        """Take a member's requests again; False when they were not blocked. For staff."""
        return await self._ground.database.transaction(self._unblock, server_id, who, member_id)

    async def staff_only(self, server_id: int, who: Who) -> None:
        """Raises Refused with NotAllowed unless the person is staff."""
        await self._ground.database.read(self._check_staff, server_id, who)

    async def _choose(self, server_id: int, who: Who, name: Setting, value: str) -> None:
        rules.managers_only(who)

        def choose(db: Db) -> None:
            now = self._ground.now()
            servers.choose(db, server_id, name, value, by=who.member_id, at=now)
            servers.audit(
                db, f"set {name}", server_id=server_id, by=who.member_id, at=now, target=value
            )

        await self._ground.database.transaction(choose)

    def _block(self, db: Db, server_id: int, who: Who, member_id: int, reason: str) -> None:
        self._check_staff(db, server_id, who)
        now = self._ground.now()
        servers.block(db, server_id, member_id, reason, by=who.member_id, at=now)
        servers.audit(
            db,
            "block",
            server_id=server_id,
            by=who.member_id,
            at=now,
            target=str(member_id),
            detail=reason,
        )

    def _unblock(self, db: Db, server_id: int, who: Who, member_id: int) -> bool:
        self._check_staff(db, server_id, who)
        was_blocked = servers.unblock(db, server_id, member_id)
        if was_blocked:
            servers.audit(
                db,
                "unblock",
                server_id=server_id,
                by=who.member_id,
                at=self._ground.now(),
                target=str(member_id),
            )
        return was_blocked

    def _check_staff(self, db: Db, server_id: int, who: Who) -> None:
        if not rules.load(db, server_id, self._limits).is_staff(who):
            raise Refused(NotAllowed(who="staff"))


class OperatorDesk:
    """What only the operator decides: which servers are open, and the money. Raises Refused."""

    def __init__(self, ground: Ground, limits: Policy) -> None:
        self._ground = ground
        self._limits = limits

    def check(self, member_id: int) -> None:
        """Raises Refused with NotAllowed unless this is an operator."""
        if member_id not in self._ground.operators:
            raise Refused(NotAllowed(who="the operator"))

    async def open_server(self, by: int, server_id: int) -> None:
        """Let a server's members make clips."""
        self.check(by)
        await self._ground.database.transaction(self._open, by, server_id)

    async def close_server(self, by: int, server_id: int) -> bool:
        """Take no more requests from a server; False when it was not open. The line goes on."""
        self.check(by)
        return await self._ground.database.transaction(self._close, by, server_id)

    async def open_servers(self, by: int) -> list[ServerSpending]:
        """Every open server with what it has cost."""
        self.check(by)

        def look(db: Db) -> list[ServerSpending]:
            now = self._ground.now()
            return [spending(db, server_id, now) for server_id in servers.open_servers(db)]

        return await self._ground.database.read(look)

    async def ceilings(self, by: int, server_id: int | None) -> Policy:
        """The ceilings that hold for a server, or with None the defaults and the bot's."""
        self.check(by)
        read = self._ground.database.read
        return (await read(rules.load, server_id or servers.WHOLE_BOT, self._limits)).policy

    async def set_ceiling(
        self, by: int, server_id: int | None, day: str | None, month: str | None
    ) -> Policy:
        """Choose the money per day or month, as typed, for a server or (None) the whole bot."""
        self.check(by)
        chosen = {
            name: rules.parse_money(typed, what)
            for name, typed, what in (
                (Setting.CEILING_DAY, day, "day"),
                (Setting.CEILING_MONTH, month, "month"),
            )
            if typed is not None
        }
        if not chosen:
            raise Refused(BadValue(what="ceiling", works="day, month or both, in US dollars"))
        await self._ground.database.transaction(self._set_ceiling, by, server_id, chosen)
        return await self.ceilings(by, server_id)

    def _open(self, db: Db, by: int, server_id: int) -> None:
        now = self._ground.now()
        servers.open_server(db, server_id, by, now)
        servers.audit(db, "open server", server_id=server_id, by=by, at=now, target=str(server_id))
        notices.over(db, Notice.SERVER_ASKS, str(server_id))

    def _close(self, db: Db, by: int, server_id: int) -> bool:
        now = self._ground.now()
        was_open = servers.close_server(db, server_id)
        if was_open:
            target = str(server_id)
            servers.audit(db, "close server", server_id=server_id, by=by, at=now, target=target)
        return was_open

    def _set_ceiling(
        self, db: Db, by: int, server_id: int | None, chosen: dict[Setting, int]
    ) -> None:
        now = self._ground.now()
        scope = server_id or servers.WHOLE_BOT
        for name, micro in chosen.items():
            servers.choose(db, scope, name, str(micro), by=by, at=now)
            servers.audit(db, f"set {name}", server_id=scope, by=by, at=now, target=dollars(micro))


def parse_server_id(typed: str) -> int:
    """Read a server's id as typed. Raises Refused with BadValue."""
    if not re.fullmatch(r"\s*[0-9]{15,20}\s*", typed) or int(typed) > _LARGEST_ID:
        raise Refused(BadValue(what="server", works="a server's id: 17 to 20 digits"))
    return int(typed)
