"""`/camera` in the sandbox's Discord: leafed through, chosen from, and used."""

import pytest

from domain.movements import ABOUT, Movement
from tests.drawn import ScriptedHands
from tests.lane import open_lane

PAGES = [movement.value for movement in Movement]


@pytest.fixture
async def lane(tmp_path):
    """The bot online, with hands that draw nothing."""
    async with open_lane(tmp_path, hands=ScriptedHands(tmp_path).make()) as lane:
        yield lane


def head(message):
    return message.text.splitlines()[0]


def labels(message):
    return [button["label"] for button in message.buttons()]


def the_list(message):
    return message.json["components"][0]["components"][0]


async def turned_to(lane, act, message, number):
    """What stands in the message once the guide shows this page."""
    await act
    ana = lane.discord.member("ana")
    name = PAGES[number]
    return await ana.see(lambda one: one.id == message.id and one.text.startswith(f"**{name}**"))


async def test_a_page(lane):
    """A movement with its clip, kind, other names, opposite, and how each engine reads it."""
    page = await lane.slash("ana", "camera")
    assert page.ephemeral
    assert head(page) == "**Truck left** · the camera travels · 1 of 15"
    assert ABOUT[Movement.TRUCK_LEFT].means in page.text
    assert (
        "Also called dolly left, slide left, crab left · the opposite of truck right" in page.text
    )
    assert "`[Truck left]`" in page.text
    assert '"The camera trucks left."' in page.text
    [file] = page.json["attachments"]
    assert file["filename"] == "truck-left.mp4"
    assert "The camera trucks left" in file["description"]
    assert [option["label"] for option in the_list(page)["options"]] == PAGES


async def test_leafing(lane, tmp_path):
    """On and back, round both ends, and by the list; each clip is drawn once."""
    ana = lane.discord.member("ana")
    page = await lane.slash("ana", "camera", {"movement": "14"})
    assert head(page).startswith("**Static shot**")
    page = await turned_to(lane, ana.press(page, "Next"), page, 0)
    page = await turned_to(lane, ana.press(page, "Previous"), page, 14)
    chosen = ana.select(page, the_list(page)["custom_id"], ["4"])
    page = await turned_to(lane, chosen, page, 4)
    assert [o["label"] for o in the_list(page)["options"] if o.get("default")] == ["Push in"]
    assert [file["filename"] for file in page.json["attachments"]] == ["push-in.mp4"]
    assert len(ScriptedHands(tmp_path).drawn) == 3


async def test_used(lane):
    """The composer opens with the movement as its plan; what is missing is the text."""
    page = await lane.slash("ana", "camera", {"movement": "13"})
    composer = await lane.press("ana", page, "Use this")
    assert "**Camera** tracking shot" in composer.text
    assert "**Text** none yet" in composer.text
    assert await lane.all_jobs() == []


async def test_in_direct_messages(lane):
    """The guide can be read anywhere; where a clip can be begun is said."""
    page = await lane.slash("ana", "camera", channel=lane.discord.member("ana").dm)
    assert "Clips are made in a server's channel" in page.text
    assert labels(page) == ["Previous", "Next"]


async def test_a_server_that_is_not_open(tmp_path):
    """Reading is free; using says why it can't be used here."""
    hands = ScriptedHands(tmp_path).make()
    async with open_lane(tmp_path, hands=hands, is_open=False) as lane:
        page = await lane.slash("ana", "camera")
        handle = lane.discord.member("ana").press(page, "Use this")
        await handle
        assert "isn't open for clips yet" in (await handle.final()).text


async def test_a_page_without_its_clip(tmp_path):
    """When nothing can be drawn the page is there all the same, and says so."""
    hands = ScriptedHands(tmp_path).make(patience_s=0.01)
    async with open_lane(tmp_path, hands=hands) as lane:
        page = await lane.slash("ana", "camera")
        assert page.json["attachments"] == []
        assert "could not be drawn just now" in page.text
        assert labels(page) == ["Previous", "Next", "Use this"]
