"""The composer across a kill -9: everything it knows stands in the database and in its buttons."""

from sandbox.discord.driver.views import MessageView
from sandbox.minimax.server import Mood
from tests.acceptance.conftest import Opens, Play

TRUCK_LEFT, PAN_RIGHT, PUSH_IN, SHAKE = "0", "3", "4", "c"


async def press(it: Play, message: MessageView, label: str) -> MessageView:
    return await it.discord.member("ana").press(message, label).final()


async def choose(it: Play, message: MessageView, *values: str) -> MessageView:
    """Choose movements for the step that is shown."""
    items = [item for row in message.json["components"] for item in row["components"]]
    [moves] = [item["custom_id"] for item in items if item["custom_id"].startswith("gl:moves:")]
    return await it.discord.member("ana").select(message, moves, values).final()


async def kill_and_start(it: Play) -> None:
    await it.stage.bot.kill()
    await it.discord.until(lambda: not it.discord.bot_online)
    await it.stage.start_bot()


async def test_a_plan_outlives_the_bot(play: Opens) -> None:
    """Begun before a kill, gone on with after it; and so is the change of a shot in line."""
    async with play() as it:
        it.minimax.mood = Mood(slow_seconds=600)
        shown = await press(it, await it.ask("ana", "a red lighthouse"), "Direct the camera")
        shown = await choose(it, shown, TRUCK_LEFT, PAN_RIGHT)
        await kill_and_start(it)
        shown = await choose(it, await press(it, shown, "Add step"), PUSH_IN)
        rules = await press(it, shown, "Make it for 3 credits")
        await press(it, rules, "Make it for 3 credits")
        shown = await press(it, await it.ask("ana", "a calm sea"), "Camera")
        await kill_and_start(it)
        shown = await choose(it, shown, SHAKE)
        assert "waits in line" in shown.text
        assert "is changed" in (await press(it, shown, "Change it")).text
        it.minimax.mood = Mood()
        await it.clip(2)
        await it.settled()
        assert [received.prompt for received in it.minimax.received] == [
            "[Truck left, Pan right][Push in] a red lighthouse",
            "[Shake] a calm sea",
        ]
        assert it.minimax.counters.charges == 2
        assert it.proof() == []
