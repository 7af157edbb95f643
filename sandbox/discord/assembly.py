"""All parts of the sandbox's Discord, put together."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sandbox.clock import Clock, system_now
from sandbox.discord.api.buckets import Buckets
from sandbox.discord.api.cdn import Cdn
from sandbox.discord.api.faults import Faults
from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.api.network import Network
from sandbox.discord.api.operations import Operations
from sandbox.discord.api.problems import Problems
from sandbox.discord.api.rest import Rest, Stations
from sandbox.discord.asking.acts import Acts
from sandbox.discord.asking.answering import Answering
from sandbox.discord.asking.commands import Commands
from sandbox.discord.asking.interaction_json import InteractionJson
from sandbox.discord.asking.interactions import Interactions
from sandbox.discord.driver.member_client import Tools
from sandbox.discord.routes.application import ApplicationRoutes
from sandbox.discord.routes.channels import ChannelRoutes
from sandbox.discord.routes.guilds import GuildRoutes
from sandbox.discord.routes.interactions import InteractionRoutes
from sandbox.discord.routes.messages import MessageRoutes
from sandbox.discord.routes.threads import ThreadRoutes
from sandbox.discord.wire.connection import Services
from sandbox.discord.wire.events import Events
from sandbox.discord.wire.gateway import Gateway
from sandbox.discord.wire.logins import Logins
from sandbox.discord.wire.sessions import Sessions
from sandbox.discord.world.lantern_lane import lantern_lane
from sandbox.discord.world.links import Links
from sandbox.discord.world.messages import Messages
from sandbox.discord.world.tally import Tally
from sandbox.discord.world.threads import Threads
from sandbox.discord.world.world import World

Build = Callable[[World], None]

BOT_TOKEN = "sandbox-bot-token"  # noqa: S105 - it opens nothing but this stand-in


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What can be chosen about a sandbox before it starts."""

    build: Build = lantern_lane
    now: Callable[[], datetime] = system_now
    token: str = BOT_TOKEN
    key: str = ""
    heartbeat_seconds: float = 41.25
    chance: Random


class Assembly:
    """Makes every part once and gives each what it needs."""

    def __init__(self, setup: Setup) -> None:
        self.key = setup.key or secrets.token_urlsafe(16)
        self.token = setup.token
        self.clock = Clock(setup.now)
        self.world = World(self.clock)
        setup.build(self.world)
        world = self.world
        self.links = Links(self.clock, self.key)
        self.texts = MessageJson(world, self.links)
        self.messages = Messages(world)
        self.threads = Threads(world)
        self.threads.follow_time()
        self.commands = Commands(world)
        self.interactions = Interactions(world)
        self.acts = Acts(world, self.commands, self.interactions, self.messages, self.texts)
        self.sessions = Sessions(world.changes, self.clock.now)
        self.events = Events(world, self.sessions, self.texts, InteractionJson(world, self.texts))
        self.logins = Logins(world, self.sessions, self.events, self.token)
        self.network = Network(setup.chance)
        self.problems = Problems(world.changes)
        self.gateway = Gateway(
            Services(
                logins=self.logins,
                sessions=self.sessions,
                network=self.network,
                heartbeat=setup.heartbeat_seconds,
            )
        )
        self.faults = Faults(world.changes)
        self.buckets = Buckets()
        self.rest = self._rest()
        self.cdn = Cdn(world, self.links)
        self.tally = Tally(world)
        self.tools = Tools(world, self.acts, self.commands, self.interactions, self.texts)

    def _rest(self) -> Rest:
        world, texts = self.world, self.texts
        application = ApplicationRoutes(world, self.commands, lambda: self.logins.gateway_url)
        self.logins.application_flags = application.application_flags
        answering = Answering(world, self.interactions, self.messages, texts)
        rooms = (
            application,
            GuildRoutes(world),
            ChannelRoutes(world, self.threads),
            ThreadRoutes(world, self.threads),
            MessageRoutes(world, self.messages, self.threads, texts),
            InteractionRoutes(world, self.interactions, answering, self.messages, texts),
        )
        operations = Operations(each for room in rooms for each in room.operations())
        stations = Stations(
            faults=self.faults,
            network=self.network,
            buckets=self.buckets,
            problems=self.problems,
        )
        return Rest(world, operations, stations, self.token)
