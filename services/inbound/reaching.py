"""Whether calls to the public address arrive here; for `python bot.py check`."""

import contextlib
import json

import aiohttp

from domain.job import Job
from services.checkup import Finding
from services.inbound.address import callback_address
from services.inbound.server import NOT_FOUND, CallbackServer, CannotListen
from services.settings import Settings

_ABOUT = "callbacks"
#: No job has it: what answers is our server all the same, since it answers all alike.
_NOBODYS_TOKEN = "0" * 32
_WITHIN = aiohttp.ClientTimeout(total=10)


class _NoJobs:
    """Knows no job, and so takes nothing."""

    async def job_of(self, token: str) -> Job | None:
        return None

    async def take(self, job: Job, body: object) -> None:
        return


async def examine_callbacks(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    """Listen for a moment, unless the running bot does, and call the public address.

    Nothing is found out where no address is set.
    """
    if settings.callback_url is None:
        return []
    host, port = settings.callback_host, settings.callback_port
    return [await _examine(session, settings.callback_url, host, port)]


async def _examine(session: aiohttp.ClientSession, base: str, host: str, port: int) -> Finding:
    async with contextlib.AsyncExitStack() as stack:
        is_taken = True
        with contextlib.suppress(CannotListen):
            await stack.enter_async_context(
                CallbackServer(_NoJobs(), base=base, host=host, port=port)
            )
            is_taken = False
        address = callback_address(base, _NOBODYS_TOKEN)
        try:
            async with session.post(
                address, json={}, timeout=_WITHIN, allow_redirects=False
            ) as answer:
                is_ours = answer.status == 404 and _read(await answer.read()) == NOT_FOUND
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return _fix(f"{base} can't be reached from here ({type(error).__name__})", host, port)
        if not is_ours:
            taken = f" (port {port} is in use here, by the bot or by another)" if is_taken else ""
            return _fix(f"something else answers at {base}{taken}", host, port)
    return Finding(about=_ABOUT, text=f"{base} leads here")


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _fix(what: str, host: str, port: int) -> Finding:
    return Finding(
        about=_ABOUT,
        text=f"{what}. Let your proxy pass it on to {host}, port {port}, or leave"
        " GREENLIGHT_CALLBACK_URL out: the bot works without.",
        is_well=False,
    )
