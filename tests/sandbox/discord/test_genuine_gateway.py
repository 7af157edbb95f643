"""Stories with the genuine, unmodified discord.py: the Gateway cut, lossy, sharded."""

import asyncio
import logging
from random import Random

import aiohttp
import discord
import pytest

from tests.examined import examined
from tests.sandbox.discord.genuine import Bot, ShardedBot, online


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
    """Twelve messages through a bucket of 5 per 2 s: all arrive in order, and no 429 is seen."""
    discord_sandbox.set_rate_limit("create_message", requests=5, seconds=2.0)
    bot = Bot()
    async with online(bot, discord_sandbox):
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        with caplog.at_level(logging.WARNING, logger="discord.http"):
            for number in range(12):
                await channel.send(str(number))
    assert [m.content for m in discord_sandbox.messages()] == [str(n) for n in range(12)]
    assert discord_sandbox.counters.rate_limited == 0
    assert caplog.records == []


async def heard_all(bot, sent: int) -> list[int]:
    """The ids of so many messages, in the order in which the bot heard them."""
    return [await asyncio.wait_for(bot.heard.get(), 20) for _ in range(sent)]


class Listener(Bot):
    """Notes every message it hears."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: asyncio.Queue[int] = asyncio.Queue()

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.put_nowait(message.id)


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_event_is_lost_on_a_lossy_network(seed):
    """A third of all events cut the connection, and yet each arrives once and in order."""
    async with examined(chance=Random(seed)) as sandbox, online(Listener(), sandbox) as bot:
        ana = sandbox.member("ana")
        sandbox.lose(connections=0.33)
        sent = [ana.send(str(number)).id for number in range(30)]
        assert await heard_all(bot, 30) == sent
        assert sandbox.counters.lost["connections"] >= 3
        sandbox.lose()
        last = ana.send("after it").id
        assert await heard_all(bot, 1) == [last]
        assert bot.sessions == 1


async def test_commands_are_answered_on_a_slow_and_lossy_network():
    """Each of ten commands is answered within its three seconds, some after a resume."""
    async with examined(chance=Random(3)) as sandbox:
        bot = Bot()

        @bot.tree.command(description="Answers")
        async def ping(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("pong", ephemeral=True)

        async with online(bot, sandbox):
            sandbox.slow_down(0.02)
            sandbox.slow_gateway(0.02)
            sandbox.lose(connections=0.3)
            for _ in range(10):
                assert (await sandbox.member("ana").slash("ping")).message.content == "pong"
        assert sandbox.counters.lost["connections"] >= 1
        assert (sandbox.counters.acked, sandbox.counters.failed) == (10, 0)


async def test_repeated_sends_post_once_on_a_lossy_network():
    """A bot that repeats a lost send with its nonce posts every message exactly once."""
    async with examined(chance=Random(4)) as sandbox, online(Bot(), sandbox) as bot:
        sandbox.set_rate_limit("create_message", requests=500, seconds=1)
        channel = discord.utils.get(bot.guilds[0].channels, name="clips")
        sandbox.lose(requests=0.2, answers=0.3)
        for number in range(12):
            while True:
                try:
                    await channel.send(str(number), nonce=f"n{number}")
                except (aiohttp.ClientError, ConnectionError):
                    continue
                break
        assert [m.content for m in sandbox.messages()] == [str(n) for n in range(12)]
        assert sandbox.counters.lost["answers"] >= 1


async def test_shards_hear_their_own_guilds(discord_sandbox):
    """Two shards, as Discord recommends: each guild's commands and messages reach its own."""
    home = next(iter(discord_sandbox.world.guilds.values()))
    other = home
    while (other.id >> 22) % 2 == (home.id >> 22) % 2:
        discord_sandbox.skip(0.001)
        other = discord_sandbox.add_guild(f"Guild {other.id}", owner="ben")
    discord_sandbox.add_channel("clips", guild=other.name)
    discord_sandbox.set_shards(2)
    bot, heard = ShardedBot(), asyncio.Queue()

    @bot.tree.command(description="Tells the shard")
    async def where(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(str(interaction.guild.shard_id))

    @bot.listen()
    async def on_message(message: discord.Message) -> None:
        heard.put_nowait((message.guild.id, message.guild.shard_id))

    async with online(bot, discord_sandbox):
        assert (bot.shard_count, set(bot.shards)) == (2, {0, 1})
        assert {guild.id for guild in bot.guilds} == set(discord_sandbox.world.guilds)
        for name, guild in (("ana", home), ("ben", other)):
            member = discord_sandbox.member(name, guild=guild.name)
            member.send("hello")
            shard = (guild.id >> 22) % 2
            assert await asyncio.wait_for(heard.get(), 5) == (guild.id, shard)
            assert (await member.slash("where")).message.content == str(shard)
            await asyncio.wait_for(heard.get(), 5)
        assert heard.empty()
