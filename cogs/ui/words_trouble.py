"""What people read when the trouble is ours."""

import discord

from cogs.ui.reply import Act, Button, Reply

#: The bot was told to stop; what starts it anew takes up what it left.
RESTARTING = "I'm restarting, so nothing was taken or charged. Ask again in a minute."


def broken(number: str, draft_id: str | None) -> Reply:
    """Our own fault, under its number; `draft_id`: the request is kept and can be tried again."""
    if draft_id is None:
        return Reply(
            text=f"Something in the bot broke ({number}). The person who runs it has been told."
            " What you asked for before stands in `/clips list`."
        )
    style = discord.ButtonStyle.primary
    button = Button(act=Act.CONFIRM, label="Try again", about=draft_id, style=style)
    text = f"Something in the bot broke ({number}). Nothing was charged, and your text is kept."
    return Reply(text=text, buttons=(button,))


def disk_trouble() -> Reply:
    """The database takes nothing just now."""
    return Reply(
        text="I can't write anything down at the moment, so nothing was taken or charged."
        " Try again in a few minutes."
    )


def unfetched() -> Reply:
    """Discord did not hand out a picture."""
    return Reply(
        text="I couldn't fetch your picture from Discord just now. Nothing was charged."
        " Try again in a moment."
    )


def no_connection() -> Reply:
    """The way to Discord broke; what was done before stands."""
    return Reply(
        text="I couldn't reach Discord for a moment. `/clips list` shows what I took;"
        " what isn't there was not charged."
    )
