"""The judge itself: what it finds, how it says so, and that no relaxation is idle."""

import contextlib
import io
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord import ui

from sandbox.discord.api.operations import Reply
from sandbox.discord.api.rest import Exchange
from sandbox.discord.judge.relaxations import RELAXATIONS
from sandbox.discord.judge.specification import Specification
from tests.examined import examiner
from tests.sandbox.discord.genuine import Bot, online

pytestmark = pytest.mark.skipif(not examiner().judges, reason="Discord's OpenAPI file is missing")


@pytest.fixture
def specification() -> Specification:
    return Specification(examiner().path)


@pytest.fixture
async def story(discord_sandbox, raw) -> list[Exchange]:
    """What a genuine discord.py and a hasty client exchange with the sandbox."""
    seen: list[Exchange] = []
    discord_sandbox.observe(seen.append)
    bot = Bot()

    @bot.tree.command(description="Where to")
    async def where(interaction: discord.Interaction, place: discord.ForumChannel) -> None:
        await interaction.response.send_message("There")

    async with online(bot, discord_sandbox) as bot:
        channel = discord.utils.get(bot.guilds[0].text_channels, name="clips")
        posted = await channel.send("A clip", file=discord.File(io.BytesIO(b"1"), "a.mp4"))
        buttons = ui.View().add_item(ui.Button(label="Go", emoji="\N{CLAPPER BOARD}"))
        await posted.edit(content="A better clip", embed=discord.Embed(title="x"), view=buttons)
        with contextlib.suppress(discord.HTTPException):
            await channel.send("x" * 2001)
        assert [each async for each in channel.history(limit=5)] == [posted]
    discord_sandbox.set_rate_limit("get_my_user", requests=1, seconds=60)
    answers = [await raw.ask("GET", "/users/@me") for _ in range(2)]
    assert answers[-1].status == 429
    return seen


@pytest.fixture
def exchange(story):
    """One exchange of the story: `exchange("create_message")`, with another body if given."""

    def find(name: str, status: int = 200, **spoilt: Any) -> Exchange:
        found = next(
            each for each in story if each.record.operation == name and each.reply.status == status
        )
        reply = replace(found.reply, **spoilt.pop("reply", {}))
        return replace(found, record=replace(found.record, **spoilt), reply=reply)

    return find


def test_what_fits_is_not_complained_about(specification, story):
    """A whole story of the genuine library fits, and covers both sides of every kind of answer."""
    assert [str(each) for seen in story for each in specification.judge(seen)] == []
    assert {200, 400, 429} <= {seen.reply.status for seen in story}


@pytest.mark.parametrize("idle", RELAXATIONS, ids=lambda each: each.name)
def test_every_relaxation_is_needed(idle, story):
    """Without any one of them the story no longer fits."""
    others = [each for each in RELAXATIONS if each is not idle]
    stricter = Specification(examiner().path, others)
    assert [str(each) for seen in story for each in stricter.judge(seen)] != []


ROW = {"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "go", "lable": "Go"}]}
REQUESTS = {
    "misspelt": ({"contents": "x"}, "contents: 'x': the file has no such field"),
    "misspelt deep": ({"embeds": [{"titel": "x"}]}, "embeds.0.titel: 'x': the file has no such"),
    "misspelt in a union": (
        {"components": [ROW]},
        "components.0.components.0.lable: 'Go': the file has no such field",
    ),
    "wrong type": ({"content": 5}, 'content: 5: it is not of types "null", "string"'),
    "too long": ({"nonce": "n" * 26}, f"nonce: '{'n' * 26}': it is longer than 25 characters"),
    "an id that is none": (
        {"allowed_mentions": {"users": ["ana"]}},
        "allowed_mentions.users.0: 'ana': ",
    ),
}


@pytest.mark.parametrize(("payload", "said"), REQUESTS.values(), ids=REQUESTS.keys())
def test_a_wrong_request_is_named(specification, exchange, payload, said):
    """Operation, path and value of what was sent wrongly and yet taken."""
    [mismatch] = specification.judge(exchange("create_message", json=payload))
    assert str(mismatch).startswith(f"create_message request at {said}")


def test_a_wrong_type_in_an_answer_is_named(specification, exchange):
    """Operation, status, path and value of what was answered wrongly."""
    seen = exchange("create_message")
    body = seen.reply.body | {"content": 5, "author": seen.reply.body["author"] | {"id": 7}}
    found = specification.judge(replace(seen, reply=Reply(body=body)))
    assert sorted(str(each) for each in found) == [
        'create_message 200 at author.id: 7: it is not of type "string"',
        'create_message 200 at content: 5: it is not of type "string"',
    ]


def test_a_field_that_discord_does_not_send_is_named(specification, exchange):
    """Answers are closed like requests."""
    seen = exchange("get_my_user")
    [mismatch] = specification.judge(
        exchange("get_my_user", reply={"body": seen.reply.body | {"mood": 1}})
    )
    assert str(mismatch) == "get_my_user 200 at mood: 1: the file has no such field"


ELSEWHERE = {
    "an unknown operation": (
        {"operation": "make_coffee", "path": "/coffee"},
        "make_coffee operation at /coffee: 'POST /channels/{}/messages': the file does not have it",
    ),
    "another route": (
        {"method": "PUT"},
        "'PUT /channels/{}/messages': in the file it is POST /channels/{}/messages",
    ),
    "an unknown parameter": (
        {"path": "/channels/1/messages?hurry=true"},
        "create_message query at hurry: 'true': the file has no such parameter",
    ),
    "an answer it does not give": (
        {"reply": {"status": 201}},
        "create_message 201 at .: ",
    ),
    "no body": ({"reply": {"body": None}}, "create_message 200 at .: None: it is not of type"),
}


@pytest.mark.parametrize(("spoilt", "said"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_what_the_file_does_not_know_is_named(specification, exchange, spoilt, said):
    """Operations, routes, parameters and answers that Discord has not."""
    [mismatch] = specification.judge(exchange("create_message", **spoilt))
    assert said in str(mismatch)


@pytest.mark.parametrize(
    ("query", "count"), [("limit=100", 0), ("limit=101", 1), ("limit=many", 1), ("before=12", 0)]
)
def test_a_query_is_read_as_its_parameter_wants(specification, exchange, query, count):
    """A number in a query is a number, and has its bounds."""
    seen = exchange("list_messages")
    path = seen.record.path.partition("?")[0]
    found = specification.judge(exchange("list_messages", path=f"{path}?{query}"))
    assert len(found) == count


def test_errors_are_judged_too(specification, exchange):
    """A refusal without its message, or with a field of its own, does not fit."""
    for body, said in (({"code": 0}, "required"), ({"code": 0, "message": "x", "hint": 1}, "hint")):
        seen = exchange("create_message", status=400, reply={"body": body})
        [mismatch] = specification.judge(seen)
        assert said in str(mismatch)


def test_what_was_refused_for_its_form_is_not_judged(specification, exchange):
    """A body that the sandbox itself found faulty is no mismatch."""
    assert specification.judge(exchange("create_message", status=400, json={"contents": 5})) == []
