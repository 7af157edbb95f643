"""Taking a posted clip out of its channel."""

import logging

import discord

from cogs.ui.asking import Interaction
from services.clips import Clips
from services.poster import Posted

log = logging.getLogger(__name__)


async def remove_clip(interaction: Interaction, posted: Posted, clips: Clips) -> bool:
    """Delete the message of a clip that was taken down; one that is gone already is fine.

    False when its channel is closed to us. What interrupts it is raised, and delivery removes the
    message a little later. Raises what discord.py and the network raise.
    """
    channel = interaction.client.get_partial_messageable(posted.channel_id)
    try:
        await channel.get_partial_message(posted.message_id).delete()
    except discord.NotFound:
        log.debug("already removed", extra={"message_id": posted.message_id})
    except discord.Forbidden:
        return False
    await clips.removed(posted)
    return True
