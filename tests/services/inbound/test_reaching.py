"""`check` says whether the public address leads here, whoever listens."""

import socket
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
from aiohttp import web

from services.checkup import Finding
from services.inbound.callbacks import Callbacks
from services.inbound.reaching import examine_callbacks
from services.inbound.server import CallbackServer
from services.settings import load_settings
from tests.services.conftest import Bench

HOST = "127.0.0.1"
BOTH = {"DISCORD_TOKEN": "t", "MINIMAX_API_KEY": "k"}


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


async def looked(session: aiohttp.ClientSession, base_port: int, port: int) -> Finding:
    told = {
        **BOTH,
        "GREENLIGHT_CALLBACK_URL": f"http://{HOST}:{base_port}/green",
        "GREENLIGHT_CALLBACK_PORT": str(port),
    }
    (finding,) = await examine_callbacks(session, load_settings(told, None))
    return finding


async def test_an_address_that_leads_here(session: aiohttp.ClientSession) -> None:
    """It listens for the moment of the look, and the port is free again afterwards."""
    port = free_port()
    for _ in range(2):
        finding = await looked(session, port, port)
        assert finding.is_well, finding
    assert "leads here" in str(finding)


async def test_the_running_bot_may_listen(session: aiohttp.ClientSession, bench: Bench) -> None:
    """The port is taken by the bot itself, whose answer is as good."""
    callbacks = Callbacks(bench.ground, bench.reconciler, bench.worker)
    async with CallbackServer(callbacks, base="http://x/green", host=HOST, port=0) as server:
        assert (await looked(session, server.port, server.port)).is_well


async def test_an_address_that_leads_nowhere(session: aiohttp.ClientSession) -> None:
    """The remedy names the host and port to lead to."""
    port = free_port()
    finding = await looked(session, 9, port)
    assert not finding.is_well
    assert f"{HOST}, port {port}" in finding.text


OTHERS: dict[str, Callable[[], web.Response]] = {
    "a page": lambda: web.Response(text="<html>"),
    "a page not found": lambda: web.Response(text="<html>", status=404),
    "other JSON": lambda: web.json_response({"status": "?"}, status=404),
    "a redirect": lambda: web.Response(status=302, headers={"Location": "/"}),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
async def test_somebody_elses_answer(
    session: aiohttp.ClientSession, other: Callable[[], web.Response]
) -> None:
    """Another server at the address is told from ours."""

    async def answer(_: web.Request) -> web.Response:
        return other()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    finding = await looked(session, runner.addresses[0][1], free_port())
    await runner.cleanup()
    assert not finding.is_well


async def test_a_port_that_another_program_has(session: aiohttp.ClientSession) -> None:
    """What answers on our own port is another program: that is said, not a class of error."""
    runner = web.ServerRunner(web.Server(_a_page))
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    port = runner.addresses[0][1]
    finding = await looked(session, port, port)
    await runner.cleanup()
    assert not finding.is_well
    assert "something else answers" in finding.text
    assert f"port {port} is in use here" in finding.text


async def _a_page(_: web.BaseRequest) -> web.Response:
    return web.Response(text="<html>", status=404, content_type="text/html")


async def test_without_an_address_nothing_is_looked_at(session: aiohttp.ClientSession) -> None:
    """Callbacks are an option."""
    assert await examine_callbacks(session, load_settings(BOTH, None)) == []
