"""Which models the stand-in serves and what each takes, as a table."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What a clip is made from."""

    TEXT = "text"
    FIRST_FRAME = "first_frame_image"
    SUBJECT = "subject_reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One row of the vendor's table of models."""

    name: str
    modes: frozenset[Mode]
    follows_camera: bool
    price: int
    """Micro-dollars a clip."""
    durations: frozenset[int] = frozenset({6})
    """Seconds that may be asked for; empty where the field does not exist."""
    resolutions: frozenset[str] = frozenset({"720P"})
    """Empty where the field does not exist."""


def _row(name: str, mode: Mode, *, camera: bool = False) -> Model:
    return Model(name=name, modes=frozenset({mode}), follows_camera=camera, price=430_000)


# List prices of the vendor's page; that of S2V-01 is not published and set like the others.
MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        _row("T2V-01", Mode.TEXT),
        _row("T2V-01-Director", Mode.TEXT, camera=True),
        _row("I2V-01", Mode.FIRST_FRAME),
        _row("I2V-01-Director", Mode.FIRST_FRAME, camera=True),
        _row("I2V-01-live", Mode.FIRST_FRAME),
        Model(
            name="S2V-01",
            modes=frozenset({Mode.SUBJECT}),
            follows_camera=False,
            price=430_000,
            durations=frozenset(),
            resolutions=frozenset(),
        ),
    )
}
