"""What never happens while the camera moves: jumps, cut subjects, invented borders, drift."""

import io
import itertools
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from animatic import MOVEMENTS, AnimaticShot, Move, ShotRefused, draw
from animatic.__main__ import main
from animatic.camera import path

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"


def shot(prompt: str, *steps: tuple[Move | str, ...], **changes) -> AnimaticShot:
    values = {"width": 256, "height": 144, "seconds": 3, "fps": 8, "label": ""}
    return AnimaticShot(prompt=prompt, steps=steps, **{**values, **changes})


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def photo() -> np.ndarray:
    """A picture with a red thing standing on striped ground before a grey wall."""
    rng = np.random.default_rng(3)
    pixels = np.full((288, 512, 3), 120, np.uint8)
    pixels[180:] = (70, 110, 60)
    pixels = pixels + rng.integers(0, 60, pixels.shape, np.uint8) // 8 * 8
    pixels[110:230, 230:290] = (200, 40, 40)
    return cv2.GaussianBlur(pixels, (0, 0), 1.0)


@pytest.mark.parametrize("picture", [None, png(photo())], ids=["world", "picture"])
def test_there_is_no_jump_between_steps(picture):
    """Where one step ends and the next begins the picture changes no more than within them."""
    plan = (("Push in",), ("Truck left", "Tilt up"), ("Zoom out",), ("Pedestal up",), ("Shake",))
    clip = shot("a robot in the desert", *plan, seconds=5, fps=12, picture=picture)
    frames = [frame.astype(int) for frame in draw(clip)]
    changes = [np.abs(a - b).mean() for a, b in itertools.pairwise(frames)]
    for end in (12, 24, 36, 48):
        within = changes[end - 9 : end - 2] + changes[end + 2 : end + 9]
        assert changes[end - 1] < 1.2 * max(within)


AXES = ("x", "y", "z", "yaw", "pitch", "roll", "lens")
PLANS = {
    "still, then a hand": ("Static shot", "Shake"),
    "a hand, then still": ("Shake", "Static shot"),
    "fast": (Move("Pan left", "strong", "fast"), Move("Zoom in", "strong", "fast")),
    "short": ("Truck left", "Push in", "Shake", "Tilt up", "Tracking shot", "Pull out"),
}


@pytest.mark.parametrize("take", [0, 7])
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_step_begins_and_ends_softly(plan, take):
    """Where steps meet the camera is all but at rest, however fast it is within them, and it
    never changes its speed at once."""
    clip = shot("", *((move,) for move in plan), seconds=3 * len(plan) / 2, fps=60, take=take)
    poses = np.array([[getattr(pose, axis) for axis in AXES] for pose in path(clip)])
    pace = np.linalg.norm(np.diff(poses, axis=0), axis=1)
    part = clip.frames // len(plan)
    meets = [number * part for number in range(1, len(plan))]
    assert max(pace[0], pace[-1], *(pace[at] for at in meets)) < 0.06 * pace.max()
    jerks = np.abs(np.diff(pace)) if "Shake" not in plan else np.zeros(1)
    assert jerks.max() < 0.25 * pace.max()


def test_static_holds_still_while_the_world_lives():
    """The camera does not move, the waves do."""
    frames = [frame.astype(int) for frame in draw(shot("a red boat at sea", ("Static shot",)))]
    assert np.abs(frames[0] - frames[-1]).mean() > 0.5
    # A mountain in the middle of the picture stays where it is.
    still = [frame.astype(int) for frame in draw(shot("a house in a meadow", ("Static shot",)))]
    assert np.median(np.abs(still[0] - still[-1])[90:]) < 3


def purple(frame: np.ndarray) -> np.ndarray:
    red, green, blue = (frame[..., i].astype(int) for i in range(3))
    return (blue > green + 25) & (red > green + 12)


@pytest.mark.parametrize("size", [(256, 144), (144, 256)], ids=str)
@pytest.mark.parametrize("name", ["Push in", "Zoom in", "Pedestal up", "Pedestal down"])
def test_the_subject_stays_whole(name, size):
    """However far the camera pushes, zooms or rises, the subject is not cut by the frame."""
    plan = shot(
        "a purple robot in the desert at noon",
        (Move(name, "strong"),),
        width=size[0],
        height=size[1],
        seconds=6,
        fps=2,
    )
    frames = list(draw(plan))
    first, last = (int(purple(frame).sum()) for frame in (frames[0], frames[-1]))
    assert first > 150
    assert last > 0.7 * first
    edges = [np.concatenate([f[:2].reshape(-1, 3), f[-2:].reshape(-1, 3)])[None] for f in frames]
    assert max(int(purple(edge).sum()) for edge in edges) < 5


def test_a_camera_that_follows_finds_something_that_moves():
    """A lighthouse cannot be followed: it stays behind, and a bird is followed instead."""
    clip = shot("a red lighthouse in a storm", ("Tracking shot",), seconds=6, fps=2)
    frames = list(draw(clip))
    red = [frame[..., 0].astype(int) - frame[..., 2] for frame in (frames[0], frames[-1])]
    assert (red[0][:, 104:152] > 60).sum() > 100
    assert (red[1][:, 104:152] > 60).sum() < 30


@pytest.mark.parametrize("movement", MOVEMENTS)
def test_no_border_is_invented_around_a_picture(movement):
    """The outermost pixels of every frame come from inside the picture."""
    ramp = np.linspace(0, 255, 1024).astype(np.uint8)
    across, down = np.meshgrid(ramp, ramp[:576])
    picture = png(np.dstack([across, down, across]))
    for frame in draw(shot("", (Move(movement, "strong"),), picture=picture, seconds=6, fps=2)):
        middle = frame[72, :, 0].astype(int)
        assert middle[12] - middle[0] >= 3
        assert middle[-1] - middle[-13] >= 3


def test_a_picture_begins_as_itself():
    """The first frame is the picture, slightly enlarged at most."""
    first = next(iter(draw(shot("", ("Push in",), picture=png(photo())))))
    original = np.asarray(Image.fromarray(photo()).resize((256, 144)))
    assert np.abs(first.astype(int) - original).mean() < 12


def test_a_found_subject_is_held_while_its_surroundings_stream():
    """Tracking on a flat picture: the red thing stays, the ground does not."""
    frames = list(draw(shot("", ("Tracking shot",), picture=png(photo()))))
    place = [np.flatnonzero((f[..., 0].astype(int) - f[..., 1] > 80).any(axis=0)) for f in frames]
    assert abs(place[0].mean() - place[-1].mean()) < 3
    assert np.abs(frames[0][130:].astype(int) - frames[-1][130:]).mean() > 3


@pytest.mark.parametrize("size", [(512, 288), (513, 290), (10, 10), (256, 256)], ids=str)
def test_a_depth_map_decides_what_is_near(size):
    """With a map that is white on the left, the left streams by and the right does not.

    Whatever its size, it is stretched over the picture.
    """
    noise = np.random.default_rng(5).integers(0, 255, (72, 128, 3), np.uint8)
    picture = cv2.resize(noise, (512, 288), interpolation=cv2.INTER_CUBIC)
    depth = np.zeros((288, 512), np.uint8)
    depth[:, :200] = 255
    depth = cv2.resize(depth, size, interpolation=cv2.INTER_NEAREST)
    clip = shot("", ("Pedestal up",), picture=png(picture), depth=png(depth))
    frames = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32) for frame in draw(clip)]
    parts = [(slice(40, 104), slice(16, 80)), (slice(40, 104), slice(170, 234))]
    moved = [
        sum(abs(cv2.phaseCorrelate(a[part], b[part])[0][1]) for a, b in itertools.pairwise(frames))
        for part in parts
    ]
    assert moved[0] > 2.5 * moved[1]


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((400, 600, 3), 90, np.uint8),
        np.zeros((300, 300, 4), np.uint8),
        np.random.default_rng(1).integers(0, 255, (30, 3000, 3), np.uint8),
        np.random.default_rng(2).integers(0, 255, (2000, 20, 3), np.uint8),
    ],
    ids=["one colour", "transparent", "100:1 panorama", "1:100 ribbon"],
)
def test_odd_pictures_are_drawn(pixels):
    """Pictures without a subject, without colours or of any shape are moved all the same."""
    plan = (("Push in",), ("Tracking shot",), ("Pan left", "Tilt up"))
    frames = list(draw(shot("", *plan, picture=png(pixels), seconds=1.5, fps=4)))
    assert {frame.shape for frame in frames} == {(144, 256, 3)}


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: Move("Truk left"), 'Did you mean "Truck left"'),
        (lambda: Move("Truck left", "huge"), 'slight, medium or strong, not "huge"'),
        (lambda: Move("Truck left", "slight", "quick"), 'slow, medium or fast, not "quick"'),
        (lambda: shot("", depth=b"x"), "needs the picture"),
    ],
    ids=["name", "amplitude", "speed", "depth alone"],
)
def test_what_no_camera_does_is_refused(build, words):
    """The refusal is a sentence that says what would pass."""
    with pytest.raises(ShotRefused, match=words):
        build()


def test_a_contact_sheet_is_left_for_people():
    """All movements, first, middle and last frame, each different from the first where it should
    be."""
    rows = []
    for name in MOVEMENTS:
        frames = list(draw(shot("a fox in a forest", (name,), fps=1, label="preview · animatic")))
        strip = [frames[0], frames[len(frames) // 2], frames[-1]]
        strip = [cv2.copyMakeBorder(frame, 14, 2, 2, 2, cv2.BORDER_CONSTANT) for frame in strip]
        cv2.putText(strip[0], name, (4, 11), cv2.FONT_HERSHEY_PLAIN, 0.8, (255, 255, 255))
        rows.append(np.hstack(strip))
        moved = np.abs(frames[0].astype(int) - frames[-1]).mean()
        assert moved > 4 or name in ("Static shot", "Shake")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    sheet = np.hstack([np.vstack(rows[i : i + 5]) for i in (0, 5, 10)])
    Image.fromarray(sheet).save(SCREENSHOTS / "camera_sheet.png")


def test_the_command_takes_how_far_and_how_fast(tmp_path):
    """Words before or behind a name, in any order, change the clip; so does a depth map."""
    size = ["--size", "160x90", "--seconds", "1", "--fps", "8", "--label", ""]
    image, depth = tmp_path / "in.png", tmp_path / "depth.png"
    image.write_bytes(png(photo()))
    depth.write_bytes(png(np.tile(np.linspace(0, 255, 512).astype(np.uint8), (288, 1))))
    clips = []
    for prompt, more in [
        ("[slow strong push in] a fox", []),
        ("[Push in strongly slowly] a fox", []),
        ("[push in] a fox", []),
        ("[Truck left]", [f"--image={image}"]),
        ("[Truck left]", [f"--image={image}", f"--depth={depth}"]),
    ]:
        out = tmp_path / f"{len(clips)}.mp4"
        assert main([prompt, str(out), *size, *more]) == 0
        clips.append(out.read_bytes())
    assert clips[0] == clips[1]
    assert len({*clips}) == 4
