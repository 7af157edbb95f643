"""`/preview` in the sandbox's Discord: seen before anything is spent, and gone on with."""

import io

import pytest
from PIL import Image

from sandbox.discord.errors import NotPossible
from tests.drawn import ScriptedHands
from tests.lane import open_lane, picture

LONG = ", then ".join(["shake", "tilt up"] * 20)


@pytest.fixture
async def lane(tmp_path):
    """The bot online, with hands that draw nothing."""
    async with open_lane(tmp_path, hands=ScriptedHands(tmp_path).make()) as lane:
        lane.discord.give_role("ana", "Artist")
        yield lane


def labels(message, *, pressable=False):
    return [b["label"] for b in message.buttons() if not (pressable and b.get("disabled"))]


def file_names(message):
    return [file["filename"] for file in message.json["attachments"]]


async def preview(lane, prompt="a lake", **options):
    return await lane.slash("ana", "preview", {"prompt": prompt, **options})


async def look(lane, message):
    """Ana presses Preview under a message without one; returns it with the preview."""
    ana = lane.discord.member("ana")
    await ana.press(message, "Preview")
    return await ana.see(lambda one: one.id == message.id and one.json["attachments"])


async def chosen(lane, message, begins, value):
    """Ana chooses from the list whose identity begins so; returns the message as it is then."""
    lists = [item for row in message.json["components"] for item in row["components"]]
    [found] = [one["custom_id"] for one in lists if one["custom_id"].startswith(begins)]
    return await lane.discord.member("ana").select(message, found, [value]).final()


def drawn_as(image, kind="PNG"):
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


async def test_seen_then_made(lane):
    """The preview comes privately, over the composer; what is made then has that very plan."""
    await lane.agree()
    shown = await preview(lane, "lake, astronaut", camera="slow push in")
    assert shown.ephemeral
    assert file_names(shown) == ["preview.mp4"]
    [file] = shown.json["attachments"]
    assert file["description"] == "Preview, drawn by the bot. The camera pushes in at slow speed."
    first, camera, *_ = shown.text.splitlines()
    assert first == "**Preview** a sketch, drawn: lake,; not drawn: astronaut."
    assert camera == "**Camera** slow push in"
    assert shown.text.endswith("Nothing is charged before you press.")
    assert await lane.all_jobs() == []
    await lane.press("ana", shown, "Make it for 5 credits")
    [job] = await lane.all_jobs()
    assert job.shot.camera.words() == "slow push in"


async def test_changed_and_seen_again(lane):
    """The button draws the plan as it stands now, in the same message."""
    shown = await preview(lane)
    assert "No movement is asked for, so the camera holds still." in shown.text
    changed = await chosen(lane, shown, "gl:moves:", "4")
    assert file_names(changed) == []
    seen = await look(lane, changed)
    assert seen.id == shown.id
    assert file_names(seen) == ["preview.mp4"]
    assert "**Camera** push in" in seen.text


async def test_what_was_drawn_is_said_as_long_as_it_stands(lane):
    """Turning to another step keeps the preview and its line; another plan takes both away."""
    shown = await preview(lane, "lake, astronaut", camera="push in, then shake")
    said = shown.text.splitlines()[0]
    assert "not drawn: astronaut" in said
    turned = await chosen(lane, shown, "gl:step:", "1")
    assert (turned.text.splitlines()[0], file_names(turned)) == (said, ["preview.mp4"])
    changed = await chosen(lane, turned, "gl:moves:", "0")
    assert (changed.text.startswith("**Preview**"), file_names(changed)) == (False, [])


async def test_the_form(lane):
    """With nothing given a form asks; what it holds is seen, not made."""
    await lane.agree()
    ana = lane.discord.member("ana")
    opened = await ana.slash("preview", {}, channel="clips")
    assert opened.modal.json["title"] == "See it before you spend"
    lane.client._connection._view_store._modals.clear()
    sent = ana.submit_modal(opened.modal, {"What happens": "a storm", "Camera": "tilt up"})
    await sent
    shown = await sent.final()
    assert file_names(shown) == ["preview.mp4"]
    assert "**Camera** tilt up" in shown.text
    assert await lane.all_jobs() == []


MENDED = [
    (LONG, "40 camera movements one after the other are more than a clip can hold; 6 fit", 0),
    ("push in + shake + tilt up + pan left", "4 camera movements at once are more", 0),
    ("push in + pull out", "Push in and pull out cancel each other", 0),
    ("puhs in", "Did you mean **push in**?", 0),
]


@pytest.mark.parametrize(
    ("camera", "said", "way"), MENDED, ids=["40 steps", "four at once", "contradiction", "misprint"]
)
async def test_a_plan_that_cannot_be_filmed(lane, camera, said, way):
    """The reason with its ways out, as for /video, but nothing is made on the way."""
    await lane.agree()
    told = await preview(lane, camera=camera)
    assert said in told.text
    assert "Nothing was charged" in told.text
    assert '"a lake"' in told.text
    assert file_names(told) == []
    assert not {"Preview", "Make it for 5 credits"} & set(labels(told, pressable=True))
    mended = await lane.press("ana", told, labels(told)[way])
    seen = await look(lane, mended)
    assert file_names(seen) == ["preview.mp4"]
    assert await lane.all_jobs() == []


async def test_a_movement_nobody_knows(lane):
    """Without anything near it the plan is typed anew; the text is kept meanwhile."""
    told = await preview(lane, camera="xylophone")
    assert '"xylophone" is not a camera movement' in told.text
    assert "Edit text" in labels(told, pressable=True)
    assert '"a lake"' in told.text


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("[logo] on a wall", "is not a camera movement; it stays in your text"),
        ("[Push in a lake", "has no closing bracket"),
        ("[[push in]] a lake", "**Camera** push in"),
        ("غابة تحت المطر", "غابة تحت المطر"),
        ("x" * 1_900, "**Camera** none asked for"),
    ],
    ids=["logo", "open", "nested", "right to left", "long"],
)
async def test_odd_texts_are_seen(lane, prompt, said):
    """What is no camera stays text with a remark, and a preview is drawn all the same."""
    shown = await preview(lane, prompt)
    assert said in shown.text
    assert file_names(shown) == ["preview.mp4"]


async def test_a_camera_alone(lane):
    """Without a text there is a place of the bot's own, and the text can be added."""
    shown = await lane.slash("ana", "preview", {"camera": "push in"})
    assert "a place of mine, as there is no text yet" in shown.text
    assert "Make it for 5 credits" not in labels(shown, pressable=True)
    assert "Edit text" in labels(shown, pressable=True)


async def test_pictures_are_drawn_in(tmp_path):
    """Transparent ones and ones of one colour too, by the process that draws for real."""
    clear = drawn_as(Image.new("RGBA", (400, 320), (0, 90, 200, 0)))
    grey = drawn_as(Image.new("RGB", (320, 400), (90, 90, 90)), "JPEG")
    async with open_lane(tmp_path) as lane:
        lane.discord.give_role("ana", "Artist")
        for data in (clear, grey):
            handed = {"image": picture(data), "camera": "push in"}
            shown = await lane.slash("ana", "preview", handed)
            assert shown.text.startswith("**Preview** your picture, and the camera in it.")
            assert file_names(shown) == ["preview.mp4"]
        [file] = shown.json["attachments"]
        assert file["height"] > file["width"]
        assert await lane.all_jobs() == []


async def test_a_picture_that_cannot_be_used(lane):
    """The reason; text and camera are kept, so that a preview without it is one press away."""
    wide = drawn_as(Image.new("RGB", (6_000, 60)))
    told = await preview(lane, camera="push in", image=picture(wide, "wide.png"))
    assert "wide.png" in told.text
    assert told.button("Make it without that picture for 5 credits")
    assert "Nothing was charged" in told.text
    assert file_names(told) == []
    seen = await look(lane, told)
    assert file_names(seen) == ["preview.mp4"]


async def test_a_face_is_not_drawn(lane, png):
    """What a preview can't show is said; what was handed in stays with the request."""
    ana = lane.discord.member("ana")
    opened = await ana.slash("preview", {}, channel="clips")
    sent = ana.submit_modal(
        opened.modal, {"What happens": "a lake", "Camera": "", "Face": [picture(png)]}
    )
    await sent
    shown = await sent.final()
    assert "Not in it: the face." in shown.text
    assert "S2V-01" in shown.text


async def test_words_over_the_line(lane):
    """The rule is told and the text can be changed; what goes to staff is not to be reworded."""
    told = await preview(lane, "blood everywhere, gore", camera="push in")
    assert "PG-13" in told.text
    assert file_names(told) == []
    assert "Edit text" in labels(told, pressable=True)
    final = await preview(lane, "naked schoolgirl")
    assert final.buttons() == []
    assert "schoolgirl" not in final.text


async def test_not_here_and_not_for_everybody(lane, png):
    """Pictures ask for the same right as for a clip, and the words are kept without; an unopened
    server has no previews."""
    noor = lane.discord.member("newcomer")
    assert set((await noor.slash("preview", {}, channel="clips")).modal.fields) == {
        "prompt",
        "camera",
    }
    told = await lane.slash("newcomer", "preview", {"prompt": "a lake", "image": picture(png)})
    assert "the role Artist" in told.text
    assert '"a lake"' in told.text
    assert {"Preview", "Edit text"} <= set(labels(told, pressable=True))
    await lane.ground.database.transaction(lambda db: db.conn.execute("DELETE FROM servers"))
    assert "isn't open for clips yet" in (await preview(lane)).text


async def test_broken_and_busy(lane, tmp_path):
    """Our own fault has its number and takes nothing along; too many at once are told to wait."""
    told = await preview(lane, "dies", camera="push in")
    assert "could not be drawn (" in told.text
    assert "**Camera** push in" in told.text
    assert (await preview(lane, "after that")).json["attachments"]
    waiting = [
        lane.discord.member("ana").slash("preview", {"prompt": f"{n} waits"}, channel="clips")
        for n in range(2)
    ]
    for handle in waiting:
        await handle
    # "Thinking" is answered before an order is in line.
    await ScriptedHands(tmp_path).begun("0 waits", "1 waits")
    busy = await preview(lane, "third")
    assert "earlier previews are still being drawn" in busy.text
    assert "Preview" in labels(busy, pressable=True)
    ScriptedHands(tmp_path).go()
    for handle in waiting:
        assert file_names(await handle.final()) == ["preview.mp4"]


async def test_nobody_looks_at_anothers_plan(lane):
    """A request is its member's alone, also for the button."""
    shown = await preview(lane)
    with pytest.raises(NotPossible, match="not there"):
        await lane.press("ben", shown, "Preview")


async def test_a_request_that_is_gone(lane):
    """Once it was made of it, the request is no longer there to be looked at."""
    await lane.agree()
    shown = await preview(lane)
    await lane.ground.database.transaction(
        lambda db: db.conn.execute("UPDATE drafts SET used_at = created_at")
    )
    pressed = lane.discord.member("ana").press(shown, "Preview")
    await pressed
    assert "was taken already" in (await pressed.followup()).text


async def test_suggested_while_typing(lane):
    """Movements and shapes come up as for /video, and a process gets ready meanwhile."""
    ana = lane.discord.member("ana")
    typed = await ana.autocomplete("preview", {"prompt": "a lake"}, focused=("camera", "push"))
    assert "push in" in [choice["value"] for choice in typed.choices]
    shapes = await ana.autocomplete("preview", {"prompt": "a lake"}, focused=("aspect", "16"))
    assert [choice["value"] for choice in shapes.choices] == ["16:9"]


async def test_a_preset(lane, png):
    """It comes before the camera that is typed; one that nobody keeps takes nothing else along."""
    saved = {"name": "Slow reveal", "camera": "slow pull out"}
    await lane.slash("ana", "clips presets save", saved)
    shown = await preview(lane, preset="slow reveal", camera="tilt up")
    assert "**Camera** slow pull out, then tilt up" in shown.text
    told = await preview(lane, preset="nobody's", camera="tilt up", image=picture(png))
    assert "nobody's" in told.text
    assert "**Camera** tilt up" in told.text
    seen = await look(lane, told)
    assert seen.text.startswith("**Preview** your picture")
