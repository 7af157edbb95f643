"""The bench fits what it measures: every part runs. What comes out is nobody's business here."""

from types import ModuleType

import pytest

from bench import many_jobs, stand_in
from bench.__main__ import PARTS
from bench.figures import Figure


@pytest.mark.parametrize(
    "part",
    [
        # These start half a dozen processes, and take as long as all other parts together.
        pytest.param(part, marks=pytest.mark.long if part in {stand_in, many_jobs} else ())
        for part in PARTS
    ],
    ids=[part.__name__.removeprefix("bench.") for part in PARTS],
)
async def test_it_runs(part: ModuleType) -> None:
    """A hundredth of the usual rounds lead to figures with names and texts."""
    figures = await part.measure(0.01)
    assert figures
    assert all(isinstance(figure, Figure) and figure.text for figure in figures)
