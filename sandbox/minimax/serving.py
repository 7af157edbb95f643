"""The stand-in alone, as a process of its own."""

import asyncio
import logging
from collections.abc import Callable

from sandbox.minimax.server import MiniMaxSandbox

log = logging.getLogger(__name__)


async def serve(
    *,
    port: int,
    key: str,
    speed: float = 1.0,
    lifelike: bool = False,
    announce: Callable[[str], object] = log.info,
) -> None:
    """Serve until cancelled. `announce` gets one line when it listens. Raises `PortInUse`."""
    sandbox = MiniMaxSandbox(key=key, speed=speed)
    sandbox.engine.lifelike = lifelike
    await sandbox.start(port)
    announce(f"MiniMax stand-in: {sandbox.url}")
    try:
        await asyncio.Event().wait()
    finally:
        await sandbox.stop()
