"""A bot in short: it lets a long preview be drawn, and tells the process that draws it."""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from services.drawing_hands import Hands


async def main() -> None:
    """Draw for minutes."""
    hands = Hands()
    await hands.warm()
    with tempfile.TemporaryDirectory() as folder:
        order = {
            "prompt": "a lighthouse",
            "steps": [],
            "width": 320,
            "height": 180,
            "fps": 60,
            "seconds": 60,
            "label": "",
            "picture": None,
            "out": f"{folder}/out.mp4",
        }
        drawing = asyncio.create_task(hands.draw(order))
        await asyncio.to_thread(_until_written, Path(order["out"]))
        print(hands.pids[0], flush=True)  # noqa: T201 - what it is asked for
        await drawing


def _until_written(out: Path) -> None:
    while not out.exists():
        time.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(main())
