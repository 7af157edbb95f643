"""The crew as a whole: names, limits, the page about it."""

import re
from itertools import chain
from typing import cast

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from cogs.crew import Services, board
from cogs.reference import PAGE, page, reference
from cogs.ui.doorway import Doorway
from cogs.ui.reply import Act, Button, pattern

#: Discord's limits (docs: application commands).
NAME = re.compile(r"[-_a-z0-9]{1,32}")
#: The client's own commands, and what other bots of this kind are called by.
TAKEN = {"me", "nick", "thread", "msg", "shrug", "tableflip", "gif", "help", "ping", "play"}


@pytest.fixture
async def crewed():
    """A bot with the whole crew, which speaks to nobody."""
    bot = commands.Bot(command_prefix=(), intents=discord.Intents.none(), help_command=None)
    await board(bot, cast(Services, None), Doorway(()))
    return bot


def all_commands(bot):
    """Every command one can use, groups left out."""
    return [c for c in bot.tree.walk_commands() if isinstance(c, app_commands.Command)]


async def test_only_what_is_built_is_registered(crewed):
    """These commands and no others."""
    assert {c.name for c in crewed.tree.get_commands(type=None)} == {
        "video",
        "clips",
        "credits",
        "preview",
        "camera",
        "Animate this image",
        "greenlight",
        "greenlight-mod",
        "greenlight-operator",
    }


async def test_names_and_descriptions_keep_discords_limits(crewed):
    """Lower case, short enough, no choice list over 25, nothing that clashes."""
    for command in crewed.tree.walk_commands():
        assert NAME.fullmatch(command.name), command.name
        assert command.name not in TAKEN
        assert 1 <= len(command.description) <= 100
    for command in all_commands(crewed):
        for option in command.parameters:
            assert NAME.fullmatch(option.display_name), option.display_name
            assert option.description != "…", f"/{command.qualified_name} {option.display_name}"
            assert 1 <= len(option.description) <= 100
            assert len(option.choices) <= 25
    assert len(crewed.tree.get_commands(type=discord.AppCommandType.message)) <= 5


async def test_every_command_explains_itself(crewed):
    """A doc string for people, and no age restriction."""
    menus = crewed.tree.get_commands(type=discord.AppCommandType.message)
    for command in chain(all_commands(crewed), menus):
        assert command.callback.__doc__
        assert not command.nsfw


async def test_who_sees_what_by_default(crewed):
    """Members' commands are everybody's; the others ask for a right, in servers only but two."""
    payloads = {c.name: c.to_dict(crewed.tree) for c in crewed.tree.get_commands(type=None)}
    manage, moderate = 1 << 5, 1 << 40
    rights = {name: made["default_member_permissions"] for name, made in payloads.items()}
    assert rights == {
        "video": None,
        "clips": None,
        "credits": None,
        "preview": None,
        "camera": None,
        "Animate this image": None,
        "greenlight": manage,
        "greenlight-mod": moderate,
        "greenlight-operator": manage,
    }
    assert {tuple(made["integration_types"]) for made in payloads.values()} == {(0,)}
    for name, made in payloads.items():
        contexts = made["contexts"] if made["contexts"] is not None else [0]
        in_messages_too = {"greenlight-operator", "camera"}
        assert contexts == ([0, 1] if name in in_messages_too else [0]), name


async def test_the_page_is_current():
    """docs/commands.md says what the commands say; `python -m cogs.reference` writes it."""
    assert PAGE.read_text(encoding="utf-8") == await reference()


async def test_every_command_stands_on_the_page(crewed):
    """None is left out."""
    text = page(crewed.tree)
    for command in all_commands(crewed):
        assert f"### /{command.qualified_name}\n" in text
        for option in command.parameters:
            assert f"`{option.display_name}`" in text


async def test_a_command_without_a_section_is_noticed(crewed):
    """A new command must be given its place on the page."""

    @crewed.tree.command(name="stray", description="x")
    async def stray(interaction: discord.Interaction) -> None:
        """Nobody knows it."""

    with pytest.raises(KeyError, match="stray"):
        page(crewed.tree)


async def test_every_act_is_answered_once(crewed):
    """Each button's identity is recognised by exactly one class, and by its own."""
    answered = list(crewed._connection._view_store._dynamic_items)
    for act in Act:
        custom_id = Button(act=act, label="x", about="7RKQ2M").custom_id
        found = [p for p in answered if p.fullmatch(custom_id)]
        assert [p.pattern for p in found] == [pattern(act)], act
