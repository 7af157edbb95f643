"""A member, `/video`, and everything up to a clip in the channel."""

import asyncio

import pytest

from cogs.ui.form import FORM
from domain.job import JobStatus
from sandbox.discord.driver.views import AnswerKind
from sandbox.discord.shapes import Upload
from sandbox.discord.world.permissions import Permission
from services.providers.base import EngineError, Meaning
from tests.lane import open_lane, picture


def labels(message):
    return [button["label"] for button in message.buttons()]


async def test_first_clip(lane):
    """A newcomer reads the rules, presses one button, and the clip arrives with one ping."""
    rules = await lane.slash("newcomer", "video", {"prompt": "a red lighthouse in a storm"})
    assert rules.ephemeral
    assert "PG-13" in rules.text
    assert not await lane.all_jobs()
    answer = await lane.press("newcomer", rules, "Make it for 5 credits")
    assert answer.id == rules.id
    [job] = await lane.all_jobs()
    assert job.code in answer.text
    clip = await lane.until_posted()
    assert clip.pings == {lane.discord.member("newcomer").id}
    assert lane.said == [clip.text]
    assert await lane.proof() == []


async def test_two_presses_make_one_clip(lane):
    """The second press is told that the request was taken."""
    rules = await lane.slash("newcomer", "video", {"prompt": "a lighthouse"})
    noor = lane.discord.member("newcomer")
    presses = [noor.press(rules, "Make it for 5 credits") for _ in range(2)]
    await asyncio.gather(*presses)
    texts = sorted([(await press.final()).text for press in presses])
    assert texts[0].startswith("That request was taken already")
    assert len(await lane.all_jobs()) == 1


async def test_the_answer_is_private_and_first(lane):
    """Without pictures there is no thinking: one answer, final, only for its author."""
    await lane.agree()
    handle = lane.discord.member("ana").slash(
        "video", {"prompt": "a lighthouse", "camera": "truck left"}, channel="clips"
    )
    answer = await handle
    assert answer.kind is AnswerKind.MESSAGE
    assert answer.message.ephemeral
    assert "**Camera** truck left" in answer.message.text
    assert labels(answer.message) == ["Cancel", "Camera", "Details"]


async def test_the_card_comes_and_goes(lane):
    """One silent card while it is made, with the right button at each time; then only the clip."""
    await lane.video("a lighthouse", camera="truck left")
    await lane.delivery.round()
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    assert card.silent
    assert card.pings == frozenset()
    assert labels(card) == ["Cancel", "Details"]
    await lane.step(seconds=1)
    assert labels(lane.discord.message(card.id)) == ["Don't post", "Details"]
    clip = await lane.until_posted()
    assert lane.discord.message(card.id).deleted
    assert lane.said == [clip.text]


async def test_nothing_given_opens_a_form(lane, png):
    """Prompt, camera and a picture from the form make the same shot as options do."""
    await lane.agree()
    ana = lane.discord.member("ana")
    opened = await ana.slash("video", {}, channel="clips")
    assert opened.kind is AnswerKind.MODAL
    sent = ana.submit_modal(
        opened.modal,
        {"What happens": "a calm lake", "Camera": "Pan_left", "Picture": [picture(png)]},
    )
    assert (await sent).kind is AnswerKind.THINKING
    assert "I2V-01 Director" in (await sent.final()).text
    [job] = await lane.all_jobs()
    assert job.engine_prompt == "[Pan left] a calm lake"
    assert job.shot.pictures.first_frame is not None


async def test_a_form_outlives_a_restart(tmp_path):
    """A form opened before the bot was started anew is taken all the same."""
    async with open_lane(tmp_path) as lane:
        await lane.agree()
        ana = lane.discord.member("ana")
        opened = await ana.slash("video", {}, channel="clips")
        # What a new process does not have: the library's memory of open forms.
        lane.client._connection._view_store._modals.clear()
        sent = ana.submit_modal(opened.modal, {"What happens": "a calm lake", "Camera": "shake"})
        await sent
        [job] = await lane.all_jobs()
        assert job.code in (await sent.final()).text
        assert job.shot.prompt == "a calm lake"


async def test_empty_form(lane):
    """Sent off with nothing in it, the form can be opened again."""
    ana = lane.discord.member("ana")
    opened = await ana.slash("video", {}, channel="clips")
    answer = await ana.submit_modal(opened.modal, {})
    assert "nothing to film yet" in answer.message.text
    again = await ana.press(answer.message, "Write it")
    assert again.modal.custom_id == FORM


@pytest.mark.parametrize(
    ("options", "says", "press", "engine_prompt"),
    [
        (
            {"prompt": "a sea", "camera": "push in + pull out"},
            "cancel each other",
            "Push in, then pull out",
            "[Push in][Pull out] a sea",
        ),
        (
            {"prompt": "a sea", "camera": "push in + pull out"},
            "cancel each other",
            "Only push in",
            "[Push in] a sea",
        ),
        (
            {"prompt": "a sea [trck left]"},
            "Did you mean **truck left**",
            "Use truck left",
            "a sea [Truck left]",
        ),
        (
            {"prompt": "a sea", "camera": "shake", "model": "T2V-01"},
            "can't follow a camera",
            "Use T2V-01 Director",
            "[Shake] a sea",
        ),
    ],
    ids=["in turn", "only first", "misprint", "other model"],
)
async def test_a_refusal_is_mended_at_one_press(lane, options, says, press, engine_prompt):
    """The press makes the mended shot, in the refusal's place."""
    await lane.agree()
    refusal = await lane.slash("ana", "video", options)
    assert says in refusal.text
    assert "Nothing was charged" in refusal.text
    answer = await lane.press("ana", refusal, press)
    assert answer.id == refusal.id
    [job] = await lane.all_jobs()
    assert job.engine_prompt == engine_prompt
    assert job.code in answer.text


async def test_a_refused_text_is_edited(lane):
    """Edit opens the form with what was typed; the new text goes through the same gates."""
    await lane.agree()
    refusal = await lane.slash("ana", "video", {"prompt": "gore everywhere", "camera": "shake"})
    assert "'gore'" in refusal.text
    opened = await lane.form("ana", refusal, "Edit")
    assert opened.modal.fields["prompt"]["value"] == "gore everywhere"
    assert opened.modal.fields["camera"]["value"] == "shake"
    ana = lane.discord.member("ana")
    still = ana.submit_modal(opened.modal, {"What happens": "more gore", "Camera": "shake"})
    await still
    assert "over that line" in (await still.final()).text
    opened = await lane.form("ana", await still.final(), "Edit")
    sent = ana.submit_modal(opened.modal, {"What happens": "a storm", "Camera": "shake"})
    await sent
    [job] = await lane.all_jobs()
    assert job.code in (await sent.final()).text


async def test_too_few_credits_offer_what_is_left(tmp_path):
    """The refusal says what is needed, what is there, and when more comes."""
    async with open_lane(tmp_path, {"GREENLIGHT_CREDITS_PER_DAY": "7"}) as lane:
        await lane.video("one")
        refusal = await lane.video("two")
        assert "This shot needs 5 credits; you have 2, and new ones come <t:" in refusal.text
        assert len(await lane.all_jobs()) == 1


async def test_a_closed_server(tmp_path):
    """It spends nothing; the operator gets one notice, and its button opens the server."""
    async with open_lane(tmp_path, is_open=False) as lane:
        for _ in range(2):
            refusal = await lane.slash("ana", "video", {"prompt": "a sea"})
            assert "isn't open for clips yet" in refusal.text
        await lane.delivery.round()
        operator = lane.discord.member("operator")
        [notice] = lane.discord.messages(operator.dm)
        assert "Lantern Lane" in notice.text
        opened = await lane.press("operator", notice, "Open")
        assert "is open" in opened.text
        assert "PG-13" in (await lane.slash("ana", "video", {"prompt": "a sea"})).text


async def test_where_the_bot_cannot_post(lane):
    """The missing right is named before anything is spent."""
    refusal = await lane.slash("ana", "video", {"prompt": "a sea"}, channel="quiet")
    assert "Attach Files" in refusal.text
    assert await lane.all_jobs() == []


async def test_in_a_thread(lane):
    """A thread has its own right to write; the clip is posted into it."""
    await lane.agree()
    thread = lane.discord.open_thread("lighthouses", "clips")
    lane.discord.set_permissions("clips", "bot", deny=Permission.SEND_MESSAGES_IN_THREADS)
    refusal = await lane.slash("ana", "video", {"prompt": "a sea"}, channel="lighthouses")
    assert "Send Messages in Threads" in refusal.text
    lane.discord.set_permissions("clips", "bot")
    await lane.slash("ana", "video", {"prompt": "a sea"}, channel="lighthouses")
    clip = await lane.until_posted()
    assert clip.channel_id == thread.id


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (Upload("a.png", b"hello world", "image/png"), "isn't a picture"),
        (Upload("a.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png"), "damaged or cut off"),
    ],
    ids=["text", "broken"],
)
async def test_a_file_that_is_no_picture(lane, file, says):
    """The bytes are judged, not the name; the words are kept for another try."""
    await lane.agree()
    refusal = await lane.slash("ana", "video", {"prompt": "a sea", "image": file})
    assert says in refusal.text
    opened = await lane.form("ana", refusal, "Edit")
    assert opened.modal.fields["prompt"]["value"] == "a sea"


async def test_pictures_are_for_a_role(lane, png):
    """Who may not use pictures is told so before one is fetched, keeps the words, and finds no
    fields for pictures in the form."""
    refusal = await lane.slash("newcomer", "video", {"prompt": "a sea", "image": picture(png)})
    assert "Artist" in refusal.text
    assert not [r for r in lane.discord.requests if "/cdn/" in r.path]
    opened = await lane.form("newcomer", refusal, "Edit")
    assert opened.modal.fields["prompt"]["value"] == "a sea"
    assert set(opened.modal.fields) == {"prompt", "camera"}


async def test_a_face_goes_to_its_model(lane, png):
    """`subject` is a face reference, not a first frame."""
    answer = await lane.video("she walks", subject=picture(png))
    if "Make it for" in str(labels(answer)):
        answer = await lane.press("ana", answer, labels(answer)[0])
    [job] = await lane.all_jobs()
    assert job.shot.model == "S2V-01"
    assert job.shot.pictures.subject is not None
    assert job.shot.pictures.first_frame is None


async def test_mentions_become_names(lane):
    """The engine reads names, and nobody is pinged."""
    ben = lane.discord.member("ben")
    await lane.video(f"{ben.mention} and {lane.discord.member('ana').mention} dance <:cat:99>")
    [job] = await lane.all_jobs()
    assert job.shot.prompt in {"@Ben and @Ana dance :cat:", "@someone and @Ana dance :cat:"}
    clip = await lane.until_posted()
    assert clip.pings == {lane.discord.member("ana").id}


async def test_the_camera_completes_itself(lane):
    """Suggestions carry the plan so far."""
    ana = lane.discord.member("ana")
    answer = await ana.autocomplete(
        "video", {"prompt": "x"}, focused=("camera", "push in + til"), channel="clips"
    )
    assert {c["value"] for c in answer.choices} == {"push in + tilt up", "push in + tilt down"}


@pytest.mark.parametrize(
    ("options", "first"),
    [
        ({}, "T2V-01 · 5 credits"),
        ({"prompt": "x"}, "T2V-01 · 5 credits"),
        ({"prompt": "x", "camera": "push in"}, "T2V-01 Director · 5 credits"),
        ({"prompt": "x [push in]"}, "T2V-01 Director · 5 credits"),
    ],
    ids=["nothing", "prompt", "camera", "bracket"],
)
async def test_models_that_fit_are_suggested(lane, options, first):
    """With the one that would be chosen anyway in front, and its price."""
    ana = lane.discord.member("ana")
    answer = await ana.autocomplete("video", options, focused=("model", ""), channel="clips")
    assert answer.choices[0]["name"] == first


async def test_a_failure_is_told_in_private(lane):
    """The channel reads one line; author and staff may ask why, strangers not."""
    lane.provider.on_submit.append(EngineError(Meaning.CONTENT, code="1026", text="sensitive"))
    await lane.video("something odd")
    await lane.delivery.round()
    await lane.step(seconds=1)
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    assert card.text == "This shot wasn't made. Credits are back."
    reason = await lane.press("ana", card, "Why?")
    assert reason.ephemeral
    assert "declined this shot" in reason.text
    assert "1026" not in reason.text
    assert "Only the author" in (await lane.press("ben", card, "Why?")).text
    [job] = await lane.all_jobs()
    assert job.status is JobStatus.FAILED


async def test_a_declined_shot_is_mended_from_its_reason(lane):
    """Its author opens the same request again, changes it, and the new shot is made."""
    lane.provider.on_submit.append(EngineError(Meaning.CONTENT, code="1026", text="sensitive"))
    await lane.video("something odd", camera="push in")
    await lane.delivery.round()
    await lane.step(seconds=1)
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    assert (await lane.press("staff", card, "Why?")).buttons() == []
    reason = await lane.press("ana", card, "Why?")
    ana = lane.discord.member("ana")
    opened = await ana.press(reason, "Edit")
    assert opened.modal.fields["prompt"]["value"] == "something odd"
    assert opened.modal.fields["camera"]["value"] == "push in"
    sent = ana.submit_modal(opened.modal, {"What happens": "a calm lake", "Camera": "push in"})
    await sent
    assert "Your shot is in" in (await sent.final()).text
    await lane.until_posted()
    assert lane.provider.submits[-1].engine_prompt == "[Push in] a calm lake"
    assert await lane.proof() == []
