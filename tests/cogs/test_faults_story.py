"""When something breaks: every person gets an answer, the operator a number, nothing is lost."""

import errno
import logging
import re

import aiohttp
import discord
import pytest

from sandbox.discord.driver.views import AnswerKind
from storage import StorageUnavailable
from tests.lane import picture


class Broken(Exception):
    """A fault of our own."""


def breaking(lane, error):
    """Let the next looks into the database raise; returns how to mend it."""
    whole = lane.ground.database
    read, transaction = whole.read, whole.transaction

    async def broken(*args, **kwargs):
        raise error

    whole.read = broken

    def mend():
        whole.read, whole.transaction = read, transaction

    return mend


async def test_a_fault_in_a_command(lane, caplog):
    """The member reads a number, the log holds it, the operator is told it, the text is kept."""
    await lane.agree()
    mend = breaking(lane, Broken("no such thing"))
    with caplog.at_level(logging.ERROR):
        answer = await lane.slash("ana", "video", {"prompt": "a sea"})
    mend()
    number = re.search(r"broke \((\w{4})\)", answer.text)[1]
    assert "Nothing was charged" in answer.text
    assert f"incident {number} while answering /video" in caplog.text
    await lane.delivery.round()
    [notice] = lane.discord.messages(lane.discord.member("operator").dm)
    assert number in notice.text
    again = await lane.press("ana", answer, "Try again")
    [job] = await lane.all_jobs()
    assert job.code in again.text
    assert job.shot.prompt == "a sea"


async def test_a_fault_in_a_button(lane):
    """discord.py would only log it; our base answers."""
    answer = await lane.video("a sea")
    mend = breaking(lane, Broken())
    broken = await lane.press("ana", answer, "Details")
    mend()
    assert re.search(r"broke \(\w{4}\)", broken.text)
    assert broken.ephemeral


async def test_a_fault_in_a_form(lane):
    """A form is answered too, and what was written in it is kept."""
    await lane.agree()
    ana = lane.discord.member("ana")
    opened = await ana.slash("video", {}, channel="clips")
    mend = breaking(lane, Broken())
    answer = await ana.submit_modal(opened.modal, {"What happens": "a sea"})
    mend()
    assert re.search(r"broke \(\w{4}\)", answer.message.text)
    assert await lane.press("ana", answer.message, "Try again")
    assert [job.shot.prompt for job in await lane.all_jobs()] == ["a sea"]


async def test_the_disk_is_full(lane):
    """No number for what is no fault of the code, and no claim that something was taken; the
    operator's alarm hears of it."""
    mend = breaking(lane, StorageUnavailable("disk full"))
    answer = await lane.slash("ana", "video", {"prompt": "a sea"})
    mend()
    assert "I can't write anything down" in answer.text
    assert "(" not in answer.text
    assert str(lane.ground.unwritten.take()) == "disk full"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "I can't write anything down"),
        (errno.ENOENT, "Something in the bot broke"),
        (errno.ECONNRESET, "I couldn't reach Discord"),
    ],
    ids=["may not write", "file is gone", "connection broke"],
)
async def test_a_file_is_not_the_network(lane, number, words):
    """Python has one family of errors for both; people are told which of the two it was."""
    where = "data/files/ab" if number != errno.ECONNRESET else None
    mend = breaking(lane, OSError(number, "trouble", where))
    answer = await lane.slash("ana", "video", {"prompt": "a sea"})
    mend()
    assert words in answer.text


@pytest.mark.parametrize(
    "error",
    [aiohttp.ServerDisconnectedError(), discord.DiscordException(), ConnectionResetError()],
    ids=lambda error: type(error).__name__,
)
async def test_a_picture_that_discord_does_not_hand_out(lane, png, monkeypatch, error):
    """The member is told what failed, and that nothing was charged."""

    async def read(self):
        raise error

    monkeypatch.setattr(discord.Attachment, "read", read)
    await lane.agree()
    answer = await lane.slash("ana", "video", {"prompt": "a sea", "image": picture(png)})
    assert "couldn't fetch your picture" in answer.text
    assert await lane.all_jobs() == []


async def test_too_late_is_not_a_fault(lane, caplog):
    """An interaction that is over is logged, not reported; the shot stands all the same."""
    await lane.agree()
    lane.discord.fail("create_interaction_response", status=404, code=10062)
    handle = lane.discord.member("ana").slash("video", {"prompt": "a sea"}, channel="clips")
    await lane.discord.until(
        lambda: any(r.operation == "create_interaction_response" for r in lane.discord.requests)
    )
    await lane.discord.until(lambda: "too late to answer" in caplog.text, timeout=5)
    assert len(await lane.all_jobs()) == 1
    await lane.delivery.round()
    assert lane.discord.messages(lane.discord.member("operator").dm) == []
    assert handle.state != "acked"


async def test_every_answer_is_in_time(lane):
    """No command leaves its person with "did not respond"."""
    for command in ("credits", "clips list", "clips show", "clips cancel"):
        answer = await lane.discord.member("ana").slash(command, {}, channel="clips")
        assert answer.kind is AnswerKind.MESSAGE
