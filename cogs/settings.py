"""`/greenlight settings`: a server's rules, in its managers' hands."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.ui import words_money, words_week
from cogs.ui import words_settings as words
from cogs.ui.answering import answer
from cogs.ui.asking import Interaction, missing_rights, server_of, who_of
from cogs.ui.reply import Reply
from cogs.ui.services import Services
from services.catalogue import price
from services.rules import Images

_WHO = [
    app_commands.Choice(name="nobody", value=str(Images.NOBODY)),
    app_commands.Choice(name="members of a role", value=str(Images.ROLE)),
    app_commands.Choice(name="everyone", value=str(Images.EVERYONE)),
]
_Channel = discord.TextChannel | discord.VoiceChannel | discord.ForumChannel


class SettingsCog(commands.Cog):
    """Settings of one server."""

    greenlight = app_commands.Group(
        name="greenlight",
        description="How clips are made in this server",
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    settings = app_commands.Group(
        name="settings", description="This server's rules for clips", parent=greenlight
    )

    def __init__(self, services: Services) -> None:
        self._services = services

    @settings.command(name="show", description="The rules as they stand, and what was used")
    async def show(self, interaction: Interaction) -> None:
        """Money and credits with what is used of them, channels, pictures, staff, and whether I may
        post in this channel.
        """
        server_id, who = server_of(interaction), who_of(interaction)
        money = await self._services.money.sheet(server_id, who)
        usual = await self._services.studio.usual_offer()
        facts = words.Sheet(
            rules=await self._services.management.rules_of(server_id),
            money=money,
            usual_credits=price(usual) if usual else None,
            used=await self._services.fairness.used(server_id, who),
            missing=missing_rights(interaction),
        )
        await answer(interaction, words.sheet(facts))

    @settings.command(name="ceiling", description="Money for clips a day and a month")
    @app_commands.describe(
        day="US dollars a day, such as 5 or 12.50; off: what the bot's operator allows",
        month="US dollars a month; off: what the bot's operator allows",
    )
    async def ceiling(
        self, interaction: Interaction, day: str | None = None, month: str | None = None
    ) -> None:
        """What this server may spend together, and about how many clips that is.

        Never above what the person who runs this bot allows. With neither `day` nor `month`, shows
        what holds. At the ceiling clips rest until the next day or month (UTC); a shot above all of
        it is not made.
        """
        server_id, who = server_of(interaction), who_of(interaction)
        if day is None and month is None:
            sheet = await self._services.money.sheet(server_id, who)
        else:
            sheet = await self._services.money.choose(server_id, who, day, month)
        await answer(interaction, words_money.ceiling(sheet))

    @settings.command(name="channels", description="Where clips are made; none given: everywhere")
    @app_commands.describe(
        first="A channel for clips, its threads included",
        second="Another one",
        third="Another one",
        fourth="Another one",
        fifth="Another one",
    )
    async def channels(
        self,
        interaction: Interaction,
        first: _Channel | None = None,
        second: _Channel | None = None,
        third: _Channel | None = None,
        fourth: _Channel | None = None,
        fifth: _Channel | None = None,
    ) -> None:
        """The channels named are all there are; with none, clips are made everywhere I may post."""
        given = [c.id for c in (first, second, third, fourth, fifth) if c is not None]
        chosen = frozenset(given)
        await self._services.management.set_channels(
            server_of(interaction), who_of(interaction), tuple(sorted(chosen))
        )
        await answer(interaction, Reply(text=words.channels(chosen)))

    @settings.command(name="staff-channel", description="Where staff are told what concerns them")
    @app_commands.describe(channel="A channel that only staff can read")
    async def staff_channel(self, interaction: Interaction, channel: discord.TextChannel) -> None:
        """Notices for staff go there. I say so when I may not write in it."""
        await self._services.management.set_staff_channel(
            server_of(interaction), who_of(interaction), channel.id
        )
        here = channel.permissions_for(channel.guild.me)
        can_post = here.view_channel and here.send_messages
        await answer(interaction, words.staff_channel(channel.id, can_post=can_post))

    @settings.command(name="staff-role", description="Whose members are staff for clips")
    @app_commands.describe(role="Its members may block, unblock and delete")
    async def staff_role(self, interaction: Interaction, role: discord.Role) -> None:
        """Until a role is named, whoever has Moderate Members counts as staff; managers always."""
        server_id = server_of(interaction)
        await self._services.management.set_staff_role(server_id, who_of(interaction), role.id)
        rules = await self._services.management.rules_of(server_id)
        await answer(interaction, Reply(text=words.staff(rules)))

    @settings.command(name="images", description="Who may use pictures")
    @app_commands.describe(who="Nobody, a role's members, or everyone", role="The role, if a role")
    @app_commands.choices(who=_WHO)
    async def images(
        self,
        interaction: Interaction,
        who: app_commands.Choice[str],
        role: discord.Role | None = None,
    ) -> None:
        """Pictures can show anybody and anything, so they are for a role to begin with."""
        images = Images(who.value)
        await self._services.management.set_images(
            server_of(interaction), who_of(interaction), images, role.id if role else None
        )
        await answer(interaction, Reply(text=words.images(images, role.id if role else None)))

    @settings.command(name="presets", description="Who keeps this server's presets beside staff")
    @app_commands.describe(role="Its members may; left empty, staff alone")
    async def presets(self, interaction: Interaction, role: discord.Role | None = None) -> None:
        """Everybody uses the server's presets; saving, renaming and deleting them is for these."""
        role_id = role.id if role else None
        await self._services.management.set_presets_role(
            server_of(interaction), who_of(interaction), role_id
        )
        await answer(interaction, Reply(text=words.presets(role_id)))

    @settings.command(name="summary", description="Whether staff read each Monday how the week was")
    @app_commands.describe(weekly="Each Monday morning, or never")
    async def summary(self, interaction: Interaction, weekly: bool) -> None:
        """Clips made, who took part, favourite camera moves: in the staff channel, without money.

        A week without clips is passed over. Monday begins in this server's time zone.
        """
        server_id, who = server_of(interaction), who_of(interaction)
        await self._services.management.set_summary(server_id, who, weekly=weekly)
        rules = await self._services.management.rules_of(server_id)
        await answer(interaction, words_week.chosen(rules))

    @settings.command(name="pause", description="Take no new shots for now")
    async def pause(self, interaction: Interaction) -> None:
        """Shots in line go on; new requests are told that clips rest."""
        await self._services.management.pause(
            server_of(interaction), who_of(interaction), paused=True
        )
        await answer(interaction, words.paused(is_paused=True))

    @settings.command(name="resume", description="Take shots again")
    async def resume(self, interaction: Interaction) -> None:
        """The reverse of pause."""
        await self._services.management.pause(
            server_of(interaction), who_of(interaction), paused=False
        )
        await answer(interaction, words.paused(is_paused=False))
