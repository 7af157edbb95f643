"""From what was typed to a shot that a model can make: camera read, model found, text measured."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.camera import CameraPlan, Contradiction, TooManyMovements
from domain.camera_reading import DirectedPrompt, UnknownMovement, direct, parse_plan
from domain.camera_remarks import Remark, remarks
from domain.model import Lack, Model, Need, Offer, takes_shape
from domain.nearness import Near, makes_the_rest, nearest, short_side
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
        raise Refused(_nothing_fits(need, catalogue, hidden))
    if model is None or model not in offered:
        raise Refused(_unknown(ask.model or "", need, catalogue, hidden))
    lacks, offer = model.lacks(need), model.offer_for(need)
    if lacks is not None or offer is None:
        raise Refused(_does_not_fit(model, lacks or Lack.DURATION, need, catalogue, hidden))
    return model, offer


def _unknown(typed: str, need: Need, catalogue: Catalogue, hidden: frozenset[str]) -> ModelUnknown:
    titles = tuple(model.title for model in catalogue.offered(hidden))
    near = catalogue.probably_meant(typed, need, hidden)
    return ModelUnknown(typed=typed, offered=titles, nearest=near.title if near else None)


def _does_not_fit(
    model: Model, lacks: Lack, need: Need, catalogue: Catalogue, hidden: frozenset[str]
) -> ModelDoesNotFit:
    instead = catalogue.choose(need, hidden)
    near = nearest([model], need)
    if near is None and instead is None:
        near = _nearest_of_all(need, catalogue, hidden)
    elsewhere = [mode for mode in model.modes if model.lacks(replace(need, mode=mode)) is None]
    return ModelDoesNotFit(
        model=model.title,
        lacks=lacks,
        instead=instead.title if instead else None,
        nearest=near,
        there=() if near else _there(lacks, [model], need),
        only_from=need.mode if elsewhere and lacks in _ABOUT_SIZE else None,
    )


def _nothing_fits(need: Need, catalogue: Catalogue, hidden: frozenset[str]) -> NothingFits:
    """What stands in the way, and the nearest that can be made, or all there is to choose from."""
    offered = catalogue.offered(hidden)
    able = [model for model in offered if makes_the_rest(model, need)]
    if not able:
        lacks = {model.lacks(need) for model in offered}
        if Lack.SO_MANY_REFERENCES in lacks and need.references:
            return NothingFits(lacks=Lack.SO_MANY_REFERENCES)
        return NothingFits(lacks=Lack.CAMERA if need.camera else Lack(need.mode))
    near = _nearest_of_all(need, catalogue, hidden)
    if near is None:
        lack = _unreadable(need, able)
        return NothingFits(lacks=lack, there=_there(lack, able, need))
    closest = next(model for model in able if model.title == near.model)
    return NothingFits(lacks=closest.lacks(need) or Lack.DURATION, nearest=near)


def _nearest_of_all(need: Need, catalogue: Catalogue, hidden: frozenset[str]) -> Near | None:
    """The nearest of all models, made by the one that would make it if nobody chose one."""
    near = nearest(catalogue.offered(hidden), need)
    if near is None:
        return None
    made = replace(need, duration_s=near.offer.duration_s, resolution=near.offer.resolution)
    if near.aspect:
        made = replace(made, aspect=near.aspect)
    model = catalogue.choose(made, hidden)
    offer = model.offer_for(made) if model else None
    return near if model is None or offer is None else replace(near, model=model.title, offer=offer)


def _unreadable(need: Need, able: Sequence[Model]) -> Lack:
    """Which wish is none that can be measured, so that nothing is near it."""
    known = {offer.resolution for model in able for offer in model.offers}
    resolution = need.resolution
    if resolution and resolution not in known and short_side(resolution) is None:
        return Lack.RESOLUTION
    return Lack.ASPECT


def _there(lacks: Lack, models: Sequence[Model], need: Need) -> tuple[str, ...]:
    """All resolutions or shapes there are for what a shot starts from."""
    if lacks is Lack.ASPECT and takes_shape(need.mode):
        return tuple(dict.fromkeys(shape for model in models for shape in model.aspects))
    if lacks is Lack.RESOLUTION:
        offers = [offer for model in models for offer in model.offers_in(need.mode)]
        names = dict.fromkeys(offer.resolution for offer in offers)
        return tuple(sorted(names, key=lambda name: short_side(name) or 0))
    return ()
