"""Every model and every camera movement, from what a member types to the clip in the channel."""

import asyncio
import contextlib
import itertools
from dataclasses import dataclass

from sandbox.discord.shapes import Upload
from sandbox.minimax.records import Received
from tests.acceptance.conftest import Opens, Play
from tests.tools.tables import table, write_table

ROOMY = {
    "GREENLIGHT_SUBMITS_PER_MINUTE": "6000",
    "GREENLIGHT_CREDITS_PER_DAY": "1000",
    "GREENLIGHT_RUNNING_PER_MEMBER": "20",
    "GREENLIGHT_WAITING_PER_MEMBER": "20",
    "GREENLIGHT_CEILING_DAY": "500",
    "GREENLIGHT_CEILING_MONTH": "500",
    "GREENLIGHT_SERVER_CEILING_DAY": "500",
    "GREENLIGHT_SERVER_CEILING_MONTH": "500",
}
#: Those who may use pictures come first.
MEMBERS = ("ana", "ben", "staff", "manager", "newcomer", "operator")

Steps = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a member types, and what the engine must then be told."""

    typed: dict[str, str | int]
    model: str
    prompt: str
    steps: Steps = ()
    pictures: tuple[str, ...] = ()
    attach: tuple[str, ...] = ()


#: The one that makes most clips when nobody chose.
USUAL = "MiniMax-Hailuo-2.3"
MODELS = (
    Wish(typed={"prompt": "a lamp", "model": "T2V-01"}, model="T2V-01", prompt="a lamp"),
    Wish(
        typed={"prompt": "a red barn", "camera": "Truck left", "model": "T2V-01 Director"},
        model="T2V-01-Director",
        prompt="[Truck left] a red barn",
        steps=(("Truck left",),),
    ),
    Wish(
        typed={"prompt": "the waves begin to move", "model": "I2V-01"},
        attach=("image",),
        model="I2V-01",
        prompt="the waves begin to move",
        pictures=("first_frame_image",),
    ),
    Wish(
        typed={"prompt": "the leaves fall", "camera": "zoom out", "model": "I2V-01 Director"},
        attach=("image",),
        model="I2V-01-Director",
        prompt="[Zoom out] the leaves fall",
        steps=(("Zoom out",),),
        pictures=("first_frame_image",),
    ),
    Wish(
        typed={"prompt": "the drawing winks", "model": "I2V-01-live"},
        attach=("image",),
        model="I2V-01-live",
        prompt="the drawing winks",
        pictures=("first_frame_image",),
    ),
    Wish(
        typed={"prompt": "she laughs in the rain"},
        attach=("subject",),
        model="S2V-01",
        prompt="she laughs in the rain",
        pictures=("subject_reference[0].image[0]",),
    ),
    Wish(typed={"prompt": "a candle"}, model=USUAL, prompt="a candle"),
    Wish(
        typed={"prompt": "the sea breathes", "camera": "push in", "duration": 10},
        attach=("image",),
        model=USUAL,
        prompt="[Push in] the sea breathes",
        steps=(("Push in",),),
        pictures=("first_frame_image",),
    ),
    Wish(
        typed={"prompt": "a gull lands", "model": "Hailuo 2.3 Fast", "resolution": "1080p"},
        attach=("image",),
        model="MiniMax-Hailuo-2.3-Fast",
        prompt="a gull lands",
        pictures=("first_frame_image",),
    ),
    Wish(
        typed={"prompt": "day turns to night"},
        attach=("image", "last"),
        model="MiniMax-Hailuo-02",
        prompt="day turns to night",
        pictures=("first_frame_image", "last_frame_image"),
    ),
    Wish(
        typed={"prompt": "small and cheap", "resolution": "512p"},
        attach=("image",),
        model="MiniMax-Hailuo-02",
        prompt="small and cheap",
        pictures=("first_frame_image",),
    ),
)
#: As MiniMax spells them; written out, so that our own list cannot vouch for itself.
MOVEMENTS = (
    "Truck left",
    "Truck right",
    "Pan left",
    "Pan right",
    "Push in",
    "Pull out",
    "Pedestal up",
    "Pedestal down",
    "Tilt up",
    "Tilt down",
    "Zoom in",
    "Zoom out",
    "Shake",
    "Tracking shot",
    "Static shot",
)
ALONE = tuple(
    Wish(
        typed={"prompt": f"harbour number {number}", "camera": movement.lower()},
        model=USUAL,
        prompt=f"[{movement}] harbour number {number}",
        steps=((movement,),),
    )
    for number, movement in enumerate(MOVEMENTS, 1)
)
COMBINED = (
    Wish(
        typed={"prompt": "a train leaves", "camera": "truck left + pan right"},
        model=USUAL,
        prompt="[Truck left, Pan right] a train leaves",
        steps=(("Truck left", "Pan right"),),
    ),
    Wish(
        typed={"prompt": "a kite over dunes", "camera": "push in, then tilt up"},
        model=USUAL,
        prompt="[Push in][Tilt up] a kite over dunes",
        steps=(("Push in",), ("Tilt up",)),
    ),
    Wish(
        typed={
            "prompt": "waves break [ pedestal UP,shake ] and then [STATIC shot] calm",
            "camera": "zoom out",
        },
        model=USUAL,
        prompt="[Zoom out] waves break [Pedestal up, Shake] and then [Static shot] calm",
        steps=(("Zoom out",), ("Pedestal up", "Shake"), ("Static shot",)),
    ),
)
WISHES = (*MODELS, *ALONE, *COMBINED)


async def test_every_model_and_movement_through_the_whole_chain(
    play: Opens, picture: bytes
) -> None:
    """Each shot reaches the engine word for word, and its own clip stands once in the channel."""
    async with play(knobs=ROOMY) as it:
        it.minimax.account.submits_per_minute = None
        for often in ("create_message", "update_message", "delete_message"):
            it.discord.set_rate_limit(often, requests=50, seconds=1.0)
        await ask_for_all(it, picture)
        await it.clip(len(WISHES))
        await it.settled()
        received = {told.prompt: told for told in it.minimax.received}
        write_table("models_and_movements", as_table(received))
        assert len(it.minimax.received) == len(WISHES)
        for wish in WISHES:
            assert_told(received[wish.prompt], wish, picture)
        assert it.minimax.unknown_routes == []
        assert_each_posted_once(it)
        assert it.minimax.counters.charges == len(WISHES)
        assert it.proof() == []


async def ask_for_all(it: Play, picture: bytes) -> None:
    """The members type at the same time, each one shot after the other."""
    heaps: dict[str, list[Wish]] = {member: [] for member in MEMBERS}
    turns = itertools.cycle(MEMBERS)
    for wish in WISHES:
        heaps["ana" if wish.attach else next(turns)].append(wish)
    async with asyncio.TaskGroup() as group:
        for member, wishes in heaps.items():
            group.create_task(ask_one_by_one(it, member, wishes, picture))


async def ask_one_by_one(it: Play, member: str, wishes: list[Wish], picture: bytes) -> None:
    person = it.discord.member(member)
    for wish in wishes:
        uploads = {slot: Upload(f"{slot}.png", picture, "image/png") for slot in wish.attach}
        answer = await it.ask(member, **wish.typed, **uploads)
        # The first clip's rules, and a price above the usual one, are agreed to first.
        if answer.buttons()[0]["label"].startswith("Make it"):
            answer = await person.press(answer, answer.buttons()[0]["custom_id"]).final()
        assert "Your shot is in" in answer.text


def assert_told(told: Received, wish: Wish, picture: bytes) -> None:
    """The engine got exactly this, and understood the camera as it was meant."""
    assert told.code == 0
    assert told.model == wish.model
    assert told.steps == wish.steps
    assert told.ignored == ()
    assert tuple(image.field for image in told.images) == wish.pictures
    assert all(image.data == picture for image in told.images)


def assert_each_posted_once(it: Play) -> None:
    """The bytes drawn for a job stand once in the channel, under that job's code."""
    with contextlib.closing(it.books()) as books:
        jobs = dict(books.execute("SELECT code, remote_task_id FROM jobs").fetchall())
    assert len(jobs) == len(WISHES)
    posted = {
        clip.attachments[0]["filename"]: it.discord.file(clip.attachments[0]["id"])
        for clip in it.discord.clips
    }
    assert len(it.discord.clips) == len(posted) == len(jobs)
    for code, remote_task_id in jobs.items():
        drawn = it.minimax.orders[remote_task_id].drawing.result().read_bytes()
        assert posted[f"greenlight-{code}.mp4"] == drawn


def as_table(received: dict[str, Received]) -> str:
    """What was typed and what the stand-in received, one shot a line."""
    head = ("Typed", "Model", "Text the stand-in received", "Camera it understood", "Pictures")
    rows = []
    for wish in WISHES:
        told = received.get(wish.prompt)
        typed = [f"`{name}: {words}`" for name, words in wish.typed.items()]
        typed += [f"`{slot}: (a picture)`" for slot in wish.attach]
        if told is None:
            rows.append((" ".join(typed), "", "**nothing**", "", ""))
            continue
        camera = ", then ".join(" + ".join(step) for step in told.steps)
        pictures = ", ".join(f"{i.field} {i.width}x{i.height}" for i in told.images)
        rows.append((" ".join(typed), told.model, f"`{told.prompt}`", camera, pictures))
    return "# What the video service was told\n\n" + table(head, rows)
