"""What is said: a text, the buttons under it and a file, as plain values."""

import io
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import discord

#: Discord's limits (docs: message components; create message).
LONGEST_CUSTOM_ID = 100
LONGEST_LABEL = 80
LONGEST_MESSAGE = 2_000
_LONGEST_OPTION = 100
_PREFIX = "gl"


class Act(StrEnum):
    """What a button asks for. It stands in the button's identity, so a value is never reused."""

    # About a kept request
    CONFIRM = "confirm"
    EDIT = "edit"
    MEND = "mend"
    MODEL = "model"
    SIZE = "size"
    FORM = "form"
    COMPOSE = "compose"
    # In the composer of a kept request
    STEP = "step"
    MOVES = "moves"
    MEASURE = "measure"
    PLAN = "plan"
    WORDS = "words"
    PREVIEW = "preview"
    MAKE = "make"
    SAVE_PRESET = "savepreset"
    CLOSE = "close"
    PRESETS = "presets"
    # In the guide of movements
    GUIDE = "guide"
    GUIDE_LIST = "guidelist"
    USE_MOVE = "usemove"
    # About a clip
    CAMERA = "camera"
    DETAILS = "details"
    CANCEL = "cancel"
    DONT_POST = "dontpost"
    DELETE = "delete"
    DELETE_FOR_GOOD = "gone"
    WHY = "why"
    ASK_AGAIN = "again"
    TAKE = "take"
    NEW_CAMERA = "newcamera"
    REMIX = "remix"
    MORE = "more"
    PAGE = "page"
    # About credits that were granted or given
    ONCE_MORE = "oncemore"
    # What the operator is asked about once more
    BILLED = "billed"
    WAS_MADE = "wasmade"
    # About a server
    OPEN_SERVER = "open"


#: What makes a shot or a plan, both of which belong to a channel of a server.
_ONLY_IN_SERVERS = frozenset({Act.ASK_AGAIN, Act.CAMERA, Act.NEW_CAMERA, Act.REMIX, Act.TAKE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button; `about` is the code, draft or server it is about.

    `row`: its row among the message's five, from 0; None: where there is room.
    """

    act: Act
    label: str
    about: str = ""
    style: discord.ButtonStyle = discord.ButtonStyle.secondary
    row: int | None = None
    is_off: bool = False

    @property
    def custom_id(self) -> str:
        """The identity that outlives this process."""
        return f"{_PREFIX}:{self.act}:{self.about}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A button that opens an address."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One line of a select; `value` is what choosing it tells."""

    label: str
    value: str
    description: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A list to choose from, a row of its own above the buttons; at most 25 options.

    `about` as for a button: what the choice is for.
    """

    act: Act
    placeholder: str
    options: tuple[Option, ...]
    about: str = ""
    least: int = 1
    most: int = 1
    is_off: bool = False

    @property
    def custom_id(self) -> str:
        """The identity that outlives this process."""
        return f"{_PREFIX}:{self.act}:{self.about}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that goes along: its name, its alt text, and where its bytes are."""

    name: str
    source: Path | bytes
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole message."""

    text: str
    buttons: tuple[Button, ...] = ()
    selects: tuple[Select, ...] = ()
    links: tuple[Link, ...] = ()
    file: Attached | None = None

    def headed(self, line: str) -> "Reply":
        """The same with a line in front."""
        return replace(self, text=f"{line}\n{self.text}")

    def in_direct_messages(self) -> "Reply":
        """The same without the buttons that work in servers alone."""
        kept = tuple(button for button in self.buttons if button.act not in _ONLY_IN_SERVERS)
        return replace(self, buttons=kept)


def pattern(act: Act) -> str:
    """Recognises every button or select of this act; the group `about` is what it is for."""
    return rf"{_PREFIX}:{act}:(?P<about>[^\n]*)"


def view_of(reply: Reply) -> discord.ui.View | None:
    """Selects and buttons as Discord takes them; answered by identity, whoever sent them.

    Needs a running loop.
    """
    if not (reply.buttons or reply.selects or reply.links):
        return None
    view = discord.ui.View(timeout=None)
    for select in reply.selects:
        view.add_item(_select(select))
    for button in reply.buttons:
        view.add_item(_button(button))
    for link in reply.links:
        view.add_item(discord.ui.Button(label=link.label[:LONGEST_LABEL], url=link.url))
    # A finished view is sent but not remembered: discord.py would keep every message's view for
    # ever, and our presses are found by their identity (abc.py, Messageable.send).
    view.stop()
    return view


def _button(button: Button) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(
        label=button.label[:LONGEST_LABEL],
        custom_id=button.custom_id,
        style=button.style,
        row=button.row,
        disabled=button.is_off,
    )


def _select(select: Select) -> discord.ui.Select[discord.ui.View]:
    return discord.ui.Select(
        custom_id=select.custom_id,
        placeholder=select.placeholder,
        min_values=select.least,
        max_values=select.most,
        disabled=select.is_off,
        options=[
            discord.SelectOption(
                label=option.label[:_LONGEST_OPTION],
                value=option.value,
                description=option.description[:_LONGEST_OPTION] or None,
                default=option.is_chosen,
            )
            for option in select.options
        ],
    )


def file_of(attached: Attached | None) -> discord.File | None:
    """The file as Discord takes it. Raises FileNotFoundError when it is kept no longer."""
    if attached is None:
        return None
    return discord.File(
        attached.source if isinstance(attached.source, Path) else io.BytesIO(attached.source),
        filename=attached.name,
        description=attached.alt or None,
    )
