"""Stories of people at the whole bot; each test has a fresh one."""

import io

import pytest
from PIL import Image

from tests.lane import open_lane


@pytest.fixture
async def lane(tmp_path):
    """The bot online in an open server."""
    async with open_lane(tmp_path) as lane:
        yield lane


@pytest.fixture(scope="session")
def png():
    """A picture that every model takes."""
    data = io.BytesIO()
    Image.effect_mandelbrot((640, 480), (-2, -1, 1, 1), 40).convert("RGB").save(data, "PNG")
    return data.getvalue()
