"""A Discord in trouble just when the bot starts or stops: it comes up, and it ends, in order."""

from pathlib import Path

from sandbox.stage import QUICK, open_stage
from tests.acceptance.conftest import Opens
from tests.examined import examined

BRIEF = {"GREENLIGHT_STOP_SECONDS": "1"}


async def test_commands_that_discord_does_not_take_at_once(tmp_path: Path) -> None:
    """The bot tries again until its commands are known, instead of ending with a trace."""
    async with (
        examined() as discord,
        open_stage(tmp_path, knobs=QUICK, discord=discord) as stage,
    ):
        stage.discord.fail("bulk_set_application_commands", status=503, times=2)
        await stage.start_bot()
        answer = stage.discord.member("ana").slash("credits", {}, channel="clips")
        await answer
        assert "You have" in (await answer.final()).text
        assert await stage.bot.stop() == 0
        assert "Traceback" not in stage.bot.last_lines(200)


async def test_a_post_that_hangs_does_not_keep_the_bot_from_stopping(play: Opens) -> None:
    """It ends within its time, and the next start posts what hung, once."""
    async with play(knobs=BRIEF) as it:
        it.minimax.instant = True
        held = it.discord.hold("create_message", when="after")
        await it.agree()
        await held.reached(timeout=20)
        assert await it.stage.bot.stop(patience=8) == 0, it.stage.bot.last_lines()
        held.release()
        await it.stage.start_bot()
        await it.clip()
        await it.settled()
        assert it.discord.posted_clips == 1
        assert it.proof() == []
