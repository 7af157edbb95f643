"""`/greenlight-operator`: what only the person who pays decides. Also in the bot's own messages."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui import words_billing, words_desk
from cogs.ui import words_operator as words
from cogs.ui.answering import Faults, answer, change, think
from cogs.ui.asking import Interaction
from cogs.ui.inert import plain
from cogs.ui.pressing import Control, button_class
from cogs.ui.reply import Act
from cogs.ui.services import Services
from cogs.ui.words_show import suggestion
from domain.job import Job
from domain.refusals import Refused
from domain.refusals_acts import BadValue, NotAllowed
from services.billing import Period
from services.management import parse_server_id

_MOST_CHOICES = 25


class OperatorCog(commands.Cog):
    """The operator's commands; every service method checks who asks."""

    operator = app_commands.Group(
        name="greenlight-operator",
        description="For the person who runs this bot: servers, money, lost answers",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=False
        ),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    servers = app_commands.Group(
        name="servers", description="Which servers may make clips", parent=operator
    )
    unconfirmed = app_commands.Group(
        name="unconfirmed", description="Shots sent whose answer was lost", parent=operator
    )

    costs = app_commands.Group(
        name="costs", description="What clips cost, estimated and known", parent=operator
    )

    def __init__(self, services: Services, faults: Faults, bot: commands.Bot) -> None:
        self._services = services
        self._faults = faults
        self._bot = bot

    def buttons(self) -> list[type[Control]]:
        """The button under a notice, and those that say that a bill or a number is right."""
        presses = {
            Act.OPEN_SERVER: self._open_pressed,
            Act.BILLED: self._billed_pressed,
            Act.WAS_MADE: self._was_made_pressed,
        }
        return [button_class(act, press, self._faults) for act, press in presses.items()]

    @servers.command(name="open", description="Let a server's members make clips")
    @app_commands.describe(server="The server's id; left empty, this one")
    async def open(self, interaction: Interaction, server: str | None = None) -> None:
        """Its clips are paid by you, up to its ceilings."""
        server_id = _server(interaction, server)
        await self._services.operator_desk.open_server(interaction.user.id, server_id)
        await answer(interaction, words.opened(server_id, self._name))

    @servers.command(name="close", description="Take no more requests from a server")
    @app_commands.describe(server="The server's id; left empty, this one")
    async def close(self, interaction: Interaction, server: str | None = None) -> None:
        """What is in line goes on."""
        server_id = _server(interaction, server)
        by = interaction.user.id
        was_open = await self._services.operator_desk.close_server(by, server_id)
        await answer(interaction, words.closed(server_id, self._name, was_open=was_open))

    @servers.command(name="list", description="Open servers and what they cost")
    async def list_(self, interaction: Interaction) -> None:
        """Name, id, and the money counted today and this month (UTC)."""
        spent = await self._services.operator_desk.open_servers(interaction.user.id)
        await answer(interaction, words.servers(spent, self._name))

    @operator.command(name="ceiling", description="Money per day and month, for a server or all")
    @app_commands.describe(
        server="A server's id; left empty, the whole bot",
        day="US dollars a day, such as 5 or 12.50",
        month="US dollars a month",
    )
    async def ceiling(
        self,
        interaction: Interaction,
        server: str | None = None,
        day: str | None = None,
        month: str | None = None,
    ) -> None:
        """With neither `day` nor `month`, shows what holds. It binds every setting and grant."""
        by, desk = interaction.user.id, self._services.operator_desk
        server_id = parse_server_id(server) if server else None
        if day is None and month is None:
            policy = await desk.ceilings(by, server_id)
        else:
            policy = await desk.set_ceiling(by, server_id, day, month)
        clip = await self._services.money.clip_cost(server_id)
        await answer(interaction, words.ceilings(policy, server_id, clip, self._name))

    @operator.command(name="accounts", description="The accounts at video services, how they stand")
    async def accounts(self, interaction: Interaction) -> None:
        """What each makes, whether it rests and why, how busy it is, and its limits."""
        standings = await self._services.account_desk.standings(interaction.user.id)
        await answer(interaction, words.accounts(standings))

    @costs.command(name="show", description="Estimated and known costs by model")
    @app_commands.describe(of="The shots that were asked for in this time; left empty, this month")
    @app_commands.choices(of=[app_commands.Choice(name=one, value=one) for one in Period])
    async def costs_show(self, interaction: Interaction, of: str | None = None) -> None:
        """Clips, their estimate, what counts now, and what was paid without a clip (UTC)."""
        period = Period(of or Period.THIS_MONTH)
        found = await self._services.billing.costs(interaction.user.id, period)
        await answer(interaction, words_billing.costs(found))

    @costs.command(name="billed", description="The service billed so much for a shot")
    @app_commands.describe(
        code="The shot's code",
        amount="US dollars, such as 0.43",
        note="Where that stands, such as the bill's number",
    )
    async def billed(
        self, interaction: Interaction, code: str, amount: str, note: str | None = None
    ) -> None:
        """So much counts for it from now on, on the day it was asked for. Credits stay.

        More than ten times the estimate is asked about first.
        """
        by = interaction.user.id
        done = await self._services.billing.was_billed(by, code, amount, note or "")
        await answer(interaction, words_billing.corrected(done))

    @costs.command(name="not-billed", description="The service billed nothing for a shot")
    @app_commands.describe(code="The shot's code", note="Where that stands")
    async def not_billed(
        self, interaction: Interaction, code: str, note: str | None = None
    ) -> None:
        """Nothing counts for it from now on. Credits stay as they are."""
        by = interaction.user.id
        done = await self._services.billing.not_billed(by, code, note or "")
        await answer(interaction, words_billing.corrected(done))

    @unconfirmed.command(name="list", description="Shots that may be paid and being made")
    async def unconfirmed_list(self, interaction: Interaction) -> None:
        """Their codes, models and times, to be looked for at the video service."""
        jobs = await self._services.desk.unconfirmed(interaction.user.id)
        await answer(interaction, words_desk.unconfirmed(jobs, self._name))

    @unconfirmed.command(name="was-made", description="The service knows the shot: fetch its clip")
    @app_commands.describe(code="The shot's code", remote_id="The service's number for it")
    @app_commands.rename(remote_id="remote-id")
    async def was_made(self, interaction: Interaction, code: str, remote_id: str) -> None:
        """I ask the service about that number and show what it says beside the shot.

        Once you have pressed that it is it, I post the clip when it is there.
        """
        await think(interaction)
        look = await self._services.desk.look_at(interaction.user.id, code, remote_id)
        await answer(interaction, words_desk.is_it_this(look))

    @unconfirmed.command(name="paid-and-lost", description="It was billed, but no clip will come")
    @app_commands.describe(code="The shot's code")
    async def paid_and_lost(self, interaction: Interaction, code: str) -> None:
        """Its member's credits are back; its cost stays counted."""
        job = await self._services.desk.no_clip(interaction.user.id, code, paid=True)
        text = "its credits are back, its cost stays counted."
        await answer(interaction, words_desk.settled(job, text))

    @unconfirmed.command(name="not-paid", description="It was never billed, and no clip will come")
    @app_commands.describe(code="The shot's code")
    async def not_paid(self, interaction: Interaction, code: str) -> None:
        """Credits and cost are back."""
        job = await self._services.desk.no_clip(interaction.user.id, code, paid=False)
        await answer(interaction, words_desk.settled(job, "its credits and its cost are back."))

    @open.autocomplete("server")
    @close.autocomplete("server")
    @ceiling.autocomplete("server")
    async def complete_server(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The servers the bot is in, by name; for the operator alone."""
        try:
            self._services.operator_desk.check(interaction.user.id)
        except Refused:
            return []
        wanted = current.casefold()
        found = [s for s in self._bot.guilds if wanted in f"{s.name} {s.id}".casefold()]
        return [
            app_commands.Choice(name=plain(f"{s.name} ({s.id})", 100), value=str(s.id))
            for s in found[:_MOST_CHOICES]
        ]

    @was_made.autocomplete("code")
    @paid_and_lost.autocomplete("code")
    @not_paid.autocomplete("code")
    async def complete_code(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The shots without certainty."""
        try:
            jobs = await self._services.desk.unconfirmed(interaction.user.id)
        except Refused as refused:
            if isinstance(refused.refusal, NotAllowed):
                return []
            raise
        return _choices(jobs, current)

    @billed.autocomplete("code")
    @not_billed.autocomplete("code")
    async def complete_doubtful(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Shots without a clip that count as paid, newest first."""
        try:
            jobs = await self._services.billing.in_doubt(interaction.user.id)
        except Refused:
            return []
        return _choices(jobs, current)

    async def _open_pressed(self, interaction: Interaction, about: str) -> None:
        server_id = parse_server_id(about)
        await self._services.operator_desk.open_server(interaction.user.id, server_id)
        await change(interaction, words.opened(server_id, self._name))

    async def _billed_pressed(self, interaction: Interaction, about: str) -> None:
        done = await self._services.billing.billed_as_asked(interaction.user.id, about)
        await change(interaction, words_billing.corrected(done))

    async def _was_made_pressed(self, interaction: Interaction, about: str) -> None:
        job = await self._services.desk.was_made_as_shown(interaction.user.id, about)
        await change(interaction, words_desk.settled(job, "I look for its clip and post it."))

    def _name(self, server_id: int) -> str | None:
        server = self._bot.get_guild(server_id)
        return server.name if server else None


def _choices(jobs: Sequence[Job], current: str) -> list[app_commands.Choice[str]]:
    wanted = current.casefold()
    found = [job for job in jobs if wanted in suggestion(job).casefold()]
    return [
        app_commands.Choice(name=suggestion(job), value=job.code) for job in found[:_MOST_CHOICES]
    ]


def _server(interaction: Interaction, typed: str | None) -> int:
    if typed:
        return parse_server_id(typed)
    if interaction.guild_id is None:
        raise Refused(BadValue(what="server", works="a server's id, since this is no server"))
    return interaction.guild_id
