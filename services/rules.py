"""A server's rules: what its managers chose over what the operator set."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.policy import Ceilings, OwnCeilings, Policy
from domain.refusals import Refused
from domain.refusals_acts import NotAllowed
from services.amounts import read_dollars
from services.asks import Who
from services.quota_rules import QuotaSetting, read_quota
from storage import Db, servers

#: The role that may use pictures until managers choose otherwise.
PICTURE_ROLE_NAME = "Artist"


class Images(StrEnum):
    """Who may use pictures."""

    NOBODY = "nobody"
    EVERYONE = "everyone"
    ROLE = "role"


class Setting(StrEnum):
    """The names under which choices are stored, beside those about credits (QuotaSetting)."""

    PAUSED = "paused"
    CHANNELS = "channels"
    STAFF_CHANNEL = "staff_channel"
    STAFF_ROLE = "staff_role"
    IMAGES = "images"
    PRESETS = "presets"
    CEILING_DAY = "ceiling_day_micro"
    CEILING_MONTH = "ceiling_month_micro"
    OWN_CEILING_DAY = "own_ceiling_day_micro"
    OWN_CEILING_MONTH = "own_ceiling_month_micro"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRules:
    """Everything the gates and the reserving transaction ask about one server."""

    server_id: int
    policy: Policy
    is_open: bool = False
    paused: bool = False
    #: Where clips may be made; empty means everywhere.
    channel_ids: frozenset[int] = frozenset()
    staff_channel_id: int | None = None
    staff_role_id: int | None = None
    images: Images = Images.ROLE
    #: None: the role called PICTURE_ROLE_NAME.
    images_role_id: int | None = None
    #: Whose members keep the server's presets beside staff; None: staff alone.
    presets_role_id: int | None = None
    #: Each week is summed up in the staff channel.
    sums_up: bool = True
    #: Members may give credits to each other.
    gifts: bool = False

    def is_staff(self, who: Who) -> bool:
        """Managers are staff; else the named role, or, until one is named, Discord's moderators."""
        if who.is_manager:
            return True
        if self.staff_role_id is None:
            return who.is_moderator
        return self.staff_role_id in who.role_ids

    def may_keep_presets(self, who: Who) -> bool:
        """Whether a member may save, rename and delete the server's presets."""
        return self.is_staff(who) or self.presets_role_id in who.role_ids

    def may_use_pictures(self, who: Who) -> bool:
        """Whether a member may hand in pictures or animate them."""
        if self.images is Images.EVERYONE or (self.images is Images.ROLE and who.is_manager):
            return True
        if self.images is Images.NOBODY:
            return False
        if self.images_role_id is None:
            return PICTURE_ROLE_NAME in who.role_names
        return self.images_role_id in who.role_ids


def load(db: Db, server_id: int, defaults: Policy) -> ServerRules:
    """Read a server's rules; the operator's `defaults` fill what nobody chose."""
    chosen = servers.settings(db, server_id)
    images, _, role = chosen.get(Setting.IMAGES, Images.ROLE).partition(":")
    return ServerRules(
        server_id=server_id,
        policy=_policy(db, server_id, chosen, defaults),
        is_open=servers.is_open(db, server_id),
        paused=chosen.get(Setting.PAUSED) == "yes",
        channel_ids=frozenset(int(c) for c in chosen.get(Setting.CHANNELS, "").split()),
        staff_channel_id=_id(chosen.get(Setting.STAFF_CHANNEL)),
        staff_role_id=_id(chosen.get(Setting.STAFF_ROLE)),
        images=Images(images),
        images_role_id=_id(role),
        presets_role_id=_id(chosen.get(Setting.PRESETS)),
        gifts=chosen.get(QuotaSetting.GIFTS) == "yes",
        sums_up=chosen.get(Setting.SUMMARY) != "no",
    )


def managers_only(who: Who) -> None:
    """Raises Refused with NotAllowed unless the person has Manage Server."""
    if not who.is_manager:
        raise Refused(NotAllowed(who="managers"))


def parse_money(typed: str, what: str) -> int:
    """Read a ceiling such as `5`, `$5.00` or `1,000` as micro-dollars; whole cents.

    Raises Refused with BadValue.
    """
    works = "an amount in US dollars such as 5 or 12.50"
    return read_dollars(typed, what, works, digits=2)


def _policy(db: Db, server_id: int, chosen: dict[str, str], defaults: Policy) -> Policy:
    return replace(
        defaults,
        quota=read_quota(chosen, defaults.quota),
        # The whole bot's own ceilings are not those of a server for which nobody chose any.
        server=defaults.server
        if server_id == servers.WHOLE_BOT
        else _ceilings(chosen, defaults.server),
        bot=_ceilings(servers.settings(db, servers.WHOLE_BOT), defaults.bot),
        own=_own_ceilings(chosen),
    )


def _ceilings(chosen: dict[str, str], defaults: Ceilings) -> Ceilings:
    return Ceilings(
        day_micro=int(chosen.get(Setting.CEILING_DAY, defaults.day_micro)),
        month_micro=int(chosen.get(Setting.CEILING_MONTH, defaults.month_micro)),
    )


def _own_ceilings(chosen: dict[str, str]) -> OwnCeilings:
    day, month = chosen.get(Setting.OWN_CEILING_DAY), chosen.get(Setting.OWN_CEILING_MONTH)
    return OwnCeilings(
        day_micro=int(day) if day else None, month_micro=int(month) if month else None
    )


def _id(stored: str | None) -> int | None:
    return int(stored) if stored else None
