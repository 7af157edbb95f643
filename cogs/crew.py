"""The crew: every cog, every button, and the one handler of what commands raise."""

from discord import app_commands
from discord.ext import commands

from cogs.animate import AnimateCog
from cogs.camera_guide import GuideCog
from cogs.clips import ClipsCog
from cogs.composer import ComposerCog
from cogs.granting import GrantingCog
from cogs.moderation import ModerationCog
from cogs.operator import OperatorCog
from cogs.presets import PresetsCog
from cogs.preview import PreviewCog
from cogs.quotas import QuotasCog
from cogs.settings import SettingsCog
from cogs.together import TogetherCog
from cogs.ui.answering import Faults
from cogs.ui.arrivals import Arrivals
from cogs.ui.asking import Interaction
from cogs.ui.composing import Composer
from cogs.ui.doorway import Doorway
from cogs.ui.ordering import Ordering
from cogs.ui.pictures import Fetching
from cogs.ui.services import Services
from cogs.video import VideoCog

__all__ = ["Doorway", "Services", "board"]


async def board(bot: commands.Bot, services: Services, doorway: Doorway) -> None:
    """Put everything that people can use on the bot, behind the doorway of its commands."""
    faults, arrivals = Faults(services, doorway), Arrivals()
    fetching = Fetching(services)
    video = VideoCog(services, faults, arrivals, fetching)
    composer = Composer(services)
    ordering = Ordering(services, fetching)
    composing = ComposerCog(services, faults, ordering, composer)
    together = TogetherCog(services, faults, ordering, composer)
    preview = PreviewCog(services, faults, fetching)
    guide = GuideCog(services, faults, composer)
    clips = ClipsCog(services, faults)
    presets = PresetsCog(services, faults, bot)
    granting = GrantingCog(services, faults, bot)
    operator = OperatorCog(services, faults, bot)
    for cog in (
        video,
        AnimateCog(services, arrivals, fetching, bot),
        composing,
        preview,
        guide,
        clips,
        together,
        presets,
        SettingsCog(services),
        QuotasCog(services, bot),
        granting,
        ModerationCog(services),
        operator,
    ):
        await bot.add_cog(cog)
    bot.add_dynamic_items(*video.buttons(), *composing.controls())
    bot.add_dynamic_items(*preview.buttons(), *guide.controls())
    bot.add_dynamic_items(*clips.buttons(), *together.buttons(), *presets.buttons())
    bot.add_dynamic_items(*operator.buttons(), *granting.buttons())

    async def on_error(interaction: Interaction, error: app_commands.AppCommandError) -> None:
        name = interaction.command.qualified_name if interaction.command else "a command"
        await faults.caught(interaction, error, f"answering /{name}")

    bot.tree.error(on_error)
