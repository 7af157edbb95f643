"""The page's acts: its JSON, turned into the same acts that the driver's members do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.asking.acts import MESSAGE_MENU, Acts, CommandCall, Place
from sandbox.discord.asking.interaction import Interaction
from sandbox.discord.asking.interactions import Interactions
from sandbox.discord.errors import NotPossible
from sandbox.discord.shapes import Json, Upload
from sandbox.discord.world.places import Places
from sandbox.discord.world.records import Message, User
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAct:
    """One POST of the page: what was asked, and the files that came with it."""

    body: Json
    files: Mapping[int, Upload]

    def text(self, name: str) -> str:
        """Return a field that must be a text. Raises NotPossible."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise NotPossible(f"The field {name!r} is missing.")
        return value

    def id(self, name: str) -> int:
        """Return a field that must be an id. Raises NotPossible."""
        number = parse(self.body.get(name))
        if number is None:
            raise NotPossible(f"The field {name!r} must be an id.")
        return number

    def table(self, name: str) -> dict[str, Any]:
        """Return a field that must be an object, files put in their places. Raises NotPossible."""
        value = self.body.get(name) or {}
        if not isinstance(value, dict):
            raise NotPossible(f"The field {name!r} must be an object.")
        return {key: self._with_files(content) for key, content in value.items()}

    def texts(self, name: str) -> list[str]:
        """Return a field that must be a list of texts, or is missing. Raises NotPossible."""
        return [str(value) for value in _as_list(self.body.get(name) or [], name)]

    def _with_files(self, value: Any) -> Any:
        if isinstance(value, dict) and "file" in value:
            return self._file(value["file"])
        if isinstance(value, dict) and "files" in value:
            return [self._file(number) for number in _as_list(value["files"], "files")]
        return value

    def _file(self, number: Any) -> Upload:
        if not isinstance(number, int) or number not in self.files:
            raise NotPossible(f"There is no file number {number!r}.")
        return self.files[number]


class PageActs:
    """Carries out the page's acts."""

    def __init__(
        self, world: World, acts: Acts, interactions: Interactions, texts: MessageJson
    ) -> None:
        self._acts = acts
        self._interactions = interactions
        self._texts = texts
        self._places = Places(world)
        self._table: Mapping[str, Callable[[User, PageAct], Json]] = {
            "send": self._send,
            "command": self._command,
            "autocomplete": self._command,
            "menu": self._menu,
            "press": self._press,
            "select": self._select,
            "submit_modal": self._submit_modal,
            "dismiss": self._dismiss,
        }

    def perform(self, act: PageAct) -> Json:
        """Carry out an act and return what the page hears at once. Raises NotPossible."""
        user = self._places.user(act.id("as"))
        action = self._table.get(act.text("action"))
        if action is None or user.bot:
            known = ", ".join(self._table)
            raise NotPossible(f"There is no such action; there are: {known}.")
        return {"ok": True} | action(user, act)

    def _send(self, user: User, act: PageAct) -> Json:
        files = [act.files[number] for number in sorted(act.files)]
        reply = act.body.get("reply_to")
        original = None if reply is None else self._places.message(act.id("reply_to"))
        content = str(act.body.get("content") or "")
        message = self._acts.send(self._place(user, act), content, files, original)
        return {"message": self._texts.full(message)}

    def _command(self, user: User, act: PageAct) -> Json:
        place = self._place(user, act)
        call = CommandCall(
            command=self._acts.find_command(place, act.text("command_id")),
            path=act.texts("path"),
            options=act.table("options"),
            focused=self._focused(act),
        )
        return _issued(self._acts.command(place, call))

    def _focused(self, act: PageAct) -> tuple[str, str] | None:
        """Return the option being typed: its name, or name and text, or none for a command."""
        if act.body["action"] != "autocomplete":
            return None
        focused = act.body.get("focused")
        if isinstance(focused, dict):
            return str(focused.get("name")), str(focused.get("value") or "")
        name = act.text("focused")
        return name, str(act.table("options").get(name) or "")

    def _menu(self, user: User, act: PageAct) -> Json:
        place = self._place(user, act)
        command = self._acts.find_command(place, act.text("command_id"), MESSAGE_MENU)
        return _issued(self._acts.menu(place, command, self._message(act)))

    def _press(self, user: User, act: PageAct) -> Json:
        place, message = self._place(user, act), self._message(act)
        return _issued(self._acts.press(place, message, act.text("custom_id")))

    def _select(self, user: User, act: PageAct) -> Json:
        values = act.body.get("values")
        if not isinstance(values, list):
            raise NotPossible("The field 'values' must be a list.")
        place, message = self._place(user, act), self._message(act)
        chosen = [str(value) for value in values]
        return _issued(self._acts.select(place, message, act.text("custom_id"), chosen))

    def _submit_modal(self, user: User, act: PageAct) -> Json:
        opener = self._interactions.get(act.id("interaction_id"))
        if opener is None:
            raise NotPossible("That form is not open.")
        nonce = _nonce(act)
        return _issued(self._acts.submit_modal(user, opener, act.table("values"), nonce))

    def _dismiss(self, user: User, act: PageAct) -> Json:
        self._acts.dismiss(user, self._message(act))
        return {}

    def _place(self, user: User, act: PageAct) -> Place:
        channel = self._places.channel(act.id("channel_id"))
        return Place(user=user, channel=channel, nonce=_nonce(act))

    def _message(self, act: PageAct) -> Message:
        return self._places.message(act.id("message_id"))


def _as_list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise NotPossible(f"The field {name!r} must be a list.")
    return value


def _nonce(act: PageAct) -> str | None:
    nonce = act.body.get("nonce")
    return None if nonce is None else str(nonce)


def _issued(interaction: Interaction) -> Json:
    return {"interaction_id": str(interaction.id)}
