"""The bench fits what it measures: every part runs. What comes out is nobody's business here."""

from types import ModuleType

import pytest

from bench import stand_in
from bench.__main__ import PARTS
from bench.figures import Figure


@pytest.mark.parametrize(
    "part",
    [
        # The stand-in starts six processes, and takes as long as all other parts together.
        pytest.param(part, marks=pytest.mark.long if part is stand_in else ())
        for part in PARTS
    ],
    ids=[part.__name__.removeprefix("bench.") for part in PARTS],
)
async def test_it_runs(part: ModuleType) -> None:
    """A hundredth of the usual rounds lead to figures with names and texts."""
    figures = await part.measure(0.01)
    assert figures
    assert all(isinstance(figure, Figure) and figure.text for figure in figures)
