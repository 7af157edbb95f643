"""The direction rules of docs/architecture.md, held by walking all imports."""

import ast
import sys
from dataclasses import dataclass
from pathlib import PurePosixPath

import pytest

from tests.house.source import ROOT, imports, parse, python_files

PYDANTIC = ("pydantic", "pydantic_core", "pydantic_settings")
AIOHTTP = ("aiohttp", "yarl")  # yarl's URL is the type in which aiohttp speaks of addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What files under `where` may import besides the standard library. The first fit holds."""

    where: str
    may: tuple[str, ...]
    never: tuple[str, ...] = ()


RULES = (
    Rule(where="domain", may=("domain",)),
    # What is done to the data directory by itself: no part of the bot is made for it.
    Rule(where="offline.py", may=("services.settings", "storage")),
    # Looks at every service the bot would use, and makes none of its parts.
    Rule(where="checking.py", may=("cogs.client", "services", "storage")),
    Rule(where="storage", may=("storage", "domain", "sqlite_utils")),
    Rule(where="media", may=("media", "domain", "av", "PIL", "numpy", "pi_heif")),
    Rule(where="animatic", may=("animatic", "media", "numpy", "cv2", "PIL")),
    Rule(
        where="services/settings.py",
        may=("services.setting_values", "services.setting_sources", "domain", *PYDANTIC),
    ),
    Rule(where="services/setting_sources.py", may=("dotenv",)),
    *(
        Rule(
            where=f"services/{room}",
            may=("services", "domain", "storage", "media", "animatic", *AIOHTTP, *PYDANTIC),
            never=("sqlite3",),
        )
        for room in ("providers", "inbound")
    ),
    Rule(
        where="services",
        may=("services", "domain", "storage", "media", "animatic"),
        never=("sqlite3",),
    ),
    Rule(where="cogs/ui", may=("cogs.ui", "services", "domain", "discord"), never=("sqlite3",)),
    # discord.py's network is aiohttp: its errors and its addresses are what the client meets.
    Rule(where="cogs/client.py", may=("services", "domain", "discord", *AIOHTTP)),
    # The crew puts the cogs on the bot, and the reference reads them there.
    Rule(where="cogs/crew.py", may=("cogs", "services", "domain", "discord"), never=("sqlite3",)),
    Rule(where="cogs/reference.py", may=("cogs.crew", "discord")),
    Rule(
        where="cogs",
        may=("cogs.ui", "services", "domain", "discord"),
        never=("sqlite3",),
    ),
    Rule(
        where="sandbox",
        # PIL: the stand-in judges pictures by itself, not with `media`, which made them.
        may=("sandbox", "animatic", "media", "jsonschema_rs", "PIL", *AIOHTTP),
        never=("sqlite3",),
    ),
    # It knows the bot by its process and by its books alone.
    Rule(where="chaos", may=("chaos", "sandbox", "storage", "domain", "PIL")),
)


def rule_for(file: str) -> Rule | None:
    """The rule that holds for a file, named by its path from the repository's top."""
    path = PurePosixPath(file)
    return next((rule for rule in RULES if path.is_relative_to(rule.where)), None)


def violations(file: str, tree: ast.Module) -> list[str]:
    """One line for every import that goes the wrong way."""
    rule = rule_for(file)
    if rule is None:
        return []
    return [
        f"{file}:{line} imports {name}"
        for name, line in imports(tree)
        if not _is_allowed(name, rule)
    ]


def _is_allowed(name: str, rule: Rule) -> bool:
    if _within(name, rule.never):
        return False
    return name.partition(".")[0] in sys.stdlib_module_names or _within(name, rule.may)


def _within(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(module + ".") for module in modules)


def test_every_import_goes_down():
    """No file imports what its room may not."""
    found = [
        line
        for path in python_files()
        for line in violations(path.relative_to(ROOT).as_posix(), parse(path))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("domain/shot.py", "import pydantic"),
        ("domain/shot.py", "from media.pictures import sniff"),
        ("storage/jobs.py", "import discord"),
        ("storage/jobs.py", "from services import studio"),
        ("media/clips.py", "from animatic import draw"),
        ("animatic/world.py", "from domain.camera import Movement"),
        ("services/studio.py", "import sqlite3"),
        ("services/studio.py", "import aiohttp"),
        ("services/studio.py", "from pydantic import BaseModel"),
        ("services/providers/minimax_v1.py", "import discord"),
        ("services/gates/words.py", "from cogs.ui import cards"),
        ("services/settings.py", "from services.studio import Studio"),
        ("cogs/video.py", "from storage import jobs"),
        ("cogs/video.py", "import aiohttp"),
        ("cogs/video.py", "from cogs.clips import Clips"),
        ("cogs/video.py", "from cogs import clips"),
        ("cogs/ui/cards.py", "from cogs.video import Video"),
        ("sandbox/minimax/camera.py", "from domain.camera import Movement"),
        ("sandbox/discord/server.py", "import discord"),
        ("sandbox/smoke.py", "def f():\n    if True:\n        from services import studio"),
        ("sandbox/smoke.py", "import bot"),
        ("chaos/judging.py", "from services import outcomes"),
        ("chaos/town.py", "import discord"),
        ("domain/job.py", "from .shot import Shot\nimport requests"),
        ("offline.py", "from services.worker import Worker"),
    ],
)
def test_a_planted_violation_is_found(file, source):
    """The walk reports an import in the wrong direction, at any depth and in either form."""
    assert violations(file, ast.parse(source))


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("domain/shot.py", "from domain.camera import Plan\nimport dataclasses"),
        ("storage/jobs.py", "import sqlite3\nfrom sqlite_utils import Database"),
        ("services/settings.py", "from services import setting_values as values"),
        ("services/providers/minimax_v1.py", "import aiohttp\nfrom services.providers import base"),
        ("cogs/video.py", "from cogs.ui import cards\nfrom discord.ext import commands"),
        ("sandbox/discord/server.py", "from aiohttp import web\nfrom sandbox.discord import codes"),
        ("bot.py", "import discord, sqlite3, aiohttp"),
        ("tests/house/test_layers.py", "import discord, services.settings"),
    ],
)
def test_the_right_direction_passes(file, source):
    """What the rules allow is not reported."""
    assert not violations(file, ast.parse(source))


def test_only_tests_import_the_composition_root():
    """bot.py is the one file that sees every layer; nothing imports it."""
    importers = [
        path.relative_to(ROOT).as_posix()
        for path in python_files()
        if any(name == "bot" or name.startswith("bot.") for name, _ in imports(parse(path)))
    ]
    assert importers == []
