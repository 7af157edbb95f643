"""`python -m cogs.reference` writes docs/commands.md from the commands themselves."""

import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from cogs.crew import Doorway, Services, board

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"

_HEAD = """# Commands

Written by `python -m cogs.reference` from the commands themselves; a test holds it current.
Options in *italics* may be left out. Every answer is private unless it says otherwise.
"""
_SECTIONS = (
    ("For members", ("video", "preview", "camera", "clips", "credits")),
    ("For staff", ("greenlight-mod",)),
    ("For managers", ("greenlight",)),
    ("For the operator", ("greenlight-operator",)),
)

_RIGHTS = {"manage_guild": "Manage Server", "moderate_members": "Moderate Members"}


def main() -> None:
    """Write the page."""
    PAGE.write_text(asyncio.run(reference()), encoding="utf-8")


async def reference() -> str:
    """The page as it should be."""
    bot = commands.Bot(command_prefix=(), intents=discord.Intents.none(), help_command=None)
    # Describing commands calls none of them, so nothing stands behind them here.
    await board(bot, cast(Services, None), Doorway(()))
    return page(bot.tree)


def page(tree: app_commands.CommandTree[Any]) -> str:
    """The page for a tree of commands. Raises KeyError for a command that no section names."""
    found: dict[str, Any] = {command.name: command for command in tree.get_commands(type=None)}
    parts = [_HEAD]
    for title, names in _SECTIONS:
        parts.append(f"## {title}\n")
        for name in names:
            command = found.pop(name)
            parts += [*_shown_to(command), *_described(command)]
    menus = [command for command in found.values() if isinstance(command, app_commands.ContextMenu)]
    parts.append("## Message menus\n")
    for menu in menus:
        del found[menu.name]
        parts.append(f"### {menu.name}\n\n{_doc(menu.callback)}\n")
    if found:
        raise KeyError(f"no section of the page names {', '.join(found)}")
    return "\n".join(parts)


def _described(command: Any) -> Iterator[str]:
    if isinstance(command, app_commands.Group):
        for child in sorted(
            command.commands, key=lambda c: (isinstance(c, app_commands.Group), c.name)
        ):
            yield from _described(child)
        return
    yield f"### /{command.qualified_name}\n\n{command.description}.\n"
    yield _doc(command.callback) + "\n"
    if command.parameters:
        yield "\n".join(_parameter(parameter) for parameter in command.parameters) + "\n"


def _shown_to(command: Any) -> Iterator[str]:
    if command.default_permissions:
        rights = [_RIGHTS[name] for name, is_on in command.default_permissions if is_on]
        yield (
            f"`/{command.name}` is shown to people with {', '.join(rights)}; a server changes that"
            " under Server Settings → Integrations. The bot checks by itself who may use it.\n"
        )


def _parameter(parameter: app_commands.Parameter) -> str:
    name = f"`{parameter.display_name}`" if parameter.required else f"*`{parameter.display_name}`*"
    choices = ", ".join(choice.name for choice in parameter.choices)
    return f"- {name}: {parameter.description}" + (f" ({choices})" if choices else "")


def _doc(callback: Any) -> str:
    return inspect.cleandoc(callback.__doc__ or "")


if __name__ == "__main__":
    main()
