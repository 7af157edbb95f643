"""A smallest real bot: enough of /video to try the stage, the smoke test and the demo with.

Not Greenlight: it keeps nothing, so a clip under way is lost when it is killed.
"""

import asyncio
import io
import os
import signal

import aiohttp
import discord
import yarl
from discord import app_commands

MINIMAX = os.environ["MINIMAX_API_URL"]
HEADERS = {"Authorization": "Bearer " + os.environ["MINIMAX_API_KEY"]}
MODEL = "T2V-01-Director"


class TinyBot(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(app_commands.Command(name="video", description="-", callback=video))

    async def setup_hook(self) -> None:
        gateway = await self.http.request(discord.http.Route("GET", "/gateway"))
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway["url"])
        await self.tree.sync()
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGTERM, lambda: asyncio.ensure_future(self.close())
        )


async def video(interaction: discord.Interaction, prompt: str, camera: str = "") -> None:
    await interaction.response.send_message("Your shot is in.", ephemeral=True)
    engine_prompt = f"[{camera}]{prompt}" if camera else prompt
    clip = await made(engine_prompt)
    await interaction.channel.send(
        interaction.user.mention, file=discord.File(io.BytesIO(clip), "clip.mp4")
    )


async def made(engine_prompt: str) -> bytes:
    async with aiohttp.ClientSession(headers=HEADERS) as session:
        order = {"model": MODEL, "prompt": engine_prompt}
        async with session.post(f"{MINIMAX}/v1/video_generation", json=order) as answer:
            handle = (await answer.json())["task_id"]
        while True:
            seen = await got(session, "query/video_generation", task_id=handle)
            if seen["status"] == "Success":
                break
            await asyncio.sleep(float(os.environ["GREENLIGHT_POLL_SECONDS"]))
        file = await got(session, "files/retrieve", file_id=seen["file_id"])
    async with (
        aiohttp.ClientSession() as session,
        session.get(file["file"]["download_url"]) as answer,
    ):
        return await answer.read()


async def got(session: aiohttp.ClientSession, path: str, **params: str) -> dict:
    async with session.get(f"{MINIMAX}/v1/{path}", params=params) as answer:
        return await answer.json()


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["DISCORD_API_URL"]
    TinyBot().run(os.environ["DISCORD_TOKEN"])
