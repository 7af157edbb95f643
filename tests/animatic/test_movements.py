"""Each movement is seen for what it is, in the decoded file, by a judge that knows no renderer."""

import io
from pathlib import Path

import pytest
from PIL import Image

from animatic import AMPLITUDES, MOVEMENTS, SPEEDS, AnimaticShot, Move, draw, render
from tests.animatic.judge import Motion, frames_of, judge, measure
from tests.tools.tables import join_tables, table, write_table

WIDE, TALL = (256, 144), (144, 256)
WORLD = "a fox in a forest"
WORLDS = {
    "city": "a taxi in the city at night",
    "mountains": "a dragon over mountains",
    "desert": "a person in the desert at noon",
    "meadow": "a girl in a meadow, sunrise",
    "room": "a cat in a room",
    "road": "a bus on a road by day",
    "sea": "a red boat at sea",
    "snow": "a deer in the snow",
}
SHAPES = {"16x9": WIDE, "9x16": TALL}


def shot(prompt: str, *steps: tuple[Move | str, ...], **changes) -> AnimaticShot:
    # The label stands still whatever the camera does: it says nothing about it.
    values = {"width": 256, "height": 144, "seconds": 3, "fps": 10, "label": ""}
    return AnimaticShot(prompt=prompt, steps=steps, **{**values, **changes})


def watch(clip: AnimaticShot, folder: Path, spans: int = 1) -> list[Motion]:
    """Encode a clip, decode it, and measure each of so many equal parts of it."""
    path = folder / "watched.mp4"
    render(clip, path)
    greys, fps = frames_of(path)
    part = len(greys) // spans
    return [measure(greys[i * part : (i + 1) * part + 1], fps) for i in range(spans)]


def picture_of(prompt: str, size: tuple[int, int]) -> bytes:
    """A picture that somebody might send, with a subject and with texture everywhere."""
    width, height = size
    frame = next(iter(draw(shot(prompt, width=width * 2, height=height * 2))))
    buffer = io.BytesIO()
    Image.fromarray(frame).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("world", "16x9"),
        ("picture", "9x16"),
        pytest.param("world", "9x16", marks=pytest.mark.long),
        pytest.param("picture", "16x9", marks=pytest.mark.long),
    ],
)
def test_every_movement_is_recognised(kind, shape, tmp_path):
    """Left from right, up from down, in from out, travel from turn and lens by parallax, shake by
    its frequency, tracking by the held subject: in a drawn world and on a flat picture."""
    size = dict(zip(("width", "height"), SHAPES[shape], strict=True))
    if kind == "picture":
        size["picture"] = picture_of("a robot in the desert", SHAPES[shape])
    seen = {name: judge(watch(shot(WORLD, (name,), **size), tmp_path)[0]) for name in MOVEMENTS}
    rows = [[drawn, *("●" * (name in seen[drawn]) for name in MOVEMENTS)] for drawn in seen]
    title = f"## {kind}, {shape}: rows drawn, columns judged\n\n"
    write_table(f"camera_confusion_{kind}_{shape}", title + table(["drawn", *MOVEMENTS], rows))
    parts = [f"camera_confusion_{a}_{b}" for a in ("world", "picture") for b in SHAPES]
    join_tables("camera_confusion", parts)
    assert {drawn: judged for drawn, judged in seen.items() if judged != (drawn,)} == {}


TOGETHER = [
    ("Pan left", "Tilt up"),
    ("Truck left", "Pedestal up"),
    ("Pan right", "Zoom in"),
    ("Pan left", "Push in"),
    ("Truck right", "Tilt down"),
    ("Tilt down", "Pedestal up"),
    ("Zoom in", "Pull out"),
    ("Zoom out", "Tilt up"),
    ("Pan right", "Shake"),
    ("Truck left", "Zoom in", "Tilt up"),
]


@pytest.mark.parametrize("together", TOGETHER, ids=" + ".join)
def test_movements_at_once_all_show(together, tmp_path):
    """Up to three movements in one step are all there, and no other."""
    (motion,) = watch(shot("a robot in the desert", together), tmp_path)
    assert set(judge(motion)) == set(together)


SEQUENCES = [
    ("Truck left", "Tilt up", "Pan right"),
    ("Tracking shot", "Truck right", "Shake"),
    ("Pedestal up", "Pedestal down", "Zoom in", "Push in"),
    ("Truck left",) * 6,
    ("Truck left", "Truck right", "Pan left", "Pan right", "Push in", "Zoom in"),
]


@pytest.mark.parametrize("names", SEQUENCES, ids=" > ".join)
def test_steps_follow_one_another(names, tmp_path):
    """Each part of a sequence of six seconds shows its own movement, in order."""
    clip = shot("a robot in the desert", *((name,) for name in names), seconds=6)
    seen = [judge(motion, 6 / len(names)) for motion in watch(clip, tmp_path, len(names))]
    assert seen == [(name,) for name in names]


@pytest.mark.long
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_world_shows_every_movement(world, shape, tmp_path):
    """No world hides what the camera does; water and weather may add to it."""
    size = dict(zip(("width", "height"), SHAPES[shape], strict=True))
    seen = {
        name: judge(watch(shot(WORLDS[world], (name,), **size), tmp_path)[0]) for name in MOVEMENTS
    }
    assert {drawn: judged for drawn, judged in seen.items() if drawn not in judged} == {}


@pytest.mark.long
@pytest.mark.parametrize("take", range(1, 13))
def test_every_take_shows_its_movement(take, tmp_path):
    """However another take is placed, lit and held, the camera does the same in it."""
    for name in ("Shake", "Tracking shot", "Push in", MOVEMENTS[take % 12]):
        (motion,) = watch(shot(WORLD, (name,), take=take), tmp_path)
        assert judge(motion) == (name,)


@pytest.mark.parametrize(
    ("prompt", "name"),
    [("", "Tracking shot"), ("مدينة", "Push in"), ("a girl on a road", "Pull out")],
    ids=["nobody", "nothing known", "a road to the horizon"],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_empty_places_and_long_roads_show_it_too(prompt, name, shape, tmp_path):
    """A place where nobody stands, and a road that lies on the ground, hide no movement."""
    size = dict(zip(("width", "height"), SHAPES[shape], strict=True))
    (motion,) = watch(shot(prompt, (name,), **size), tmp_path)
    assert judge(motion) == (name,)


FARTHER = {
    "Truck left": ("near", "x"),
    "Push in": ("near", "growth"),
    "Pedestal up": ("near", "y"),
    "Pan right": ("far", "x"),
    "Zoom in": ("far", "growth"),
}


@pytest.mark.parametrize("name", FARTHER)
@pytest.mark.parametrize("kind", ["world", "picture"])
def test_amplitude_is_seen(name, kind, tmp_path):
    """A strong movement goes clearly farther than a medium one, that farther than a slight one."""
    picture = picture_of("a robot in the desert", WIDE) if kind == "picture" else None
    part, axis = FARTHER[name]
    far = []
    for amplitude in AMPLITUDES:
        clip = shot(WORLD, (Move(name, amplitude),), picture=picture, seconds=2, fps=6)
        (motion,) = watch(clip, tmp_path)
        far.append(abs(getattr(motion, part)[axis]))
    assert far[1] > 1.2 * far[0]
    assert far[2] > 1.2 * far[1]


@pytest.mark.parametrize("name", ["Truck left", "Pan right", "Zoom in"])
def test_speed_is_seen(name, tmp_path):
    """A fast movement is quicker at its quickest, arrives earlier, and then rests."""
    slow, medium, fast = (
        watch(shot(WORLD, (Move(name, "medium", speed),)), tmp_path)[0] for speed in SPEEDS
    )
    assert fast.busiest > 1.5 * medium.busiest
    assert medium.busiest > 1.05 * slow.busiest
    assert fast.busy < 0.6 < 0.85 < slow.busy


def test_a_faster_camera_follows_faster(tmp_path):
    """Tracking never arrives: the world streams by faster or slower, the subject is held."""
    clips = [shot(WORLD, (Move("Tracking shot", "medium", speed),)) for speed in SPEEDS]
    seen = [watch(clip, tmp_path)[0] for clip in clips]
    assert [judge(motion) for motion in seen] == [("Tracking shot",)] * 3
    assert abs(seen[2].near["x"]) > 1.25 * abs(seen[1].near["x"]) > 1.5 * abs(seen[0].near["x"])


def test_static_ignores_how_far_and_how_fast():
    """A camera that stands still can do so neither strongly nor quickly."""
    plain = draw(shot(WORLD, ("Static shot",), seconds=0.5))
    strong = draw(shot(WORLD, (Move("Static shot", "strong", "fast"),), seconds=0.5))
    assert all((one == other).all() for one, other in zip(plain, strong, strict=True))
