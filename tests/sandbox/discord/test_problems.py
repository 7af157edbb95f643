"""The sandbox's own failures are loud: answered 500, or the Gateway closed, and kept."""

import aiohttp
import pytest

from sandbox.discord.world.changes import BotPresence, MessageChanged
from sandbox.discord.world.permissions import Permission
from tests.examined import examined
from tests.sandbox.discord.raw import Raw


class OutOfOrder(Exception):
    """What a handler must not raise."""


def breaking(kind):
    """A listener that breaks on happenings of one kind."""

    def listener(happening):
        if isinstance(happening, kind):
            raise OutOfOrder("listening")

    return listener


async def test_an_unknown_route_is_a_problem():
    """A route or method that nobody serves stands among the problems, by its name."""
    provoked = ["GET /guilds/1/audit-logs", "PUT /users/@me"]
    async with examined(provoked=provoked) as discord, aiohttp.ClientSession() as session:
        raw = Raw(discord, session)
        assert (await raw.ask("GET", "/guilds/1/audit-logs")).status == 404
        assert (await raw.ask("PUT", "/users/@me")).status == 405
        assert discord.problems == [f"{route}: nobody serves this" for route in provoked]
        assert discord.unknown_routes == provoked


LEFT_OUT = {
    "poll": ("POST", "/channels/{clips}/messages", {"poll": {"question": {"text": "?"}}}),
    "sticker_ids": ("POST", "/channels/{clips}/messages", {"sticker_ids": ["5"]}),
    "tts": ("POST", "/channels/{clips}/messages", {"content": "x", "tts": True}),
    "message_reference.type": (
        "POST",
        "/channels/{clips}/messages",
        {"message_reference": {"message_id": "5", "channel_id": "6", "type": 1}},
    ),
    "rate_limit_per_user": (
        "POST",
        "/channels/{clips}/threads",
        {"name": "talk", "type": 11, "rate_limit_per_user": 5},
    ),
    "invitable": (
        "POST",
        "/channels/{clips}/threads",
        {"name": "talk", "type": 12, "invitable": False},
    ),
    "description": ("PATCH", "/applications/@me", {"description": "x"}),
}


@pytest.mark.parametrize("field", LEFT_OUT)
async def test_a_field_that_is_left_out_is_a_problem(field):
    """What Discord takes and the sandbox does not do: 501, and a problem that names it."""
    method, template, body = LEFT_OUT[field]
    async with examined(provoked=[method]) as discord, aiohttp.ClientSession() as session:
        raw = Raw(discord, session)
        discord.set_permissions("clips", "bot", allow=Permission.CREATE_PRIVATE_THREADS)
        path = template.format(clips=raw.channel("clips"))
        got = await raw.ask(method, path, body)
        assert got.status == 501
        assert discord.problems == [f"{method} {path}: {field}: the sandbox does not do this"]


async def test_an_empty_field_asks_for_nothing(raw):
    """Null, an empty list and a plain no are what the sandbox does anyway."""
    got = await raw.say(content="x", poll=None, sticker_ids=[], tts=False)
    assert got.status == 200


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/api/v10/channels/{clips}/messages", "bot"), ("/page/act", "key"), ("/_control/act", "key")],
    ids=["rest", "page", "control"],
)
async def test_a_broken_handler_is_a_problem(path, headers):
    """An exception in a handler is answered 500 and kept with method, path and itself."""
    async with examined(provoked=["POST /"]) as discord, aiohttp.ClientSession() as session:
        raw = Raw(discord, session)
        discord.world.changes.listen(breaking(MessageChanged))
        clips, ana = raw.channel("clips"), str(discord.member("ana").id)
        place = path.format(clips=clips)
        given = {"X-Sandbox-Key": discord.key} if headers == "key" else {}
        body = {"content": "x"}
        if headers == "key":
            body |= {"as": ana, "action": "send", "channel_id": str(clips)}
        got = await raw.ask("POST", discord.url + place, body, headers=given)
        assert got.status == 500
        assert discord.problems == [f"POST {place}: OutOfOrder: listening"]


async def test_a_broken_gateway_is_a_problem():
    """An exception while a client logs in closes the Gateway with 4000 and is kept."""
    async with examined(provoked=["GET /gateway"]) as discord, aiohttp.ClientSession() as session:
        discord.world.changes.listen(breaking(BotPresence))
        gateway = await Raw(discord, session).gateway()
        await gateway.identify(0)
        assert await gateway.close_code() == 4000
        await discord.until(lambda: discord.problems)
        assert discord.problems == ["GET /gateway: OutOfOrder: listening"]


async def test_problems_are_told_to_other_processes(raw):
    """The control interface's counters carry the problems."""
    url = f"{raw.discord.url}/_control/counters"
    headers = {"X-Sandbox-Key": raw.discord.key}
    async with raw.session.post(url, json={}, headers=headers) as response:
        assert (await response.json())["problems"] == []
