"""Presets: camera plans kept under a name, by a member or by those who keep the server's."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.camera import CameraPlan
from domain.camera_reading import parse_plan
from domain.job import Place
from domain.refusals import Blocked, Refused, WordsRefused
from domain.refusals_acts import BadValue
from domain.refusals_together import (
    PresetEmpty,
    PresetExists,
    PresetUnknown,
    PresetUnreadable,
    ServerPresetsNotAllowed,
    TooManyPresets,
)
from services import rules
from services.asks import Ask, Who
from services.drafting import Drafting
from services.gates.asking import Asking
from services.gates.prompt import check_prompt
from services.ground import Ground
from services.house import House
from services.shaping import read_camera
from storage import Db, presets, servers
from storage.presets import SERVERS_OWN, PresetRow

LONGEST_NAME = 40
MOST_OF_AN_OWNER = 200
_NAMES = (
    f"1 to {LONGEST_NAME} visible characters without mentions, links or formatting:"
    " letters, numbers, spaces, and signs such as - ' & ! ( )"
)
#: What Discord could take for formatting, a mention or an address, and our own mark for a scope.
_ACTING = frozenset("\\*_~`|<>[]@#:/")
_OF_SERVER = "server:"


class Scope(StrEnum):
    """Whose a preset is."""

    MINE = "mine"
    SERVER = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A plan under a name. `made_by` kept it, also where it is the server's.

    `camera`: None where this version can't read any more what was kept.
    """

    name: str
    camera: CameraPlan | None
    scope: Scope
    made_by: int
    made_at: datetime

    @property
    def key(self) -> str:
        """How it is named where a member's own of the same name must not be meant."""
        return f"{_OF_SERVER}{self.name}" if self.scope is Scope.SERVER else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetPage:
    """A page of the presets that a member sees, own first; `number` counts from 1."""

    presets: tuple[Preset, ...]
    number: int
    of: int


class Presets:
    """Keeps presets of members and servers. Raises Refused."""

    PER_PAGE = 10

    def __init__(self, ground: Ground, house: House) -> None:
        self._ground = ground
        self._house = house
        self._drafting = Drafting(ground)

    async def save(self, place: Place, who: Who, name: str, camera: str, scope: Scope) -> Preset:
        """Keep a plan under a name.

        Raises Refused for a name or plan that can't be kept, a name that is taken, a full house,
        and for members who may not keep the server's.
        """
        clean = clean_name(name)
        plan, _ = read_camera(Ask(place=place, who=who, prompt="", camera=camera))
        if not plan:
            raise Refused(PresetEmpty())
        preset = Preset(
            name=clean,
            camera=plan,
            scope=scope,
            made_by=who.member_id,
            made_at=self._ground.now(),
        )
        await self._ground.database.transaction(self._save, place, who, preset, plan)
        return preset

    async def find(self, server_id: int, who: Who, typed: str) -> Preset:
        """The preset of that name, one's own before the server's. Raises Refused.

        Its plan may be one that can't be read any more.
        """
        row = await self._ground.database.read(_find, server_id, who, typed)
        return _preset(row)

    async def begin_with(self, ask: Ask, typed: str | None) -> Ask:
        """The request with a preset in front of its own camera; as it is without one.

        Raises Refused with PresetUnknown or PresetUnreadable; the request is kept, without the
        preset.
        """
        if not typed:
            return ask
        try:
            plan = _readable(await self.find(ask.place.server_id, ask.who, typed))
        except Refused as refused:
            refused.draft_id = await self._drafting.keep(ask)
            raise
        parts = (plan.option(), ask.camera.strip())
        return replace(ask, camera=", then ".join(part for part in parts if part))

    async def page(self, server_id: int, who: Who, number: int = 1) -> PresetPage:
        """A page of one's own and the server's; numbers past the end give the last page."""
        found = await self._ground.database.read(_all, server_id, who)
        pages = max(1, -(-len(found) // self.PER_PAGE))
        number = min(max(1, number), pages)
        shown = found[(number - 1) * self.PER_PAGE : number * self.PER_PAGE]
        return PresetPage(presets=tuple(map(_preset, shown)), number=number, of=pages)

    async def suggest(self, server_id: int, who: Who, typed: str, most: int = 25) -> list[Preset]:
        """Those whose names hold what was typed, one's own before the server's."""
        wanted = _folded(typed.removeprefix(_OF_SERVER))
        found = await self._ground.database.read(_all, server_id, who)
        return [_preset(row) for row in found if wanted in row.folded][:most]

    async def rename(self, place: Place, who: Who, typed: str, name: str) -> tuple[Preset, Preset]:
        """Give a preset another name; returns it as it was and as it is. Raises Refused."""
        clean = clean_name(name)
        row = await self._ground.database.transaction(self._rename, place, who, typed, clean)
        was = _preset(row)
        return was, replace(was, name=clean)

    async def delete(self, server_id: int, who: Who, typed: str) -> Preset:
        """Forget a preset; returns what it was. Raises Refused."""
        return _preset(await self._ground.database.transaction(self._delete, server_id, who, typed))

    async def may_keep_servers(self, server_id: int, who: Who) -> bool:
        """Whether a member may save, rename and delete the server's presets."""
        found = await self._ground.database.read(rules.load, server_id, self._house.limits)
        return found.may_keep_presets(who)

    def _save(self, db: Db, place: Place, who: Who, preset: Preset, plan: CameraPlan) -> None:
        server_id = place.server_id
        is_servers = preset.scope is Scope.SERVER
        owner_id = SERVERS_OWN if is_servers else who.member_id
        self._check_keeper(db, server_id, who, owner_id)
        self._check_words(db, place, who, preset.name)
        folded = _folded(preset.name)
        if presets.find(db, server_id, owner_id, folded):
            raise Refused(PresetExists(name=preset.name, of_server=is_servers))
        if presets.count(db, server_id, owner_id) >= MOST_OF_AN_OWNER:
            raise Refused(TooManyPresets(limit=MOST_OF_AN_OWNER, of_server=is_servers))
        row = PresetRow(
            server_id=server_id,
            owner_id=owner_id,
            name=preset.name,
            folded=folded,
            camera=plan.option(),
            made_by=preset.made_by,
            made_at=preset.made_at,
        )
        presets.insert(db, row)
        self._audit(db, who, row, "save preset")

    def _rename(self, db: Db, place: Place, who: Who, typed: str, name: str) -> PresetRow:
        row = _find(db, place.server_id, who, typed)
        self._check_keeper(db, row.server_id, who, row.owner_id)
        self._check_words(db, place, who, name)
        folded = _folded(name)
        other = presets.find(db, row.server_id, row.owner_id, folded)
        if other is not None and folded != row.folded:
            raise Refused(PresetExists(name=name, of_server=row.owner_id == SERVERS_OWN))
        presets.rename(db, row, name, folded)
        self._audit(db, who, row, "rename preset", name)
        return row

    def _delete(self, db: Db, server_id: int, who: Who, typed: str) -> PresetRow:
        row = _find(db, server_id, who, typed)
        self._check_keeper(db, server_id, who, row.owner_id)
        presets.delete(db, row)
        self._audit(db, who, row, "delete preset")
        return row

    def _check_keeper(self, db: Db, server_id: int, who: Who, owner_id: int) -> None:
        if owner_id != SERVERS_OWN:
            return
        found = rules.load(db, server_id, self._house.limits)
        if not found.may_keep_presets(who):
            raise Refused(ServerPresetsNotAllowed(role_id=found.presets_role_id))

    def _check_words(self, db: Db, place: Place, who: Who, name: str) -> None:
        """Names are read by others, so the rules for texts and people hold for them as well."""
        asking = Asking(
            ask=Ask(place=place, who=who, prompt=name),
            rules=rules.load(db, place.server_id, self._house.limits),
            is_blocked=servers.is_blocked(db, place.server_id, who.member_id),
        )
        for gate in self._house.gates:
            refusal = gate(asking)
            if isinstance(refusal, Blocked | WordsRefused):
                raise Refused(refusal)

    def _audit(self, db: Db, who: Who, row: PresetRow, act: str, detail: str = "") -> None:
        """What happens to the server's own is written down."""
        if row.owner_id != SERVERS_OWN:
            return
        now, by = self._ground.now(), who.member_id
        servers.audit(
            db, act, server_id=row.server_id, by=by, at=now, target=row.name, detail=detail
        )


def clean_name(typed: str) -> str:
    """A preset's name as it is kept: spaces in order. Raises Refused with BadValue."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    is_usable = (
        check_prompt(name, has_picture=False) is None
        and len(name) <= LONGEST_NAME
        and not _ACTING & set(name)
    )
    if not is_usable:
        raise Refused(BadValue(what="name", works=_NAMES))
    return name


def _find(db: Db, server_id: int, who: Who, typed: str) -> PresetRow:
    folded = _folded(typed.removeprefix(_OF_SERVER))
    own_first = (who.member_id, SERVERS_OWN)
    owners = (SERVERS_OWN,) if typed.startswith(_OF_SERVER) else own_first
    for owner_id in owners:
        if row := presets.find(db, server_id, owner_id, folded):
            return row
    raise Refused(PresetUnknown(typed=typed.removeprefix(_OF_SERVER)))


def _all(db: Db, server_id: int, who: Who) -> list[PresetRow]:
    return [
        *presets.of_owner(db, server_id, who.member_id),
        *presets.of_owner(db, server_id, SERVERS_OWN),
    ]


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _preset(row: PresetRow) -> Preset:
    return Preset(
        name=row.name,
        camera=_plan(row),
        scope=Scope.SERVER if row.owner_id == SERVERS_OWN else Scope.MINE,
        made_by=row.made_by,
        made_at=row.made_at,
    )


def _readable(preset: Preset) -> CameraPlan:
    if preset.camera is None:
        raise Refused(PresetUnreadable(name=preset.name))
    return preset.camera


def _plan(row: PresetRow) -> CameraPlan | None:
    try:
        return parse_plan(row.camera)
    except ValueError:  # kept by another version, or by hand
        return None
