"""What grows from a clip, across a kill -9: the buttons under it know all they need."""

from sandbox.discord.driver.views import MessageView
from sandbox.discord.shapes import Json
from tests.acceptance.conftest import Opens, Play

PUSH_IN = "4"


async def press(it: Play, member: str, message: MessageView, label: str) -> MessageView:
    return await it.discord.member(member).press(message, label).final()


def _items(message: MessageView) -> list[Json]:
    return [item for row in message.json["components"] for item in row["components"]]


async def agreed(it: Play, member: str, answer: MessageView) -> MessageView:
    """A newcomer is shown the rules first."""
    return await press(it, member, answer, "Make it for 3 credits")


async def kill_and_start(it: Play) -> None:
    await it.stage.bot.kill()
    await it.discord.until(lambda: not it.discord.bot_online)
    await it.stage.start_bot()


async def test_a_clip_is_taken_again_directed_and_remixed_after_a_kill(play: Opens) -> None:
    """Two members, one clip from before the kill: a take, a camera, a remix, a preset."""
    async with play() as it:
        await agreed(it, "ana", await it.ask("ana", "a red lighthouse"))
        clip = await it.clip(1)
        ben = it.discord.member("ben")
        opened = await ben.press(clip, "Remix")
        planned = await press(it, "ana", clip, "New camera")
        [moves] = [i for i in _items(planned) if i["custom_id"].startswith("gl:moves:")]
        ana = it.discord.member("ana")
        planned = await ana.select(planned, moves["custom_id"], [PUSH_IN]).final()
        naming = await ana.press(planned, "Save as preset")
        await kill_and_start(it)
        saved = await ana.submit_modal(naming.modal, {"Name": "Closer"}).final()
        assert "**Closer** is kept for you: push in." in saved.text
        await press(it, "ana", clip, "Again")
        again = await it.clip(2)
        composer = await press(it, "ana", clip, "New camera")
        await press(it, "ana", composer, "Make it for 3 credits")
        directed = await it.clip(3)
        sent = ben.submit_modal(opened.modal, {"What happens": "a blue lighthouse"})
        await agreed(it, "ben", await sent.final())
        remix = await it.clip(4)
        first = clip.text.rsplit(" · ", 1)[1]
        assert "take 2" in again.text
        assert f"from {first}" in directed.text
        assert f"remix of <@{it.discord.member('ana').id}>'s {first}" in remix.text
        await it.settled()
        assert it.minimax.counters.charges == 4
        assert it.proof() == []
