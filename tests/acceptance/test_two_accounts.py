"""Two accounts, two stand-ins: the first runs dry in mid-queue, the second finishes."""

from collections import Counter
from pathlib import Path

from sandbox.minimax.server import TINY, MiniMaxSandbox
from sandbox.stage import GENEROUS
from tests.acceptance.conftest import KEY, Opens

CLIP_MICRO = 280_000
SHOTS = 5
FILE = """
[accounts.{name}]
provider = "minimax-v1"
url = "{url}"
key_env = "{name}_KEY"
submits_per_minute = 60
"""


async def test_the_second_account_finishes_what_the_first_can_not(
    play: Opens, tmp_path: Path
) -> None:
    """Money for two clips of five: all five are made, none twice, each paid by one account; the
    operator reads once whose money is out and who goes on."""
    file = tmp_path / "models.toml"
    spare_key = "another-secret-key"
    knobs = {
        **GENEROUS,
        "GREENLIGHT_MODELS_FILE": str(file),
        "FIRST_KEY": KEY,
        "SPARE_KEY": spare_key,
    }
    async with (
        MiniMaxSandbox(key=spare_key, style=TINY, speed=20) as spare,
        play(knobs=knobs, start=False) as it,
    ):
        file.write_text(
            FILE.format(name="FIRST", url=it.minimax.url) + FILE.format(name="SPARE", url=spare.url)
        )
        it.minimax.account.balance = 2 * CLIP_MICRO
        await it.stage.start_bot()
        await it.agree()
        for number in range(2, SHOTS + 1):
            await it.ask("ana", f"shot {number}")
        await it.clip(SHOTS)
        operator = it.discord.member("operator")
        notice = await operator.see(lambda m: "no money left" in m.text, channel=operator.dm)
        assert (
            "The account FIRST has no money left. Its shots go to SPARE meanwhile." in notice.text
        )
        await it.settled()
        assert Counter(it.jobs()) == {"succeeded": SHOTS}
        assert it.minimax.counters.charges == 2
        assert spare.counters.charges == SHOTS - 2
        assert it.discord.posted_clips == SHOTS
        made = [r.prompt for one in (it.minimax, spare) for r in one.received if r.remote_task_id]
        assert len(set(made)) == SHOTS
        assert it.taken()[1] == SHOTS * CLIP_MICRO
        assert it.proof() == []
        assert len(it.discord.messages(operator.dm)) == 1
