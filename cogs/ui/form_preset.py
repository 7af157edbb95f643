"""The form for a preset's name. Found again by its identity after a restart."""

from dataclasses import dataclass

import discord

from cogs.ui.asking import Interaction
from cogs.ui.form import sent_off
from services.presets import LONGEST_NAME, Scope

#: Begins the form's identity; the id of the kept request whose plan it is follows.
_FORM = "gl:preset:"
_NAME, _FOR = "name", "for"
#: As for other forms.
_LIVES_S = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The form as it was sent off: the plan of which kept request, its name, and whose it is."""

    draft_id: str
    name: str
    scope: Scope


def preset_form(draft_id: str, *, for_server: bool) -> discord.ui.Modal:
    """The form; `for_server`: the member may also keep it for the whole server."""
    modal = discord.ui.Modal(title="Save as preset", custom_id=_FORM + draft_id, timeout=_LIVES_S)
    name: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id=_NAME, placeholder="Slow reveal", max_length=LONGEST_NAME
    )
    modal.add_item(
        discord.ui.Label(
            text="Name", description="Under it the plan is found again.", component=name
        )
    )
    if for_server:
        whose = [
            discord.SelectOption(label="Only me", value=Scope.MINE, default=True),
            discord.SelectOption(label="Everyone in this server", value=Scope.SERVER),
        ]
        modal.add_item(
            discord.ui.Label(text="For", component=discord.ui.Select(custom_id=_FOR, options=whose))
        )
    return modal


def named(interaction: Interaction) -> Named | None:
    """What was sent off with this form; None for any other interaction."""
    found = sent_off(interaction, _FORM)
    if found is None:
        return None
    draft_id, fields = found
    values = fields.get(_FOR, {}).get("values", ())
    return Named(
        draft_id=draft_id,
        name=str(fields.get(_NAME, {}).get("value") or ""),
        scope=Scope.SERVER if Scope.SERVER in values else Scope.MINE,
    )
