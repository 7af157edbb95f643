"""Small catalogues for tests that are about rules and not about what the vendor sells today."""

import functools
from pathlib import Path

from services.catalogue import Catalogue, load_catalogue

_FIRST_SERIES = ("T2V-01", "I2V-01", "S2V-01")


def first_series(own_file: Path | None = None) -> Catalogue:
    """The six 01 models, each with one length and resolution, all but the face's for 5 credits.

    What an operator's own file says of them, or adds, counts.
    """
    ours = {model.name for model in ours_alone().models}
    return Catalogue(
        models=tuple(
            model
            for model in (load_catalogue(own_file) if own_file else ours_alone()).models
            if model.name not in ours or model.name.startswith(_FIRST_SERIES)
        )
    )


@functools.cache
def ours_alone() -> Catalogue:
    """All our models, read once."""
    return load_catalogue(None)
