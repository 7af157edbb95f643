"""The baseline: a bare discord.py bot with one command that answers at once and does nothing."""

import asyncio
import os

import aiohttp
import discord
from discord import app_commands
from yarl import URL


async def answer(interaction: discord.Interaction) -> None:
    """Answer at once."""
    await interaction.response.send_message("Pong.", ephemeral=True)


async def serve(api_url: str, token: str) -> None:
    """Run until cancelled."""
    discord.http.Route.BASE = api_url
    async with aiohttp.ClientSession() as session, session.get(f"{api_url}/gateway") as reply:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL((await reply.json())["url"])
    client = discord.Client(intents=discord.Intents(guilds=True), guild_ready_timeout=0)
    tree = app_commands.CommandTree(client)
    tree.add_command(app_commands.Command(name="ping", description="Answer.", callback=answer))
    async with client:
        await client.login(token)
        await tree.sync()
        await client.connect()


if __name__ == "__main__":
    asyncio.run(serve(os.environ["DISCORD_API_URL"], os.environ["DISCORD_TOKEN"]))
