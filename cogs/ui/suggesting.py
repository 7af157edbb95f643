"""What comes up while an option is typed that several commands have."""

from discord import app_commands

from cogs.ui.asking import Interaction, server_of, who_of
from cogs.ui.services import Services
from cogs.ui.words_presets import choices


async def presets(
    services: Services, interaction: Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """One's own presets whose names hold what was typed, then the server's."""
    server_id, who = server_of(interaction), who_of(interaction)
    return choices(await services.presets.suggest(server_id, who, typed))
