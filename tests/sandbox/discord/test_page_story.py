"""A whole story by the page's acts alone, with a genuine bot at the other end."""

import json

import aiohttp
import discord
from discord import app_commands, ui

from tests.sandbox.discord.genuine import Bot, online
from tests.sandbox.discord.tab import Tab


async def test_a_whole_story_by_acts_alone(raw):
    """Autocomplete, a command with a file, a button, a form: all by the page's POSTs."""
    bot = Bot()
    _story(bot)
    async with online(bot, raw.discord), Tab(raw, raw.discord.member("ana").id).open() as ana:
        state = await ana.event("state")
        command = state["commands"][0]["id"]
        place = {"channel_id": str(raw.channel("clips")), "command_id": command}
        await ana.act("autocomplete", **place, options={"words": "tru"}, focused="words")
        assert (await ana.event("autocomplete"))["choices"][0]["name"] == "tru!"
        form = aiohttp.FormData()
        act = {"as": ana.user_id, "action": "command", "nonce": "n", "path": []} | place
        act["options"] = {"words": "x", "image": {"file": 0}}
        form.add_field("payload_json", json.dumps(act))
        form.add_field("file0", b"png", filename="a.png", content_type="image/png")
        url = ana.url + "/page/act"
        async with raw.session.post(url, params=ana.key, data=form) as response:
            assert (await response.json())["ok"] is True
        shown = (await ana.event("message_created"))["message"]
        assert shown["content"] == "x 3"
        press = {"channel_id": place["channel_id"], "message_id": shown["id"], "custom_id": "go"}
        await ana.act("press", **press)
        opened = await ana.event("modal")
        assert opened["modal"]["title"] == "A form"
        submit = {"interaction_id": opened["interaction_id"], "custom_id": "form"}
        await ana.act("submit_modal", **submit, values={"name": "Ana"})
        assert (await ana.event("message_created"))["message"]["content"] == "Ana"


def _story(bot: Bot) -> None:
    class Form(ui.Modal, title="A form"):
        name = ui.TextInput(label="Name", custom_id="name")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.send_message(self.name.value, ephemeral=True)

    class Open(ui.View):
        @ui.button(label="Go", custom_id="go")
        async def open(self, interaction: discord.Interaction, button: ui.Button) -> None:
            await interaction.response.send_modal(Form())

    @bot.tree.command(description="x")
    async def make(
        interaction: discord.Interaction, words: str, image: discord.Attachment | None = None
    ) -> None:
        size = image.size if image else 0
        await interaction.response.send_message(f"{words} {size}", view=Open())

    @make.autocomplete("words")
    async def suggest(interaction: discord.Interaction, current: str):
        return [app_commands.Choice(name=current + "!", value=current)]
