"""Stories with the genuine, unmodified discord.py: what it does, and what the members see."""

import asyncio
import io
import logging
import re

import discord
import pytest
from discord import app_commands, ui

from sandbox.discord.errors import DidNotRespond
from sandbox.discord.intents import Intent
from sandbox.discord.permissions import Permission
from sandbox.discord.shapes import Upload
from sandbox.discord.views import AnswerKind
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


class Form(ui.Modal, title="A form"):
    """Words, a choice and pictures."""

    words = ui.Label(text="Prompt", component=ui.TextInput(custom_id="words", max_length=20))
    choice = ui.Label(
        text="Camera",
        component=ui.Select(
            custom_id="choice",
            options=[discord.SelectOption(label="Push", value="push")],
            required=False,
        ),
    )
    pictures = ui.Label(
        text="Pictures",
        component=ui.FileUpload(custom_id="pictures", max_values=2, required=False),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        files = [await picture.read() for picture in self.pictures.component.values]
        chosen = self.choice.component.values
        text = f"{self.words.component.value} {chosen} {files}"
        await interaction.response.send_message(text, ephemeral=True)


async def test_a_form_with_text_choice_and_files(discord_sandbox):
    """A modal opens, is filled in by custom_id or label, and comes back whole."""
    bot = Bot()

    @bot.tree.command(description="Opens a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    async with online(bot, discord_sandbox):
        ana = discord_sandbox.member("ana")
        opened = await ana.slash("form")
        assert opened.kind is AnswerKind.MODAL
        assert opened.modal.title == "A form"
        assert list(opened.modal.fields) == ["words", "choice", "pictures"]
        files = [Upload("a.png", b"one"), Upload("b.png", b"two")]
        answer = await ana.submit_modal(
            opened.modal, {"Prompt": "a fox", "choice": ["push"], "Pictures": files}
        )
        assert answer.message.content == "a fox ['push'] [b'one', b'two']"
        opened = await ana.slash("form")
        answer = await ana.submit_modal(opened.modal, {"words": "alone"})
        assert answer.message.content == "alone [] []"


class Counter(ui.DynamicItem[ui.Button], template=r"count:(?P<number>\d+)"):
    """A button that carries its own number."""

    def __init__(self, number: int) -> None:
        super().__init__(ui.Button(label="Count", custom_id=f"count:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(cls, interaction, item, match: re.Match[str]) -> "Counter":
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        view = ui.View(timeout=None).add_item(Counter(self.number + 1))
        text = f"pressed {self.number + 1}"
        await interaction.response.edit_message(content=text, view=view)


async def test_a_button_works_after_the_bot_came_back(discord_sandbox):
    """A button with its own identity is answered by a later bot: DynamicItem."""
    bot = Bot()
    async with online(bot, discord_sandbox):
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        view = ui.View(timeout=None).add_item(Counter(0))
        await channel.send("press me", view=view)
    later = Bot()
    later.add_dynamic_items(Counter)
    ben = discord_sandbox.member("ben")
    async with online(later, discord_sandbox):
        message = ben.latest()
        answer = await ben.press(message, "Count")
        assert answer.kind is AnswerKind.UPDATE
        assert answer.message.content == "pressed 1"
        await ben.press(message, "count:1")
        assert ben.latest().content == "pressed 2"


async def test_a_select_and_a_quiet_acknowledgement(discord_sandbox):
    """A select's values arrive; a deferred update shows nothing until the message is edited."""
    bot = Bot()

    class Pick(ui.View):
        @ui.select(
            custom_id="pick", options=[discord.SelectOption(label=n, value=n) for n in "abc"]
        )
        async def pick(self, interaction: discord.Interaction, select: ui.Select) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content=select.values[0], view=None)

    @bot.tree.command(description="Shows a menu")
    async def menu(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("?", view=Pick(), ephemeral=True)

    async with online(bot, discord_sandbox):
        ana = discord_sandbox.member("ana")
        shown = (await ana.slash("menu")).message
        answer = await ana.select(shown, "pick", ["b"])
        assert answer.kind is AnswerKind.QUIET
        await ana.see(lambda m: m.content == "b" and not m.components)


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


async def test_message_content_needs_its_intent(discord_sandbox):
    """Others' words arrive blank without the intent, and whole with it."""
    got: asyncio.Queue[str] = asyncio.Queue()

    class Listener(Bot):
        async def on_message(self, message: discord.Message) -> None:
            got.put_nowait(message.content)

    ana = discord_sandbox.member("ana")
    async with online(Listener(), discord_sandbox) as bot:
        ana.send("hidden")
        assert await asyncio.wait_for(got.get(), 5) == ""
        ana.send(f"<@{bot.user.id}> seen")
        assert (await asyncio.wait_for(got.get(), 5)).endswith("seen")
        ana.send("a direct message", channel=ana.dm)
        assert await asyncio.wait_for(got.get(), 5) == "a direct message"
    discord_sandbox.allow_intents(Intent.MESSAGE_CONTENT)
    intents = discord.Intents(guilds=True, messages=True, message_content=True)
    async with online(Listener(intents), discord_sandbox):
        ana.send("open")
        assert await asyncio.wait_for(got.get(), 5) == "open"


async def test_threads_direct_messages_and_files(discord_sandbox):
    """The bot opens a thread, writes in it, writes to a person, and attaches a clip."""
    bot = Bot()
    async with online(bot, discord_sandbox):
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        clip = discord.File(io.BytesIO(b"mp4"), "clip.mp4", description="A fox", spoiler=True)
        posted = await channel.send("here", file=clip)
        thread = await posted.create_thread(name="Talk")
        await thread.send("inside")
        await thread.edit(archived=True)
        ana = discord_sandbox.member("ana")
        person = await bot.fetch_user(ana.id)
        await person.send("to you")
        fetched = await channel.fetch_message(posted.id)
        assert await fetched.attachments[0].read() == b"mp4"
    view = discord_sandbox.message(posted.id)
    assert view.thread_id == thread.id
    assert view.attachments[0]["description"] == "A fox"
    assert view.attachments[0]["filename"] == "SPOILER_clip.mp4"
    assert [m.content for m in discord_sandbox.messages("Talk")] == ["inside"]
    assert [m.content for m in ana.messages(ana.dm)] == ["to you"]
    assert discord_sandbox.posted_clips == 1
    assert discord_sandbox.counters.by_channel == {"clips": 1, "Talk": 1, "dm": 1}


class Layout(ui.LayoutView):
    """Components V2: a container with text, a gallery, a section and a row."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        button = ui.Button(label="More", custom_id="more")
        section = ui.Section("a line", accessory=ui.Button(label="Why", custom_id="why"))
        gallery = ui.MediaGallery(discord.MediaGalleryItem("attachment://clip.mp4"))
        inside = (ui.TextDisplay("**title**"), gallery, ui.Separator(), section)
        self.add_item(ui.Container(*inside, ui.ActionRow(button), accent_colour=0x336699))


async def test_a_components_v2_layout_is_accepted(discord_sandbox):
    """A layout view with an attached clip is posted, its media linked and playable."""
    bot = Bot()
    async with online(bot, discord_sandbox):
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        clip = discord.File(io.BytesIO(b"mp4"), "clip.mp4")
        await channel.send(view=Layout(), file=clip)
    view = discord_sandbox.messages()[0]
    assert view.text == "**title**\na line"
    assert [button["label"] for button in view.buttons()] == ["Why", "More"]
    media = view.components[0]["components"][1]["items"][0]["media"]
    assert media["url"].startswith(discord_sandbox.url + "/cdn/attachments/")


async def test_a_cut_gateway_is_resumed_without_losing_an_interaction(discord_sandbox):
    """What a member does while the connection is down is answered after the resume."""
    bot = Bot()

    @bot.tree.command(description="Answers")
    async def ping(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong")

    async with online(bot, discord_sandbox):
        discord_sandbox.cut_gateway()
        await discord_sandbox.until(lambda: not discord_sandbox.bot_online)
        answer = await discord_sandbox.member("ana").slash("ping")
        assert answer.message.content == "pong"
        assert bot.resumed.is_set()
        assert bot.sessions == 1


@pytest.mark.parametrize("trouble", ["ask_reconnect", "close_gateway", "invalidate_session"])
async def test_the_bot_survives_what_the_gateway_does(discord_sandbox, trouble):
    """Op 7 and close 4000 resume the session; op 9 begins a new one; commands work after each."""
    bot = Bot()

    @bot.tree.command(description="Answers")
    async def ping(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("pong")

    async with online(bot, discord_sandbox):
        getattr(discord_sandbox, trouble)()
        await discord_sandbox.until(lambda: not discord_sandbox.bot_online)
        await discord_sandbox.until(lambda: discord_sandbox.bot_online)
        answer = await discord_sandbox.member("ana").slash("ping")
        assert answer.message.content == "pong"
        assert bot.sessions == (2 if trouble == "invalidate_session" else 1)


async def test_twelve_sends_wait_for_their_bucket(discord_sandbox, caplog):
    """Twelve messages through a bucket of 5 per 0.4 s: all arrive in order, and no 429 is seen."""
    discord_sandbox.set_rate_limit("create_message", requests=5, seconds=0.4)
    bot = Bot()
    async with online(bot, discord_sandbox):
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        with caplog.at_level(logging.WARNING, logger="discord.http"):
            for number in range(12):
                await channel.send(str(number))
    assert [m.content for m in discord_sandbox.messages()] == [str(n) for n in range(12)]
    assert discord_sandbox.counters.rate_limited == 0
    assert caplog.records == []


async def test_a_nonce_posts_once(discord_sandbox):
    """The library enforces nonces by itself: the same one again gives back the first message."""
    bot = Bot()
    async with online(bot, discord_sandbox):
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        first = await channel.send("once", nonce="7RKQ2M-1")
        again = await channel.send("once", nonce="7RKQ2M-1")
        other = await channel.send("other", nonce="7RKQ2M-2")
        assert first.id == again.id != other.id
        discord_sandbox.skip(301)
        later = await channel.send("once", nonce="7RKQ2M-1")
        assert later.id != first.id
    assert [m.content for m in discord_sandbox.messages()] == ["once", "other", "once"]


async def test_only_allowed_mentions_ping(discord_sandbox):
    """A text naming people pings whom allowed_mentions allows, and nobody by default here."""
    bot = Bot()
    ana, ben = discord_sandbox.member("ana"), discord_sandbox.member("ben")
    async with online(bot, discord_sandbox):
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        text = f"{ana.mention} {ben.mention} @everyone"
        await channel.send(text)
        only = discord.AllowedMentions(users=[discord.Object(ana.id)])
        await channel.send(text, allowed_mentions=only, silent=True)
    quiet, loud = discord_sandbox.messages()
    assert quiet.pings == frozenset()
    assert loud.pings == {ana.id}
    assert loud.silent
    assert ana.latest().pinged
    assert not ben.latest().pinged


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


async def test_the_owner_is_the_operator(discord_sandbox):
    """The application names its owner, who runs it."""
    async with online(Bot(), discord_sandbox) as bot:
        application = await bot.application_info()
        assert application.owner.name == "operator"
        assert application.team is None


async def test_what_vanishes_is_gone_for_the_bot(discord_sandbox):
    """A removed channel leaves the cache and refuses; rights taken away are seen at once."""
    bot = Bot()
    async with online(bot, discord_sandbox):
        guild = bot.guilds[0]
        lounge = discord.utils.get(guild.channels, name="lounge")
        discord_sandbox.set_permissions("lounge", "bot", deny=Permission.SEND_MESSAGES)
        with pytest.raises(discord.Forbidden) as refused:
            await lounge.send("x")
        assert refused.value.code == 50013
        assert not lounge.permissions_for(guild.me).send_messages
        discord_sandbox.remove_channel("lounge")
        with pytest.raises(discord.NotFound) as gone:
            await lounge.send("x")
        assert gone.value.code == 10003
        assert guild.get_channel(lounge.id) is None
