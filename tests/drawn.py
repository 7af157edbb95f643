"""Hands that draw nothing, for tests of what is around the drawing."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from services.drawing_hands import Hands
from tests.scripted import make_clip

_SCRIPT = Path(__file__).parent / "tools" / "scripted_hand.py"


@dataclass(frozen=True)
class ScriptedHands:
    """Hands in processes, with a history; their prompts say what befalls them."""

    folder: Path

    def make(self, **more) -> Hands:
        clip = self.folder / "drawn.mp4"
        if not clip.exists():
            make_clip(clip)
        command = (sys.executable, "-S", str(_SCRIPT), str(clip), str(self._log))
        return Hands(command=command, **more)

    @property
    def drawn(self) -> list[str]:
        """The prompts that were begun, in their order."""
        if not self._log.exists():
            return []
        return self._log.read_text(encoding="utf-8").splitlines()

    async def begun(self, *prompts: str) -> None:
        """Wait until these prompts are being drawn."""
        async with asyncio.timeout(20):
            while not set(prompts) <= set(self.drawn):  # noqa: ASYNC110 - another process logs them
                await asyncio.sleep(0.01)

    def go(self) -> None:
        """Let those go on that wait."""
        self._log.with_suffix(".go").touch()

    @property
    def _log(self) -> Path:
        return self.folder / "drawn.log"
