"""`/greenlight settings …` about credits and turns: fairness between members."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui import words_quota as words
from cogs.ui.answering import answer
from cogs.ui.asking import Interaction, server_of, who_of
from cogs.ui.joining import join
from cogs.ui.reply import Reply
from cogs.ui.services import Services
from domain import zones
from domain.quota import Allowance, RoleRule
from domain.windows import Window
from services.asks import Who
from services.catalogue import price
from services.fairness import MOST_CREDITS, MOST_SHARED, MOST_TURNS

_WINDOWS = [app_commands.Choice(name=str(one), value=str(one)) for one in Window]
_RULES = [
    app_commands.Choice(name="the most of any", value=str(RoleRule.HIGHEST)),
    app_commands.Choice(name="all together", value=str(RoleRule.SUM)),
]
_Channel = discord.TextChannel | discord.VoiceChannel | discord.ForumChannel
_MOST_CHOICES = 25
_LONGEST_ZONE = 100


class QuotaCommands(app_commands.Group, name="quotas", description="Who may use how many credits"):
    """The commands, which stand inside `/greenlight settings`."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    @app_commands.command(name="quota", description="Credits of each member")
    @app_commands.describe(
        credits="A whole number; a standard clip has its price in /credits",
        per="When they come back; without a choice, each day",
    )
    @app_commands.choices(per=_WINDOWS)
    async def quota(
        self,
        interaction: Interaction,
        credits: app_commands.Range[int, 0, MOST_CREDITS],
        per: str = Window.DAY,
    ) -> None:
        """Fairness between members: how many credits each may use in a day, week or month.

        It holds at once, also for what was used already. Roles, channels and the whole server can
        have numbers of their own beside it.
        """
        allowance = Allowance(credits=credits, window=Window(per))
        quota = await self._services.fairness.set_member(*_asks(interaction), allowance)
        await answer(interaction, Reply(text=words.member(quota, await self._usual())))

    @app_commands.command(name="role-quota", description="Credits for members of a role")
    @app_commands.describe(
        role="Whose members have other credits than everybody",
        credits="How many in the members' day, week or month; left empty, what everybody has",
        several="What members of several such roles have; with no `credits`, numbers stay",
    )
    @app_commands.choices(several=_RULES)
    async def role_quota(
        self,
        interaction: Interaction,
        role: discord.Role,
        credits: app_commands.Range[int, 0, MOST_CREDITS] | None = None,
        several: str | None = None,
    ) -> None:
        """Members of the role have these instead of everybody's, more or fewer.

        Of several such roles the most counts, or all together: `several` says which.
        """
        asks, there, fairness = _asks(interaction), _roles(interaction), self._services.fairness
        if credits is not None or several is None:
            # Who only says what several roles have takes no number away.
            quota = await fairness.set_role(*asks, role.id, credits, there)
        if several is not None:
            quota = await fairness.set_role_rule(*asks, RoleRule(several))
        await answer(interaction, Reply(text=words.roles(quota)))

    @app_commands.command(name="channel-quota", description="Credits that a channel's clips share")
    @app_commands.describe(
        channel="Where clips are asked for, its threads included",
        credits="How many for all who ask there together; left empty, no limit of its own",
        per="When they come back; without a choice, each day",
    )
    @app_commands.choices(per=_WINDOWS)
    async def channel_quota(
        self,
        interaction: Interaction,
        channel: _Channel,
        credits: app_commands.Range[int, 0, MOST_SHARED] | None = None,
        per: str = Window.DAY,
    ) -> None:
        """A limit on one channel, beside each member's own: whichever leaves less binds."""
        quota = await self._services.fairness.set_channel(
            *_asks(interaction), channel.id, _allowance(credits, per), _channels(interaction)
        )
        await answer(interaction, Reply(text=words.channels(quota)))

    @app_commands.command(name="pool", description="Credits that the whole server shares")
    @app_commands.describe(
        credits="How many for everybody together; left empty, no pool",
        per="When they come back; without a choice, each day",
    )
    @app_commands.choices(per=_WINDOWS)
    async def pool(
        self,
        interaction: Interaction,
        credits: app_commands.Range[int, 0, MOST_SHARED] | None = None,
        per: str = Window.DAY,
    ) -> None:
        """A limit on all clips of this server, beside each member's own: what leaves less binds."""
        allowance = _allowance(credits, per)
        quota = await self._services.fairness.set_pool(*_asks(interaction), allowance)
        await answer(interaction, Reply(text=words.pool(quota, await self._usual())))

    @app_commands.command(name="time-zone", description="Whose midnight brings new credits")
    @app_commands.describe(zone="For example Europe/Berlin; what fits comes up while you type")
    async def time_zone(
        self, interaction: Interaction, zone: app_commands.Range[str, 1, _LONGEST_ZONE]
    ) -> None:
        """Where days, weeks and months of credits begin. Money is counted by UTC everywhere."""
        quota = await self._services.fairness.set_zone(*_asks(interaction), zone)
        await answer(interaction, Reply(text=words.zone(quota)))

    @time_zone.autocomplete("zone")
    async def complete_zone(self, _: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """The zones whose names hold what was typed, or nearly."""
        found = zones.matching(current[:_LONGEST_ZONE], _MOST_CHOICES)
        return [app_commands.Choice(name=name, value=name) for name in found]

    @app_commands.command(name="line", description="How many shots each member has at once")
    @app_commands.describe(
        running="Being made at the same time", waiting="In line beside those being made"
    )
    async def line(
        self,
        interaction: Interaction,
        running: app_commands.Range[int, 1, 100] | None = None,
        waiting: app_commands.Range[int, 0, 100] | None = None,
    ) -> None:
        """What is left empty stays. The person who runs this bot sets the most there can be."""
        quota = await self._services.fairness.set_line(
            *_asks(interaction), running=running, waiting=waiting
        )
        await answer(interaction, Reply(text=words.line(quota)))

    @app_commands.command(name="turns", description="More turns in line for members of a role")
    @app_commands.describe(
        role="Whose members take more turns",
        turns="How many beside another member's one; left empty, one like everybody",
    )
    async def turns(
        self,
        interaction: Interaction,
        role: discord.Role,
        turns: app_commands.Range[int, 1, MOST_TURNS] | None = None,
    ) -> None:
        """While several members wait, they take turns; these have more of them, nobody has none.

        It holds for shots asked for from now on.
        """
        there = _roles(interaction)
        quota = await self._services.fairness.set_turns(*_asks(interaction), role.id, turns, there)
        await answer(interaction, Reply(text=words.turns(quota)))

    @app_commands.command(name="gifts", description="Whether members may give each other credits")
    @app_commands.describe(allowed="Yes or no")
    async def gifts(self, interaction: Interaction, allowed: bool) -> None:
        """What is given counts as used by who gives it. Who has it may use it in the same day, week
        or month; granted credits stay until they are used.
        """
        await self._services.fairness.set_gifts(*_asks(interaction), allowed=allowed)
        await answer(interaction, Reply(text=words.gifts_between(allowed=allowed)))

    async def _usual(self) -> int | None:
        usual = await self._services.studio.usual_offer()
        return price(usual) if usual else None


class QuotasCog(commands.Cog):
    """Brings the commands into `/greenlight settings`."""

    def __init__(self, services: Services, bot: commands.Bot) -> None:
        self._bot = bot
        self._commands = QuotaCommands(services)

    async def cog_load(self) -> None:
        """The commands stand inside a group that another cog brings."""
        join(self._bot, "greenlight settings", self._commands)


def _allowance(credits_: int | None, per: str) -> Allowance | None:
    return None if credits_ is None else Allowance(credits=credits_, window=Window(per))


def _asks(interaction: Interaction) -> tuple[int, Who]:
    return server_of(interaction), who_of(interaction)


def _roles(interaction: Interaction) -> frozenset[int] | None:
    server = _known(interaction)
    return frozenset(role.id for role in server.roles) if server else None


def _channels(interaction: Interaction) -> frozenset[int] | None:
    server = _known(interaction)
    return frozenset(channel.id for channel in server.channels) if server else None


def _known(interaction: Interaction) -> discord.Guild | None:
    """The server, unless nobody knows what stands in it just now."""
    server = interaction.guild
    return None if server is None or server.unavailable else server
