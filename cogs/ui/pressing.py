"""Buttons and selects that outlive the process: one base, one class for every act."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, ClassVar, Self

import discord

from cogs.ui.answering import Faults
from cogs.ui.asking import Interaction
from cogs.ui.reply import Act, pattern

#: What is done on a press: the interaction, and what the button is about.
Press = Callable[[Interaction, str], Awaitable[None]]
#: What is done on a choice: the interaction, what the select is about, and the chosen values.
Choice = Callable[[Interaction, str, tuple[str, ...]], Awaitable[None]]


class Control(discord.ui.DynamicItem[discord.ui.Item[Any]], template=r"(?!)"):
    """A button or a select. discord.py only logs what its use raises: all of it is caught here."""

    act: ClassVar[Act]
    use: ClassVar[Choice]
    faults: ClassVar[Faults]

    def __init__(self, item: discord.ui.Item[Any], about: str) -> None:
        super().__init__(item)
        self.about = about

    @classmethod
    async def from_custom_id(
        cls, _: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The control as it was found under a message."""
        return cls(item, match["about"])

    async def callback(self, interaction: Interaction) -> None:
        """Do what it is for; answer whatever happens."""
        kind, values = "button", list[str]()
        if isinstance(self.item, discord.ui.Select):
            kind, values = "list", self.item.values
        work = partial(type(self).use, interaction, self.about, tuple(values))
        await self.faults.guard(interaction, work, f"answering the {kind} {self.act}")


def button_class(act: Act, press: Press, faults: Faults) -> type[Control]:
    """The class that answers every button of this act with `press`."""

    async def use(interaction: Interaction, about: str, _: tuple[str, ...]) -> None:
        await press(interaction, about)

    return select_class(act, use, faults)


def select_class(act: Act, choose: Choice, faults: Faults) -> type[Control]:
    """The class that answers every select of this act with `choose`."""

    class OfAct(Control, template=pattern(act)):
        pass

    OfAct.act = act
    OfAct.use = staticmethod(choose)
    OfAct.faults = faults
    OfAct.__name__ = f"Control{act.name.title().replace('_', '')}"
    return OfAct
