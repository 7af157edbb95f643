"""A channel with everything in it that the page can show, posted by a genuine bot."""

import io

import discord
from discord import ui
from PIL import Image

from sandbox.discord.server import DiscordSandbox
from sandbox.discord.shapes import Upload
from tests.browser.show_bot import ShowBot

LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 2
LONG_NAME = "Wilhelmina-Theodora of the Very Long Name That Never Ends"
MARKS = """# A heading
## A smaller one
### The smallest
**bold** *slanted* __under__ ~~gone~~ `code` ||a hidden word|| [a link](https://example.com)
> quoted words
- one
  - inside one
1. first
2. second
```py
print("hello")
```
-# small print"""


async def show_everything(bot: ShowBot, sandbox: DiscordSandbox) -> None:
    """Fill #clips with a message of each kind, threads and direct messages beside it."""
    guild = next(iter(sandbox.world.guilds.values()))
    sandbox.world.add_member(guild, sandbox.world.add_user("guest", display_name=LONG_NAME))
    place = next(one for one in bot.get_all_channels() if one.name == "clips")
    ana = sandbox.member("ana")
    await place.send(MARKS)
    await place.send(_marks_that_point(sandbox, place))
    sandbox.member("guest").send(f"A long word: {LONG_WORD}", channel="clips")
    ana.send("Two files", channel="clips", files=_uploads())
    await place.send("A card", embed=_card(), view=Choices())
    await _clips(bot, place)
    await place.send(view=_layout(), files=[_image("wide.png", 640, 360), _note()])
    await place.send("Several things to choose", view=Several())
    await _threads(sandbox, place)
    await (await bot.fetch_user(ana.id)).send("A word with you alone")


class Choices(ui.View):
    """Ten buttons and the selects of people and roles."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        styles = list(discord.ButtonStyle)
        for index in range(10):
            label = f"Take {index + 1}" if index else "A button with rather many words on it"
            button = ui.Button(label=label, style=styles[index % 4], custom_id=f"b{index}")
            button.row = index // 5
            self.add_item(button)
        self.add_item(ui.UserSelect(custom_id="user", placeholder="A person"))
        self.add_item(ui.RoleSelect(custom_id="role", placeholder="A role"))
        self.add_item(ui.MentionableSelect(custom_id="who", placeholder="A person or a role"))


class Several(ui.View):
    """A select that takes several values, one of channels, and buttons that can't be pressed."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        options = [
            discord.SelectOption(label="Dawn", value="dawn", description="Low sun", emoji="🌅"),
            discord.SelectOption(label="Noon", value="noon", default=True),
            discord.SelectOption(label="Night", value="night"),
        ]
        self.add_item(ui.Select(custom_id="light", options=options, min_values=1, max_values=2))
        self.add_item(ui.ChannelSelect(custom_id="place", placeholder="A channel"))
        self.add_item(ui.Button(label="No more", custom_id="no", disabled=True))
        self.add_item(ui.Button(label="Manual", url="https://example.com", emoji="📖"))


def _marks_that_point(sandbox: DiscordSandbox, place: discord.TextChannel) -> str:
    ana, now = sandbox.member("ana").id, int(sandbox.now().timestamp())
    role = next(role for role in place.guild.roles if role.name == "Artist")
    times = " · ".join(f"<t:{now - 300}:{style}>" for style in "tTdDfFR")
    return f"<@{ana}>, see {place.mention} with {role.mention} and </video:1>. {times}"


def _image(name: str, width: int, height: int, colour: str = "#35618f") -> discord.File:
    data = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(data, "PNG")
    data.seek(0)
    return discord.File(data, name)


def _note() -> discord.File:
    return discord.File(io.BytesIO(b"Words in a file"), "notes.txt")


def _uploads() -> list[Upload]:
    tall = _image("tall.png", 300, 900, "#8f5135").fp.read()
    return [Upload("tall.png", tall, "image/png"), Upload("list of shots.csv", b"a,b", "text/csv")]


def _card() -> discord.Embed:
    card = discord.Embed(
        title="Details of a clip",
        description="The camera **pushes in** while the light fades.",
        colour=0xC27C0E,
        url="https://example.com",
        timestamp=discord.utils.utcnow(),
    )
    card.set_author(name="Lantern Lane")
    card.set_footer(text="Clip 12")
    for name, value in (("Model", "T2V-01"), ("Credits", "5"), ("Took", "41 s")):
        card.add_field(name=name, value=value)
    card.add_field(name="Prompt", value=f"a fox, {LONG_WORD}", inline=False)
    return card


async def _clips(bot: ShowBot, place: discord.TextChannel) -> None:
    await place.send("A clip", file=bot.file("lighthouse.mp4", "A wandering bar"))
    hidden = _image("secret.png", 320, 200)
    hidden.spoiler = True
    await place.send("A picture that waits", file=hidden)


def _layout() -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    thumbnail = ui.Thumbnail("attachment://wide.png", description="A blue wall")
    open_button = ui.Button(label="Open", custom_id="open", style=discord.ButtonStyle.success)
    gallery = ui.MediaGallery(
        discord.MediaGalleryItem("attachment://wide.png", description="A blue wall"),
        discord.MediaGalleryItem("attachment://wide.png", description="Hidden", spoiler=True),
    )
    parts = [
        ui.TextDisplay("## A layout"),
        ui.Section("A section with a picture", "and a second text", accessory=thumbnail),
        ui.Separator(spacing=discord.SeparatorSpacing.large),
        ui.Section("A section with a button", accessory=open_button),
        gallery,
        ui.File("attachment://notes.txt"),
        ui.ActionRow(ui.Button(label="In a row", custom_id="in-a-row")),
    ]
    view.add_item(ui.Container(*parts, accent_colour=0x1D6B47))
    view.add_item(ui.Container(ui.TextDisplay("Behind a cover"), spoiler=True))
    return view


async def _threads(sandbox: DiscordSandbox, place: discord.TextChannel) -> None:
    thread = await place.create_thread(
        name="Ideas for the autumn festival on the pier", type=discord.ChannelType.public_thread
    )
    await thread.send("Bring lanterns")
    old = await place.create_thread(name="Old ideas", type=discord.ChannelType.public_thread)
    sandbox.archive_thread(old.id, locked=False)
