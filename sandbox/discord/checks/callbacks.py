"""First answers to interactions: which kind fits which act, and what must be in it."""

from typing import Any

from sandbox.discord.asking.interaction import Callback, Interaction, InteractionType
from sandbox.discord.checks.form import Check, Form, anything, integer, one_of, text
from sandbox.discord.checks.modals import check_modal
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.shapes import Json
from sandbox.discord.world.records import MessageFlag

_BODY: dict[str, Check] = {"type": anything, "data": anything}
_CHOICE: dict[str, Check] = {
    "name": text(1, 100),
    "value": anything,
    "name_localizations": anything,
}
_FITTING: dict[InteractionType, tuple[Callback, ...]] = {
    InteractionType.COMMAND: (Callback.MESSAGE, Callback.DEFER, Callback.MODAL),
    InteractionType.COMPONENT: (
        Callback.MESSAGE,
        Callback.DEFER,
        Callback.DEFER_UPDATE,
        Callback.UPDATE,
        Callback.MODAL,
    ),
    InteractionType.AUTOCOMPLETE: (Callback.CHOICES,),
    InteractionType.MODAL_SUBMIT: (Callback.MESSAGE, Callback.DEFER),
}
_STRING, _INTEGER = 3, 4


def check_callback(interaction: Interaction, payload: Json) -> Callback:
    """Return the kind of answer; messages in it are checked by whoever writes them.

    Raises Refusal 50035 when the kind does not fit what the member did, or the data are wrong.
    """
    form = Form()
    if form.object((), payload, _BODY, ("type",)):
        one_of([int(each) for each in _fitting(interaction)])(form, ("type",), payload.get("type"))
    form.raise_if_wrong()
    callback = Callback(payload["type"])
    data = payload.get("data")
    if callback is Callback.MODAL:
        check_modal(form, data)
    elif callback is Callback.CHOICES:
        _check_choices(form, interaction, data)
    elif callback is Callback.DEFER and data is not None:
        allowed = int(MessageFlag.EPHEMERAL | MessageFlag.COMPONENTS_V2)
        form.object(("data",), data, {"flags": integer(0, allowed)})
    form.raise_if_wrong()
    if callback in (Callback.MESSAGE, Callback.UPDATE) and not isinstance(data, dict):
        if callback is Callback.MESSAGE:
            raise Refusal(Code.EMPTY_MESSAGE)
        payload["data"] = {}
    return callback


def _fitting(interaction: Interaction) -> tuple[Callback, ...]:
    fitting = _FITTING[interaction.type]
    if interaction.type is InteractionType.MODAL_SUBMIT and interaction.message is not None:
        return (*fitting, Callback.DEFER_UPDATE, Callback.UPDATE)
    return fitting


def _check_choices(form: Form, interaction: Interaction, data: Any) -> None:
    if not form.object(("data",), data, {"choices": anything}, ("choices",)):
        return
    choices, place = data.get("choices"), ("data", "choices")
    if not form.items(place, choices, 0, 25):
        return
    kind = focused_option(interaction.data.get("options", []))["type"]
    for index, choice in enumerate(choices):
        if not form.object((*place, index), choice, _CHOICE, ("name", "value")):
            continue
        _check_value(form, (*place, index, "value"), choice.get("value"), kind)


def _check_value(form: Form, path: tuple[str | int, ...], value: Any, kind: int) -> None:
    if kind == _STRING:
        text(0, 100)(form, path, value)
    elif isinstance(value, bool) or not isinstance(value, int if kind == _INTEGER else int | float):
        form.fault(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')


def focused_option(options: list[Json]) -> Json:
    """Return the option a member is typing in, also inside a subcommand."""
    for option in options:
        if option.get("focused"):
            return option
        inside = focused_option(option.get("options", []))
        if inside:
            return inside
    return {}
