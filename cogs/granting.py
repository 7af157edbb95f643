"""`/greenlight grant`, `/greenlight refund` and `/clips gift`: credits that change hands."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui import words_credits as words
from cogs.ui.answering import Faults, answer, change
from cogs.ui.asking import Interaction, place_of, server_of, who_of
from cogs.ui.joining import join
from cogs.ui.pressing import Control, button_class
from cogs.ui.reply import Act
from cogs.ui.services import Services
from domain.refusals import Refused
from domain.refusals_credits import GiftGone
from services.giving import LONGEST_REASON, MOST_AT_ONCE, Giving, Receiver

_Reason = app_commands.Range[str, 1, LONGEST_REASON]
_KEYS = 2


class GrantCommands(app_commands.Group, name="grants", description="Credits beyond the limits"):
    """Managers' commands, which stand inside `/greenlight`."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    @app_commands.command(name="grant", description="Give a member credits beyond the limits")
    @app_commands.describe(
        member="Who",
        credits="How many; a number below 0 takes back what wasn't used of granted ones",
        reason="Why; the member and the log read it",
    )
    async def grant(
        self,
        interaction: Interaction,
        member: discord.User,
        credits: app_commands.Range[int, -MOST_AT_ONCE, MOST_AT_ONCE],
        reason: _Reason,
    ) -> None:
        """Granted credits count after all others and stay until used; money's ceilings still hold.

        The member is told privately.
        """
        wish = Giving(
            receiver=_receiver(member), credits=credits, key=str(interaction.id), reason=reason
        )
        server_id, who = server_of(interaction), who_of(interaction)
        await answer(
            interaction, words.granted(await self._services.granting.grant(server_id, who, wish))
        )

    @app_commands.command(name="refund", description="Give back the credits that a clip used")
    @app_commands.describe(
        code="The code under the clip", reason="Why; the member and the log read it"
    )
    async def refund(
        self, interaction: Interaction, code: app_commands.Range[str, 1, 20], reason: _Reason
    ) -> None:
        """The clip stays, and its credits go to its author as granted ones, once.

        The author is told privately. What wasn't made needs no refund: its credits go back by
        themselves.
        """
        server_id, who = server_of(interaction), who_of(interaction)
        done = await self._services.granting.refund(server_id, who, code, reason)
        await answer(interaction, words.refunded(done))

    @refund.autocomplete("code")
    async def complete_code(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """The server's newest clips whose credits were used; for managers alone."""
        server_id, who = server_of(interaction), who_of(interaction)
        try:
            found = await self._services.granting.refundable(server_id, who, current)
        except Refused:
            return []
        return [app_commands.Choice(name=words.refundable(job), value=job.code) for job in found]


class GiftCommands(app_commands.Group, name="gifts", description="Credits between members"):
    """Members' command, which stands inside `/clips`."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    @app_commands.command(name="gift", description="Give another member some of your credits")
    @app_commands.describe(member="Who", credits="How many of yours")
    async def gift(
        self,
        interaction: Interaction,
        member: discord.User,
        credits: app_commands.Range[int, 1, MOST_AT_ONCE],
    ) -> None:
        """Where managers allow it. They count as used by you here and now, granted ones last.

        Who has them is told privately and may use them until yours would have come anew; granted
        ones stay until they are used.
        """
        wish = Giving(receiver=_receiver(member), credits=credits, key=str(interaction.id))
        place, who = place_of(interaction), who_of(interaction)
        await answer(interaction, words.gave(await self._services.granting.give(place, who, wish)))


class GrantingCog(commands.Cog):
    """Brings the commands, and the button under what may have been done already."""

    def __init__(self, services: Services, faults: Faults, bot: commands.Bot) -> None:
        self._services = services
        self._faults = faults
        self._bot = bot
        self._for_managers = GrantCommands(services)
        self._for_members = GiftCommands(services)

    async def cog_load(self) -> None:
        """The commands stand inside groups that other cogs bring."""
        join(self._bot, "greenlight", self._for_managers)
        join(self._bot, "clips", self._for_members)

    def buttons(self) -> list[type[Control]]:
        """The button that does the same again."""
        return [button_class(Act.ONCE_MORE, self._once_more, self._faults)]

    async def _once_more(self, interaction: Interaction, about: str) -> None:
        keys = about.split(":")
        if len(keys) != _KEYS:
            raise Refused(GiftGone())
        place, who = place_of(interaction), who_of(interaction)
        given = await self._services.granting.once_more(place, who, *keys)
        said = words.granted(given) if given.left is None else words.gave(given)
        await change(interaction, said)


def _receiver(member: discord.User | discord.Member) -> Receiver:
    return Receiver(
        member_id=member.id, is_bot=member.bot, is_here=isinstance(member, discord.Member)
    )
