"""What stands beside the chat: things to do to the bot (the tray), and a guide to follow.

Both live here on the server, so that every page shows the same.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.discord.errors import NotPossible
from sandbox.discord.shapes import Json

Guide = Callable[[], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayAction:
    """Something a person can do to the bot from the page.

    `run` returns what came of it, or raises NotPossible with the reason. `pressed` makes a switch
    of it: a press turns it on, the next one off. Without `can_run` it is always there to be used.
    """

    id: str
    label: str
    detail: str
    run: Callable[[], Awaitable[str]]
    group: str = ""
    pressed: Callable[[], bool] | None = None
    can_run: Callable[[], bool] | None = None


class Backstage:
    """The tray's actions with what became of each, and the guide's state."""

    def __init__(self) -> None:
        self._actions: dict[str, TrayAction] = {}
        self._said: dict[str, str] = {}
        self._busy: set[str] = set()
        self._guide: Guide | None = None
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call the listener whenever a page should show something else."""
        self._listeners.append(listener)

    def add(self, action: TrayAction) -> None:
        """Offer an action; one of the same id is replaced."""
        self._actions[action.id] = action
        self.changed()

    def show_guide(self, guide: Guide) -> None:
        """Show a guide; `guide()` tells how far the person has come."""
        self._guide = guide
        self.changed()

    def changed(self) -> None:
        """Tell the pages to look again."""
        for listener in self._listeners:
            listener()

    def offers(self, action_id: str) -> bool:
        """Whether there is such an action."""
        return action_id in self._actions

    async def run(self, action_id: str) -> str:
        """Carry out an action and return what came of it.

        Raises NotPossible for what can't be done now, or is under way already.
        """
        action = self._actions[action_id]
        if action_id in self._busy:
            raise NotPossible("That is under way already; it ends by itself.")
        if action.can_run is not None and not action.can_run():
            raise NotPossible("There is nothing to do here now.")
        self._busy.add(action_id)
        self._said.pop(action_id, None)
        self.changed()
        try:
            self._said[action_id] = await action.run()
        finally:
            self._busy.discard(action_id)
            self.changed()
        return self._said[action_id]

    def retell(self, action_id: str, text: str) -> None:
        """Say anew what came of an action, once that has gone on; nothing where it runs again."""
        if action_id in self._busy or self._said.get(action_id) == text:
            return
        self._said[action_id] = text
        self.changed()

    def forget_results(self) -> None:
        """Take back what was said about switches: it is no longer so."""
        switches = [each.id for each in self._actions.values() if each.pressed is not None]
        for action_id in switches:
            self._said.pop(action_id, None)
        self.changed()

    def json(self) -> Json:
        """Return what a page shows."""
        return {
            "tray": [self._action_json(action) for action in self._actions.values()],
            "guide": None if self._guide is None else self._guide(),
        }

    def _action_json(self, action: TrayAction) -> Json:
        return {
            "id": action.id,
            "label": action.label,
            "detail": action.detail,
            "group": action.group,
            "pressed": None if action.pressed is None else action.pressed(),
            "enabled": action.can_run is None or action.can_run(),
            "busy": action.id in self._busy,
            "said": self._said.get(action.id, ""),
        }
