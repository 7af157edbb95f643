"""Buttons and selects that outlive the process: one base each, one class for every act."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Self

import discord

from cogs.ui.answering import Faults
from cogs.ui.asking import Interaction
from cogs.ui.reply import Act, pattern

#: What is done on a press: the interaction, and what the button is about.
Press = Callable[[Interaction, str], Awaitable[None]]
#: What is done on a choice: the interaction, what the select is about, and the chosen values.
Choice = Callable[[Interaction, str, tuple[str, ...]], Awaitable[None]]


class Pressed(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?!)"):
    """One press. discord.py only logs what a press raises, so everything is caught here."""

    act: ClassVar[Act]
    press: ClassVar[Press]
    faults: ClassVar[Faults]

    def __init__(self, button: discord.ui.Button[Any], about: str) -> None:
        super().__init__(button)
        self.about = about

    @classmethod
    async def from_custom_id(
        cls, _: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button as it was found under a message."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, match["about"])

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says; answer whatever happens."""
        async with self.faults.guard(interaction, f"answering the button {self.act}"):
            await type(self).press(interaction, self.about)


def button_class(act: Act, press: Press, faults: Faults) -> type[Pressed]:
    """The class that answers every button of this act with `press`."""

    class OfAct(Pressed, template=pattern(act)):
        pass

    OfAct.act = act
    OfAct.press = staticmethod(press)
    OfAct.faults = faults
    OfAct.__name__ = f"Pressed{act.name.title().replace('_', '')}"
    return OfAct


class Chosen(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"(?!)"):
    """One choice from a select; everything it raises is caught here, as for a press."""

    act: ClassVar[Act]
    choose: ClassVar[Choice]
    faults: ClassVar[Faults]

    def __init__(self, select: discord.ui.Select[Any], about: str) -> None:
        super().__init__(select)
        self.about = about

    @classmethod
    async def from_custom_id(
        cls, _: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The select as it was found under a message."""
        assert isinstance(item, discord.ui.Select)
        return cls(item, match["about"])

    async def callback(self, interaction: Interaction) -> None:
        """Do what was chosen; answer whatever happens."""
        async with self.faults.guard(interaction, f"answering the select {self.act}"):
            await type(self).choose(interaction, self.about, tuple(self.item.values))


def select_class(act: Act, choose: Choice, faults: Faults) -> type[Chosen]:
    """The class that answers every select of this act with `choose`."""

    class OfAct(Chosen, template=pattern(act)):
        pass

    OfAct.act = act
    OfAct.choose = staticmethod(choose)
    OfAct.faults = faults
    OfAct.__name__ = f"Chosen{act.name.title().replace('_', '')}"
    return OfAct
