"""The world a sandbox begins with: a small community of film lovers on Lantern Lane."""

from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.world import World

GUILD = "Lantern Lane"
FIRST_CHANNEL = "clips"


def lantern_lane(world: World) -> None:
    """Lay out the guild with its six members, its roles and its four channels."""
    operator = world.add_user(
        "operator", display_name="Odile", note="Runs the bot and owns this server"
    )
    guild = world.add_guild(GUILD, operator)
    manager_role = world.add_role(guild, "Manager", Permission.MANAGE_GUILD)
    moderating = Permission.MANAGE_MESSAGES | Permission.MODERATE_MEMBERS
    staff_role = world.add_role(guild, "Staff", moderating)
    artist_role = world.add_role(guild, "Artist")
    people = (
        ("manager", "Mira", "Decides what the bot may do here", (manager_role,)),
        ("staff", "Stellan", "Keeps an eye on things", (staff_role,)),
        ("ana", "Ana", "May use pictures", (artist_role,)),
        ("ben", "Ben", "May use pictures", (artist_role,)),
        ("newcomer", "Noor", "Joined a minute ago", ()),
    )
    for username, display_name, note, roles in people:
        user = world.add_user(username, display_name=display_name, note=note)
        world.add_member(guild, user, roles)
    world.add_channel(guild, FIRST_CHANNEL, topic="Where clips are made and shown")
    world.add_channel(guild, "lounge", topic="Talk about anything")
    quiet = world.add_channel(guild, "quiet", topic="Words only: the bot can't attach files")
    staff = world.add_channel(guild, "staff", topic="For staff and the manager")
    bot = guild.members[world.bot.id]
    everyone = guild.roles[guild.id]
    world.set_overwrite(quiet, bot, 0, Permission.ATTACH_FILES)
    world.set_overwrite(staff, everyone, 0, Permission.VIEW_CHANNEL)
    for allowed in (manager_role, staff_role, bot):
        world.set_overwrite(staff, allowed, Permission.VIEW_CHANNEL, 0)
