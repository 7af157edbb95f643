"""Length, resolution, shape and more pictures: offered while typed, kept, mended at one press."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from domain.model import Mode
from services.catalogue import Catalogue, load_catalogue
from services.providers.base import EngineError, Meaning
from tests.lane import open_lane, picture


def everything() -> Catalogue:
    """All models, as if one account made them: what an account serves is no part of these."""
    models = load_catalogue(None).models
    return Catalogue(models=tuple(replace(m, provider="minimax-v1") for m in models))


@pytest.fixture
async def lane(tmp_path):
    """The bot online in an open server, with every model, credits for the dearest, and Ana."""
    knobs = {"GREENLIGHT_CREDITS_PER_DAY": "40"}
    async with open_lane(tmp_path, knobs, catalogue=everything()) as lane:
        await lane.agree()
        yield lane


async def choices(lane, options, wish, typed=""):
    answer = await lane.discord.member("ana").autocomplete(
        "video", options, focused=(wish, typed), channel="clips"
    )
    return {choice["name"]: choice["value"] for choice in answer.choices}


async def pay(lane, answer):
    """Press through the question about a price above the usual, if it is asked."""
    labels = [b["label"] for b in answer.buttons() if b["label"].startswith("Make it for")]
    return await lane.press("ana", answer, labels[0]) if labels else answer


@pytest.mark.parametrize(
    ("options", "wish", "typed", "found"),
    [
        (
            {"prompt": "x", "model": "Hailuo 2.3"},
            "duration",
            "",
            {"6 s · 768p · 3 credits": 6, "10 s · 768p · 6 credits": 10},
        ),
        (
            {"prompt": "x", "model": "Hailuo 2.3", "duration": 6},
            "resolution",
            "",
            {"6 s · 768p · 3 credits": "768P", "6 s · 1080p · 5 credits": "1080P"},
        ),
        (
            {"prompt": "x", "model": "Hailuo 2.3", "duration": 10},
            "resolution",
            "",
            {"10 s · 768p · 6 credits": "768P"},
        ),
        ({"prompt": "x", "model": "Hailuo 2.3", "duration": 10}, "resolution", "10", {}),
        (
            {"prompt": "x", "resolution": "2k"},
            "duration",
            "1",
            {
                f"{s} s · 2k · with sound · {-(-s * 13 // 10)} credits · H3": s
                for s in range(10, 16)
            },
        ),
        (
            {"prompt": "x", "duration": 4},
            "aspect",
            "9",
            {
                "16:9 · 4 s · 768p · with sound · 4 credits · H3": "16:9",
                "21:9 · 4 s · 768p · with sound · 4 credits · H3": "21:9",
                "9:16 · 4 s · 768p · with sound · 4 credits · H3": "9:16",
            },
        ),
    ],
    ids=["length", "resolution", "with a length", "typed otherwise", "of any model", "shape"],
)
async def test_only_what_can_be_made_is_offered(lane, options, wish, typed, found):
    """Each choice is a clip with its price, and goes with what is filled in already."""
    assert await choices(lane, options, wish, typed) == found


async def test_a_choice_narrows_the_models(lane):
    """Who chose 2K is offered the one model that makes it."""
    found = await choices(lane, {"prompt": "x", "resolution": "2K"}, "model")
    assert found == {"H3 · with sound · 8 credits": "MiniMax-H3"}


@pytest.mark.parametrize(
    ("roles", "resolutions", "model"),
    [
        (("image",), {"480P", "512P", "720P", "768P", "1080P", "2K"}, "Hailuo 2.3"),
        (("image", "last"), {"480P", "768P", "1080P", "2K"}, "Hailuo 02"),
        (("reference",), {"768P", "2K"}, "H3"),
        (("subject",), {"720P"}, "S2V-01"),
    ],
    ids=["first", "first and last", "reference", "face"],
)
async def test_pictures_given_narrow_what_is_offered(lane, png, roles, resolutions, model):
    """While a command is typed only the roles of its pictures are known; that is enough."""
    options = {"prompt": "x", **{role: picture(png) for role in roles}}
    assert set((await choices(lane, options, "resolution")).values()) == resolutions
    assert next(iter(await choices(lane, options, "model"))).startswith(f"{model} · ")


async def test_a_wish_is_made(lane):
    """Length, resolution and shape reach the engine; the question and the answer say them."""
    asked = await lane.slash(
        "ana", "video", {"prompt": "a sea", "duration": 8, "resolution": "2k", "aspect": "9 x 16"}
    )
    assert "H3 · 8 s · 2k · 9:16 · with sound · 11 credits; you have 40." in asked.text
    answer = await pay(lane, asked)
    assert "**Clip** 8 s · 2k · 9:16 · with sound · **Credits** 11" in answer.text
    clip = await lane.until_posted()
    [order] = lane.provider.submits
    assert (order.duration_s, order.resolution, order.aspect) == (8, "2K", "9:16")
    assert "H3 · 8 s · 2k · 9:16 · with sound" in (await lane.press("ana", clip, "More…")).text
    assert await lane.proof() == []


@pytest.mark.parametrize(
    ("options", "says", "press", "made"),
    [
        (
            {"model": "Hailuo 2.3", "duration": 9},
            "makes no clip of that length; H3 does. The nearest it makes is 10 s · 768p.",
            "Make it 10 s · 768p for 6 credits",
            ("MiniMax-Hailuo-2.3", 10, "768P", ""),
        ),
        (
            {"model": "Hailuo 2.3", "duration": 10, "resolution": "1080p"},
            "can't make that length at that resolution. The nearest it makes is 10 s · 768p.",
            "Make it 10 s · 768p for 6 credits",
            ("MiniMax-Hailuo-2.3", 10, "768P", ""),
        ),
        (
            {"duration": 20},
            "No model here makes such a shot of that length. The nearest is 15 s · 768p.",
            "Make it 15 s · 768p for 12 credits",
            ("MiniMax-H3", 15, "768P", ""),
        ),
        (
            {"aspect": "5:4"},
            "No model here makes that shape",
            "In the usual shape",
            (None, None, None, ""),
        ),
        (
            {"aspect": "2.39:1"},
            "The nearest is 21:9 · 6 s · 768p.",
            "Make it 21:9 · 6 s · 768p for 5 credits",
            ("MiniMax-H3", 6, "768P", "21:9"),
        ),
        (
            {"resolution": "4K"},
            "No model here makes such a shot at that resolution. The nearest is 6 s · 2k.",
            "Make it 6 s · 2k for 8 credits",
            ("MiniMax-H3", 6, "2K", ""),
        ),
        (
            {"model": "H3", "resolution": "1080p", "aspect": "1:1"},
            "The nearest it makes is 6 s · 2k.",
            "Make it 6 s · 2k for 8 credits",
            ("MiniMax-H3", 6, "2K", "1:1"),
        ),
        (
            {"model": "T2V-01", "duration": 40, "camera": "push in"},
            "T2V-01 can't follow a camera. The nearest is 15 s · 768p, by H3.",
            "Make it 15 s · 768p by H3 for 12 credits",
            ("MiniMax-H3", 15, "768P", ""),
        ),
        (
            {"model": "hail"},
            "There are: T2V-01, T2V-01 Director, I2V-01, I2V-01 Director, I2V-01 live, S2V-01,"
            " Hailuo 2.3, Hailuo 2.3 Fast, Hailuo 02, H3, and 1 more: they come up while you type"
            " in `model:`.",
            "Use Hailuo 2.3",
            ("MiniMax-Hailuo-2.3", 6, "768P", ""),
        ),
    ],
    ids=[
        "length",
        "both",
        "no model",
        "shape",
        "near shape",
        "near resolution",
        "of the named model",
        "of another model",
        "near name",
    ],
)
async def test_the_nearest_that_can_be_made_is_one_press_away(lane, options, says, press, made):
    """What nobody makes is answered with the nearest that somebody does, and made of it."""
    refusal = await lane.slash("ana", "video", {"prompt": "a sea", **options})
    assert says in refusal.text
    assert "Nothing was charged" in refusal.text
    answer = await lane.press("ana", refusal, press)
    answer = await pay(lane, answer)
    [job] = await lane.all_jobs()
    assert job.code in answer.text
    found = (job.shot.model, job.shot.duration_s, job.shot.resolution, job.shot.aspect)
    assert all(wanted in {None, is_} for wanted, is_ in zip(made, found, strict=True))


@pytest.mark.parametrize(
    ("options", "says", "labels"),
    [
        (
            {"aspect": "banana"},
            "There are: 16:9, 21:9, 4:3, 1:1, 3:4, 9:16.",
            ["In the usual shape", "Edit"],
        ),
        (
            {"resolution": "banana"},
            "There are: 480p, 720p, 768p, 1080p, 2k.",
            ["Edit"],
        ),
        ({"model": "Sora"}, 'There is no model called "Sora" here.', []),
        (
            {"model": "Hailuo 02", "resolution": "512P", "image": "a.png", "last": "b.png"},
            "Hailuo 02 makes no clip of that resolution from two pictures."
            " The nearest it makes is 6 s · 768p.",
            ["Make it 6 s · 768p for 3 credits", "Edit"],
        ),
    ],
    ids=["shape", "resolution", "model", "from two pictures"],
)
async def test_what_is_near_nothing_is_told_what_there_is(lane, png, options, says, labels):
    """No guess stands on a button; the sentence lists what there is, or says what is lacking."""
    pictures = {name: picture(png, options[name]) for name in ("image", "last") if name in options}
    refusal = await lane.slash("ana", "video", {"prompt": "a sea", **options, **pictures})
    assert says in refusal.text
    assert [button["label"] for button in refusal.buttons()] == labels


async def test_from_one_picture_to_another(lane, png):
    """A first and a last picture make a shot between them; a shape is not asked for."""
    await lane.slash(
        "ana", "video", {"prompt": "dusk", "image": picture(png), "last": picture(png, "b.png")}
    )
    [job] = await lane.all_jobs()
    assert (job.shot.model, job.shot.mode) == ("MiniMax-Hailuo-02", Mode.FIRST_AND_LAST_FRAME)
    await lane.until_posted()
    [order] = lane.provider.submits
    assert order.pictures.first_frame is not None
    assert order.pictures.last_frame is not None


async def test_a_last_picture_of_another_shape_is_asked_about(lane, png):
    """Before anything is charged, what will become of it is said; one press makes the clip."""
    await lane.slash("ana", "video", {"prompt": "a sea"})
    data = io.BytesIO()
    Image.new("RGB", (400, 900)).save(data, "PNG")
    options = {"prompt": "dusk", "image": picture(png), "last": picture(data.getvalue(), "b.png")}
    asked = await lane.slash("ana", "video", options)
    assert "Your last picture has another shape than the first" in asked.text
    assert len(await lane.all_jobs()) == 1
    await lane.press("ana", asked, asked.buttons()[0]["label"])
    assert [job.shot.mode for job in await lane.all_jobs()] == [
        Mode.TEXT,
        Mode.FIRST_AND_LAST_FRAME,
    ]


@pytest.mark.parametrize(
    ("given", "press", "mode"),
    [
        (("last",), "Begin with it", Mode.FIRST_FRAME),
        (("image", "subject"), "Only the face", Mode.SUBJECT),
        (("image", "subject"), "Only begin with it", Mode.FIRST_FRAME),
        (("subject", "reference"), "Only go by them", Mode.REFERENCES),
    ],
    ids=["last alone", "face", "first", "references"],
)
async def test_pictures_that_do_not_go_together(lane, png, given, press, mode):
    """One press leaves those that do, without handing anything in again."""
    options = {name: picture(png) for name in given}
    refusal = await lane.slash("ana", "video", {"prompt": "she walks", **options})
    assert "can't go together" in refusal.text
    answer = await lane.press("ana", refusal, press)
    await pay(lane, answer)
    [job] = await lane.all_jobs()
    assert job.shot.mode is mode


async def test_a_form_takes_many_pictures(lane, png):
    """Two pictures begin and end the clip, or nine are looked at."""
    ana = lane.discord.member("ana")
    opened = await ana.slash("video", {}, channel="clips")
    frames = [picture(png), picture(png, "b.png")]
    words = {"What happens": "dusk", "Camera": "push in"}
    sent = ana.submit_modal(opened.modal, {**words, "Picture": frames})
    await sent
    assert "goes from one picture to another" in (await sent.final()).text
    references = [picture(png, f"{number}.png") for number in range(9)]
    opened = await ana.slash("video", {}, channel="clips")
    sent = ana.submit_modal(opened.modal, {"What happens": "dusk", "References": references})
    await sent
    asked = await sent.final()
    # 6 seconds at $0.08, and $0.04 for each picture from the sixth on.
    assert "7 credits" in asked.text
    await pay(lane, asked)
    [_, job] = await lane.all_jobs()
    assert len(job.shot.pictures.references) == 9
    assert (job.credits, job.cost_micro) == (7, 640_000)
    assert await lane.proof() == []
    assert job.shot.model == "MiniMax-H3"


async def test_choices_outlive_a_refusal(lane):
    """A declined shot opens again with its length and shape, though the form shows neither."""
    lane.provider.on_submit.append(EngineError(Meaning.CONTENT, code="1026", text="sensitive"))
    asked = await lane.slash(
        "ana", "video", {"prompt": "something odd", "duration": 8, "aspect": "1:1"}
    )
    await pay(lane, asked)
    await lane.delivery.round()
    await lane.step(seconds=1)
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    reason = await lane.press("ana", card, "Why?")
    ana = lane.discord.member("ana")
    opened = await ana.press(reason, "Edit")
    sent = ana.submit_modal(opened.modal, {"What happens": "a calm lake"})
    await sent
    await pay(lane, await sent.final())
    *_, job = await lane.all_jobs()
    assert (job.shot.prompt, job.shot.duration_s, job.shot.aspect) == ("a calm lake", 8, "1:1")


async def test_a_panorama_is_refused_with_its_size(lane):
    """What would lose more than half when cropped is not taken."""
    data = io.BytesIO()
    Image.new("RGB", (3000, 400)).save(data, "PNG")
    refusal = await lane.slash("ana", "video", {"prompt": "x", "image": picture(data.getvalue())})
    assert "is 3,000 × 400 pixels, too wide to crop; up to 5:2 works." in refusal.text
