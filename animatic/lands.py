"""How each world's ground looks, and what stands, hangs or drifts over it."""

from animatic.countryside import road_band, village_band
from animatic.furniture import hanging_lamp, low_furniture, near_things, tall_furniture
from animatic.hand import NEAREST, Extra, Land
from animatic.room import WALL, back_wall, curtains, floor_band
from animatic.stage import Sway
from animatic.streets import city_band, passing_cars
from animatic.waters import beach_band, far_sails, sea_band
from animatic.wilds import (
    butterflies,
    cloud_band,
    desert_band,
    drifting_leaves,
    floating_clouds,
    forest_band,
    meadow_band,
    moon_band,
)

_DRIFTING = Sway(u=0.012, v=0.008, drift=0.012, period=3.2)

LANDS = {
    "sea": Land(
        far=(92, 146, 158),
        near=(22, 84, 108),
        band=sea_band,
        peaks=((26, 0.05),),
        extras=(
            Extra(distance=15.0, draw=far_sails, top=-0.03, bottom=0.07, sway=Sway(drift=0.004)),
        ),
    ),
    "beach": Land(
        far=(96, 160, 166),
        near=(36, 112, 128),
        band=beach_band,
        tall=0.9,
        peaks=((26, 0.05),),
        extras=(
            Extra(distance=15.0, draw=far_sails, top=-0.03, bottom=0.07, sway=Sway(drift=0.004)),
        ),
    ),
    "forest": Land(
        far=(86, 128, 108),
        near=(60, 116, 72),
        roughness=0.02,
        waves=0.8,
        tall=0.66,
        band=forest_band,
        peaks=((30, 0.09), (20, 0.06)),
        extras=(Extra(distance=2.0, draw=drifting_leaves, top=-0.2, bottom=0.16, sway=_DRIFTING),),
    ),
    "city": Land(
        far=(96, 104, 128),
        near=(66, 68, 84),
        tall=1.35,
        band=city_band,
        grounds=(13.0, 8.0, 5.4, 3.6, 3.0, 2.2, 1.65, NEAREST),
        extras=(
            Extra(distance=2.95, draw=passing_cars, top=0.06, bottom=0.21, sway=Sway(drift=-0.03)),
        ),
    ),
    "mountains": Land(
        far=(112, 158, 140),
        near=(92, 146, 84),
        ridge=(84, 96, 158),
        roughness=0.03,
        waves=0.8,
        tall=0.5,
        band=meadow_band,
        peaks=((44, 0.22), (28, 0.15), (18, 0.08)),
        extras=(
            Extra(distance=2.1, draw=butterflies, top=-0.13, bottom=0.23, sway=_DRIFTING, dry=True),
        ),
    ),
    "desert": Land(
        far=(222, 158, 116),
        near=(228, 164, 92),
        roughness=0.05,
        waves=0.7,
        tall=0.34,
        band=desert_band,
        peaks=((30, 0.07), (20, 0.04)),
    ),
    "sky": Land(
        far=(206, 216, 232),
        near=(246, 244, 246),
        band=cloud_band,
        extras=(
            Extra(distance=6.5, draw=floating_clouds, bottom=0.12, sway=Sway(drift=0.012, v=0.003)),
            Extra(distance=3.4, draw=floating_clouds, bottom=0.12, sway=Sway(drift=0.02, v=0.004)),
        ),
    ),
    "meadow": Land(
        far=(128, 168, 140),
        near=(104, 162, 84),
        roughness=0.03,
        waves=0.7,
        tall=0.5,
        band=meadow_band,
        peaks=((32, 0.08), (20, 0.05)),
        extras=(
            Extra(distance=2.1, draw=butterflies, top=-0.13, bottom=0.23, sway=_DRIFTING, dry=True),
        ),
    ),
    "road": Land(
        far=(140, 168, 134),
        near=(118, 158, 82),
        roughness=0.02,
        waves=0.6,
        tall=0.5,
        band=road_band,
        peaks=((32, 0.09), (20, 0.05)),
    ),
    "village": Land(
        far=(128, 168, 140),
        near=(108, 158, 84),
        roughness=0.02,
        waves=0.6,
        tall=0.5,
        band=village_band,
        peaks=((32, 0.11), (20, 0.06)),
        extras=(
            Extra(distance=2.1, draw=butterflies, top=-0.13, bottom=0.23, sway=_DRIFTING, dry=True),
        ),
    ),
    "moon": Land(
        far=(120, 118, 138),
        near=(168, 164, 172),
        roughness=0.04,
        waves=0.7,
        tall=0.1,
        band=moon_band,
        peaks=((32, 0.07), (20, 0.04)),
        clouds=0,
    ),
    "room": Land(
        far=(120, 158, 132),
        near=(104, 152, 96),
        tall=0.02,
        clouds=1,
        band=floor_band,
        peaks=((32, 0.08),),
        grounds=(WALL - 0.01, 3.9, 3.0, 2.2, 1.65, NEAREST),
        extras=(
            Extra(distance=WALL, draw=back_wall, bottom=0.15),
            Extra(distance=4.9, draw=curtains, bottom=0.12, top=-0.30, sway=Sway(u=0.003)),
            Extra(distance=4.4, draw=tall_furniture, bottom=0.13, top=-0.34),
            Extra(distance=3.5, draw=low_furniture, bottom=0.15, top=-0.36),
            Extra(distance=3.3, draw=hanging_lamp, bottom=0.05, sway=Sway(u=0.005, period=3.3)),
            Extra(distance=1.64, draw=near_things, bottom=0.26, top=0.1),
        ),
    ),
}
"""Every world that can be drawn."""
