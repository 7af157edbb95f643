"""Camera movements in plain sentences: what the stand-in's H3 takes for one, and what not."""

import pytest

from sandbox.minimax.prose import read_prose


@pytest.mark.parametrize(
    ("prompt", "steps"),
    [
        ("A fox. The camera pushes in.", (("Push in",),)),
        (
            "A fox. The camera trucks left while panning right and zooming out, then tilts up.",
            (("Truck left", "Pan right", "Zoom out"), ("Tilt up",)),
        ),
        (
            "The camera shakes slightly, then pulls out. It then holds a static shot.",
            (("Shake",), ("Pull out",), ("Static shot",)),
        ),
        ("The camera follows the subject in a tracking shot.", (("Tracking shot",),)),
        (
            "The camera pushes in with small amplitude at slow speed toward the folded letter.",
            (("slow slight Push in",),),
        ),
        (
            "The camera quickly pans left, then follows the subject in a tracking shot at slow"
            " speed.",
            (("fast Pan left",), ("slow Tracking shot",)),
        ),
        ("THE CAMERA PEDESTALS DOWN, THEN PEDESTALS UP", (("Pedestal down",), ("Pedestal up",))),
        ("A fox shakes, then a car pulls out. It then pans left.", ()),
        ("The camera pushes left and arcs around a still life.", ()),
        ("The camera stays still.", (("Static shot",),)),
        ("", ()),
    ],
    ids=[
        "one",
        "at once and then",
        "two sentences",
        "tracking",
        "the vendor's example",
        "how fast",
        "shouted",
        "not the camera",
        "what there is not",
        "still",
        "nothing",
    ],
)
def test_movements_in_sentences(prompt: str, steps: tuple[tuple[str, ...], ...]) -> None:
    """Sentences about the camera are steps in the order of the text; all others are the story."""
    assert read_prose(prompt) == steps
