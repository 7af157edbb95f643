"""A shot: what it starts from, what it needs, and the exact text an engine gets."""

import pytest

from domain.camera import plan_of
from domain.camera_reading import parse_plan
from domain.model import CameraStyle, Mode, Model, Need, Offer
from domain.movements import Movement
from domain.pictures import InputImage, Pictures
from domain.shot import Shot

PICTURE = InputImage(sha256="ab" * 32, mime="image/png", width=1280, height=720)


def a_model(camera: CameraStyle) -> Model:
    return Model(
        name="M",
        title="M",
        provider="p",
        modes=frozenset({Mode.TEXT}),
        camera=camera,
        offers=(Offer(duration_s=6, resolution="720P", cost_micro=1),),
    )


def a_shot(prompt: str, camera: str = "", **pictures: InputImage) -> Shot:
    return Shot(
        prompt=prompt,
        camera=parse_plan(camera),
        model="M",
        duration_s=6,
        resolution="720P",
        pictures=Pictures(**pictures),
    )


@pytest.mark.parametrize(
    ("prompt", "camera", "text"),
    [
        ("a fox", "", "a fox"),
        ("a fox", "truck left", "[Truck left] a fox"),
        ("a fox", "truck left + pan right, then push in", "[Truck left, Pan right][Push in] a fox"),
        ("a fox [ZOOM in] runs", "", "a fox [Zoom in] runs"),
        ("a fox [ZOOM in] runs", "truck left", "[Truck left] a fox [Zoom in] runs"),
        ("a fox [logo]", "", "a fox [logo]"),
        ("", "truck left", "[Truck left]"),
        ("", "", ""),
    ],
)
def test_the_engines_text(prompt: str, camera: str, text: str) -> None:
    """The option's brackets stand in front, typed ones where they were, normalised."""
    assert a_shot(prompt, camera).engine_prompt(a_model(CameraStyle.BRACKETS)) == text


@pytest.mark.parametrize(
    ("prompt", "camera", "text"),
    [
        ("a fox", "", "a fox"),
        ("a fox", "truck left", "a fox. The camera trucks left."),
        (
            "A fox [ZOOM in] runs!",
            "truck left + pan right",
            "A fox runs! The camera trucks left while panning right, then zooms in.",
        ),
        ("a fox, [push in]", "", "a fox. The camera pushes in."),
        ("a fox [logo]", "", "a fox [logo]"),
        ("he says “go”", "shake", "he says “go” The camera shakes."),
        ("", "truck left", "The camera trucks left."),
        ("", "", ""),
    ],
)
def test_the_engines_text_in_prose(prompt: str, camera: str, text: str) -> None:
    """The story stands without brackets, and after it the whole camera in sentences."""
    assert a_shot(prompt, camera).engine_prompt(a_model(CameraStyle.PROSE)) == text


@pytest.mark.parametrize("prompt", ["", "  "])
def test_a_picture_without_a_word_is_told_in_prose(prompt: str) -> None:
    """An engine that wants a text with every picture gets one, others get what was typed."""
    shot = a_shot(prompt, first_frame=PICTURE)
    assert shot.engine_prompt(a_model(CameraStyle.PROSE)).startswith("The picture ")
    assert shot.engine_prompt(a_model(CameraStyle.NONE)) == prompt


def test_a_model_without_camera_gets_the_prompt_as_typed() -> None:
    """Nothing is put into a text that its engine would not understand."""
    shot = a_shot("a fox [logo]")
    assert shot.engine_prompt(a_model(CameraStyle.NONE)) == "a fox [logo]"


def test_line_ends_and_tabs_are_sent_as_plain_ones() -> None:
    """What a phone's keyboard types between words is no reason for MiniMax to refuse a shot."""
    shot = a_shot("a fox\tin\r\nthe\u2028snow")
    for style in CameraStyle:
        assert shot.engine_prompt(a_model(style)) == "a fox in\nthe\nsnow"


def test_the_whole_camera_is_the_option_and_then_the_brackets() -> None:
    """The plan is in the order the engine reads it."""
    shot = a_shot("a fox [zoom in]", "truck left")
    assert shot.whole_camera == plan_of((Movement.TRUCK_LEFT,), (Movement.ZOOM_IN,))


@pytest.mark.parametrize(
    ("shot", "need", "key"),
    [
        (a_shot("x"), Need(mode=Mode.TEXT, camera=False), "text"),
        (a_shot("x", "shake"), Need(mode=Mode.TEXT, camera=True), "text+camera"),
        (a_shot("x [shake]"), Need(mode=Mode.TEXT, camera=True), "text+camera"),
        (
            a_shot("x", first_frame=PICTURE),
            Need(mode=Mode.FIRST_FRAME, camera=False),
            "first_frame",
        ),
        (a_shot("x", subject=PICTURE), Need(mode=Mode.SUBJECT, camera=False), "subject"),
    ],
    ids=["text", "option", "bracket", "picture", "subject"],
)
def test_what_a_shot_needs(shot: Shot, need: Need, key: str) -> None:
    """Pictures decide the mode; a camera asked for anywhere counts."""
    assert shot.need == need
    assert shot.need.key == key
