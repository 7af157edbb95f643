"""Presets: what may be kept, by whom, and how it is found again."""

from dataclasses import replace

import pytest

from domain.refusals import Blocked, CameraContradicts, CameraUnknown, Refused, WordsRefused
from domain.refusals_acts import BadValue
from domain.refusals_together import (
    PresetEmpty,
    PresetExists,
    PresetUnknown,
    PresetUnreadable,
    ServerPresetsNotAllowed,
    TooManyPresets,
)
from services.presets import MOST_OF_AN_OWNER, Scope, clean_name
from storage import presets
from storage.presets import PresetRow
from tests.services.conftest import ANA, BEN, PLACE, SERVER, Bench, ask

MANAGER = replace(BEN, member_id=1, name="mira", is_manager=True)


async def refused(doing, kind):
    """What a refusal of this kind says."""
    with pytest.raises(Refused) as caught:
        await doing
    assert isinstance(caught.value.refusal, kind), caught.value.refusal
    return caught.value


async def save(bench: Bench, name="Slow reveal", camera="slow pull out", who=ANA, scope=Scope.MINE):
    return await bench.presets.save(PLACE, who, name, camera, scope)


@pytest.mark.parametrize(
    "name",
    [
        "Slow reveal",
        "é",
        "Zoom & tilt (v2)!",
        "הגדר",
        "雨のカメラ",
        "👩‍🚀 view",
        "x" * 40,
    ],
)
def test_a_name_that_can_be_kept(name):
    """Letters of any script, signs that do nothing, emoji."""
    assert clean_name(f"  {name.replace(' ', '   ')} ") == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u200b",
        "\u2800",
        "x" * 41,
        "a\x00b",
        "a\u202eb",
        "a\u200b\u200bb",
        "@everyone",
        "<@42>",
        "**bold**",
        "under_score",
        "# head",
        "[x](y)",
        "a:b",
        "server:x",
        "https://x",
        "`",
        "\ud800",
    ],
    ids=ascii,
)
def test_a_name_that_can_not(name):
    """Invisible, too long, or what Discord would act on; the sentence says what works."""
    with pytest.raises(Refused) as caught:
        clean_name(name)
    assert isinstance(caught.value.refusal, BadValue)
    assert "1 to 40 visible characters" in caught.value.refusal.works


@pytest.mark.parametrize(
    ("camera", "kind"),
    [
        ("", PresetEmpty),
        ("psuh in", CameraUnknown),
        ("push in + pull out", CameraContradicts),
    ],
    ids=["empty", "misprint", "contradiction"],
)
async def test_a_plan_that_can_not_be_filmed(bench: Bench, camera, kind):
    """Nothing is kept that would be refused with every use."""
    await refused(save(bench, camera=camera), kind)
    assert (await bench.presets.page(SERVER, ANA)).presets == ()


async def test_one_name_once(bench: Bench):
    """In any case and width; another member, and the server, have theirs."""
    await save(bench)
    error = await refused(save(bench, "ＳＬＯＷ  reveal"), PresetExists)
    assert not error.refusal.of_server
    await save(bench, who=BEN)
    await save(bench, who=MANAGER, scope=Scope.SERVER)
    error = await refused(save(bench, who=MANAGER, scope=Scope.SERVER), PresetExists)
    assert error.refusal.of_server


async def test_found_own_first(bench: Bench):
    """Of two with one name one's own is meant, until the server's is asked for by its key."""
    await save(bench, camera="tilt up", who=MANAGER, scope=Scope.SERVER)
    shared = await bench.presets.find(SERVER, ANA, "slow REVEAL")
    assert shared.camera.option() == "tilt up"
    await save(bench)
    assert (await bench.presets.find(SERVER, ANA, "slow reveal")).scope is Scope.MINE
    assert await bench.presets.find(SERVER, ANA, shared.key) == shared
    assert [one.scope for one in await bench.presets.suggest(SERVER, ANA, "REV")] == [
        Scope.MINE,
        Scope.SERVER,
    ]
    await refused(bench.presets.find(SERVER + 1, ANA, "slow reveal"), PresetUnknown)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (ANA, False),
        (MANAGER, True),
        (replace(BEN, is_moderator=True), True),
        (replace(BEN, role_ids=frozenset({77})), True),
    ],
    ids=["member", "manager", "moderator", "role"],
)
async def test_who_keeps_the_servers(bench: Bench, who, may):
    """Staff and the role that managers named; everybody uses them."""
    await bench.management.set_presets_role(SERVER, MANAGER, 77)
    assert await bench.presets.may_keep_servers(SERVER, who) is may
    if not may:
        error = await refused(save(bench, who=who, scope=Scope.SERVER), ServerPresetsNotAllowed)
        assert error.refusal.role_id == 77
        return
    await save(bench, who=who, scope=Scope.SERVER)
    assert (await bench.presets.find(SERVER, ANA, "slow reveal")).made_by == who.member_id
    for act in (
        bench.presets.delete(SERVER, ANA, "slow reveal"),
        bench.presets.rename(PLACE, ANA, "slow reveal", "mine now"),
    ):
        await refused(act, ServerPresetsNotAllowed)
    await bench.presets.delete(SERVER, who, "slow reveal")
    await refused(bench.presets.find(SERVER, ANA, "slow reveal"), PresetUnknown)


async def test_renaming(bench: Bench):
    """Also to another case of the same name, never onto another preset."""
    await save(bench)
    await save(bench, "Unveil")
    await refused(bench.presets.rename(PLACE, ANA, "unveil", "slow reveal"), PresetExists)
    was, now = await bench.presets.rename(PLACE, ANA, "slow reveal", "SLOW REVEAL")
    assert (was.name, now.name) == ("Slow reveal", "SLOW REVEAL")
    assert (await bench.presets.find(SERVER, ANA, "slow reveal")).name == "SLOW REVEAL"


async def test_a_full_house(bench: Bench):
    """Two hundred are kept and all can be reached; one more is refused with what helps."""

    def fill(db):
        for number in range(MOST_OF_AN_OWNER):
            name = f"plan {number:03}"
            presets.insert(
                db,
                PresetRow(
                    server_id=SERVER,
                    owner_id=ANA.member_id,
                    name=name,
                    folded=name,
                    camera="push in",
                    made_by=ANA.member_id,
                    made_at=bench.clock(),
                ),
            )

    await bench.database.transaction(fill)
    error = await refused(save(bench), TooManyPresets)
    assert error.refusal.limit == MOST_OF_AN_OWNER
    assert len(await bench.presets.suggest(SERVER, ANA, "")) == 25
    assert [p.name for p in await bench.presets.suggest(SERVER, ANA, "n 19")] == [
        f"plan {number}" for number in range(190, 200)
    ]
    assert (await bench.presets.page(SERVER, ANA, 99)).number == 20
    await save(bench, who=BEN)


@pytest.mark.parametrize("name", ["bl00d everywhere", "blood everywhere"])
async def test_names_keep_to_the_rules(bench: Bench, name):
    """Others read them."""
    await refused(save(bench, name), WordsRefused)
    await save(bench)
    await refused(bench.presets.rename(PLACE, ANA, "slow reveal", name), WordsRefused)


async def test_a_blocked_member_keeps_none(bench: Bench):
    """Staff take nothing from them here."""
    await bench.management.block(SERVER, MANAGER, ANA.member_id, "rude")
    await refused(save(bench), Blocked)


async def test_beginning_with_a_preset(bench: Bench):
    """It comes first, then what was typed, and both are judged as one typed plan."""
    await save(bench)
    begun = await bench.presets.begin_with(ask(camera="tilt up"), "slow reveal")
    assert begun.camera == "slow pull out, then tilt up"
    assert (await bench.presets.begin_with(ask(), "slow reveal")).camera == "slow pull out"
    assert await bench.presets.begin_with(ask(), None) == ask()
    seven = ", then ".join(["push in", "pull out"] * 3)
    asked = await bench.presets.begin_with(ask(camera=seven), "slow reveal")
    with pytest.raises(Refused):
        await bench.studio.request(asked)


async def test_an_unknown_preset_loses_nothing(bench: Bench):
    """What was typed is kept, to be gone on with."""
    error = await refused(bench.presets.begin_with(ask("a fox"), "nothing"), PresetUnknown)
    assert error.draft_id is not None
    assert (await bench.studio.draft(error.draft_id, ANA)).prompt == "a fox"


async def test_a_plan_that_can_not_be_read_any_more(bench: Bench):
    """It stands among the others, begins nothing, and can be renamed and deleted."""
    await save(bench, "Unveil")
    await save(bench)
    worsen = "UPDATE presets SET camera = 'swoop round' WHERE name = 'Slow reveal'"
    await bench.database.transaction(lambda db: db.conn.execute(worsen) and None)
    listed = (await bench.presets.page(SERVER, ANA)).presets
    assert [(one.name, one.camera is None) for one in listed] == [
        ("Slow reveal", True),
        ("Unveil", False),
    ]
    assert [one.name for one in await bench.presets.suggest(SERVER, ANA, "")] == [
        "Slow reveal",
        "Unveil",
    ]
    error = await refused(bench.presets.begin_with(ask("a fox"), "slow reveal"), PresetUnreadable)
    assert (await bench.studio.draft(error.draft_id, ANA)).prompt == "a fox"
    await bench.presets.rename(PLACE, ANA, "slow reveal", "old")
    assert (await bench.presets.find(SERVER, ANA, "old")).camera is None
    assert (await bench.presets.delete(SERVER, ANA, "old")).name == "old"
    await refused(bench.presets.find(SERVER, ANA, "old"), PresetUnknown)
