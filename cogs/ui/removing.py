"""Taking a posted clip out of its channel."""

import discord

from cogs.ui.asking import Interaction
from services.poster import Posted


async def remove_clip(interaction: Interaction, posted: Posted) -> bool:
    """Delete a message of ours; one that is gone already is fine.

    False when its channel is closed to us. Raises what discord.py and the network raise.
    """
    channel = interaction.client.get_partial_messageable(posted.channel_id)
    try:
        await channel.get_partial_message(posted.message_id).delete()
    except discord.NotFound:
        return True
    except discord.Forbidden:
        return False
    return True
