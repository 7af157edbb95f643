"""Stories with the genuine, unmodified discord.py: commands, and what the members get to see."""

import asyncio

import discord
import pytest
from discord import app_commands

from sandbox.discord.driver.views import AnswerKind
from sandbox.discord.errors import DidNotRespond
from sandbox.discord.shapes import Upload
from tests.sandbox.discord.genuine import Bot, online

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x06\x00\x00\x00"
    b"\x9dt\x66\x1a"
)


async def test_a_command_with_all_kinds_of_options(discord_sandbox):
    """A slash command is synchronised, run with typed options, and answered privately."""
    bot, seen = Bot(), {}

    @bot.tree.command(description="Every kind of option")
    async def every(
        interaction: discord.Interaction,
        words: str,
        count: app_commands.Range[int, 1, 5],
        exact: bool,
        who: discord.Member,
        role: discord.Role,
        where: discord.TextChannel,
        picture: discord.Attachment | None = None,
    ) -> None:
        seen.update(words=words, count=count, exact=exact, who=who.name, role=role.name)
        seen.update(where=where.name, picture=await picture.read(), width=picture.width)
        seen.update(locale=str(interaction.locale), rights=interaction.app_permissions)
        await interaction.response.send_message("private", ephemeral=True)

    async with online(bot, discord_sandbox) as bot:
        guild = bot.guilds[0]
        ana = discord_sandbox.member("ana")
        answer = await ana.slash(
            "every",
            {
                "words": "hello",
                "count": 3,
                "exact": True,
                "who": discord_sandbox.member("ben").id,
                "role": discord.utils.get(guild.roles, name="Artist").id,
                "where": discord.utils.get(guild.channels, name="lounge").id,
                "picture": Upload("a.png", PNG),
            },
        )
    assert seen.pop("rights").attach_files
    assert seen == {
        "words": "hello",
        "count": 3,
        "exact": True,
        "who": "ben",
        "role": "Artist",
        "where": "lounge",
        "picture": PNG,
        "width": 3,
        "locale": "en-US",
    }
    assert answer.kind is AnswerKind.MESSAGE
    assert (answer.message.content, answer.message.ephemeral) == ("private", True)
    assert [view.content for view in ana.messages()] == ["private"]
    assert discord_sandbox.member("ben").messages() == []
    assert discord_sandbox.messages() == []


async def test_a_deferred_answer_is_filled_by_the_first_follow_up(discord_sandbox):
    """Thinking, then the first follow-up takes its place; the next one is a message of its own."""
    bot = Bot()

    @bot.tree.command(description="Takes a while")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send("first")
        second = await interaction.followup.send("second", wait=True)
        await second.edit(content="second, changed")
        await interaction.edit_original_response(content="first, changed")

    async with online(bot, discord_sandbox):
        ana = discord_sandbox.member("ana")
        handle = ana.slash("slow")
        answer = await handle
        assert answer.kind is AnswerKind.THINKING
        assert answer.message.loading
        await ana.see(lambda m: m.content == "first, changed")
        assert (await handle.followup()).content == "second, changed"
        assert [m.ephemeral for m in ana.messages()] == [True, False]


async def test_autocomplete_offers_what_fits(discord_sandbox):
    """Suggestions see the text so far and the other options; choices come back in order."""
    bot = Bot()

    @bot.tree.command(description="Moves")
    async def move(interaction: discord.Interaction, model: str, camera: str) -> None:
        await interaction.response.send_message(camera)

    @move.autocomplete("camera")
    async def suggest(interaction: discord.Interaction, current: str):
        prefix = interaction.namespace.model
        return [app_commands.Choice(name=f"{prefix} {current} {n}", value=str(n)) for n in "ab"]

    async with online(bot, discord_sandbox):
        handle = discord_sandbox.member("ana").autocomplete(
            "move", {"model": "T2V"}, focused=("camera", "tru")
        )
        answer = await handle
    assert answer.kind is AnswerKind.CHOICES
    assert [choice["name"] for choice in answer.choices] == ["T2V tru a", "T2V tru b"]


async def test_subcommands_are_reached_by_their_path(discord_sandbox):
    """A group's subcommand is run by its whole name, for those who see it."""
    bot = Bot()

    class Settings(app_commands.Group):
        @app_commands.command(description="Sets a quota")
        async def quota(self, interaction: discord.Interaction, credits: int) -> None:
            await interaction.response.send_message(f"{credits} a day")

    admin = app_commands.Group(
        name="lantern",
        description="For managers",
        default_permissions=discord.Permissions(manage_guild=True),
    )
    admin.add_command(Settings(name="settings", description="All settings"))
    bot.tree.add_command(admin)
    async with online(bot, discord_sandbox):
        manager, ana = discord_sandbox.member("manager"), discord_sandbox.member("ana")
        answer = await manager.slash("lantern settings quota", {"credits": 7})
        assert answer.message.content == "7 a day"
        assert ana.visible_commands == []
        discord_sandbox.show_command("lantern", to=["ana"])
        assert ana.visible_commands == ["lantern"]


async def test_a_message_menu_gets_the_whole_message(discord_sandbox):
    """A menu command reads the picked message, attachments too, without any intent."""
    bot = Bot()

    @bot.tree.context_menu(name="Animate this image")
    async def animate(interaction: discord.Interaction, message: discord.Message) -> None:
        data = await message.attachments[0].read()
        await interaction.response.send_message(f"{message.content} {data!r}", ephemeral=True)

    async with online(bot, discord_sandbox):
        ana = discord_sandbox.member("ana")
        message = ana.send("look", files=[Upload("a.png", b"png")])
        answer = await ana.menu("Animate this image", message)
        assert answer.message.content == "look b'png'"


async def test_a_silent_bot_did_not_respond(discord_sandbox):
    """Without an answer the member hears so after three seconds, skipped ones too; then 10062."""
    bot, errors = Bot(), asyncio.Queue()

    @bot.tree.command(description="Answers late")
    async def late(interaction: discord.Interaction) -> None:
        discord_sandbox.skip(3.0)
        try:
            await interaction.response.send_message("too late")
        except discord.NotFound as error:
            errors.put_nowait(error.code)

    async with online(bot, discord_sandbox):
        with pytest.raises(DidNotRespond):
            await discord_sandbox.member("ana").slash("late")
        assert await asyncio.wait_for(errors.get(), 5) == 10062
    assert discord_sandbox.counters.failed == 1
