"""The page's bot with a command of every option, a form of every field, and a private answer."""

from pathlib import Path

import discord
from discord import app_commands, ui

from tests.browser.page_bot import PageBot


class ShowBot(PageBot):
    """Adds commands with every option, a form with every field, and a private answer."""

    def __init__(self, clip: Path) -> None:
        super().__init__(clip)
        for command in (_options(self), _private(self), _form(self)):
            self.tree.add_command(command)


class EveryField(ui.Modal, title="Every field that a form can have"):
    """Text, selects, files, radio buttons and checkboxes."""

    words = ui.TextDisplay("Read **this** first: nothing is sent before you press Submit.")
    title_text = ui.Label(
        text="Title", description="One line", component=ui.TextInput(custom_id="title")
    )
    pace = ui.Label(
        text="Pace",
        component=ui.RadioGroup(
            custom_id="pace",
            options=[
                discord.RadioGroupOption(label="Slow", value="slow", description="Takes its time"),
                discord.RadioGroupOption(label="Fast", value="fast"),
            ],
        ),
    )
    extras = ui.Label(
        text="Extras",
        component=ui.CheckboxGroup(
            custom_id="extras",
            required=False,
            max_values=2,
            options=[
                discord.CheckboxGroupOption(label=name, value=name.lower())
                for name in ("Sound", "Subtitles", "Poster")
            ],
        ),
    )
    agreed = ui.Label(text="I know the rules", component=ui.Checkbox(custom_id="agreed"))

    def __init__(self, bot: PageBot) -> None:
        super().__init__(custom_id="every-field")
        self.bot = bot

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Remember all of it."""
        await self.bot.remember(
            what="every-field",
            title=self.title_text.component.value,
            pace=self.pace.component.value,
            extras=self.extras.component.values,
            agreed=self.agreed.component.value,
        )
        await interaction.response.send_message("All of it arrived", ephemeral=True)


class Question(ui.View):
    """Two buttons, of which the second is the main one."""

    def __init__(self, bot: PageBot) -> None:
        super().__init__(timeout=None)
        self.bot = bot

    @ui.button(label="Not now", custom_id="not-now")
    async def later(self, interaction: discord.Interaction, _button: ui.Button) -> None:
        """Leave it."""
        await interaction.response.edit_message(content="Not now, then", view=None)

    @ui.button(label="Go on", custom_id="again", style=discord.ButtonStyle.primary)
    async def go_on(self, interaction: discord.Interaction, _button: ui.Button) -> None:
        """Change the answer in place."""
        await self.bot.remember(what="again", by=interaction.user.name)
        await interaction.response.edit_message(content="Made again", view=None)


def _options(bot: ShowBot) -> app_commands.Command:
    @app_commands.command(name="everything", description="A command with every kind of option")
    @app_commands.describe(words="Some words", count="From 1 to 9", picture="A picture")
    @app_commands.choices(
        shape=[app_commands.Choice(name=one, value=one) for one in ("Square", "Wide", "Tall")]
    )
    async def everything(
        interaction: discord.Interaction,
        words: str,
        count: app_commands.Range[int, 1, 9],
        shape: str,
        sure: bool,
        person: discord.Member,
        place: discord.TextChannel,
        role: discord.Role | None = None,
        part: float | None = None,
        picture: discord.Attachment | None = None,
    ) -> None:
        await bot.remember(
            what="everything",
            values=(words, count, shape, sure, person.name, place.name, role, part, picture),
        )
        await interaction.response.send_message("All options arrived", ephemeral=True)

    return everything


def _private(bot: ShowBot) -> app_commands.Command:
    @app_commands.command(name="private", description="An answer that you alone see")
    async def private(interaction: discord.Interaction) -> None:
        if "private" in bot.held:
            await bot.held["private"].wait()
        await interaction.response.send_message(
            "A question for you", view=Question(bot), ephemeral=True
        )

    return private


def _form(bot: ShowBot) -> app_commands.Command:
    @app_commands.command(name="form", description="A form with every kind of field")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(EveryField(bot))

    return form
