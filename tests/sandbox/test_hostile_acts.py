"""Acts of a page that has lost its mind: each is answered with a sentence."""

import aiohttp

from tests.examined import examined
from tests.sandbox.discord.raw import Raw
from tests.sandbox.hostile import Rows

ODD = (None, 5, True, 1.5, "", "x", "\0", "9" * 30, 10**30, [5], [[]], {}, {"files": 3})
ODD_FILES = ({"file": 0}, {"file": []}, {"files": [[]]}, {"files": [9]}, {"name": []})
ACTIONS = ("send", "command", "autocomplete", "menu", "press", "select", "submit_modal", "dismiss")
OPTIONS = tuple(
    {"type": kind, "name": f"kind{kind}", "description": "x"} for kind in (3, 4, 5, 6, 7, 11)
)
MENU = {"type": 3, "custom_id": "menu", "options": [{"label": "a", "value": "a"}]}


async def good_act(raw: Raw) -> dict:
    """Every field that some action reads, each with a value that is right."""
    listed = await raw.register({"name": "go", "description": "x", "options": list(OPTIONS)})
    posted = await raw.say(components=[{"type": 1, "components": [MENU]}], content="x")
    return {
        "as": str(raw.discord.member("ana").id),
        "channel_id": str(raw.channel("clips")),
        "command_id": listed.body[0]["id"],
        "message_id": posted.body["id"],
        "reply_to": posted.body["id"],
        "custom_id": "menu",
        "values": ["a"],
        "options": {"kind3": "x"},
        "focused": "kind3",
        "path": [],
        "content": "x",
        "nonce": "n",
        "interaction_id": "5",
    }


def odd_acts(good: dict):
    """Every action with one field gone odd."""
    for action in (*ACTIONS, None, [5]):
        for name in good:
            for value in ODD:
                yield good | {"action": action, name: value}
    for option in OPTIONS:
        for value in (*ODD, *ODD_FILES):
            options = {"options": {option["name"]: value}, "focused": {"name": option["name"]}}
            yield good | {"action": "command"} | options
            yield good | {"action": "autocomplete"} | options
    yield from ODD


async def test_odd_acts_are_answered_with_a_sentence():
    """Whatever a page posts, it hears JSON: that it was done, or one sentence why not; the
    server has no failure of its own."""
    rows = Rows("acts")
    answers = {200: 0, 409: 0}
    async with examined() as discord, aiohttp.ClientSession() as session:
        raw = Raw(discord, session)
        url, key = discord.url + "/page/act", {"key": discord.key}
        for act in odd_acts(await good_act(raw)):
            async with session.post(url, params=key, json=act) as response:
                assert response.status in answers, act
                answers[response.status] += 1
                body = await response.json()
                assert body.get("ok") or body["error"].endswith("."), act
        assert discord.problems == []
    assert answers[409] > 1000
    told = f"{answers[409]} were refused with a sentence, {answers[200]} made sense"
    rows.add("odd acts of a page", "each action with each field gone odd", told)
    rows.write()
