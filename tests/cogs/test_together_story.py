"""Again, New camera and Remix under every clip: two members, one clip, what grows from it."""

import pytest

from cogs.ui.reply import Act, Button, Reply, view_of
from domain.job import JobStatus
from sandbox.discord.driver.views import AnswerKind
from storage import servers
from tests.lane import picture

PROMPT, CAMERA = "a red lighthouse", "push in"


def labels(message):
    return [button["label"] for button in message.buttons()]


async def posted(lane, prompt=PROMPT, member="ana", **options):
    """A member's clip, and its job."""
    await agreed(lane, member, await lane.video(prompt, member, **options))
    clip = await lane.until_posted()
    return clip, (await lane.all_jobs())[-1]


async def agreed(lane, member, answer):
    """Press the one button of what is asked first, if anything is."""
    make = next((label for label in labels(answer) if label.startswith("Make it")), None)
    return answer if make is None else await lane.press(member, answer, make)


async def remixed(lane, clip, member="ben", **values):
    """A member remixes a clip and changes what the form says."""
    await lane.agree(member)
    opened = await lane.form(member, clip, "Remix")
    sent = lane.discord.member(member).submit_modal(opened.modal, values)
    await sent
    return opened, await sent.final()


async def test_another_take(lane):
    """The same shot once more, at its price, counted under the clip and in its details."""
    clip, first = await posted(lane, camera=CAMERA)
    answer = await lane.press("ana", clip, "Again")
    assert answer.ephemeral
    assert "Take 2 of your shot is in" in answer.text
    again = await lane.until_posted()
    [_, second] = await lane.all_jobs()
    assert (second.take, second.shot) == (2, first.shot)
    assert f"take 2 · AI-made · {second.code}" in again.text
    assert "take 2" in (await lane.press("ana", again, "More…")).text
    assert "You have 0 of 10" in (await lane.slash("ana", "credits")).text
    assert "needs 5 credits" in (await lane.press("ana", again, "Again")).text
    assert await lane.proof() == []


async def test_a_dear_take_is_asked_about_and_may_become_another_shot(lane, png):
    """Above the usual price one looks first; what is changed then grew from it, and is no take."""
    _, first = await posted(lane, subject=picture(png, "face.png"))
    await lane.slash("manager", "greenlight settings quota", {"credits": 100})
    [clip] = lane.discord.clips
    asked = await lane.press("ana", clip, "Again")
    assert "more than a standard clip" in asked.text
    assert len(await lane.all_jobs()) == 1
    opened = await lane.form("ana", asked, "Edit")
    sent = lane.discord.member("ana").submit_modal(opened.modal, {"What happens": "a blue one"})
    await lane.press("ana", await sent.final(), f"Make it for {first.credits} credits")
    [_, second] = await lane.all_jobs()
    assert (second.take, second.shot.parent) == (1, first.code)
    assert second.shot.pictures == first.shot.pictures


async def test_a_new_camera(lane, png):
    """The author directs the same shot anew, pictures and all; the new one knows its parent."""
    clip, first = await posted(lane, image=picture(png), camera=CAMERA)
    composer = await lane.press("ana", clip, "New camera")
    assert composer.ephemeral
    assert "**Camera** push in" in composer.text
    await lane.press("ana", composer, "Make it for 5 credits")
    [_, second] = await lane.all_jobs()
    assert second.shot.pictures == first.shot.pictures
    assert (second.shot.parent, second.take) == (first.code, 1)
    assert (
        f"by <@{first.member_id}> · from {first.code} · AI-made" in (await lane.until_posted()).text
    )


async def test_a_remix(lane):
    """The form holds the shot; the post credits its parent, whom nothing pings."""
    clip, first = await posted(lane, camera=CAMERA)
    opened, answer = await remixed(lane, clip, **{"What happens": "a blue lighthouse"})
    assert opened.modal.title == f"Remix {first.code}"
    assert opened.modal.fields["prompt"]["value"] == PROMPT
    assert opened.modal.fields["camera"]["value"] == CAMERA
    [made] = [one["label"] for one in opened.modal.fields["made"]["options"] if one.get("default")]
    assert made == "T2V-01 Director · 6 s · 720p · 5 credits"
    assert f"Your remix of <@{first.member_id}>'s {first.code} is in" in answer.text
    remix = await lane.until_posted()
    ben = lane.discord.member("ben")
    assert f"by <@{ben.id}> · remix of <@{first.member_id}>'s {first.code} · AI-made" in remix.text
    assert remix.pings == {ben.id}
    assert remix.attachments[0]["description"].endswith(f"A remix of Ana's {first.code}.")
    assert (
        f"Remix of <@{first.member_id}>'s {first.code}."
        in (await lane.press("ana", remix, "More…")).text
    )
    assert "Others remixed it: 1 clip." in (await lane.press("ben", clip, "More…")).text
    await lane.slash("manager", "greenlight settings quota", {"credits": 100})
    _, again = await remixed(lane, remix, "ana")
    assert f"remix of <@{ben.id}>'s {remix_code(remix)}" in again.text


def remix_code(message):
    return message.text.rsplit(" · ", 1)[1]


async def test_another_model_and_size(lane):
    """What is chosen from the form's list is what makes it."""
    clip, _ = await posted(lane)
    await lane.agree("ben")
    opened = await lane.form("ben", clip, "Remix")
    other = next(
        one["value"]
        for one in opened.modal.fields["made"]["options"]
        if one["value"].startswith("T2V-01-Director:")
    )
    sent = lane.discord.member("ben").submit_modal(opened.modal, {"Model and size": other})
    await sent.final()
    assert (await lane.all_jobs())[-1].shot.model == "T2V-01-Director"


@pytest.mark.parametrize(
    ("given", "member", "said", "has_frame"),
    [
        ("image", "ben", "begins with the clip's first frame", True),
        ("subject", "ben", "stay with its author", False),
        ("image", "newcomer", "You may not use pictures here", False),
        ("image", "ana", "Your shot is in", True),
    ],
    ids=["picture", "face", "who may use none", "one's own"],
)
async def test_whose_pictures_are_handed_on(lane, png, given, member, said, has_frame):
    """Of somebody else's pictures none is: the clip's own first frame stands for the first."""
    await lane.slash("manager", "greenlight settings quota", {"credits": 100})
    clip, first = await posted(lane, **{given: picture(png)})
    _, answer = await remixed(lane, clip, member)
    assert said in answer.text
    await agreed(lane, member, answer)
    second = (await lane.all_jobs())[-1]
    assert bool(second.shot.pictures.first_frame) is has_frame
    assert second.shot.pictures.subject is None
    is_handed_on = second.shot.pictures == first.shot.pictures
    assert is_handed_on is (member == "ana")


async def test_the_form_asks_for_what_its_member_may(lane):
    """A field for pictures stands in it for those alone who may use some."""
    clip, _ = await posted(lane)
    for member, fields in (("ben", {"picture"}), ("newcomer", set())):
        opened = await lane.form(member, clip, "Remix")
        assert set(opened.modal.fields) == {"prompt", "camera", "made"} | fields


async def forbidden(lane):
    await lane.slash("ana", "clips privacy", {"remixes": "nobody"})


async def left(lane):
    lane.discord.remove_member("ana")


async def blocked(lane):
    ben = lane.discord.member("ben")
    await lane.slash("staff", "greenlight-mod block", {"member": ben.id, "reason": "rude"})


async def closed(lane):
    await lane.ground.database.transaction(servers.close_server, lane.server_id)


async def deleted(lane):
    [clip] = lane.discord.clips
    asked = await lane.press("manager", await lane.press("manager", clip, "More…"), "Delete")
    await lane.press("manager", asked, "Delete it")


async def paused(lane):
    await lane.slash("manager", "greenlight settings pause")


@pytest.mark.parametrize(
    ("before", "label", "said"),
    [
        (None, "Again", "are for its author"),
        (None, "New camera", "are for its author"),
        (forbidden, "Remix", "/clips privacy"),
        (left, "Remix", "/clips privacy"),
        (blocked, "Remix", "take no requests from you"),
        (closed, "Remix", "isn't open for clips"),
        (paused, "Remix", "have paused clips"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
async def test_who_may_not(lane, before, label, said):
    """They are told privately, with what would work, and nothing is made."""
    clip, _ = await posted(lane)
    if before is not None:
        await before(lane)
    refused = await lane.press("ben", clip, label)
    assert refused.ephemeral
    assert said in refused.text
    assert labels(refused) == ([] if before else ["Remix"])
    assert len(await lane.all_jobs()) == 1


async def test_what_is_for_the_author_offers_a_remix(lane):
    """The way out is one press, into the form."""
    clip, _ = await posted(lane)
    refused = await lane.press("ben", clip, "Again")
    assert (await lane.form("ben", refused, "Remix")).kind is AnswerKind.MODAL


async def test_a_form_does_not_wait_for_discord(lane):
    """Whether the author is still here is asked for a second at most; a form must open in three."""
    clip, _ = await posted(lane)
    await lane.agree("ben")
    asked = lane.discord.hold("get_guild_member", when="before")
    opened = await lane.form("ben", clip, "Remix")
    await asked.reached()
    asked.release()
    assert opened.kind is AnswerKind.MODAL


async def test_a_deleted_parent(lane):
    """Nothing new grows from it; what was in line goes on, and still names it."""
    clip, first = await posted(lane)
    await lane.agree("ben")
    open_form = await lane.form("ben", clip, "Remix")
    await remixed(lane, clip)
    private = await lane.press("ben", clip, "Again")
    await deleted(lane)
    assert f"{first.code} was deleted" in (await lane.press("ben", private, "Remix")).text
    sent = lane.discord.member("ben").submit_modal(open_form.modal, {})
    assert f"{first.code} was deleted" in (await sent.final()).text
    remix = await lane.until_posted()
    assert f"remix of <@{first.member_id}>'s {first.code}" in remix.text
    assert f"Remix of <@{first.member_id}>" in (await lane.press("ben", remix, "More…")).text
    assert [job.status for job in await lane.all_jobs()] == [JobStatus.SUCCEEDED] * 2


async def test_forbidden_while_the_form_was_open(lane):
    """The author's word counts up to the line; the words that were typed are not lost."""
    clip, _ = await posted(lane)
    await lane.agree("ben")
    opened = await lane.form("ben", clip, "Remix")
    await forbidden(lane)
    values = {"What happens": "a lighthouse of mine"}
    refused = await lane.discord.member("ben").submit_modal(opened.modal, values).final()
    assert "lets nobody remix it" in refused.text
    opened = await lane.form("ben", refused, "Edit")
    assert opened.modal.fields["prompt"]["value"] == "a lighthouse of mine"
    own = await lane.discord.member("ben").submit_modal(opened.modal, {}).final()
    assert own.text.startswith("Your shot is in")
    assert (await lane.all_jobs())[-1].parent is None
    assert (
        "Everyone may" in (await lane.slash("ana", "clips privacy", {"remixes": "everyone"})).text
    )
    assert "Everyone may" in (await lane.slash("ana", "clips privacy")).text
    _, answer = await remixed(lane, clip)
    assert "is in" in answer.text


async def test_words_that_were_held_back(lane):
    """What AutoMod kept out of the channel reaches no stranger by a button; its author has it."""
    lane.discord.fail("create_message", status=400, code=200000, nth=2)
    clip, job = await posted(lane)
    assert PROMPT not in clip.text
    refused = await lane.press("ben", clip, "Remix")
    assert "held the words of" in refused.text
    more = await lane.press("ben", clip, "More…")
    assert job.code in more.text
    assert PROMPT not in more.text
    assert PROMPT in (await lane.press("ana", clip, "More…")).text
    opened = await lane.form("ana", clip, "Remix")
    assert opened.modal.fields["prompt"]["value"] == PROMPT


async def test_the_parents_words_pass_the_rules_anew(lane):
    """What the rules no longer let through is no way around them."""
    clip, first = await posted(lane)

    def worsen(db):
        db.conn.execute("UPDATE shots SET prompt = 'blood everywhere'")

    await lane.ground.database.transaction(worsen)
    _, refused = await remixed(lane, clip)
    assert "is over that line" in refused.text
    assert [job.code for job in await lane.all_jobs()] == [first.code]


async def test_buttons_of_earlier_versions(lane):
    """Clips that were posted with Details and Delete keep what they had."""
    clip, job = await posted(lane)
    old = Reply(
        text="as it was",
        buttons=(
            Button(act=Act.DETAILS, label="Details", about=job.code),
            Button(act=Act.DELETE, label="Delete", about=job.code),
        ),
    )
    channel = lane.client.get_partial_messageable(clip.channel_id)
    message = lane.discord.message((await channel.send(old.text, view=view_of(old))).id)
    assert "5 credits, used" in (await lane.press("ana", message, "Details")).text
    asked = await lane.press("ana", message, "Delete")
    await lane.press("ana", asked, "Delete it")
    assert lane.discord.message(clip.id).deleted


async def test_more_leads_to_the_file(lane):
    """Everybody finds the file of a public clip; deleting it is offered to author and staff."""
    clip, _ = await posted(lane)
    for member, offered in (("ana", ["Delete", "Download"]), ("ben", ["Download"])):
        more = await lane.press(member, clip, "More…")
        assert more.ephemeral
        assert labels(more) == offered
        assert more.buttons()[-1]["url"] == clip.attachments[0]["url"]
