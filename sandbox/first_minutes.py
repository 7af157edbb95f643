"""The first two minutes: three steps, ticked off as they truly happen on the server.

1. Make a clip. 2. Kill the bot while a clip is made. 3. Be the owner: lower the ceiling and see a
member refused. The page shows them (`page/guide.js`) with what this tells it.
"""

import json
from typing import Any

from sandbox.discord.asking.interaction import Interaction, InteractionState
from sandbox.discord.shapes import Json
from sandbox.discord.world.changes import Happening, InteractionSettled, MessageChanged
from sandbox.opening import CHANNEL
from sandbox.own_shots import OwnShots
from sandbox.stage import Stage

MAKER, OWNER = "ana", "operator"
FIRST_SHOT = {"prompt": "a red lighthouse in a storm", "camera": "truck left"}
NEXT_SHOT = {"prompt": "an old train through the rain", "camera": "tracking shot"}
LOWERED, USUAL = "0.40", "250"
"""The server's ceilings in US dollars a day: less than any clip costs, and as the demo begins."""

_CEILING = ("greenlight-operator", "ceiling")
_REFUSAL = "for now are used up"
"""How the bot says that a ceiling is reached, to a member and to nobody else."""


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
        server_id = next(iter(self._stage.discord.world.guilds))
        options = {"server": str(server_id), "day": dollars}
        return self._set_up(OWNER, " ".join(_CEILING), options)

    def _on_happening(self, happening: Happening) -> None:
        if isinstance(happening, InteractionSettled):
            self._note_ceiling(happening.interaction)
        elif isinstance(happening, MessageChanged):
            message = happening.message
            is_refusal = message.viewer_id is not None and _REFUSAL in message.content
            self._was_refused = self._was_refused or (self._is_lowered and is_refusal)
        else:
            return
        self._tell()

    def _note_ceiling(self, interaction: Interaction) -> None:
        day = _chosen_day(interaction.data)
        if day is not None and interaction.state is InteractionState.ACKED:
            self._is_lowered = day < float(USUAL)

    def _tell(self) -> None:
        if json.dumps(self.json()) != self._told:
            self._stage.discord.backstage.changed()

    def _note_told(self) -> None:
        self._told = json.dumps(self.json())


def _chosen_day(data: Json) -> float | None:
    """The dollars a day that a ceiling command chooses; None for every other act."""
    if data.get("name") != _CEILING[0]:
        return None
    for command in data.get("options", ()):
        if command["name"] == _CEILING[1]:
            options: dict[str, Any] = {o["name"]: o["value"] for o in command.get("options", ())}
            return _number(options.get("day"))
    return None


def _number(typed: object) -> float | None:
    try:
        return float(str(typed).removeprefix("$"))
    except ValueError:
        return None
