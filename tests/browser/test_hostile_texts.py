"""Markup in every text that anybody can write: it is read, and nothing of it runs."""

import discord
import pytest
from discord import app_commands, ui
from playwright.async_api import expect

from sandbox.discord.shapes import Upload
from tests.browser.page_bot import PageBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVIL = "<img src=x onerror=broken=1>"
WORSE = f"<script>broken=1</script>{EVIL}"


class EvilBot(PageBot):
    """Fills every text field of Discord with markup."""

    def __init__(self, clip) -> None:
        super().__init__(clip)
        self.tree.add_command(_evil())


class EvilForm(ui.Modal, title=EVIL):
    """A form of such texts."""

    def __init__(self) -> None:
        super().__init__(custom_id="evil")
        option = discord.SelectOption(label=EVIL, value="a", description=WORSE)
        radios = [
            discord.RadioGroupOption(label=EVIL, value=name, description=WORSE) for name in "ab"
        ]
        for component in (
            ui.TextInput(custom_id="text", placeholder=WORSE, default=WORSE),
            ui.Select(custom_id="select", placeholder=WORSE, options=[option]),
            ui.RadioGroup(custom_id="radio", options=radios),
            ui.FileUpload(custom_id="file"),
        ):
            self.add_item(ui.Label(text=EVIL, description=WORSE, component=component))


class EvilView(ui.View):
    """A button and a select of such texts; the button opens the form."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        option = discord.SelectOption(label=EVIL, value="a", description=WORSE)
        self.add_item(ui.Select(custom_id="select", placeholder=WORSE, options=[option]))

    @ui.button(label=f"Open {EVIL}", custom_id="open")
    async def open(self, interaction: discord.Interaction, _button: ui.Button) -> None:
        """Show the form."""
        await interaction.response.send_modal(EvilForm())


def _evil() -> app_commands.Command:
    @app_commands.command(name="evil", description=WORSE)
    @app_commands.describe(words=WORSE, kind=WORSE)
    @app_commands.choices(kind=[app_commands.Choice(name=EVIL, value=EVIL)])
    async def evil(
        interaction: discord.Interaction, words: str, kind: str, more: str | None = None
    ) -> None:
        await interaction.response.send_message(f"{words} {kind} {more}", view=EvilView())

    @evil.autocomplete("words")
    async def suggest(_interaction: discord.Interaction, current: str):
        return [app_commands.Choice(name=f"{WORSE}{current}", value=EVIL)]

    return evil


def _embed() -> discord.Embed:
    embed = discord.Embed(title=WORSE, description=WORSE, url="https://example.com")
    embed.set_author(name=WORSE).set_footer(text=WORSE).add_field(name=WORSE, value=WORSE)
    return embed


def _layout() -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    gallery = ui.MediaGallery(discord.MediaGalleryItem("attachment://a.mp4", description=WORSE))
    button = ui.Button(label=EVIL, custom_id="evil")
    view.add_item(ui.Container(ui.Section(WORSE, accessory=button), gallery))
    return view


@pytest.fixture
def bot_class():
    """The bot that fills every text with markup."""
    return EvilBot


async def test_markup_is_read_and_never_run(sit, bot, sandbox):
    """Names, topics, files, cards, layouts, commands, choices, forms, the tray: all stay text."""
    _evil_world(sandbox)
    clips = next(one for one in bot.get_all_channels() if one.name == "clips")
    await clips.send(WORSE, embed=_embed())
    await clips.send(view=_layout(), file=bot.file("a.mp4", WORSE))
    ana = await sit("ana")
    dialogs = []
    ana.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    await ana.type("/evil ")
    await expect(ana.page.get_by_role("option").first).to_contain_text("<script>")
    await ana.press("ArrowDown", "Enter", "Tab")
    await expect(ana.page.get_by_role("option").first).to_have_text(EVIL)
    await ana.press("Enter", "Enter")
    await ana.page.get_by_role("button", name=f"Open {EVIL}").click()
    form = ana.page.get_by_role("dialog", name=EVIL)
    await form.get_by_role("combobox").click()
    await expect(form.get_by_role("option")).to_contain_text(WORSE)
    file = {"name": f"{EVIL}.png", "mimeType": "image/png", "buffer": b"x"}
    await form.locator("input[type=file]").set_input_files(file)
    await expect(form.locator(".chip-name")).to_have_text(f"{EVIL}.png")
    assert await ana.page.evaluate("window.broken") is None
    made = "body script:not([src='/page/main.js']), [onerror], img[src=x]"
    assert await ana.page.locator(made).count() == 0
    assert dialogs == []


def _evil_world(sandbox) -> None:
    sandbox.add_channel(EVIL, topic=WORSE)
    guild = next(iter(sandbox.world.guilds.values()))
    role = sandbox.add_role(EVIL)
    user = sandbox.world.add_user("evil", display_name=EVIL, note=WORSE)
    sandbox.world.add_member(guild, user, (role,))
    sandbox.open_thread(EVIL)
    upload = Upload(f"../{EVIL}.png", b"x", "image/png")
    sandbox.member("evil").send(f"{WORSE} [{EVIL}](https://example.com)", files=[upload])
