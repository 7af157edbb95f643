"""What people read about presets, and how they are suggested."""

from collections.abc import Iterable

from discord import app_commands

from cogs.ui.inert import inert, plain
from cogs.ui.phrases import day_and_clock, whole_moves
from cogs.ui.reply import Act, Button, Reply
from cogs.ui.wishes import LONGEST_CHOICE
from services.presets import Preset, PresetPage, Scope

#: As much of a plan as stands in a list.
_MOST_PLAN = 100
_UNREADABLE = "can't be read any more"


def saved(preset: Preset) -> Reply:
    """A plan is kept."""
    whose = "for everyone in this server" if preset.scope is Scope.SERVER else "for you"
    text = f"{_called(preset)} is kept {whose}: {inert(_plan(preset), 600)}."
    return Reply(text=f"{text}\n`/video preset:` begins a clip with it.")


def listing(page: PresetPage) -> Reply:
    """One's own and the server's."""
    if not page.presets:
        return Reply(
            text="There are no presets here yet. `/clips presets save` keeps a camera plan under a"
            " name, and so does *Save as preset* where you direct the camera."
        )
    head = "Your presets, then the server's"
    if page.of > 1:
        head += f" · page {page.number} of {page.of}"
    lines = [head, *(_line(preset) for preset in page.presets)]
    buttons = []
    if page.number > 1:
        buttons.append(Button(act=Act.PRESETS, label="Back", about=str(page.number - 1)))
    if page.number < page.of:
        buttons.append(Button(act=Act.PRESETS, label="More", about=str(page.number + 1)))
    return Reply(text="\n".join(lines), buttons=tuple(buttons))


def shown(preset: Preset) -> Reply:
    """One preset."""
    whose = "The server's" if preset.scope is Scope.SERVER else "Yours"
    text = (
        f"{_called(preset)} · {inert(_plan(preset), 600)}\n"
        f"{whose}, kept by <@{preset.made_by}> {day_and_clock(preset.made_at)}."
    )
    return Reply(text=text)


def renamed(was: Preset, now: Preset) -> Reply:
    """It has another name."""
    return Reply(text=f"{_called(was)} is called {_called(now)} now.")


def deleted(preset: Preset) -> Reply:
    """It is gone; clips that were made with it stay as they are."""
    was = "Its plan could not be read any more"
    if preset.camera is not None:
        was = f"It was: {inert(preset.camera.words(), 600)}"
    return Reply(text=f"{_called(preset)} is deleted. {was}.")


def choices(found: Iterable[Preset]) -> list[app_commands.Choice[str]]:
    """Presets to choose from: `Slow reveal · slow pull out, then tilt up`."""
    return [app_commands.Choice(name=_choice(preset), value=preset.key) for preset in found]


def _choice(preset: Preset) -> str:
    whose = " · server" if preset.scope is Scope.SERVER else ""
    head = f"{preset.name}{whose} · "
    return plain(head + whole_moves(_plan(preset), LONGEST_CHOICE - len(head)), LONGEST_CHOICE)


def _line(preset: Preset) -> str:
    whose = " · server" if preset.scope is Scope.SERVER else ""
    return f"{_called(preset)}{whose} · {inert(whole_moves(_plan(preset), _MOST_PLAN), _MOST_PLAN)}"


def _plan(preset: Preset) -> str:
    return _UNREADABLE if preset.camera is None else preset.camera.words()


def _called(preset: Preset) -> str:
    return f"**{inert(preset.name, 60)}**"
