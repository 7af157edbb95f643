"""The composer's one message: shown, shown again after every act, and put away."""

from cogs.ui.answering import change
from cogs.ui.asking import Interaction, who_of
from cogs.ui.reply import Reply
from cogs.ui.services import Services
from cogs.ui.words_composer import composer
from cogs.ui.words_preview import standing


def seen_there(interaction: Interaction) -> str:
    """What the pressed message says of the preview that hangs on it; empty where none does."""
    message = interaction.message
    return standing(message.content) if message is not None and message.attachments else ""


class Composer:
    """Shows the composer of kept requests."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def open(self, interaction: Interaction, draft_id: str, step: int = 0) -> None:
        """Show it in place of the private message that was pressed, else as a new private one.

        Raises Refused with DraftGone.
        """
        await change(interaction, await self.reply(interaction, draft_id, step))

    async def turn_to(self, interaction: Interaction, draft_id: str, step: int) -> None:
        """Show another step of the same plan; a preview of it stays. Raises as `open` does."""
        composed = await self._services.composing.look(draft_id, who_of(interaction))
        await change(
            interaction, composer(composed, step, above=seen_there(interaction)), keeps_file=True
        )

    async def reply(self, interaction: Interaction, draft_id: str, step: int = 0) -> Reply:
        """Its message, for those who put something beside it. Raises Refused with DraftGone."""
        return composer(await self._services.composing.look(draft_id, who_of(interaction)), step)
