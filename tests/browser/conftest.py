"""Chromium, the sandbox's Discord, a genuine discord.py bot, and members at their pages."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import discord
import numpy as np
import pytest
import pytest_asyncio
import yarl
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright

from media.clips import encode_clip
from sandbox.discord.server import DiscordSandbox
from sandbox.minimax.server import TINY, MiniMaxSandbox
from sandbox.stage import QUICK, Stage, bot_environment
from tests.acceptance.forked_bot import ForkedBot
from tests.browser.page_bot import PageBot
from tests.examined import examined
from tests.tools.chromium import find_chromium, in_ci

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


SKIPPED = "ALL BROWSER TESTS SKIPPED: NO CHROMIUM. Install one: sudo apt install chromium"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a Chromium the first test here stands for all: skipped, with one loud line."""
    if find_chromium() is not None or in_ci():
        return
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here[:1]:
        item.add_marker(pytest.mark.skip(reason=SKIPPED))
    for item in here[1:]:
        items.remove(item)
    config.hook.pytest_deselected(items=here[1:])


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """A Chromium on this machine; CI, which skips nothing, fails where there is none."""
    found = find_chromium()
    if found is None:
        pytest.fail("No Chromium on the PATH, and CI must not skip the browser tests.")
    return found


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser(chromium_path: Path) -> AsyncIterator[Browser]:
    """One Chromium for all tests; each test gets contexts of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[DiscordSandbox]:
    """A fresh Lantern Lane."""
    async with examined() as running:
        yield running


@pytest.fixture
def pointed_at(sandbox: DiscordSandbox, monkeypatch: pytest.MonkeyPatch) -> DiscordSandbox:
    """The sandbox, with the discord.py of this process speaking to it."""
    monkeypatch.setattr(discord.http.Route, "BASE", sandbox.api_url)
    gateway = yarl.URL(sandbox.gateway_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    return sandbox


@pytest.fixture
def bot_class() -> type[PageBot]:
    """The bot to run; a file with other wishes has a fixture of this name."""
    return PageBot


@pytest_asyncio.fixture(loop_scope="session")
async def bot(
    pointed_at: DiscordSandbox, clip: Path, bot_class: type[PageBot]
) -> AsyncIterator[PageBot]:
    """A small genuine bot that is online with its commands registered."""
    bot = bot_class(clip)
    running = asyncio.create_task(bot.start(pointed_at.token))
    await asyncio.wait_for(bot.registered.wait(), 10)
    await pointed_at.until(lambda: pointed_at.bot_online, timeout=10)
    yield bot
    await bot.close()
    await running


@pytest.fixture
def knobs() -> dict[str, str]:
    """What the real bot is told; a file with other wishes has a fixture of this name."""
    return QUICK


@pytest_asyncio.fixture(loop_scope="session")
async def stage(
    sandbox: DiscordSandbox, tmp_path: Path, knobs: dict[str, str]
) -> AsyncIterator[Stage]:
    """The real bot on the sandbox, as a process of its own, with tiny clips."""
    async with MiniMaxSandbox(key="k", style=TINY, speed=20) as minimax:
        told = bot_environment(sandbox, minimax, tmp_path) | knobs
        bot = ForkedBot(folder=tmp_path, environment=told)
        try:
            running = Stage(discord=sandbox, minimax=minimax, bot=bot)
            await running.start_bot()
            yield running
        finally:
            await bot.stop()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of H.264 in which a white bar wanders."""
    path = tmp_path_factory.mktemp("clip") / "lighthouse.mp4"
    encode_clip(_wandering_bar(frames=100), path, fps=25)
    return path


Sit = Callable[..., Awaitable["Seat"]]


@dataclass(kw_only=True)
class Seat:
    """One member at one page, and how a person works it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def text(self) -> Locator:
        """Where messages are written."""
        return self.page.locator("#composer-text")

    def message(self, text: str) -> Locator:
        """The messages that show `text`."""
        return self.page.locator("li.message").filter(has_text=text)

    async def type(self, text: str) -> None:
        """Type as a person does, wherever the focus is."""
        await self.page.keyboard.type(text)

    async def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            await self.page.keyboard.press(key)


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser) -> AsyncIterator[Sit]:
    """Open a page by its address: `await look(address, width=400, scheme="dark")`."""
    async with looking(browser) as open_page:
        yield open_page


@contextlib.asynccontextmanager
async def looking(browser: Browser) -> AsyncIterator[Sit]:
    """Open pages, and close them; no page may have complained in its console."""
    seats: list[Seat] = []

    async def open_page(address: str, *, width: int = 1280, scheme: str = "light") -> Seat:
        context = await browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme=scheme,
            locale="en-GB",
            timezone_id="UTC",
        )
        context.set_default_timeout(8000)
        seat = Seat(page=await context.new_page())
        seats.append(seat)
        seat.page.on(
            "console",
            lambda said: _is_complaint(said) and seat.complaints.append(said.text),
        )
        seat.page.on("pageerror", lambda error: seat.complaints.append(str(error)))
        await seat.page.goto(address)
        await seat.page.wait_for_selector("[aria-current=page]", state="attached")
        return seat

    yield open_page
    complaints = [line for seat in seats for line in seat.complaints]
    for seat in seats:
        await seat.page.context.close()
    assert complaints == []


@pytest.fixture
def sit(sandbox: DiscordSandbox, look: Sit) -> Sit:
    """Open the page as a member: `await sit("ana", width=400, scheme="dark", address="&…")`."""

    async def open_page(name: str = "ana", *, address: str = "", **how: object) -> Seat:
        return await look(f"{sandbox.page_url}&as={sandbox.member(name).id}{address}", **how)

    return open_page


def _is_complaint(said: ConsoleMessage) -> bool:
    # Chromium notes every refused POST by itself; the page shows those to the person.
    refused = said.text.startswith("Failed to load resource") and "status of 4" in said.text
    return said.type in {"error", "warning"} and not refused


def _wandering_bar(*, frames: int) -> Iterator[np.ndarray]:
    for index in range(frames):
        picture = np.full((180, 320, 3), (20, 60, 90), dtype=np.uint8)
        picture[:, 2 * index : 2 * index + 30] = 235
        yield picture
