"""The members' world: two servers with their channels, and what was written there."""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from chaos.history import CODE
from sandbox.discord.asking.acts import walk_components
from sandbox.discord.checks.parts import Part
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world.changes import Change, ChannelChanged, Happening, MessageChanged
from sandbox.discord.world.lantern_lane import lantern_lane
from sandbox.discord.world.records import Message, MessageFlag
from sandbox.discord.world.world import World

HARBOUR = "Harbour"
#: Who asks for clips, and in which server.
PEOPLE = (
    ("ana", "Lantern Lane"),
    ("ben", "Lantern Lane"),
    ("newcomer", "Lantern Lane"),
    ("staff", "Lantern Lane"),
    ("finn", "Lantern Lane"),
    ("gro", "Lantern Lane"),
    ("carla", HARBOUR),
    ("dov", HARBOUR),
    ("edda", HARBOUR),
    ("hal", HARBOUR),
    ("iris", HARBOUR),
)
#: Takes no direct messages.
HERMIT = "dov"
CLIP_FILE = re.compile(rf"greenlight-({CODE})\.mp4")


def two_servers(world: World) -> None:
    """Lay out Lantern Lane, and a harbour beside it."""
    lantern_lane(world)
    operator = next(user for user in world.users.values() if user.username == "operator")
    harbour = world.add_guild(HARBOUR, operator)
    for name in ("quay", "wharf"):
        world.add_channel(harbour, name)
    known = {user.username for user in world.users.values()}
    servers = {guild.name: guild for guild in world.guilds.values()}
    for name, server in PEOPLE:
        if name not in known:
            world.add_member(servers[server], world.add_user(name))


@dataclass(slots=True, kw_only=True)
class Written:
    """One message of the bot: all that it ever said, and whether it still stands."""

    id: int
    channel: int
    is_dm: bool
    viewer: int | None
    nonce: str | None
    clips: list[str]
    texts: list[str]
    is_deleted: bool = False
    #: Its whole channel went.
    is_swept: bool = False


@dataclass(slots=True)
class Chronicle:
    """Keeps every message of the bot, and gives what changed since it was last asked."""

    discord: DiscordSandbox
    written: dict[int, Written] = field(default_factory=dict)
    #: Public messages with a clip or a card, newest last, for members to press on.
    clips: deque[int] = field(default_factory=lambda: deque(maxlen=30))
    cards: deque[int] = field(default_factory=lambda: deque(maxlen=30))
    #: By member their newest private answers, to press on.
    answers: dict[int, deque[int]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    _fresh: set[int] = field(default_factory=set)

    def follow(self) -> None:
        """Listen from now on."""
        self.discord.world.changes.listen(self._on_happening)

    def news(self) -> list[dict[str, Any]]:
        """What was written, changed or taken away since the last time."""
        fresh, self._fresh = self._fresh, set()
        names = Written.__slots__
        return [{name: getattr(self.written[one], name) for name in names} for one in sorted(fresh)]

    def _on_happening(self, happening: Happening) -> None:
        if isinstance(happening, ChannelChanged) and happening.change is Change.DELETED:
            for message_id in happening.channel.messages:
                if message_id in self.written:
                    self.written[message_id].is_swept = True
                    self._fresh.add(message_id)
        if not isinstance(happening, MessageChanged):
            return
        message = happening.message
        if message.author_id != self.discord.world.bot.id or message.has(MessageFlag.LOADING):
            return
        known = self.written.get(message.id) or self._first_seen(message)
        known.is_deleted = happening.change is Change.DELETED
        if message.content and message.content not in known.texts:
            known.texts.append(message.content)
        self._fresh.add(message.id)

    def _first_seen(self, message: Message) -> Written:
        names = [CLIP_FILE.fullmatch(file.filename) for file in message.attachments]
        channel = self.discord.world.channels.get(message.channel_id)
        known = self.written[message.id] = Written(
            id=message.id,
            channel=message.channel_id,
            is_dm=channel is not None and channel.is_dm,
            viewer=message.viewer_id,
            nonce=None if message.nonce is None else str(message.nonce),
            clips=[name[1] for name in names if name],
            texts=[],
        )
        if message.viewer_id is not None:
            mine = self.answers.setdefault(message.viewer_id, deque(maxlen=12))
            mine.append(message.id)
        elif known.clips:
            self.clips.append(message.id)
        elif _buttons(message):
            self.cards.append(message.id)
        return known


def _buttons(message: Message) -> list[str]:
    parts = walk_components(message.components)
    return [str(part.get("custom_id")) for part in parts if part["type"] == Part.BUTTON]
