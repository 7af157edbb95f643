"""The composer in the sandbox's Discord: lists and buttons under a kept request, up to the clip."""

import asyncio

import pytest

from domain.movements import Movement
from tests.lane import picture

#: Where a movement stands in the list.
PLACE = {movement.value: f"{place:x}" for place, movement in enumerate(Movement)}
SLOWLY, FAR = "3", "7"


def labels(message, *, pressable=False):
    return [b["label"] for b in message.buttons() if not (pressable and b.get("disabled"))]


def lists(message):
    """The composer's lists by what they are for: step, moves, measure."""
    found = {}
    for row in message.json["components"]:
        for item in row["components"]:
            if item["type"] == 3:
                found[item["custom_id"].split(":")[1]] = item
    return found


def chosen(message, which):
    return [o["label"] for o in lists(message)[which]["options"] if o.get("default")]


async def choose(lane, message, which, *values, member="ana"):
    """A member chooses from one of the lists; returns the message as it then stands."""
    who = lane.discord.member(member)
    handle = who.select(message, lists(message)[which]["custom_id"], values)
    await handle
    return await handle.final()


async def moves(lane, message, *names):
    return await choose(lane, message, "moves", *(PLACE[name] for name in names))


async def composer(lane, **options):
    """Ana's composer, opened from the rules that a newcomer reads first."""
    rules = await lane.slash("ana", "video", {"prompt": "a red lighthouse", **options})
    return await lane.press("ana", rules, "Direct the camera")


async def test_a_camera_is_directed_step_by_step(lane):
    """Chosen, measured, moved and added: the sentence, the text sent and the clip say the same."""
    shown = await composer(lane)
    assert shown.ephemeral
    assert "**Camera** none asked for: the model chooses" in shown.text
    shown = await moves(lane, shown, "Truck left", "Pan right")
    assert "**Camera** truck left with pan right" in shown.text
    assert chosen(shown, "moves") == ["Truck left", "Pan right"]
    assert chosen(shown, "measure") == ["As usual"]
    shown = await choose(lane, shown, "measure", SLOWLY)
    assert "slow truck left with slow pan right" in shown.text
    assert "not how far or how fast" in shown.text
    shown = await lane.press("ana", shown, "Add step")
    assert chosen(shown, "step") == ["Add a step"]
    shown = await moves(lane, shown, "Push in")
    shown = await lane.press("ana", shown, "Earlier")
    assert chosen(shown, "step") == ["Step 1 · push in"]
    assert "push in, then slow truck left with slow pan right" in shown.text
    assert "[Push in][Truck left, Pan right] a red lighthouse" in shown.text
    rules = await lane.press("ana", shown, "Make it for 5 credits")
    assert "PG-13" in rules.text
    await lane.press("ana", rules, "Make it for 5 credits")
    [job] = await lane.all_jobs()
    assert job.engine_prompt == "[Push in][Truck left, Pan right] a red lighthouse"
    assert job.shot.camera.option() == "push in, then slow truck left + slow pan right"
    assert await lane.proof() == []


async def test_the_message_fits_discord(lane):
    """Three lists and two rows of buttons, each named by an identity of its own."""
    shown = await moves(lane, await composer(lane), "Shake")
    rows = shown.json["components"]
    assert [len(row["components"]) for row in rows] == [1, 1, 1, 5, 5]
    ids = [item["custom_id"] for row in rows for item in row["components"]]
    assert len(set(ids)) == len(ids) == 13
    assert len(lists(shown)["moves"]["options"]) == 15
    assert len(lists(shown)["measure"]["options"]) == 9


async def test_what_cancels_out_is_refused_with_the_nearest(lane):
    """The plan before stays; one press puts the two one after the other."""
    await lane.agree()
    shown = await moves(lane, await reached(lane), "Shake")
    refused = await moves(lane, shown, "Push in", "Pull out")
    assert refused.text.startswith("Push in and pull out cancel each other, so nothing was changed")
    assert "**Camera** shake" in refused.text
    assert labels(refused)[:3] == ["Push in, then pull out", "Only push in", "As it was"]
    shown = await lane.press("ana", refused, "Push in, then pull out")
    assert "**Camera** push in, then pull out" in shown.text
    assert await lane.all_jobs() == []


async def reached(lane, **options):
    """Ana's composer after she has agreed, reached through the form without a camera."""
    ana = lane.discord.member("ana")
    opened = await ana.slash("video", {}, channel="clips")
    sent = ana.submit_modal(opened.modal, {"What happens": "a calm lake", **options})
    await sent
    return await lane.press("ana", await sent.final(), "Direct the camera")


async def test_the_form_without_a_camera_leads_here(lane):
    """It is asked about first; made as it stands, nothing is asked twice."""
    await lane.agree()
    shown = await moves(lane, await reached(lane), "Tilt up")
    answer = await lane.press("ana", shown, "Make it for 5 credits")
    assert answer.id == shown.id
    assert "**Camera** tilt up" in answer.text
    [job] = await lane.all_jobs()
    assert job.engine_prompt == "[Tilt up] a calm lake"


async def test_six_steps_are_the_most(lane):
    """Then no step is offered any more, and a press from an older message changes nothing."""
    await lane.agree()
    shown = await reached(lane)
    for movement in ("Shake", "Push in", "Pull out", "Zoom in", "Zoom out", "Tilt up"):
        shown = await moves(lane, shown, movement)
        if "Add step" in labels(shown, pressable=True):
            shown = await lane.press("ana", shown, "Add step")
    assert "Add step" not in labels(shown, pressable=True)
    assert [o["label"][:6] for o in lists(shown)["step"]["options"]] == [
        f"Step {n}" for n in range(1, 7)
    ]


async def test_undo_and_remove(lane):
    """Each press takes one change back."""
    await lane.agree()
    shown = await moves(lane, await reached(lane), "Shake")
    shown = await moves(lane, shown, "Static shot")
    assert lists(shown)["measure"]["disabled"]
    shown = await lane.press("ana", shown, "Remove step")
    assert "none asked for" in shown.text
    shown = await lane.press("ana", shown, "Undo")
    assert "**Camera** static shot" in shown.text
    shown = await lane.press("ana", shown, "Undo")
    assert "**Camera** shake" in shown.text
    shown = await lane.press("ana", shown, "Undo")
    assert "none asked for" in shown.text
    assert "Undo" not in labels(shown, pressable=True)


async def test_brackets_in_the_text_can_be_taken_in(lane):
    """They are part of the plan, out of the lists' reach until they are moved into it."""
    shown = await composer(lane, prompt="[pan left] a lake [logo]", camera="shake")
    assert "**Camera** shake, then pan left" in shown.text
    assert "**In your text** pan left" in shown.text
    assert "is not a camera movement" in shown.text
    shown = await lane.press("ana", shown, "Take brackets in")
    assert "In your text" not in shown.text
    assert [o["label"] for o in lists(shown)["step"]["options"]] == [
        "Step 1 · shake",
        "Step 2 · pan left",
        "Add a step",
    ]
    assert "[Shake][Pan left] a lake [logo]" in shown.text


async def test_a_model_without_a_camera_is_told_of(lane):
    """The composer names who makes it instead, and that one does."""
    shown = await composer(lane, model="T2V-01")
    assert "**T2V-01** reads" in shown.text
    shown = await moves(lane, shown, "Push in")
    assert "**T2V-01 Director** (follows a camera, T2V-01 doesn't) reads" in shown.text
    await lane.agree()
    await lane.press("ana", shown, "Make it for 5 credits")
    [job] = await lane.all_jobs()
    assert job.shot.model == "T2V-01-Director"


async def test_pictures_stay_with_the_request(lane, png):
    """What is composed of a request with a picture is made from that picture."""
    await lane.agree()
    shown = await reached(lane, Picture=[picture(png)])
    shown = await lane.press("ana", await moves(lane, shown, "Zoom in"), "Make it for 5 credits")
    [job] = await lane.all_jobs()
    assert job.shot.pictures.first_frame is not None
    assert job.shot.camera.words() == "zoom in"


async def test_text_is_edited_in_a_form(lane):
    """Text and camera as typed come back into the composer, whether they can be filmed or not."""
    await lane.agree()
    shown = await reached(lane)
    ana = lane.discord.member("ana")
    opened = await lane.form("ana", shown, "Edit text")
    assert opened.modal.fields["prompt"]["value"] == "a calm lake"
    # What a new process does not have: the library's memory of open forms.
    lane.client._connection._view_store._modals.clear()
    sent = ana.submit_modal(
        opened.modal, {"What happens": "a storm", "Camera": "push in + pull out"}
    )
    await sent
    shown = await sent.final()
    assert "cancel each other" in shown.text
    assert lists(shown) == {}
    shown = await lane.press("ana", shown, "Push in, then pull out")
    assert "[Push in][Pull out] a storm" in shown.text


async def test_typed_out_of_all_measure(lane):
    """Forty steps typed into the form: the reason, and the first six at one press."""
    await lane.agree()
    shown = await reached(lane)
    opened = await lane.form("ana", shown, "Edit text")
    typed = {"What happens": "a storm", "Camera": ", then ".join(["shake", "tilt up"] * 12)}
    sent = lane.discord.member("ana").submit_modal(opened.modal, typed)
    await sent
    shown = await sent.final()
    assert "24 camera movements one after the other are more than a clip can hold" in shown.text
    assert "Make it" not in str(labels(shown, pressable=True))
    shown = await lane.press("ana", shown, labels(shown)[0])
    assert len(lists(shown)["step"]["options"]) == 6


async def test_without_a_word(lane):
    """With nothing to film it can't be made; the form for the text is one press away."""
    shown = await composer(lane)
    opened = await lane.form("ana", shown, "Edit text")
    sent = lane.discord.member("ana").submit_modal(
        opened.modal, {"What happens": "", "Camera": "shake"}
    )
    await sent
    shown = await sent.final()
    assert "**Text** none yet" in shown.text
    assert "Make it for 5 credits" not in labels(shown, pressable=True)
    assert "Edit text" in labels(shown, pressable=True)


async def test_what_stands_in_the_way_is_named(lane):
    """A request that no model makes says so here, and the ways out are one press away."""
    await lane.agree()
    refusal = await lane.slash("ana", "video", {"prompt": "x", "aspect": "9:16"})
    assert "No model here makes that shape" in refusal.text
    [draft_id] = [b["custom_id"].split(":")[2] for b in refusal.buttons() if b["label"] == "Edit"]
    look = await lane.services.composing.look(draft_id, who(lane))
    assert look.trouble is not None
    assert look.quote is None


def who(lane, member="ana"):
    from services.asks import Who

    return Who(member_id=lane.discord.member(member).id, name=member)


async def test_two_presses_at_once_lose_nothing(lane):
    """Two choices for one step both hold; of two that move steps the second is told it did not."""
    await lane.agree()
    shown = await moves(lane, await reached(lane), "Shake")
    ana, ids = lane.discord.member("ana"), lists(shown)
    both = [
        ana.select(shown, ids["moves"]["custom_id"], [PLACE["Push in"]]),
        ana.select(shown, ids["measure"]["custom_id"], [FAR]),
    ]
    await asyncio.gather(*both)
    texts = [(await press.final()).text for press in both]
    assert any("strong push in" in text for text in texts)
    shown = await ana.see(lambda message: message.id == shown.id)
    removes = [ana.press(shown, "Remove step") for _ in range(2)]
    await asyncio.gather(*removes)
    finals = [await press.final() for press in removes]
    assert any("that press" in final.text or "none asked for" in final.text for final in finals)
    assert "none asked for" in finals[-1].text


async def test_a_plan_that_changed_is_not_made_unseen(lane):
    """The button of an older message shows the plan as it stands now instead."""
    await lane.agree()
    first = await moves(lane, await reached(lane), "Shake")
    make = next(b["custom_id"] for b in first.buttons() if b["label"].startswith("Make it"))
    second = await choose(lane, first, "measure", SLOWLY)
    assert make not in [b["custom_id"] for b in second.buttons()]


@pytest.mark.parametrize("label", ["Earlier", "Edit text", "Make it for 5 credits", "Close"])
async def test_strangers_and_old_requests(lane, label):
    """A request that was taken is gone for every control under an older message."""
    await lane.agree()
    shown = await moves(lane, await reached(lane), "Shake")
    shown = await lane.press("ana", shown, "Add step")
    shown = await moves(lane, shown, "Tilt up")
    await lane.ground.database.transaction(
        lambda db: db.conn.execute("UPDATE drafts SET used_at = created_at")
    )
    told = await lane.press("ana", shown, label)
    assert told.text.startswith("That request was taken already")


async def test_nobody_composes_for_another(lane):
    """Even a stranger who knows its id finds no request there."""
    await lane.agree()
    shown = await reached(lane)
    draft_id = lists(shown)["step"]["custom_id"].split(":")[2]
    from domain.refusals import DraftGone, Refused

    with pytest.raises(Refused) as refused:
        await lane.services.composing.look(draft_id, who(lane, "ben"))
    assert refused.value.refusal == DraftGone()


async def test_closed_and_opened_again(lane):
    """The plan is kept, and comes back as it was."""
    await lane.agree()
    shown = await moves(lane, await reached(lane), "Shake")
    put_away = await lane.press("ana", shown, "Close")
    assert "kept here for a day" in put_away.text
    shown = await lane.press("ana", put_away, "Direct the camera")
    assert "**Camera** shake" in shown.text
