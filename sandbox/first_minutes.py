"""The first two minutes: three steps, ticked off as they truly happen on the server.

1. Make a clip. 2. Kill the bot while a clip is made. 3. Be the owner: lower the ceiling and see a
member refused. The page shows them (`page/guide.js`) with what this tells it.
"""

import json
import re

from sandbox.discord.shapes import Json
from sandbox.discord.world.changes import Change, Happening, MessageChanged
from sandbox.discord.world.records import Message, MessageFlag
from sandbox.opening import CHANNEL
from sandbox.own_shots import OwnShots
from sandbox.stage import Stage

MAKER, OWNER = "ana", "operator"
FIRST_SHOT = {"prompt": "a red lighthouse in a storm", "camera": "truck left"}
NEXT_SHOT = {"prompt": "an old train through the rain", "camera": "tracking shot"}
LOWERED, USUAL = "0.20", "250"
"""The server's ceilings in US dollars a day: less than any clip costs, and as the demo begins."""

_CEILING = "greenlight-operator ceiling"
_HOLDS = re.compile(r"may spend at most \$([\d.,]*\d) a day")
"""How the bot answers with a ceiling that holds; every refusal says something else."""
_REFUSAL = re.compile(r"only a higher ceiling|for now are used up")
"""How the bot says that a ceiling is in the way, to a member and to nobody else."""


class FirstMinutes:
    """Watches what happens, and tells the pages when a step is done."""

    def __init__(self, stage: Stage, shots: OwnShots) -> None:
        self._stage = stage
        self._shots = shots
        self._was_killed_at_work = False
        self._is_lowered = False
        self._was_refused = False
        self._told = ""

    def begin(self) -> None:
        """Show the guide on every page, and keep it current."""
        discord = self._stage.discord
        discord.backstage.show_guide(self.json)
        self._told = json.dumps(self.json())
        discord.world.changes.listen(self._on_happening)
        discord.backstage.listen(self._note_told)

    def note_kill(self, was_making: bool) -> None:
        """The bot was killed; the step counts when a clip was under way."""
        self._was_killed_at_work = self._was_killed_at_work or was_making
        self._tell()

    def json(self) -> Json:
        """How far the person is, and what the page needs to set each step up."""
        count = self._shots.count()
        is_settled = count.posted > 0 and count.making == 0
        return {
            "done": {
                "clip": count.posted > 0,
                "kill": self._was_killed_at_work and is_settled,
                "owner": self._was_refused,
            },
            "under_way": count.making > 0,
            "lowered": self._is_lowered,
            "channel": CHANNEL,
            "set_up": {
                "first": self._set_up(MAKER, "video", FIRST_SHOT),
                "next": self._set_up(MAKER, "video", NEXT_SHOT),
                "lower": self._ceiling(LOWERED),
                "raise": self._ceiling(USUAL),
            },
        }

    def _set_up(self, member: str, name: str, options: dict[str, str]) -> Json:
        return {
            "as": str(self._stage.discord.member(member).id),
            "name": name,
            "options": options,
        }

    def _ceiling(self, dollars: str) -> Json:
        # This server's alone: it is a new one in every demo, so that a kept folder forgets it.
        return self._set_up(OWNER, _CEILING, {"server": self._server_id(), "day": dollars})

    def _server_id(self) -> str:
        return str(next(iter(self._stage.discord.world.guilds)))

    def _on_happening(self, happening: Happening) -> None:
        # What is taken away says what once was so.
        if not isinstance(happening, MessageChanged) or happening.change is Change.DELETED:
            return
        message = happening.message
        if message.command_name == _CEILING and not message.has(MessageFlag.LOADING):
            self._note_ceiling(message)
        is_refusal = message.viewer_id is not None and _REFUSAL.search(message.content) is not None
        self._was_refused = self._was_refused or (self._is_lowered and is_refusal)
        self._tell()

    def _note_ceiling(self, answer: Message) -> None:
        """Believe the bot's answer alone: a command may be filled in and never sent, or refused."""
        holds = _HOLDS.search(answer.content)
        if holds is not None and self._server_id() in answer.content:
            self._is_lowered = float(holds[1].replace(",", "")) < float(USUAL)

    def _tell(self) -> None:
        if json.dumps(self.json()) != self._told:
            self._stage.discord.backstage.changed()

    def _note_told(self) -> None:
        self._told = json.dumps(self.json())
