"""Commands that stand inside a group which another cog brings."""

from discord import app_commands
from discord.ext import commands


def join(bot: commands.Bot, path: str, brought: app_commands.Group) -> None:
    """Put the commands of `brought` into the standing group of that path, `clips` for example."""
    first, *rest = path.split()
    group = bot.tree.get_command(first)
    for name in rest:
        assert isinstance(group, app_commands.Group), f"/{path} is loaded before what joins it"
        group = group.get_command(name)
    assert isinstance(group, app_commands.Group), f"/{path} is loaded before what joins it"
    for command in brought.commands:
        group.add_command(command)
