"""The poster: what we owe, posted, changed and removed as the bot."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
from discord.ext import commands

from cogs.ui import words_card, words_clip
from cogs.ui.reply import Act, Attached, Reply, file_of, view_of
from cogs.ui.words_notices import notice
from domain.job import Job
from services.ground import Now
from services.poster import (
    HeldBack,
    Letter,
    MessageGone,
    NoRights,
    OwedKind,
    PlaceGone,
    Posted,
    PostError,
    TooBig,
    Unreachable,
    Where,
)

log = logging.getLogger(__name__)

#: What Discord's error codes mean for a message of ours (docs: topics/opcodes-and-status-codes,
#: JSON error codes).
MEANINGS: dict[int, type[PostError]] = {
    10003: PlaceGone,  # Unknown Channel
    10008: MessageGone,  # Unknown Message
    10013: PlaceGone,  # Unknown User
    30046: Unreachable,  # Maximum number of edits to messages older than 1 hour reached
    40005: TooBig,  # Request entity too large
    50001: NoRights,  # Missing Access
    50007: PlaceGone,  # Cannot send messages to this user
    50013: NoRights,  # Missing Permissions
    50083: PlaceGone,  # Thread is archived
    50278: PlaceGone,  # Cannot send messages to this user: no server in common
    200000: HeldBack,  # Message was blocked by automatic moderation
    200001: HeldBack,  # Title was blocked by automatic moderation
}
#: The same where Discord, or what stands before it, sends no code of its own.
_STATUSES: dict[int, type[PostError]] = {
    403: NoRights,
    404: PlaceGone,
    408: Unreachable,
    413: TooBig,
    429: Unreachable,
}
#: How many of a channel's newest messages are looked through for one of ours: ten requests' worth,
#: and as a rule one, since nothing older than the first try is read.
_LOOKED_THROUGH = 1_000
#: Discord's clock and ours may differ by this much; what is read beyond need costs little, what is
#: overlooked is posted twice.
_CLOCKS_APART = timedelta(hours=1)
#: Ids are given by many machines of Discord's, whose clocks agree far better than this.
_DISCORDS_OWN_APART = timedelta(minutes=1)


class DiscordPoster:
    """Implements services.poster.Poster with the bot's own rights.

    `connection_errors`: what the network raises beside discord.py's own errors. An answer that no
    table here knows is our own fault and is raised as it is.
    """

    def __init__(
        self,
        bot: commands.Bot,
        *,
        connection_errors: tuple[type[Exception], ...],
        now: Now = lambda: datetime.now(UTC),
    ) -> None:
        self._bot = bot
        self._now = now
        self._connection_errors = connection_errors

    async def post(self, letter: Letter, where: Where) -> Posted:
        """Post a new message. Raises PostError."""
        reply = self._words(letter)
        try:
            return await self._post(letter, where, reply)
        except HeldBack:
            if letter.kind is not OwedKind.CLIP or letter.job is None:
                raise
            # AutoMod judges the text, and the only text of a member's own is the prompt.
            posted = await self._post(letter, where, _bare(letter, letter.job))
            return replace(posted, is_bare=True)

    async def edit(self, letter: Letter, posted: Posted) -> None:
        """Change a card to what the letter says. Raises PostError."""
        assert letter.job is not None
        reply = words_card.changed(letter.job, letter.facts, letter.wait, self._now())
        with self._translated(None):
            await self._message(posted).edit(
                content=reply.text,
                view=view_of(reply),
                allowed_mentions=discord.AllowedMentions.none(),
            )

    async def remove(self, posted: Posted) -> None:
        """Delete a message of ours; one that is gone already is fine. Raises PostError."""
        try:
            with self._translated(None):
                await self._message(posted).delete()
        except MessageGone:
            log.debug("already removed", extra={"message_id": posted.message_id})

    async def find(
        self, letter: Letter, where: Where, since: datetime, older: int | None = None
    ) -> Posted | None:
        """Look through our own newest messages there for the one this letter would repeat: those
        after `older`, by Discord's clock, or else those since about a moment by ours.

        Raises PostError; a channel whose history the bot may not read counts as one without it.
        """
        text = self._words(letter).text
        try:
            with self._translated(None):
                channel = await self._channel(where)
                async for message in channel.history(
                    limit=_LOOKED_THROUGH, after=_after(since, older), oldest_first=False
                ):
                    if message.author == self._bot.user and _is_it(message, letter, text):
                        return Posted(
                            channel_id=message.channel.id,
                            message_id=message.id,
                            is_bare=_is_bare(message, letter),
                        )
        except NoRights:
            log.warning("can't look for an earlier post", extra={"nonce": letter.nonce})
        return None

    async def _post(self, letter: Letter, where: Where, reply: Reply) -> Posted:
        if where.channel_id is None:
            reply = reply.in_direct_messages()
        with self._translated(self._limit(letter, where)):
            channel = await self._channel(where)
            message = await channel.send(
                reply.text,
                file=file_of(reply.file) or discord.utils.MISSING,
                view=view_of(reply) or discord.utils.MISSING,
                nonce=letter.nonce,
                silent=letter.kind is OwedKind.CARD,
                suppress_embeds=True,
                allowed_mentions=_pings(letter),
            )
        return Posted(channel_id=message.channel.id, message_id=message.id)

    def _words(self, letter: Letter) -> Reply:
        job, now = letter.job, self._now()
        match letter.kind:
            case OwedKind.STAFF_NOTICE | OwedKind.OPERATOR_NOTICE | OwedKind.MEMBER_NOTICE:
                return notice(letter.facts, self._server_name)
            case OwedKind.CLIP:
                assert job is not None
                reply = words_clip.clip(job, moved=letter.moved)
                return replace(reply, file=_clip_file(letter, job, words_clip.alt_text(job)))
            case OwedKind.CARD:
                assert job is not None
                return words_card.card(job, letter.wait, now)
            case _:
                assert job is not None
                return words_card.anew(job, letter.facts, letter.wait, now)

    def _server_name(self, server_id: int) -> str | None:
        server = self._bot.get_guild(server_id)
        return server.name if server else None

    async def _channel(self, where: Where) -> discord.abc.Messageable:
        if where.channel_id is not None:
            return self._bot.get_partial_messageable(where.channel_id)
        assert where.member_id is not None
        return await self._bot.create_dm(discord.Object(where.member_id))

    def _message(self, posted: Posted) -> discord.PartialMessage:
        channel = self._bot.get_partial_messageable(posted.channel_id)
        return channel.get_partial_message(posted.message_id)

    def _limit(self, letter: Letter, where: Where) -> int | None:
        """What this place is known to take, in bytes; None where that is no help."""
        if where.channel_id is None or letter.job is None or letter.clip is None:
            return None
        server = self._bot.get_guild(letter.job.place.server_id)
        # A limit that our clip keeps cannot be the one it was refused for.
        if server is None or letter.clip.stat().st_size <= server.filesize_limit:
            return None
        return server.filesize_limit

    @contextmanager
    def _translated(self, limit: int | None) -> Iterator[None]:
        try:
            yield
        except discord.HTTPException as error:
            meaning = meaning_of(error.status, error.code)
            if meaning is None:
                raise
            raise (TooBig(limit) if meaning is TooBig else meaning()) from error
        except discord.RateLimited as error:
            raise Unreachable from error
        except FileNotFoundError:
            raise  # the clip's own file, not the network
        except self._connection_errors as error:
            raise Unreachable from error
        except TimeoutError as error:
            raise Unreachable from error


def _after(since: datetime, older: int | None) -> datetime:
    if older is None:
        return since - _CLOCKS_APART
    return discord.utils.snowflake_time(older) - _DISCORDS_OWN_APART


def meaning_of(status: int, code: int) -> type[PostError] | None:
    """What an answer of Discord means for a message of ours; None: it is not known."""
    if status >= 500:
        return Unreachable
    return MEANINGS.get(code) or _STATUSES.get(status)


def _pings(letter: Letter) -> discord.AllowedMentions:
    """A clip pings its author, and so does bad news that has no card to stand on; nobody else."""
    speaks = letter.ping or letter.kind is OwedKind.CARD_EDIT
    if letter.job is None or not speaks:
        return discord.AllowedMentions.none()
    author = discord.Object(letter.job.member_id)
    return discord.AllowedMentions(everyone=False, roles=False, users=[author], replied_user=False)


def _bare(letter: Letter, job: Job) -> Reply:
    """A clip's post without anything that its author wrote, also for people who don't see it."""
    reply = words_clip.clip(job, moved=letter.moved, with_prompt=False)
    alt = words_clip.alt_text(job, with_prompt=False)
    return replace(reply, file=_clip_file(letter, job, alt))


def _clip_file(letter: Letter, job: Job, alt: str) -> Attached:
    assert letter.clip is not None
    return Attached(name=words_clip.file_name(job.code), source=letter.clip, alt=alt)


def _is_bare(message: discord.Message, letter: Letter) -> bool:
    if letter.kind is not OwedKind.CLIP or letter.job is None:
        return False
    bare = words_clip.clip(letter.job, with_prompt=False).text
    # What follows says that it was moved, which this try need not know.
    return bool(letter.job.shot.prompt) and message.content.startswith(bare)


def _is_it(message: discord.Message, letter: Letter, text: str) -> bool:
    if letter.job is None or letter.kind is OwedKind.CARD_EDIT:
        return message.content == text
    if letter.kind is OwedKind.CLIP:
        name = words_clip.file_name(letter.job.code)
        return any(attachment.filename == name for attachment in message.attachments)
    return not message.attachments and any(
        child.custom_id in _card_ids(letter.job.code)
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for child in row.children
    )


def _card_ids(code: str) -> frozenset[str]:
    """Buttons that only a card carries beside its details."""
    return frozenset(f"gl:{act}:{code}" for act in (Act.CANCEL, Act.DONT_POST))
