"""The doorway: who is being answered, and that nobody new is once the bot stops."""

import asyncio
import logging
from typing import Any

import discord
from discord import app_commands

from cogs.ui.asking import Interaction
from cogs.ui.words_trouble import RESTARTING

log = logging.getLogger(__name__)


class Doorway:
    """Every command, press, choice and form passes it before anything is done for it."""

    def __init__(self, connection_errors: tuple[type[Exception], ...]) -> None:
        """`connection_errors`: what the network raises beside discord.py's own errors."""
        self._unsayable: tuple[type[Exception], ...] = (discord.HTTPException, *connection_errors)
        #: Whoever is being answered, by the library's own tasks.
        self._inside: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    async def lets_in(self, interaction: Interaction) -> bool:
        """Whether the interaction may be answered; one that comes too late is told so privately.

        The task that asks counts as inside until it ends.
        """
        answering = asyncio.current_task()
        assert answering is not None, "the library answers each interaction in a task of its own"
        self._inside.add(answering)
        answering.add_done_callback(self._inside.discard)
        if self._is_closed:
            await self._send_away(interaction)
        return not self._is_closed

    def close(self) -> None:
        """Let nobody in any more."""
        self._is_closed = True

    async def empty(self, patience_s: float) -> int:
        """Wait until all inside have been answered, and cut off who takes longer; returns how many.

        What they use is closed next. What they had written stands, and the rest was not begun.
        """
        inside = self._inside - {asyncio.current_task()}
        if not inside:
            return 0
        _, late = await asyncio.wait(inside, timeout=patience_s)
        for answering in late:
            answering.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    async def _send_away(self, interaction: Interaction) -> None:
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await interaction.response.autocomplete([])
            else:
                await interaction.response.send_message(RESTARTING, ephemeral=True)
        except self._unsayable as error:
            log.info("can't say that the bot restarts: %s", error)


def tree_class(doorway: Doorway) -> type[app_commands.CommandTree[Any]]:
    """The class of a command tree whose commands and completions pass this doorway."""

    class Tree(app_commands.CommandTree[Any]):
        async def interaction_check(self, interaction: Interaction, /) -> bool:
            return await doorway.lets_in(interaction)

    return Tree
