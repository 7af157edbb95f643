"""From what was typed to a shot that a model can make: camera read, model found, text measured."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.camera import CameraPlan, Contradiction, TooManyMovements
from domain.camera_reading import DirectedPrompt, UnknownMovement, direct, parse_plan
from domain.camera_remarks import Remark, remarks
from domain.model import Lack, Model, Need, Offer
from domain.refusals import (
    CameraContradicts,
    CameraTooMuch,
    CameraUnknown,
    ModelDoesNotFit,
    ModelUnknown,
    NothingFits,
    PromptTooLong,
    Refusal,
    Refused,
)
from domain.shot import Shot
from services.asks import Ask, kept_pictures, need_of
from services.catalogue import Catalogue

_ABOUT_SIZE = frozenset({Lack.DURATION, Lack.RESOLUTION, Lack.DURATION_AT_RESOLUTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was typed, understood, and the model that can make it; `was_named` by the member."""

    camera: CameraPlan
    typed: DirectedPrompt
    need: Need
    model: Model
    offer: Offer
    was_named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shaped:
    """A shot with the model that makes it. `was_chosen`: by us, nobody named one."""

    shot: Shot
    model: Model
    offer: Offer
    was_chosen: bool
    #: Brackets in the prompt that stay text, and such as nothing closes.
    not_camera: tuple[str, ...]
    left_open: tuple[str, ...]
    #: What may surprise about its camera.
    remarks: tuple[Remark, ...]


def choose(ask: Ask, catalogue: Catalogue, hidden: frozenset[str]) -> Chosen:
    """The model that makes what an ask describes; its pictures need not be kept yet.

    Raises Refused when camera, model, length or pictures do not go together.
    """
    camera, typed = read_camera(ask)
    if ask.pictures.mode is None:
        raise Refused(NothingFits(lacks=Lack.PICTURES_TOGETHER))
    need = need_of(ask, ask.pictures.mode, camera=bool(camera + typed.camera))
    if need.resolution:
        need = replace(need, resolution=catalogue.spelt(need.resolution))
    model, offer = _model(ask, need, catalogue, hidden)
    return Chosen(
        camera=camera,
        typed=typed,
        need=need,
        model=model,
        offer=offer,
        was_named=ask.model is not None,
    )


def shape(ask: Ask, chosen: Chosen) -> Shaped:
    """The shot of an ask whose pictures are kept. Raises Refused when its text is too long."""
    model = chosen.model
    shot = Shot(
        prompt=ask.prompt,
        camera=chosen.camera,
        model=model.name,
        duration_s=chosen.offer.duration_s,
        resolution=chosen.offer.resolution,
        aspect=ask.aspect or "",
        pictures=kept_pictures(ask),
        parent=ask.parent,
    )
    length = len(shot.engine_prompt(model))
    if length > model.longest_prompt:
        raise Refused(PromptTooLong(length=length, limit=model.longest_prompt))
    return Shaped(
        shot=shot,
        model=model,
        offer=chosen.offer,
        was_chosen=not chosen.was_named,
        not_camera=chosen.typed.not_camera,
        left_open=chosen.typed.left_open,
        remarks=remarks(shot.whole_camera, shot.duration_s, model.camera),
    )


def read_camera(ask: Ask) -> tuple[CameraPlan, DirectedPrompt]:
    """The option's plan, and the prompt with its typed brackets understood. Raises Refused."""
    try:
        option = parse_plan(ask.camera)
        typed = direct(ask.prompt)
        _ = option + typed.camera  # together they may be too long, although each is not
    except (UnknownMovement, Contradiction, TooManyMovements) as error:
        raise Refused(_refusal(error)) from error
    if ask.camera.strip() and not option:
        raise Refused(CameraUnknown(typed=ask.camera.strip(), nearest=None))
    return option, typed


def camera_refusal(error: Contradiction | TooManyMovements) -> CameraContradicts | CameraTooMuch:
    """What a plan that can't be filmed is refused as."""
    if isinstance(error, Contradiction):
        return CameraContradicts(first=error.first, second=error.second)
    return CameraTooMuch(found=error.found, limit=error.limit, at_once=error.at_once)


def _refusal(error: UnknownMovement | Contradiction | TooManyMovements) -> Refusal:
    if isinstance(error, UnknownMovement):
        return CameraUnknown(typed=error.typed, nearest=error.nearest)
    return camera_refusal(error)


def _model(
    ask: Ask, need: Need, catalogue: Catalogue, hidden: frozenset[str]
) -> tuple[Model, Offer]:
    offered = catalogue.offered(hidden)
    model = catalogue.choose(need, hidden) if ask.model is None else catalogue.get(ask.model)
    if ask.model is None and model is None:
        raise Refused(_nothing_fits(need, offered))
    if model is None or model not in offered:
        titles = tuple(other.title for other in offered)
        raise Refused(ModelUnknown(typed=ask.model or "", offered=titles))
    lacks, offer = model.lacks(need), model.offer_for(need)
    if lacks is not None or offer is None:
        instead = catalogue.choose(need, hidden)
        raise Refused(
            ModelDoesNotFit(
                model=model.title,
                lacks=lacks or Lack.DURATION,
                instead=instead.title if instead else None,
                nearest=model.nearest_offer(need) if lacks in _ABOUT_SIZE else None,
            )
        )
    return model, offer


def _nothing_fits(need: Need, offered: Sequence[Model]) -> NothingFits:
    """What stands in the way once the model that comes closest is looked at."""
    lacks = {model.name: model.lacks(need) for model in offered}
    close = [model for model in offered if lacks[model.name] in _ABOUT_SIZE]
    if close:
        closest = min(close, key=lambda model: _distance(model.nearest_offer(need), need))
        lack = lacks[closest.name]
        return NothingFits(lacks=lack or Lack.DURATION, nearest=closest.nearest_offer(need))
    if Lack.ASPECT in lacks.values():
        return NothingFits(lacks=Lack.ASPECT)
    if Lack.SO_MANY_REFERENCES in lacks.values() and need.references:
        return NothingFits(lacks=Lack.SO_MANY_REFERENCES)
    return NothingFits(lacks=Lack.CAMERA if need.camera else Lack(need.mode))


def _distance(offer: Offer, need: Need) -> tuple[int, bool, int]:
    """How far an offer is from what was wished for; of equally near ones the cheapest wins."""
    seconds = abs(offer.duration_s - (need.duration_s or offer.duration_s))
    is_other = need.resolution not in {None, offer.resolution}
    return seconds, is_other, offer.cost_micro or 0
