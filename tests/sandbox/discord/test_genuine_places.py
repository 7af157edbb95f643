"""Stories with the genuine, unmodified discord.py: messages, threads, people, what vanishes."""

import asyncio
import io
import json

import aiohttp
import discord
import pytest

from sandbox.discord.world.intents import Intent
from sandbox.discord.world.permissions import Permission
from tests.sandbox.discord.genuine import Bot, online


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


async def test_threads_are_opened_kept_and_woken(discord_sandbox):
    """With and without a message; archived ones are listed and wake when written in; locked not."""
    async with online(Bot(), discord_sandbox) as bot:
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        posted = await channel.send("here")
        from_message = await posted.create_thread(name="of a message")
        alone = await channel.create_thread(
            name="alone", type=discord.ChannelType.public_thread, auto_archive_duration=60
        )
        assert (from_message.id, alone.parent_id) == (posted.id, channel.id)
        ana = discord_sandbox.member("ana")
        await alone.add_user(discord.Object(ana.id))
        members = {member.id for member in await alone.fetch_members()}
        assert members == {bot.user.id, ana.id}
        await from_message.edit(archived=True)
        await alone.edit(archived=True)
        listed = [thread.name async for thread in channel.archived_threads()]
        assert listed == ["alone", "of a message"]
        await alone.send("still here")
        ana.send("me too", channel="of a message")
        active = await bot.guilds[0].active_threads()
        assert {thread.name for thread in active} == {"alone", "of a message"}
        assert [thread.name async for thread in channel.archived_threads()] == []
        discord_sandbox.archive_thread("alone", locked=True)
        with pytest.raises(discord.HTTPException) as refused:
            await alone.send("too late")
        assert refused.value.code == 50083


async def test_typing_is_shown(discord_sandbox):
    """Who is about to write is told to every page that sees the channel."""
    ana = discord_sandbox.member("ana")
    page = f"{discord_sandbox.url}/page/events?key={discord_sandbox.key}&as={ana.id}"
    async with (
        online(Bot(), discord_sandbox) as bot,
        aiohttp.ClientSession() as session,
        session.get(page) as events,
    ):
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        while b'"type":"state"' not in await events.content.readline():
            pass
        async with channel.typing():
            await channel.send("here")
        while b'"type":"typing"' not in (line := await events.content.readline()):
            pass
        event = json.loads(line.removeprefix(b"data: "))
        assert (event["channel_id"], event["user_id"]) == (str(channel.id), str(bot.user.id))
