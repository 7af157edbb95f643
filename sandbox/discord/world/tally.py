"""What the bot posted, counted as it happens."""

from collections import Counter

from sandbox.discord.world.changes import Change, Happening, MessageChanged
from sandbox.discord.world.records import Message
from sandbox.discord.world.world import World


class Tally:
    """Counts the bot's messages and clips: each once, deleted ones included."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.public_messages = self.private_messages = 0
        self.by_channel: Counter[str] = Counter()
        self.clips: dict[int, Message] = {}
        self.private_clips: dict[int, Message] = {}
        world.changes.listen(self._on_happening)

    def _on_happening(self, happening: Happening) -> None:
        if not isinstance(happening, MessageChanged):
            return
        message = happening.message
        if message.author_id != self._world.bot.id or happening.change is Change.DELETED:
            return
        if happening.change is Change.CREATED:
            self._count(message)
        if message.has_video:
            clips = self.clips if message.viewer_id is None else self.private_clips
            clips.setdefault(message.id, message)

    def _count(self, message: Message) -> None:
        if message.viewer_id is not None:
            self.private_messages += 1
            return
        self.public_messages += 1
        channel = self._world.channels[message.channel_id]
        self.by_channel["dm" if channel.is_dm else channel.name] += 1
