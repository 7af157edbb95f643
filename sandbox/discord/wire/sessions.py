"""Gateway sessions: what was sent to each, so that a client that comes back misses nothing."""

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.discord.shapes import Json
from sandbox.discord.world.changes import BotPresence, Changes
from sandbox.discord.world.intents import Intent

REMEMBERED = 1000
"""Events a session keeps for a client that is away; with more it cannot be resumed."""

RESUMABLE_FOR = timedelta(minutes=5)
"""How long a session without its client lives."""

Send = Callable[[Json], None]


@dataclass(slots=True, kw_only=True)
class Session:
    """One identified client, connected or away."""

    id: str
    intents: Intent
    shard: tuple[int, int]
    seq: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    send: Send | None = None
    left_at: datetime | None = None

    def dispatch(self, event: str, data: Json) -> None:
        """Number an event, remember it, and send it if the client is there."""
        self.seq += 1
        frame: Json = {"op": 0, "s": self.seq, "t": event, "d": data}
        self.sent.append(frame)
        if self.send is not None:
            self.send(frame)

    def handles(self, guild_id: int | None) -> bool:
        """Tell whether a guild's events belong to this shard; direct messages go to shard 0.

        Source: docs: events/gateway#sharding.
        """
        number, count = self.shard
        return ((guild_id or 0) >> 22) % count == number

    def missed(self, seq: int) -> list[Json] | None:
        """Return the events after a number, or None when they are no longer all remembered."""
        if seq > self.seq:
            return None
        missed = [frame for frame in self.sent if frame["s"] > seq]
        return missed if len(missed) == self.seq - seq else None


class Sessions:
    """All sessions of the bot."""

    def __init__(self, changes: Changes, now: Callable[[], datetime]) -> None:
        self._changes = changes
        self._now = now
        self._sessions: dict[str, Session] = {}
        self.begun = 0
        """How often a client signed in anew, rather than going on with its session."""

    @property
    def online(self) -> bool:
        """Whether any client is connected and identified."""
        return any(session.send is not None for session in self._sessions.values())

    def living(self) -> list[Session]:
        """Return the sessions that get events, connected or within the time to come back."""
        oldest = self._now() - RESUMABLE_FOR
        for session in list(self._sessions.values()):
            if session.left_at is not None and session.left_at <= oldest:
                del self._sessions[session.id]
        return list(self._sessions.values())

    def open(self, intents: Intent, shard: tuple[int, int], send: Send) -> Session:
        """Begin a session for a client that identified."""
        session = Session(id=secrets.token_hex(16), intents=intents, shard=shard)
        self._sessions[session.id] = session
        self.begun += 1
        self.attach(session, send)
        return session

    def find(self, session_id: object) -> Session | None:
        """Return a session that can be resumed."""
        return next((s for s in self.living() if s.id == session_id), None)

    def attach(self, session: Session, send: Send) -> None:
        """Connect a client to its session."""
        was_online = self.online
        session.send, session.left_at = send, None
        if not was_online:
            self._changes.tell(BotPresence(online=True))

    def detach(self, session: Session, send: Send) -> None:
        """Note that the client is gone, unless it already came back on another connection."""
        if session.send != send:
            return
        session.send, session.left_at = None, self._now()
        if not self.online:
            self._changes.tell(BotPresence(online=False))

    def end(self, session: Session) -> None:
        """Forget a session: it cannot be resumed."""
        self._sessions.pop(session.id, None)
        if session.send is not None:
            self.detach(session, session.send)
