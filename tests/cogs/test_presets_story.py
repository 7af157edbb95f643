"""Presets in the sandbox's Discord: saved from a command and from the composer, and used."""

import pytest

from sandbox.discord.driver.views import AnswerKind


def labels(message):
    return [button["label"] for button in message.buttons()]


async def save(lane, name, camera, member="ana", **more):
    options = {"name": name, "camera": camera, **more}
    return await lane.slash(member, "clips presets save", options)


async def suggested(lane, command, typed="", member="ana", option="preset"):
    answer = await lane.discord.member(member).autocomplete(
        command, {}, focused=(option, typed), channel="clips"
    )
    return {choice["name"]: choice["value"] for choice in answer.choices}


async def test_kept_and_used(lane):
    """A plan gets a name; a clip begins with it, and with what the camera option adds."""
    saved = await save(lane, "Slow reveal", "slow pull out")
    assert saved.ephemeral
    assert saved.text.startswith("**Slow reveal** is kept for you: slow pull out.")
    await lane.video("a lighthouse", preset="slow REVEAL", camera="tilt up")
    [job] = await lane.all_jobs()
    assert job.shot.camera.option() == "slow pull out, then tilt up"
    assert job.engine_prompt == "[Pull out][Tilt up] a lighthouse"


async def test_what_does_not_go_together_is_mended(lane):
    """Preset and camera are judged as if they were typed together, and nothing is lost."""
    await save(lane, "long", "shake, then push in, then pull out, then tilt up, then tilt down")
    refused = await lane.video("a lighthouse", preset="long", camera="zoom in, then zoom out")
    assert "7 camera movements one after the other" in refused.text
    [only, _] = labels(refused)
    assert only.startswith("Only shake, then push in")
    await lane.press("ana", refused, only)
    [job] = await lane.all_jobs()
    assert len(job.shot.camera.steps) == 6


async def test_suggested_own_first(lane):
    """One's own, then the server's; what is typed narrows them, and each value finds its own."""
    await save(lane, "reveal", "tilt up", "manager", scope="server")
    await save(lane, "Reveal", "slow pull out")
    await save(lane, "chase", "tracking shot")
    found = await suggested(lane, "video", "rev")
    assert found == {
        "Reveal · slow pull out": "Reveal",
        "reveal · server · tilt up": "server:reveal",
    }
    assert list(await suggested(lane, "video", "rev", "ben")) == ["reveal · server · tilt up"]
    assert len(await suggested(lane, "clips presets show", option="name")) == 3
    await lane.video("a lighthouse", preset="server:reveal")
    assert (await lane.all_jobs())[0].shot.camera.option() == "tilt up"


async def test_a_long_plan_is_shortened_by_whole_movements(lane):
    """Where it is chosen and where it is listed, no movement is cut in two."""
    plan = ", then ".join(["slow pedestal down", "fast tracking shot"] * 3)
    await save(lane, "long", plan)
    shown = "slow pedestal down, then fast tracking shot, then slow pedestal down"
    assert await suggested(lane, "video") == {f"long · {shown}, …": "long"}
    listed = await lane.slash("ana", "clips presets list")
    assert listed.text.endswith(f"**long** · {shown}, then fast tracking shot, …")


async def test_saved_from_the_composer(lane):
    """The plan as it stands there; the composer stays, and the name is asked for in a form."""
    await lane.agree("ben")
    rules = await lane.slash("ana", "video", {"prompt": "a lake", "camera": "truck left"})
    composer = await lane.press("ana", rules, "Direct the camera")
    opened = await lane.form("ana", composer, "Save as preset")
    assert set(opened.modal.fields) == {"name"}
    sent = lane.discord.member("ana").submit_modal(opened.modal, {"Name": "@everyone"})
    assert "1 to 40 visible characters" in (await sent.final()).text
    opened = await lane.form("ana", composer, "Save as preset")
    sent = lane.discord.member("ana").submit_modal(opened.modal, {"Name": "By the lake"})
    saved = await sent.final()
    assert (saved.id != composer.id, saved.ephemeral) == (True, True)
    assert "**By the lake** is kept for you: truck left." in saved.text
    shown = await lane.slash("ana", "clips presets show", {"name": "by the lake"})
    assert "Yours, kept by <@" in shown.text
    assert (
        "no preset called"
        in (await lane.slash("ben", "clips presets show", {"name": "by the lake"})).text
    )


async def test_who_keeps_the_servers(lane):
    """Staff by default; the role that managers name then finds the choice in the form, too."""
    refused = await save(lane, "ours", "shake", scope="server")
    assert "are for its staff" in refused.text
    role = next(r for r in lane.client.guilds[0].roles if r.name == "Artist")
    told = await lane.slash("manager", "greenlight settings presets", {"role": role.id})
    assert f"<@&{role.id}>" in told.text
    await save(lane, "ours", "shake", scope="server")
    rules = await lane.slash("ana", "video", {"prompt": "a lake", "camera": "push in"})
    composer = await lane.press("ana", rules, "Direct the camera")
    opened = await lane.form("ana", composer, "Save as preset")
    values = {"Name": "theirs", "For": "server"}
    await lane.discord.member("ana").submit_modal(opened.modal, values).final()
    listed = await lane.slash("newcomer", "clips presets list")
    assert "**ours** · server · shake" in listed.text
    assert "**theirs** · server · push in" in listed.text
    gone = await lane.slash("newcomer", "clips presets delete", {"name": "ours"})
    assert "are for its staff" in gone.text
    gone = await lane.slash("ana", "clips presets delete", {"name": "ours"})
    assert "**ours** is deleted. It was: shake." in gone.text


async def test_renamed_and_paged(lane):
    """A list longer than a page is leafed through in one message."""
    assert "There are no presets here yet" in (await lane.slash("ana", "clips presets list")).text
    for number in range(12):
        await save(lane, f"plan {number:02}", "push in")
    await lane.slash("ana", "clips presets rename", {"name": "plan 11", "to": "a first"})
    page = await lane.slash("ana", "clips presets list")
    assert "**a first**" in page.text
    assert "page 1 of 2" in page.text
    more = await lane.press("ana", page, "More")
    assert more.id == page.id
    assert "**plan 10**" in more.text
    assert labels(more) == ["Back"]


async def test_an_unknown_preset_keeps_what_was_typed(lane):
    """Edit goes on with it."""
    refused = await lane.video("a lighthouse", preset="nothing of the kind")
    assert "no preset called" in refused.text
    opened = await lane.form("ana", refused, "Edit")
    assert opened.kind is AnswerKind.MODAL
    assert opened.modal.fields["prompt"]["value"] == "a lighthouse"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"name": "**x**", "camera": "shake"}, "1 to 40 visible characters"),
        ({"name": "x", "camera": "psuh in"}, "push in"),
        ({"name": "x", "camera": "then"}, "camera"),
    ],
    ids=["name", "misprint", "nothing"],
)
async def test_what_can_not_be_kept(lane, options, said):
    """The sentence says what was wrong and what would work."""
    refused = await lane.slash("ana", "clips presets save", options)
    assert said in refused.text
    assert "There are no presets" in (await lane.slash("ana", "clips presets list")).text


async def test_one_that_can_not_be_read_any_more(lane):
    """It is listed, shown, suggested and deleted as such; a clip does not begin with it."""
    await save(lane, "old", "push in")
    worsen = "UPDATE presets SET camera = 'swoop round'"
    await lane.ground.database.transaction(lambda db: db.conn.execute(worsen) and None)
    for command, options in (("list", {}), ("show", {"name": "old"})):
        told = await lane.slash("ana", f"clips presets {command}", options)
        assert "**old** · can't be read any more" in told.text
    assert await suggested(lane, "video") == {"old · can't be read any more": "old"}
    refused = await lane.video("a lighthouse", preset="old")
    assert "can't be read any more" in refused.text
    assert await lane.all_jobs() == []
    gone = await lane.slash("ana", "clips presets delete", {"name": "old"})
    assert gone.text == "**old** is deleted. Its plan could not be read any more."
