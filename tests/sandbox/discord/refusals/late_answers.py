"""Interactions answered too late, twice, too early, or by who has no say."""

from sandbox.discord.codes import Code
from tests.sandbox.discord.raw import Got
from tests.sandbox.discord.refusals.rows import Refused
from tests.sandbox.discord.scene import CHOICES, MODAL, Scene

X = {"content": "x"}
FIFTEEN_MINUTES = 15 * 60


async def _late(scene: Scene) -> Got:
    await scene.slash()
    scene.discord.skip(3)
    return await scene.answer(4, X)


async def _late_autocomplete(scene: Scene) -> Got:
    await scene.begin("autocomplete")
    scene.discord.skip(3)
    return await scene.answer(8, CHOICES)


async def _twice(scene: Scene) -> Got:
    await scene.slash()
    await scene.answer(4, X)
    return await scene.answer(4, X)


async def _twice_deferred(scene: Scene) -> Got:
    await scene.slash()
    await scene.answer(5)
    return await scene.answer(4, X)


async def _wrong_token(scene: Scene) -> Got:
    await scene.slash()
    scene.event["token"] = "wrong"
    return await scene.answer(4, X)


async def _unknown(scene: Scene) -> Got:
    return await scene.raw.ask("POST", "/interactions/5/x/callback", {"type": 4, "data": X})


async def _early_follow_up(scene: Scene) -> Got:
    await scene.slash()
    return await scene.hook("POST", body=X)


async def _early_original(scene: Scene) -> Got:
    await scene.slash()
    return await scene.hook("GET", "/messages/@original")


async def _unknown_token(scene: Scene) -> Got:
    return await scene.raw.ask("POST", f"/webhooks/{scene.raw.app}/wrong", X)


async def _others_webhook(scene: Scene) -> Got:
    return await scene.raw.ask("POST", "/webhooks/5/wrong", X)


async def _aged(scene: Scene) -> None:
    await scene.slash()
    await scene.answer(4, X)
    scene.discord.skip(FIFTEEN_MINUTES)


async def _old_follow_up(scene: Scene) -> Got:
    await _aged(scene)
    return await scene.hook("POST", body=X)


async def _old_edit(scene: Scene) -> Got:
    await _aged(scene)
    return await scene.hook("PATCH", "/messages/@original", X)


async def _old_delete(scene: Scene) -> Got:
    await _aged(scene)
    return await scene.hook("DELETE", "/messages/@original")


async def _no_original(scene: Scene) -> Got:
    await scene.begin("autocomplete")
    await scene.answer(8, CHOICES)
    return await scene.hook("GET", "/messages/@original")


async def _others_message(scene: Scene) -> Got:
    await scene.slash()
    await scene.answer(4, X)
    other = await scene.raw.say(content="not the interaction's")
    return await scene.hook("PATCH", f"/messages/{other.body['id']}", X)


async def _ephemeral_fetched(scene: Scene) -> Got:
    await scene.slash()
    await scene.answer(4, X | {"flags": 64})
    return await scene.ask("GET", f"/channels/{{clips}}/messages/{scene.handle.message.id}")


async def _ephemeral_reply(scene: Scene) -> Got:
    await scene.slash()
    await scene.answer(4, X | {"flags": 64})
    reference = {"message_id": str(scene.handle.message.id)}
    return await scene.raw.say(content="x", message_reference=reference)


async def _vanished_source(scene: Scene) -> Got:
    await scene.begin("component")
    scene.discord.remove_message(int(scene.event["message"]["id"]))
    return await scene.answer(7, X)


async def _vanished_channel(scene: Scene) -> Got:
    await scene.slash()
    await scene.answer(5)
    scene.discord.remove_channel("clips")
    return await scene.hook("PATCH", "/messages/@original", X)


async def _empty(scene: Scene) -> Got:
    await scene.slash()
    return await scene.answer(4, {"content": ""})


async def _empty_follow_up(scene: Scene) -> Got:
    await scene.slash()
    await scene.answer(4, X)
    return await scene.hook("POST", body={})


async def _modal_again(scene: Scene) -> Got:
    await scene.slash()
    await scene.answer(9, MODAL)
    return await scene.hook("GET", "/messages/@original")


LATE, TWICE = Code.UNKNOWN_INTERACTION, Code.ALREADY_ACKNOWLEDGED
EARLY, DEAD = Code.UNKNOWN_WEBHOOK, Code.INVALID_WEBHOOK_TOKEN
GONE = Code.UNKNOWN_MESSAGE

ROWS = (
    Refused(done="first answer after 3 s", code=LATE, ask=_late),
    Refused(done="suggestions after 3 s", code=LATE, ask=_late_autocomplete),
    Refused(done="first answer with a wrong token", code=LATE, ask=_wrong_token),
    Refused(done="first answer to nothing", code=LATE, ask=_unknown),
    Refused(done="a second first answer", code=TWICE, ask=_twice),
    Refused(done="a first answer after deferring", code=TWICE, ask=_twice_deferred),
    Refused(done="a follow-up before the first answer", code=EARLY, ask=_early_follow_up),
    Refused(done="@original before the first answer", code=EARLY, ask=_early_original),
    Refused(done="a follow-up with an unknown token", code=EARLY, ask=_unknown_token),
    Refused(done="a follow-up as another application", code=EARLY, ask=_others_webhook),
    Refused(done="a follow-up after 15 min", code=DEAD, ask=_old_follow_up),
    Refused(done="an edit of @original after 15 min", code=DEAD, ask=_old_edit),
    Refused(done="a deletion of @original after 15 min", code=DEAD, ask=_old_delete),
    Refused(done="@original of suggestions", code=GONE, ask=_no_original),
    Refused(done="@original of a form", code=GONE, ask=_modal_again),
    Refused(done="the token on a message of another", code=GONE, ask=_others_message),
    Refused(done="an ephemeral answer fetched by the bot", code=GONE, ask=_ephemeral_fetched),
    Refused(
        done="a reply to an ephemeral answer",
        code=Code.INVALID_FORM_BODY,
        ask=_ephemeral_reply,
        at="message_reference",
        fault="MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
    ),
    Refused(done="an update of a message that vanished", code=GONE, ask=_vanished_source),
    Refused(
        done="an edit in a channel that vanished", code=Code.UNKNOWN_CHANNEL, ask=_vanished_channel
    ),
    Refused(done="an empty first answer", code=Code.EMPTY_MESSAGE, ask=_empty),
    Refused(done="an empty follow-up", code=Code.EMPTY_MESSAGE, ask=_empty_follow_up),
)
