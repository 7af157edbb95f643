"""Stories with the genuine, unmodified discord.py: forms, buttons, menus, layouts."""

import io
import re

import discord
import pytest
from discord import ui

from sandbox.discord.driver.views import AnswerKind
from sandbox.discord.errors import NotPossible
from sandbox.discord.shapes import Upload
from tests.sandbox.discord.genuine import Bot, online


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


class Choices(ui.Modal, title="Choices"):
    """One of a few, several of a few, and yes or no."""

    size = ui.Label(
        text="Size",
        component=ui.RadioGroup(
            custom_id="size",
            options=[discord.RadioGroupOption(label=n, value=n) for n in ("small", "large")],
        ),
    )
    extras = ui.Label(
        text="Extras",
        component=ui.CheckboxGroup(
            custom_id="extras",
            min_values=1,
            max_values=2,
            options=[discord.CheckboxGroupOption(label=n, value=n) for n in "abc"],
        ),
    )
    loud = ui.Label(text="Loud", component=ui.Checkbox(custom_id="loud", default=True))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        parts = self.size.component.value, self.extras.component.values, self.loud.component.value
        await interaction.response.send_message(repr(parts), ephemeral=True)


@pytest.fixture
async def choices(discord_sandbox):
    """Opens the form with choices, as Ana."""
    bot = Bot()

    @bot.tree.command(description="Opens a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Choices())

    async with online(bot, discord_sandbox):
        ana = discord_sandbox.member("ana")
        yield ana, (await ana.slash("form")).modal


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        ({"Size": "large", "Extras": ["a", "c"], "Loud": False}, ("large", ["a", "c"], False)),
        ({"size": ["small"], "extras": "b"}, ("small", ["b"], True)),
    ],
    ids=["by-label", "by-custom-id"],
)
async def test_a_form_with_radio_buttons_and_checkboxes(choices, values, seen):
    """One value, several values and a tick come back as the library reads them."""
    ana, modal = choices
    assert (await ana.submit_modal(modal, values)).message.content == repr(seen)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"extras": ["a"]}, "'size' takes 1 to 1 values, not 0"),
        ({"size": ["small", "large"], "extras": ["a"]}, "'size' takes 1 to 1 values, not 2"),
        ({"size": "medium", "extras": ["a"]}, "'medium' is not offered"),
        ({"size": "small"}, "'extras' takes 1 to 2 values, not 0"),
        ({"size": "small", "extras": ["a", "b", "c"]}, "'extras' takes 1 to 2 values, not 3"),
        ({"size": "small", "extras": ["a", "a"]}, "each value once"),
        ({"size": "small", "extras": ["a"], "loud": "very"}, "ticked or not"),
    ],
)
async def test_a_form_is_not_sent_with_too_little_or_too_much(choices, values, words):
    """The client holds a form back whose required or counted fields are not as they must be."""
    ana, modal = choices
    with pytest.raises(NotPossible, match=words):
        await ana.submit_modal(modal, values)


class Bounds(ui.Modal, title="Bounds"):
    """Fields with a least and a most."""

    words = ui.Label(
        text="Words",
        component=ui.TextInput(custom_id="words", min_length=3, max_length=5),
    )
    moves = ui.Label(
        text="Moves",
        component=ui.Select(
            custom_id="moves",
            min_values=2,
            max_values=3,
            options=[discord.SelectOption(label=n, value=n) for n in "abcd"],
        ),
    )
    friend = ui.Label(text="Friend", component=ui.UserSelect(custom_id="friend", required=False))
    files = ui.Label(
        text="Files", component=ui.FileUpload(custom_id="files", min_values=1, max_values=2)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        friends = [user.name for user in self.friend.component.values]
        text = f"{self.words.component.value} {self.moves.component.values} {friends}"
        await interaction.response.send_message(text, ephemeral=True)


FILE = Upload("a.png", b"1")
GOOD = {"words": "four", "moves": ["a", "b"], "files": [FILE]}


async def test_every_field_keeps_its_bounds(discord_sandbox):
    """Least, most and required hold for texts, selects and files; what is within them arrives."""
    bot = Bot()

    @bot.tree.command(description="Opens a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Bounds())

    wrong = (
        ({"words": ""}, "'words' is required"),
        ({"words": "no"}, "3 to 5 characters, not 2"),
        ({"words": "too long"}, "3 to 5 characters, not 8"),
        ({"moves": ["a"]}, "2 to 3 values, not 1"),
        ({"moves": ["a", "b", "c", "d"]}, "2 to 3 values, not 4"),
        ({"moves": ["a", "z"]}, "'z' is not offered"),
        ({"friend": ["5"]}, "nothing this menu offers"),
        ({"files": []}, "1 to 2 values, not 0"),
        ({"files": [FILE] * 3}, "1 to 2 values, not 3"),
        ({"files": ["a.png"]}, "takes files"),
        ({"colour": "red"}, "no field 'colour'"),
    )
    async with online(bot, discord_sandbox):
        ana, ben = discord_sandbox.member("ana"), discord_sandbox.member("ben")
        modal = (await ana.slash("form")).modal
        for changed, words in wrong:
            with pytest.raises(NotPossible, match=words):
                ana.submit_modal(modal, GOOD | changed)
        answer = await ana.submit_modal(modal, GOOD | {"friend": [str(ben.id)]})
        assert answer.message.content == "four ['a', 'b'] ['ben']"
        with pytest.raises(NotPossible, match="not open"):
            ana.submit_modal(modal, GOOD)
