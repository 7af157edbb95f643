"""The composer in the sandbox's Discord: lists and buttons under a kept request, up to the clip."""

import asyncio

import pytest

from domain.job import JobStatus
from domain.movements import Movement
from sandbox.discord.errors import NotPossible
from services.asks import Who
from services.catalogue import load_catalogue
from services.plan_acts import reworded
from tests.lane import open_lane, picture

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
    """What no model makes is said here, and the ways out are one press away."""
    shown = await composer(lane)
    draft_id = draft_of(shown)
    shape = "UPDATE drafts SET ask = json_set(ask, '$.aspect', '9:16') WHERE id = ?"
    await lane.ground.database.transaction(lambda db: db.conn.execute(shape, (draft_id,)))
    shown = await moves(lane, shown, "Shake")
    assert "No model here makes that shape" in shown.text
    assert "**Camera** shake" in shown.text
    ways = await lane.press("ana", shown, "What would work?")
    answer = await lane.press("ana", ways, "In the usual shape")
    assert "Make it for 5 credits" in labels(answer)


def draft_of(message):
    return lists(message)["step"]["custom_id"].split(":")[2]


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
    """Two messages of one request: the older one's button shows what became of it instead."""
    await lane.agree()
    older = await moves(lane, await reached(lane), "Shake")
    await lane.services.composing.do(draft_of(older), ana_of(lane), take_all_out)
    shown = await lane.press("ana", older, "Make it for 5 credits")
    assert shown.text.startswith("The plan had changed before that press")
    assert "none asked for" in shown.text
    assert await lane.all_jobs() == []


def take_all_out(kept):
    return reworded(kept.ask.prompt, "")(kept)


def ana_of(lane):
    return Who(member_id=lane.discord.member("ana").id, name="ana")


@pytest.mark.parametrize("label", ["Earlier", "Edit text", "Make it for 5 credits", "Close"])
async def test_a_request_that_is_gone(lane, label):
    """Taken or too old, every control under its message says so."""
    await lane.agree()
    shown = await moves(lane, await reached(lane), "Shake")
    shown = await lane.press("ana", shown, "Add step")
    shown = await moves(lane, shown, "Tilt up")
    lane.clock.skip(days=1, seconds=1)
    told = await lane.press("ana", shown, label)
    assert told.text.startswith("That request was taken already, or is more than a day old")


async def test_nobody_directs_for_another(lane):
    """A stranger neither sees the message nor can press what is under it."""
    await lane.agree()
    shown = await reached(lane)
    with pytest.raises(NotPossible):
        lane.discord.member("ben").press(shown, "Close")


async def test_closed_and_opened_again(lane):
    """The plan is kept, and comes back as it was."""
    await lane.agree()
    shown = await moves(lane, await reached(lane), "Shake")
    put_away = await lane.press("ana", shown, "Close")
    assert "kept here for a day" in put_away.text
    shown = await lane.press("ana", put_away, "Direct the camera")
    assert "**Camera** shake" in shown.text


#: The press is noted on its draft before the shot is changed.
HANDED_OVER_MEANWHILE = """
CREATE TEMP TRIGGER meanwhile AFTER UPDATE OF ask ON drafts
BEGIN UPDATE jobs SET status = 'submitting' WHERE status = 'queued'; END
"""


class TestAShotInLine:
    """The Camera button of the private answer."""

    async def test_it_is_changed_where_it_waits(self, lane):
        """Same code, same message, the card and the service get the new plan."""
        answer = await lane.video("a lighthouse")
        await lane.delivery.round()
        shown = await lane.press("ana", answer, "Camera")
        assert shown.id == answer.id
        assert "waits in line; until its turn, it can change" in shown.text
        assert "Change it" not in labels(shown, pressable=True)
        shown = await moves(lane, shown, "Truck left")
        assert "as before; it keeps its place in line" in shown.text
        changed = await lane.press("ana", shown, "Change it")
        [job] = await lane.all_jobs()
        assert changed.text.startswith(f"Your shot is changed: **{job.code}**")
        assert labels(changed) == ["Cancel", "Camera", "Details"]
        await lane.delivery.round()
        [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
        assert "truck left" in card.text
        await lane.until_posted()
        assert [order.engine_prompt for order in lane.provider.submits] == [
            "[Truck left] a lighthouse"
        ]
        assert await lane.proof() == []

    async def test_its_picture_stays(self, lane, png):
        """What begins with a picture still does, made by a model that follows a camera."""
        answer = await lane.video("a lighthouse", image=picture(png))
        shown = await moves(lane, await lane.press("ana", answer, "Camera"), "Zoom in")
        await lane.press("ana", shown, "Change it")
        [job] = await lane.all_jobs()
        assert job.shot.model == "I2V-01-Director"
        await lane.until_posted()
        assert lane.provider.submits[0].pictures.first_frame is not None

    async def test_left_as_it_is(self, lane):
        """Closing changes nothing, and gives the shot's own buttons back."""
        answer = await lane.video("a lighthouse", camera="shake")
        shown = await moves(lane, await lane.press("ana", answer, "Camera"), "Tilt up")
        shown = await lane.press("ana", shown, "Close")
        assert "stays as it is, shake" in shown.text
        assert labels(shown) == ["Cancel", "Camera", "Details"]
        [job] = await lane.all_jobs()
        assert job.shot.camera.words() == "shake"

    async def test_too_late(self, lane):
        """Handed over while it was directed: the plan stays here and makes a new shot."""
        answer = await lane.video("a lighthouse")
        shown = await moves(lane, await lane.press("ana", answer, "Camera"), "Shake")
        await lane.step(seconds=1)
        late = await lane.press("ana", shown, "Change it")
        assert "is being made already, so its plan stays as it was" in late.text
        assert "**Camera** shake" in late.text
        taken = await lane.press("ana", late, "Make it for 5 credits")
        assert taken.text.startswith("Your shot is in")
        first, second = await lane.all_jobs()
        assert second.shot.parent == first.code
        assert await lane.proof() == []

    async def test_too_late_in_that_very_moment(self, lane):
        """Handed over between the press and the change: the same words, and nothing is lost."""
        answer = await lane.video("a lighthouse")
        shown = await moves(lane, await lane.press("ana", answer, "Camera"), "Shake")
        await lane.ground.database.transaction(lambda db: db.conn.execute(HANDED_OVER_MEANWHILE))
        late = await lane.press("ana", shown, "Change it")
        assert late.id == shown.id
        assert "is being made already, so its plan stays as it was" in late.text
        assert "Make it for 5 credits" in labels(late)
        [job] = await lane.all_jobs()
        assert job.shot.camera.words() == ""

    async def test_cancelled_meanwhile(self, lane):
        """A shot that was taken out of the line is not brought back by its camera."""
        answer = await lane.video("a lighthouse")
        shown = await moves(lane, await lane.press("ana", answer, "Camera"), "Shake")
        await lane.slash("ana", "clips cancel")
        late = await lane.press("ana", shown, "Change it")
        assert "was taken out of the line" in late.text
        [job] = await lane.all_jobs()
        assert job.status is JobStatus.CANCELLED

    async def test_at_another_price(self, tmp_path):
        """It says the new price beforehand; code and place stay, and the difference is back."""
        async with open_lane(tmp_path, catalogue=load_catalogue(None)) as lane:
            answer = await lane.video("a lighthouse", model="T2V-01")
            answer = await lane.press("ana", answer, "Make it for 5 credits")
            shown = await moves(lane, await lane.press("ana", answer, "Camera"), "Shake")
            [old] = await lane.all_jobs()
            assert "**3 credits** instead of 5; it keeps its place in line" in shown.text
            taken = await lane.press("ana", shown, "Change it for 3 credits")
            [new] = await lane.all_jobs()
            assert (new.code, new.credits) == (old.code, 3)
            assert taken.text.startswith(f"Your shot is changed: **{new.code}**")
            assert "7 of 10 credits" in (await lane.slash("ana", "credits")).text
            assert await lane.proof() == []
