"""Each movement is seen for what it is by a judge that knows nothing of the drawing."""

import io
import itertools

import numpy as np
import pytest
from PIL import Image

from animatic import MOVEMENTS, AnimaticShot, draw
from tests.animatic.judge import judge, measure

WORLDS = {
    "sea": "a red boat at sea",
    "forest": "a fox in a forest",
    "city": "a taxi in the city at night",
    "mountains": "a dragon over mountains",
    "desert": "a person in the desert at noon",
    "sky": "a balloon in the sky",
    "meadow": "a girl in a meadow, sunrise",
    "storm": "a red lighthouse in a storm",
}


def shot(prompt: str, *steps: tuple[str, ...], **changes) -> AnimaticShot:
    values = {"width": 320, "height": 180, "seconds": 2.4, "fps": 10}
    return AnimaticShot(prompt=prompt, steps=steps, **{**values, **changes})


@pytest.fixture(scope="module")
def picture() -> bytes:
    """A picture with texture everywhere."""
    frame = next(iter(draw(shot("a house in a meadow by day", width=640, height=360, label=""))))
    buffer = io.BytesIO()
    Image.fromarray(frame).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_a_movement_in_a_world_is_recognised(movement):
    """Direction, and travel from turn from lens by parallax, are visible in a drawn world."""
    assert judge(measure(draw(shot(WORLDS["forest"], (movement,))))) == movement


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_a_movement_of_a_picture_is_recognised(movement, picture):
    """The same movements are visible on a flat picture."""
    assert judge(measure(draw(shot("", (movement,), picture=picture)))) == movement


@pytest.mark.parametrize("movement", ["Truck left", "Push in"])
@pytest.mark.parametrize("world", WORLDS)
def test_every_world_shows_the_direction(world, movement):
    """No world hides where the camera goes."""
    assert judge(measure(draw(shot(WORLDS[world], (movement,))))) == movement


@pytest.mark.parametrize("movement", ["Truck right", "Pedestal up", "Zoom out"])
def test_a_tall_frame_shows_the_direction(movement):
    """9:16 works like 16:9."""
    frames = draw(shot(WORLDS["meadow"], (movement,), width=180, height=320))
    assert judge(measure(frames)) == movement


@pytest.mark.parametrize(
    ("together", "signs"),
    [
        (("Pan left", "Tilt up"), {"far_x": 1, "far_y": 1}),
        (("Truck right", "Pedestal down"), {"near_x": -1, "near_y": -1}),
        (("Zoom in", "Tilt down"), {"far_growth": 1, "far_y": -1}),
        (("Truck left", "Pan left", "Tilt down"), {"near_x": 1, "far_x": 1, "far_y": -1}),
    ],
    ids=lambda value: " + ".join(value) if isinstance(value, tuple) else "",
)
def test_movements_at_once_all_show(together, signs):
    """Up to three movements in one step are all there."""
    motion = measure(draw(shot(WORLDS["forest"], together)))
    for field, sign in signs.items():
        assert getattr(motion, field) * sign > 0.015, field


def test_steps_follow_one_another():
    """Each part of a sequence shows its own movement, in order."""
    plan = ("Truck left", "Tilt up", "Pan right")
    frames = list(draw(shot(WORLDS["forest"], *((name,) for name in plan), seconds=6)))
    third = len(frames) // 3
    seen = [judge(measure(frames[i * third : (i + 1) * third + 1])) for i in range(3)]
    assert seen == list(plan)


def test_there_is_no_jump_between_steps():
    """Where one step ends and the next begins the picture changes no more than within them."""
    plan = (("Push in",), ("Truck left",), ("Zoom out",), ("Pedestal up",))
    frames = list(draw(shot(WORLDS["forest"], *plan, seconds=4, fps=12)))
    changes = [np.abs(a.astype(int) - b).mean() for a, b in itertools.pairwise(frames)]
    for end in (12, 24, 36):
        assert changes[end - 1] < 1.2 * max(changes[end - 8 : end - 2] + changes[end + 2 : end + 8])


def test_static_holds_still_while_the_world_lives():
    """The camera does not move, the waves do."""
    frames = list(draw(shot(WORLDS["sea"], ("Static shot",))))
    assert judge(measure(frames)) == "Static shot"
    assert np.abs(frames[0].astype(int) - frames[-1]).mean() > 0.5


def test_a_camera_that_follows_finds_something_that_moves():
    """A lighthouse cannot be followed: it stays behind, and a bird is followed instead."""
    frames = list(draw(shot(WORLDS["storm"], ("Tracking shot",), seconds=6)))
    red = [frame[..., 0].astype(int) - frame[..., 2] for frame in (frames[0], frames[-1])]
    assert (red[0][:, 130:190] > 60).sum() > 200
    assert (red[1][:, 130:190] > 60).sum() < 50


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_no_border_is_invented_around_a_picture(movement):
    """The outermost pixels of every frame come from inside the picture."""
    ramp = np.linspace(0, 255, 1024).astype(np.uint8)
    across, down = np.meshgrid(ramp, ramp[:576])
    buffer = io.BytesIO()
    Image.fromarray(np.dstack([across, down, across])).save(buffer, "PNG")
    frames = draw(shot("", (movement,), picture=buffer.getvalue(), seconds=6, fps=4, label=""))
    for frame in frames:
        middle = frame[90, :, 0].astype(int)
        assert middle[12] - middle[0] >= 3
        assert middle[-1] - middle[-13] >= 3


def test_a_picture_begins_as_itself(picture):
    """The first frame is the picture, slightly enlarged at most."""
    first = next(iter(draw(shot("", ("Push in",), picture=picture, label=""))))
    original = Image.open(io.BytesIO(picture)).convert("RGB").resize((320, 180))
    assert np.abs(first.astype(int) - np.asarray(original)).mean() < 12
