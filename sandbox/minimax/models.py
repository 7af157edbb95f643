"""Which models the stand-in serves, by which API, and what each takes and costs, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Api(StrEnum):
    """The shapes in which the service can be spoken to."""

    V1 = "v1"
    V2 = "v2"
    VIDEOS = "videos"
    """`/v1/videos`, as self-hosted engines serve it."""


class Mode(StrEnum):
    """What a clip is made from, by the field or role that says so."""

    TEXT = "text"
    FIRST_FRAME = "first_frame_image"
    LAST_FRAME = "last_frame_image"
    SUBJECT = "subject_reference"
    REFERENCES = "reference_image"


class Family(StrEnum):
    """Models that share one limit."""

    HAILUO = "hailuo"
    H3 = "h3"
    H3_MAX = "h3-max"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One row of the vendor's table of models."""

    name: str
    api: Api
    family: Family
    modes: frozenset[Mode]
    follows_camera: bool
    prices: Mapping[tuple[str, int], int]
    """Micro-dollars a clip by resolution and seconds: all that can be asked for."""
    usual_resolution: str
    picture_only: frozenset[str] = frozenset()
    """Resolutions that are there only for a clip that begins with a picture."""
    says_shape: bool = True
    """Whether there are fields for seconds and resolution."""
    fast_pretreatment: bool = False
    free_pictures: int = 0
    """How many pictures a clip may start from without costing more."""
    picture_price: int = 0
    """Micro-dollars for each further one."""
    has_sound: bool = False

    @property
    def resolutions(self) -> tuple[str, ...]:
        """Those that may be asked for."""
        return tuple(dict.fromkeys(resolution for resolution, _ in self.prices))

    def durations(self, resolution: str) -> tuple[int, ...]:
        """Seconds that may be asked for at a resolution."""
        return tuple(seconds for named, seconds in self.prices if named == resolution)


_CENTS = 10_000


def _series_01(name: str, mode: Mode, *, camera: bool = False, says_shape: bool = True) -> Model:
    return Model(
        name=name,
        api=Api.V1,
        family=Family.HAILUO,
        modes=frozenset({mode}),
        follows_camera=camera,
        prices={("720P", 6): 43 * _CENTS},
        usual_resolution="720P",
        says_shape=says_shape,
    )


def _hailuo(
    name: str,
    modes: frozenset[Mode],
    cents: dict[tuple[str, int], int],
    picture_only: frozenset[str] = frozenset(),
) -> Model:
    return Model(
        name=name,
        api=Api.V1,
        family=Family.HAILUO,
        modes=modes,
        follows_camera=True,
        prices={offer: price * _CENTS for offer, price in cents.items()},
        usual_resolution="768P",
        picture_only=picture_only,
        fast_pretreatment=True,
    )


def _h3(
    name: str, family: Family, modes: frozenset[Mode], shortest: int, cents: dict[str, int]
) -> Model:
    return Model(
        name=name,
        api=Api.V2,
        family=family,
        modes=modes,
        follows_camera=False,
        prices={
            (resolution, seconds): price * _CENTS * seconds
            for resolution, price in cents.items()
            for seconds in range(shortest, 16)
        },
        usual_resolution="768P",
        free_pictures=5,
        picture_price=4 * _CENTS,
        has_sound=family is Family.H3,
    )


_FRAMES = frozenset({Mode.TEXT, Mode.FIRST_FRAME, Mode.LAST_FRAME})

# List prices of the vendor's page; that of S2V-01 is not published and set like the others.
MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        _series_01("T2V-01", Mode.TEXT),
        _series_01("T2V-01-Director", Mode.TEXT, camera=True),
        _series_01("I2V-01", Mode.FIRST_FRAME),
        _series_01("I2V-01-Director", Mode.FIRST_FRAME, camera=True),
        _series_01("I2V-01-live", Mode.FIRST_FRAME),
        _series_01("S2V-01", Mode.SUBJECT, says_shape=False),
        _hailuo(
            "MiniMax-Hailuo-02",
            _FRAMES,
            {
                ("512P", 6): 10,
                ("512P", 10): 15,
                ("768P", 6): 28,
                ("768P", 10): 56,
                ("1080P", 6): 49,
            },
            picture_only=frozenset({"512P"}),
        ),
        _hailuo(
            "MiniMax-Hailuo-2.3",
            frozenset({Mode.TEXT, Mode.FIRST_FRAME}),
            {("768P", 6): 28, ("768P", 10): 56, ("1080P", 6): 49},
        ),
        _hailuo(
            "MiniMax-Hailuo-2.3-Fast",
            frozenset({Mode.FIRST_FRAME}),
            {("768P", 6): 19, ("768P", 10): 32, ("1080P", 6): 33},
        ),
        _h3(
            "MiniMax-H3",
            Family.H3,
            _FRAMES | {Mode.REFERENCES},
            shortest=4,
            cents={"768P": 8, "2K": 13},
        ),
        _h3("MiniMax-H3-Max", Family.H3_MAX, _FRAMES, shortest=5, cents={"480P": 5, "768P": 8}),
    )
}


def own_model(name: str) -> Model:
    """Give the model of a self-hosted engine, which costs its owner's electricity only."""
    return Model(
        name=name,
        api=Api.VIDEOS,
        family=Family.OWN,
        modes=frozenset({Mode.TEXT, Mode.FIRST_FRAME}),
        follows_camera=False,
        prices={},
        usual_resolution="720P",
        has_sound=True,
    )


def family_of(api: Api, name: object) -> Family:
    """Give the family whose limit counts a request for a model of this name, known or not."""
    if api is Api.VIDEOS:
        return Family.OWN
    model = MODELS.get(name) if isinstance(name, str) else None
    if model is not None and model.api is api:
        return model.family
    return Family.HAILUO if api is Api.V1 else Family.H3
