"""The bench fits what it measures: every part runs. What comes out is nobody's business here."""

from types import ModuleType

import pytest

from bench import many_jobs, previews, stand_in
from bench.__main__ import PARTS
from bench.figures import Figure

#: These start half a dozen processes, and take as long as all other parts together.
_SLOW = (many_jobs, previews, stand_in)


@pytest.mark.parametrize(
    "part",
    [pytest.param(part, marks=pytest.mark.long if part in _SLOW else ()) for part in PARTS],
    ids=[part.__name__.removeprefix("bench.") for part in PARTS],
)
async def test_it_runs(part: ModuleType) -> None:
    """A hundredth of the usual rounds lead to figures with names and texts."""
    figures = await part.measure(0.01)
    assert figures
    assert all(isinstance(figure, Figure) and figure.text for figure in figures)
