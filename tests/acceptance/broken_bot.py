"""The real bot, composed as always, with one part broken.

A launcher of three lines calls `run` with the name of the break, since the smoke test gives a bot
nothing but its own environment.
"""

import os
import signal
from dataclasses import replace

from discord.ext import commands

import bot
from services.poster import Letter, Posted, Poster, Where
from services.providers.account_plans import AccountPlan
from services.providers.base import Polled, SubmitOrder, Submitted, Target, VideoProvider


class BrokenProvider:
    """Does what the genuine one does, but for one method."""

    def __init__(self, inner: VideoProvider, broken: str) -> None:
        self._inner = inner
        self._broken = broken
        self.account = inner.account
        self.capabilities = inner.capabilities

    async def submit(self, order: SubmitOrder) -> Submitted:
        if self._broken == "submit":
            raise LookupError("the submit is broken")
        if self._broken == "camera":
            order = replace(order, engine_prompt=order.engine_prompt.replace("left", "right"))
        if self._broken == "submit twice":
            await self._inner.submit(order)
        return await self._inner.submit(order)

    async def poll(self, remote_task_id: str) -> Polled:
        if self._broken == "poll":
            raise LookupError("the poll is broken")
        return await self._inner.poll(remote_task_id)

    async def download(self, result_ref: str, target: Target) -> None:
        if self._broken == "download":
            raise LookupError("the download is broken")
        if self._broken == "die at download":
            os.kill(os.getpid(), signal.SIGABRT)
        await self._inner.download(result_ref, target)


class BrokenPoster:
    """Does what the genuine one does, but for a clip."""

    def __init__(self, inner: Poster, broken: str) -> None:
        self._inner = inner
        self._broken = broken
        self.edit, self.remove, self.find = inner.edit, inner.remove, inner.find

    async def post(self, letter: Letter, where: Where) -> Posted:
        if letter.clip is None:
            return await self._inner.post(letter, where)
        if self._broken == "deliver":
            raise LookupError("the delivery is broken")
        if self._broken == "deliver half":
            half = letter.clip.with_name("half.mp4")
            half.write_bytes(letter.clip.read_bytes()[: letter.clip.stat().st_size // 2])
            letter = replace(letter, clip=half)
        if self._broken == "deliver twice":
            await self._inner.post(replace(letter, nonce="another"), where)
        return await self._inner.post(letter, where)


def run(broken: str) -> int:
    """Live as `bot.py` does, broken like this."""

    def make_provider(_: AccountPlan, provider: VideoProvider) -> VideoProvider:
        return BrokenProvider(provider, broken)

    def make_poster(client: commands.Bot) -> Poster:
        return BrokenPoster(bot.make_poster(client), broken)

    return bot.main([], bot.Makers(provider=make_provider, poster=make_poster))
