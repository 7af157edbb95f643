"""Both generations at once: each wish goes to the engine that can, H3 through the whole chain."""

import pytest

from sandbox.discord.shapes import Upload
from sandbox.minimax.faults import Fault, FaultKind, Operation
from sandbox.minimax.models import Api
from sandbox.stage import GENEROUS, bot_environment
from tests.acceptance.command_line import run_bot
from tests.acceptance.conftest import KEY, Opens, Play

ACCOUNTS = """
[accounts.first]
provider = "minimax-v1"
url = "{url}"
key_env = "A_KEY"

[accounts.second]
provider = "minimax-v2"
url = "{url}"
key_env = "A_KEY"
"""


async def pay(it: Play, **options: object) -> None:
    """Ask, and agree to the first clip's rules and to a price above the usual."""
    answer = await it.ask("ana", **options)
    if answer.buttons()[0]["label"].startswith("Make it"):
        press = it.discord.member("ana").press(answer, answer.buttons()[0]["custom_id"])
        answer = await press.final()
    assert "Your shot is in" in answer.text


@pytest.fixture
def frame(picture: bytes) -> Upload:
    return Upload("frame.png", picture, "image/png")


async def test_each_wish_reaches_the_engine_that_can(play: Opens, tmp_path, frame: Upload) -> None:
    """A long tall clip, references and a form of frames go to H3; the usual clip to Hailuo 2.3."""
    file = tmp_path / "models.toml"
    knobs = {**GENEROUS, "GREENLIGHT_MODELS_FILE": str(file), "A_KEY": KEY}
    async with play(knobs=knobs, start=False) as it:
        file.write_text(ACCOUNTS.format(url=it.minimax.url))
        await it.stage.start_bot()
        await pay(it, prompt="a usual lamp")
        await pay(it, prompt="a tall lamp", duration=8, aspect="9:16", camera="push in")
        await pay(it, prompt="like this one", reference=frame, aspect="9:16")
        await pay(it, prompt="from here to there", image=frame, last=frame, model="H3")
        await it.clip(4)
        await it.settled()
        told = {one.prompt.partition(".")[0].partition("\n")[0]: one for one in it.minimax.received}
        assert {one.code for one in it.minimax.received} == {0}
        assert [one.model for one in it.minimax.received].count("MiniMax-H3") == 3
        usual, tall = told["a usual lamp"], next(t for p, t in told.items() if "a tall lamp" in p)
        assert (usual.model, usual.body.get("resolution")) == ("MiniMax-Hailuo-2.3", "768P")
        assert (tall.body["duration"], tall.body["ratio"]) == (8, "9:16")
        assert "[" not in tall.prompt
        assert tall.prompt != "a tall lamp"
        assert [image.role for image in told["like this one"].images] == ["reference_image"]
        assert told["like this one"].body["ratio"] == "9:16"
        assert [image.role for image in told["from here to there"].images] == [
            "first_frame",
            "last_frame",
        ]
        assert it.minimax.counters.charges == 4
        assert it.taken()[1] == it.minimax.counters.charged
        assert it.proof() == []


async def test_the_bare_key_makes_both_generations(play: Opens) -> None:
    """Without a file the one key orders Hailuo and H3, each once and counted as charged."""
    async with play(knobs=GENEROUS) as it:
        await pay(it, prompt="a usual lamp")
        await pay(it, prompt="a lamp with sound", model="H3", duration=4)
        await it.clip(2)
        await it.settled()
        made = {one.model: one.code for one in it.minimax.received}
        assert made == {"MiniMax-Hailuo-2.3": 0, "MiniMax-H3": 0}
        assert it.taken()[1] == it.minimax.counters.charged
        assert it.proof() == []


async def test_a_reseller_without_the_second_generation(play: Opens) -> None:
    """A 404 at H3's first submit hides its models with one notice; the shot ends free, its author
    is told what can be made instead and makes it, and `check` finds nothing to be fixed."""
    async with play(knobs=GENEROUS) as it:
        for operation in (Operation.SUBMIT, Operation.LIST):
            page = FaultKind.HTML
            it.minimax.inject(
                Fault(operation=operation, kind=page, api=Api.V2, status=404, times=0)
            )
        await pay(it, prompt="a lamp with sound", model="H3")
        ana = it.discord.member("ana")
        card = await ana.see(lambda m: "can't be had here" in m.text, channel="clips")
        assert "Credits are back." in card.text
        told = await ana.press(card, card.button("What works?")["custom_id"]).final()
        assert "Hailuo 2.3 can make such a clip." in told.text
        opened = await ana.press(told, told.button("Try again")["custom_id"])
        answer = await ana.submit_modal(opened.modal, {"What happens": "a lamp"}).final()
        assert "**Model** Hailuo 2.3" in answer.text
        await it.clip()
        gone = await it.ask("ana", "again", model="H3")
        assert "There is no model" in gone.text
        operator = it.discord.member("operator")
        [notice] = [message.text for message in operator.messages(operator.dm)]
        assert "MiniMax-H3, MiniMax-H3-Max can't be made there" in notice
        await it.settled()
        looked = await run_bot(
            it.folder, bot_environment(it.discord, it.minimax, it.folder), "check"
        )
        assert looked.code == 0, looked.out
        assert "ok   account minimax H3" in looked.out
        assert "has no MiniMax V2" in looked.out
        assert it.taken()[1] == it.minimax.counters.charged
