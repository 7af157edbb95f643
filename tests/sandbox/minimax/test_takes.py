"""Who orders the same again gets another take: a clip like the first one, and not the same."""

import asyncio

import pytest

from sandbox.minimax.engine import Engine
from sandbox.minimax.server import TINY, MiniMaxSandbox, SandboxOptions

BODY = {"model": "T2V-01-Director", "prompt": "[Push in]a fox in the snow"}
OTHER = {"model": "T2V-01-Director", "prompt": "[Push in]a fox at night"}


@pytest.fixture
def ordered(tmp_path):
    """Order from a stand-in of its own; give the clips."""

    async def order(*bodies: dict[str, str]) -> list[bytes]:
        options = SandboxOptions(cache=tmp_path / "clips")
        async with MiniMaxSandbox(key="k", style=TINY, options=options) as minimax:
            return [await clip(minimax.engine, body) for body in bodies]

    return order


async def clip(engine: Engine, body: dict[str, str]) -> bytes:
    order = await engine.submit(body)
    return await asyncio.to_thread((await order.drawing).read_bytes)


async def test_no_take_is_the_same_as_another(ordered):
    """Three orders of one shot are three clips, whatever is ordered between them; another
    stand-in draws the same three."""
    clips = await ordered(BODY, OTHER, BODY, BODY)
    assert len({*clips}) == 4
    assert await ordered(BODY, BODY, BODY) == [clips[0], *clips[2:]]
