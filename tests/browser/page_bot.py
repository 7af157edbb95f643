"""A small genuine discord.py bot whose answers the browser tests look at."""

import asyncio
import io
from pathlib import Path

import discord
from discord import app_commands, ui

MOVEMENTS = ("Truck left", "Truck right", "Pan left", "Push in")


class PageBot(discord.Client):
    """Remembers what it was asked in `asked`, and lets a test hold its suggestions back."""

    def __init__(self, clip: Path) -> None:
        super().__init__(intents=discord.Intents.default())
        self._connection.guild_ready_timeout = 0
        self.clip = clip
        self.tree = app_commands.CommandTree(self)
        self.registered = asyncio.Event()
        self.asked: list[dict[str, object]] = []
        self.heard = asyncio.Condition()
        self.held: dict[str, asyncio.Event] = {}
        for command in _commands(self):
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        """Register the commands before the bot counts as online."""
        await self.tree.sync()
        self.registered.set()

    def file(self, name: str, description: str | None = None) -> discord.File:
        """The clip as an upload, from memory: discord.py leaves files of a first answer open."""
        return discord.File(io.BytesIO(self.clip.read_bytes()), name, description=description)

    async def remember(self, **facts: object) -> None:
        """Note what a member asked for."""
        async with self.heard:
            self.asked.append(facts)
            self.heard.notify_all()

    async def next_asked(self, what: str, seconds: float = 8, **facts: object) -> dict[str, object]:
        """Wait for the first thing asked under the name `what` with these facts."""
        wanted = {"what": what, **facts}

        def found() -> dict[str, object] | None:
            return next((one for one in self.asked if wanted.items() <= one.items()), None)

        async with asyncio.timeout(seconds), self.heard:
            return await self.heard.wait_for(found)


class Card(ui.View):
    """A button of each kind and a select."""

    def __init__(self, bot: PageBot) -> None:
        super().__init__(timeout=None)
        self.bot = bot
        self.add_item(ui.Button(label="Manual", url="https://example.com/manual"))
        self.add_item(ui.Button(label="Sold out", disabled=True, custom_id="sold"))

    @ui.button(label="Again", style=discord.ButtonStyle.primary, custom_id="again")
    async def again(self, interaction: discord.Interaction, _button: ui.Button) -> None:
        """Change the message in place."""
        await self.bot.remember(what="again", by=interaction.user.name)
        await interaction.response.edit_message(content="Made again")

    @ui.select(
        custom_id="pace",
        placeholder="Pace",
        options=[discord.SelectOption(label=name, value=name.lower()) for name in ("Slow", "Fast")],
    )
    async def pace(self, interaction: discord.Interaction, select: ui.Select) -> None:
        """Say privately what was chosen."""
        await self.bot.remember(what="pace", values=select.values)
        await interaction.response.send_message(f"Pace: {select.values[0]}", ephemeral=True)


class ClipForm(ui.Modal, title="A new clip"):
    """Text, a select and files."""

    prompt = ui.Label(
        text="Prompt",
        description="What to see",
        component=ui.TextInput(
            style=discord.TextStyle.paragraph, custom_id="prompt", max_length=40
        ),
    )
    camera = ui.Label(
        text="Camera",
        component=ui.Select(
            custom_id="camera",
            required=False,
            options=[discord.SelectOption(label=name) for name in MOVEMENTS],
        ),
    )
    pictures = ui.Label(
        text="Pictures",
        component=ui.FileUpload(custom_id="pictures", required=False, max_values=2),
    )

    def __init__(self, bot: PageBot) -> None:
        super().__init__(custom_id="clip-form")
        self.bot = bot

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Remember everything that was filled in."""
        await self.bot.remember(
            what="form",
            prompt=self.prompt.component.value,
            camera=self.camera.component.values,
            pictures=[(file.filename, file.size) for file in self.pictures.component.values],
        )
        await interaction.response.send_message("Form received", ephemeral=True)


def _commands(bot: PageBot) -> list[app_commands.Command | app_commands.ContextMenu]:
    return [
        _video(bot),
        _clip(bot),
        _card(bot),
        _layout(bot),
        _silent(bot),
        _menu(bot),
    ]


def _video(bot: PageBot) -> app_commands.Command:
    @app_commands.command(name="video", description="Make a clip from a prompt")
    @app_commands.describe(
        prompt="What to see", camera="How the camera moves", image="First picture"
    )
    async def video(
        interaction: discord.Interaction,
        prompt: str | None = None,
        camera: str | None = None,
        image: discord.Attachment | None = None,
    ) -> None:
        if prompt is None and camera is None and image is None:
            await interaction.response.send_modal(ClipForm(bot))
            return
        picture = (image.filename, image.size) if image else None
        await bot.remember(what="video", prompt=prompt, camera=camera, image=picture)
        await interaction.response.send_message(f"Your shot is in: {prompt}", ephemeral=True)

    @video.autocomplete("camera")
    async def suggest(
        interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        given = tuple(name for name, _ in interaction.namespace)
        await bot.remember(what="suggest", text=current, given=given)
        if current in bot.held:
            await bot.held[current].wait()
        fits = [name for name in MOVEMENTS if current.lower() in name.lower()]
        return [app_commands.Choice(name=name, value=name) for name in fits]

    return video


def _clip(bot: PageBot) -> app_commands.Command:
    @app_commands.command(name="clip", description="Post a clip")
    async def clip(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True)
        file = bot.file("lighthouse.mp4", "AI-made clip. A wandering bar.")
        await interaction.followup.send(f"A clip for {interaction.user.mention}", file=file)

    return clip


def _card(bot: PageBot) -> app_commands.Command:
    @app_commands.command(name="card", description="A card with buttons")
    async def card(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("A card", view=Card(bot))

    return card


def _layout(bot: PageBot) -> app_commands.Command:
    @app_commands.command(name="layout", description="A layout of Components V2")
    async def layout(interaction: discord.Interaction) -> None:
        view = ui.LayoutView(timeout=None)
        gallery = ui.MediaGallery(
            discord.MediaGalleryItem("attachment://lighthouse.mp4", description="The bar wanders")
        )
        words = ui.TextDisplay("### A *framed* clip")
        view.add_item(ui.Container(words, ui.Separator(), gallery, accent_colour=0x1D6B47))
        await interaction.response.send_message(view=view, file=bot.file("lighthouse.mp4"))

    return layout


def _silent(bot: PageBot) -> app_commands.Command:
    @app_commands.command(name="silent", description="Never answers")
    @app_commands.describe(
        word="Something that is said in so many words that its hint is two lines"
    )
    async def silent(_interaction: discord.Interaction, word: str) -> None:
        await bot.remember(what="silent", word=word)

    return silent


def _menu(bot: PageBot) -> app_commands.ContextMenu:
    @app_commands.context_menu(name="Animate this image")
    async def animate(interaction: discord.Interaction, message: discord.Message) -> None:
        names = [file.filename for file in message.attachments]
        await bot.remember(what="animate", files=names)
        await interaction.response.send_message("Animating it", ephemeral=True)

    return animate
