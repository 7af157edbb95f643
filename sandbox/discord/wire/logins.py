"""How clients come in at the Gateway: identify, resume, and asking for members."""

from collections.abc import Callable
from typing import Any

from sandbox.discord.api.payloads import member_json, user_json
from sandbox.discord.shapes import Json
from sandbox.discord.wire.events import Events
from sandbox.discord.wire.frames import Close, Closing, Op, frame, shard_of
from sandbox.discord.wire.sessions import Send, Session, Sessions
from sandbox.discord.world.intents import KNOWN, PRIVILEGED, Intent
from sandbox.discord.world.records import Guild
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.world import World


class Logins:
    """Lets clients in."""

    def __init__(self, world: World, sessions: Sessions, events: Events, token: str) -> None:
        self._world = world
        self._sessions = sessions
        self._events = events
        self._token = token
        self.gateway_url = ""
        self.application_flags: Callable[[], int] = lambda: 0

    def identify(self, data: Any, send: Send) -> Session:
        """Begin a session: READY, then every guild of the shard. Raises Closing."""
        if not isinstance(data, dict) or not isinstance(data.get("properties"), dict):
            raise Closing(Close.DECODE_ERROR)
        self._check_token(data)
        intents, shard = self._intents(data.get("intents")), shard_of(data.get("shard"))
        session = self._sessions.open(intents, shard, send)
        guild_ids = [
            guild.id
            for guild in self._world.guilds.values()
            if self._world.bot.id in guild.members and session.handles(guild.id)
        ]
        session.dispatch("READY", self._ready(session, guild_ids))
        if intents & Intent.GUILDS:
            for guild_id in guild_ids:
                self._events.guild_create(session, guild_id)
        return session

    def resume(self, data: Any, send: Send) -> Session | None:
        """Go on with a session, missed events first; None when it is lost (op 9 was sent).

        Raises Closing.
        """
        if not isinstance(data, dict):
            raise Closing(Close.DECODE_ERROR)
        self._check_token(data)
        session, seq = self._sessions.find(data.get("session_id")), data.get("seq")
        if not isinstance(seq, int) or (session is not None and seq > session.seq):
            raise Closing(Close.INVALID_SEQ)
        missed = session.missed(seq) if session is not None else None
        if session is None or missed is None:
            send(frame(Op.INVALID_SESSION, False))
            return None
        for event in missed:
            send(event)
        self._sessions.attach(session, send)
        session.dispatch("RESUMED", {"_trace": []})
        return session

    def send_members(self, session: Session, data: Any) -> None:
        """Answer op 8; everybody at once needs the members intent."""
        wanted = data if isinstance(data, dict) else {}
        guild = self._world.guilds.get(parse(wanted.get("guild_id")) or 0)
        if guild is None:
            return
        ids = wanted.get("user_ids") or []
        if not ids and not wanted.get("query") and not session.intents & Intent.GUILD_MEMBERS:
            return
        body: Json = {
            "guild_id": str(guild.id),
            "members": _find_members(guild, ids, str(wanted.get("query") or "")),
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        if wanted.get("nonce"):
            body["nonce"] = wanted["nonce"]
        session.dispatch("GUILD_MEMBERS_CHUNK", body)

    def _ready(self, session: Session, guild_ids: list[int]) -> Json:
        bot = self._world.bot
        return {
            "v": 10,
            "user": user_json(bot) | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(each), "unavailable": True} for each in guild_ids],
            "session_id": session.id,
            "resume_gateway_url": self.gateway_url,
            "shard": list(session.shard),
            "application": {"id": str(bot.id), "flags": self.application_flags()},
            "private_channels": [],
            "relationships": [],
            "session_type": "normal",
            "_trace": [],
        }

    def _check_token(self, data: Json) -> None:
        if str(data.get("token", "")).removeprefix("Bot ") != self._token:
            raise Closing(Close.AUTHENTICATION_FAILED)

    def _intents(self, value: Any) -> Intent:
        if isinstance(value, bool) or not isinstance(value, int) or value & ~KNOWN or value < 0:
            raise Closing(Close.INVALID_INTENTS)
        if value & PRIVILEGED & ~self._world.allowed_intents:
            raise Closing(Close.DISALLOWED_INTENTS)
        return Intent(value)


def _find_members(guild: Guild, ids: Any, start: str) -> list[Json]:
    asked = {parse(each) for each in (ids if isinstance(ids, list) else [ids])}
    return [
        member_json(member)
        for member in guild.members.values()
        if (member.user.id in asked if asked else member.user.username.startswith(start.lower()))
    ]
