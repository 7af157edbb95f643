"""The guide's pages: one movement each, with what it does, what else it is called, how it reads."""

import discord

from cogs.ui.inert import inert
from cogs.ui.phrases import capital
from cogs.ui.reply import Act, Attached, Button, Option, Reply, Select
from domain.camera import CameraPlan, plan_of
from domain.movements import ABOUT, Kind, Movement
from services.animatics import Preview

#: Every movement in the guide's order.
PAGES = tuple(Movement)
_KINDS = {
    Kind.TRAVEL: "the camera travels",
    Kind.TURN: "the camera turns",
    Kind.LENS: "the lens alone",
    Kind.OTHER: "a way of filming",
}


def page(movement: Movement, preview: Preview | None, *, leads_on: bool) -> Reply:
    """The page of a movement. `leads_on`: a clip may be begun from here, in this place."""
    lines = [_head(movement), ABOUT[movement].means, *_also(movement), _reads(movement)]
    if preview is None:
        lines.append("Its clip could not be drawn just now; in a few seconds it can.")
    if not leads_on:
        lines.append("Clips are made in a server's channel: `/camera` there leads on to one.")
    file = (
        Attached(name=_file_name(movement), source=preview.clip, alt=_alt(movement))
        if preview
        else None
    )
    buttons = (*_turning(movement), *([_use(movement)] if leads_on else []))
    return Reply(text="\n".join(lines), selects=(_list(movement),), buttons=buttons, file=file)


def plan(movement: Movement) -> CameraPlan:
    """The plan of a page: this movement alone."""
    return plan_of((movement,))


def movement_at(value: str) -> Movement:
    """The movement of a page; the first for anything that is no page's number."""
    is_page = value.isdecimal() and int(value) < len(PAGES)
    return PAGES[int(value)] if is_page else PAGES[0]


def _head(movement: Movement) -> str:
    number = PAGES.index(movement) + 1
    kind = _KINDS[ABOUT[movement].kind]
    return f"**{movement.value}** · {kind} · {number} of {len(PAGES)}"


def _also(movement: Movement) -> list[str]:
    about = ABOUT[movement]
    facts = []
    if about.names:
        facts.append(f"also called {', '.join(about.names)}")
    if about.opposite:
        facts.append(f"the opposite of {about.opposite.lower()}")
    return [capital(" · ".join(facts))] if facts else []


def _reads(movement: Movement) -> str:
    alone = plan(movement)
    return (
        f"You type `{alone.option()}`; Hailuo models read `{alone.brackets()}`,"
        f' H3 reads "{alone.prose()}"'
    )


def _list(movement: Movement) -> Select:
    options = tuple(
        Option(
            label=one.value,
            value=str(number),
            description=ABOUT[one].means,
            is_chosen=one is movement,
        )
        for number, one in enumerate(PAGES)
    )
    return Select(act=Act.GUIDE_LIST, placeholder="Another movement", options=options)


def _turning(movement: Movement) -> tuple[Button, ...]:
    number = PAGES.index(movement)
    before, after = (number - 1) % len(PAGES), (number + 1) % len(PAGES)
    return (
        Button(act=Act.GUIDE, label="Previous", about=str(before)),
        Button(act=Act.GUIDE, label="Next", about=str(after)),
    )


def _use(movement: Movement) -> Button:
    about = str(PAGES.index(movement))
    style = discord.ButtonStyle.primary
    return Button(act=Act.USE_MOVE, label="Use this", about=about, style=style)


def _file_name(movement: Movement) -> str:
    return movement.value.lower().replace(" ", "-") + ".mp4"


def _alt(movement: Movement) -> str:
    return inert(f"A drawn clip. {plan(movement).prose()} {ABOUT[movement].means}")
