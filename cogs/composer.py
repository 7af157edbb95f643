"""The composer's lists, buttons and form: a kept request's camera, directed step by step."""

from functools import partial

from discord.ext import commands

from cogs.ui.answering import Faults, change
from cogs.ui.asking import Interaction, as_read, names_in, who_of
from cogs.ui.composing import Composer, seen_there
from cogs.ui.controls_composer import (
    ADD,
    AS_IT_WAS,
    EARLIER,
    IN_TURN,
    LATER,
    MEND,
    ONLY_FIRST,
    REMOVE,
    TAKE_IN,
    UNDO,
    At,
    measure_of_value,
    movements_of,
)
from cogs.ui.form import TEXT_FORM, Filled, filled, text_form
from cogs.ui.ordering import Ordering
from cogs.ui.pressing import Control, Press, button_class, select_class
from cogs.ui.reply import Act
from cogs.ui.services import Services
from cogs.ui.words_composer import closed, composer
from domain.camera_editing import (
    Steps,
    earlier,
    later,
    with_measure,
    with_movements,
    without_step,
)
from domain.camera_suggesting import in_turn, only_first
from domain.movements import Movement
from domain.refusals import Refused
from domain.refusals_acts import DraftGone, TooLateToChange
from services.mending import Mend
from services.plan_acts import Edit, PlanAct, edited, mended, reworded, take_in, undo

#: Where the member's eyes should be afterwards.
_MOVES_THE_EYE = {EARLIER: -1, LATER: 1}


class ComposerCog(commands.Cog):
    """Directing the camera of a kept request."""

    def __init__(
        self, services: Services, faults: Faults, ordering: Ordering, composer: Composer
    ) -> None:
        self._services = services
        self._faults = faults
        self._ordering = ordering
        self._composer = composer

    def controls(self) -> list[type[Control]]:
        """Everything under the composer's message, and the ways into it."""
        presses: dict[Act, Press] = {
            Act.COMPOSE: self._composer.open,
            Act.CAMERA: self._reopen,
            Act.PLAN: self._plan,
            Act.WORDS: self._edit_text,
            Act.MAKE: self._make,
            Act.CLOSE: self._close,
        }
        choices = {Act.STEP: self._step, Act.MOVES: self._moves, Act.MEASURE: self._measure}
        return [
            *(button_class(act, press, self._faults) for act, press in presses.items()),
            *(select_class(act, choose, self._faults) for act, choose in choices.items()),
        ]

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """The composer's form, also one that was opened before a restart."""
        sent = filled(interaction, TEXT_FORM)
        if sent is None:
            return
        work = partial(self._take_text, interaction, sent)
        await self._faults.guard(interaction, work, "taking the composer's form")

    async def _reopen(self, interaction: Interaction, code: str) -> None:
        draft_id = await self._services.composing.reopen(code, who_of(interaction))
        await self._composer.open(interaction, draft_id)

    async def _step(self, interaction: Interaction, about: str, values: tuple[str, ...]) -> None:
        at, _ = At.read(about)
        [chosen] = values
        await self._composer.turn_to(interaction, at.draft_id, _number(chosen))

    async def _moves(self, interaction: Interaction, about: str, values: tuple[str, ...]) -> None:
        at, _ = At.read(about)
        picked = movements_of("".join(values))
        edit = partial(with_movements, at=at.step, movements=picked)
        await self._edit(interaction, at, edit, picked=picked)

    async def _measure(self, interaction: Interaction, about: str, values: tuple[str, ...]) -> None:
        at, _ = At.read(about)
        [chosen] = values
        edit = partial(with_measure, at=at.step, measure=measure_of_value(chosen))
        await self._edit(interaction, at, edit)

    async def _plan(self, interaction: Interaction, about: str) -> None:
        at, (verb, more, *_) = At.read(about)
        match verb:
            case _ if verb in _EDITS:
                await self._edit(interaction, at, partial(_EDITS[verb], at=at.step), verb=verb)
            case _ if verb in _NEAREST:
                await self._edit(interaction, at, _nearest(verb, at.step, movements_of(more)))
            case _ if verb in _ACTS:
                await self._do(interaction, at, _ACTS[verb])
            case _ if verb == MEND and more in set(Mend):
                await self._do(interaction, at, mended(Mend(more)))
            case _ if verb == ADD:
                await self._composer.turn_to(interaction, at.draft_id, _BEHIND_THE_LAST)
            case _ if verb == AS_IT_WAS:
                await self._composer.turn_to(interaction, at.draft_id, at.step)
            case _:
                raise Refused(DraftGone())

    async def _edit(
        self,
        interaction: Interaction,
        at: At,
        edit: Edit,
        *,
        verb: str = "",
        picked: tuple[Movement, ...] = (),
    ) -> None:
        composed = await self._services.composing.do(
            at.draft_id, who_of(interaction), edited(edit), seen=at.order
        )
        step = at.step + (0 if composed.is_stale else _MOVES_THE_EYE.get(verb, 0))
        is_as_it_was = composed.tried is not None
        above = seen_there(interaction) if is_as_it_was else ""
        reply = composer(composed, step, picked, above=above)
        await change(interaction, reply, keeps_file=is_as_it_was)

    async def _do(self, interaction: Interaction, at: At, act: PlanAct) -> None:
        composed = await self._services.composing.do(
            at.draft_id, who_of(interaction), act, seen=at.order
        )
        await change(interaction, composer(composed, at.step))

    async def _edit_text(self, interaction: Interaction, draft_id: str) -> None:
        ask = await self._services.studio.draft(draft_id, who_of(interaction))
        await interaction.response.send_modal(text_form(draft_id, ask))

    async def _take_text(self, interaction: Interaction, sent: Filled) -> None:
        prompt = as_read(sent.prompt, names_in(interaction))
        act = reworded(prompt, sent.camera.strip())
        composed = await self._services.composing.do(sent.draft_id, who_of(interaction), act)
        await change(interaction, composer(composed))

    async def _make(self, interaction: Interaction, about: str) -> None:
        at, (mark, price, *_) = At.read(about)
        who = who_of(interaction)
        other = await self._services.composing.agree(at.draft_id, who, mark, _number(price))
        if other is not None:
            await change(interaction, composer(other, at.step))
            return
        try:
            await self._ordering.go_on(interaction, at.draft_id)
        except Refused as refused:
            if not isinstance(refused.refusal, TooLateToChange):
                raise
            # It left the line in this very moment: the plan stays here, for a new shot.
            await self._composer.open(interaction, at.draft_id, at.step)

    async def _close(self, interaction: Interaction, draft_id: str) -> None:
        composed = await self._services.composing.look(draft_id, who_of(interaction))
        await change(interaction, closed(composed))


#: A step behind whatever is the last: the place of a new one.
_BEHIND_THE_LAST = 99
_EDITS = {EARLIER: earlier, LATER: later, REMOVE: without_step}
_ACTS: dict[str, PlanAct] = {TAKE_IN: take_in, UNDO: undo}
_NEAREST = {IN_TURN: in_turn, ONLY_FIRST: only_first}


def _nearest(verb: str, step: int, picked: tuple[Movement, ...]) -> Edit:
    def edit(steps: Steps) -> Steps:
        return _NEAREST[verb](with_movements(steps, step, picked)).steps

    return edit


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
