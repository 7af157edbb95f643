"""*Animate this image*: one's own uploads and the bot's clips, nothing else."""

import io

from PIL import Image

from sandbox.discord.driver.views import AnswerKind
from sandbox.discord.shapes import Upload
from tests.lane import picture

MENU = "Animate this image"


async def test_my_upload(lane, png):
    """The form opens at once; what is typed goes with the picture."""
    await lane.agree()
    ana = lane.discord.member("ana")
    message = ana.send("look at this", channel="clips", files=[picture(png)])
    opened = await ana.menu(MENU, message)
    assert opened.kind is AnswerKind.MODAL
    assert set(opened.modal.fields) == {"prompt", "camera"}
    sent = ana.submit_modal(opened.modal, {"What happens": "it moves", "Camera": "push in"})
    answer = await sent.final()
    [job] = await lane.all_jobs()
    assert job.code in answer.text
    assert job.shot.pictures.first_frame is not None
    assert job.engine_prompt == "[Push in] it moves"


async def test_the_picture_alone_is_enough(lane, png):
    """A form sent off empty animates the picture as it is."""
    await lane.agree()
    ana = lane.discord.member("ana")
    message = ana.send("look", channel="clips", files=[picture(png)])
    opened = await ana.menu(MENU, message)
    await ana.submit_modal(opened.modal, {}).final()
    [job] = await lane.all_jobs()
    assert job.shot.prompt == ""


async def test_a_clips_still(lane):
    """The first frame of a clip of ours, by whomever; the new shot remembers where it grew."""
    await lane.video("a lighthouse")
    clip = await lane.until_posted()
    [first] = await lane.all_jobs()
    await lane.agree("ben")
    ben = lane.discord.member("ben")
    opened = await ben.menu(MENU, clip)
    await ben.submit_modal(opened.modal, {"What happens": "the light turns"}).final()
    [_, second] = await lane.all_jobs()
    assert second.shot.parent == first.code
    assert second.member_id == ben.id
    assert f"remix of <@{first.member_id}>'s {first.code}" in (await lane.until_posted()).text


async def test_a_still_of_who_lets_nobody_remix(lane):
    """The menu passes on no more than the Remix button does; its author may still."""
    await lane.video("a lighthouse")
    clip = await lane.until_posted()
    await lane.slash("ana", "clips privacy", {"remixes": "nobody"})
    refused = await lane.discord.member("ben").menu(MENU, clip)
    assert "lets nobody remix it" in refused.message.text
    assert (await lane.discord.member("ana").menu(MENU, clip)).kind is AnswerKind.MODAL


async def test_somebody_elses_picture(lane, png):
    """Other people's uploads are not ours to animate."""
    message = lane.discord.member("ana").send("mine", channel="clips", files=[picture(png)])
    answer = await lane.discord.member("ben").menu(MENU, message)
    assert "somebody else's picture" in answer.message.text


async def test_no_picture_there(lane):
    """Words, other files and the bot's cards hold none."""
    ana = lane.discord.member("ana")
    words = ana.send("hello", channel="clips")
    assert "holds no picture" in (await ana.menu(MENU, words)).message.text
    await lane.video("a lighthouse")
    await lane.delivery.round()
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    assert "holds no picture" in (await ana.menu(MENU, card)).message.text


async def test_who_may_not_use_pictures(lane, png):
    """The role is named before a form is opened."""
    noor = lane.discord.member("newcomer")
    message = noor.send("mine", channel="clips", files=[picture(png)])
    answer = await noor.menu(MENU, message)
    assert "Artist" in answer.message.text


async def test_a_picture_that_is_none(lane):
    """It is found out while its member types, and told at once."""
    ana = lane.discord.member("ana")
    file = Upload("a.png", b"hello", "image/png")
    message = ana.send("mine", channel="clips", files=[file])
    handle = ana.menu(MENU, message)
    opened = await handle
    assert opened.kind is AnswerKind.MODAL
    told = await handle.followup(0)
    assert "isn't a picture" in told.text
    assert told.ephemeral
    answer = await ana.submit_modal(opened.modal, {"What happens": "it moves"})
    assert "That request was taken already" in answer.message.text


async def test_a_cropped_picture_is_told(lane):
    """What was changed is said before anything is spent."""
    data = io.BytesIO()
    Image.new("RGB", (360, 1280), "teal").save(data, "PNG")
    await lane.agree()
    ana = lane.discord.member("ana")
    message = ana.send("tall", channel="clips", files=[picture(data.getvalue())])
    handle = ana.menu(MENU, message)
    opened = await handle
    told = await handle.followup(0)
    assert "I cropped it to 2:5" in told.text
    await ana.submit_modal(opened.modal, {})


async def test_a_slow_picture_is_waited_for(lane, png):
    """Sent off before the picture was fetched, the form waits for it instead of failing."""
    await lane.agree()
    ana = lane.discord.member("ana")
    message = ana.send("look", channel="clips", files=[picture(png)])
    held = lane.discord.hold("create_interaction_response", when="after")
    handle = ana.menu(MENU, message)
    await held.reached()
    opened = await handle
    sent = ana.submit_modal(opened.modal, {"What happens": "it moves"})
    assert (await sent).kind is AnswerKind.THINKING
    held.release()
    assert "Your shot is in" in (await sent.final()).text
