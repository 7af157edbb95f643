"""From what was typed to a shot that a model can make: camera read, model found, text measured."""

from dataclasses import dataclass

from domain.camera import (
    CameraPlan,
    Contradiction,
    DirectedPrompt,
    TooManyMovements,
    UnknownMovement,
    direct,
    parse_plan,
)
from domain.model import Model, Need
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
from domain.shot import LONGEST_PROMPT, Shot
from services.asks import Ask, kept_pictures
from services.catalogue import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Shaped:
    """A shot with the model that makes it. `was_chosen`: by us, nobody named one."""

    shot: Shot
    model: Model
    was_chosen: bool
    #: Brackets in the prompt that stay text.
    not_camera: tuple[str, ...]


def shape(ask: Ask, catalogue: Catalogue, hidden: frozenset[str]) -> Shaped:
    """Make the shot an ask describes; its pictures are kept already.

    Raises Refused when camera, model or length do not go together.
    """
    camera, typed = read_camera(ask)
    pictures = kept_pictures(ask)
    if pictures.mode is None:
        raise Refused(NothingFits(lacks="pictures_together"))
    need = Need(mode=pictures.mode, camera=bool(camera + typed.camera))
    model = _model(ask, need, catalogue, hidden)
    shot = Shot(
        prompt=ask.prompt,
        camera=camera,
        model=model.name,
        duration_s=model.offer.duration_s,
        resolution=model.offer.resolution,
        pictures=pictures,
        parent=ask.parent,
    )
    length = len(shot.engine_prompt(model))
    if length > LONGEST_PROMPT:
        raise Refused(PromptTooLong(length=length, limit=LONGEST_PROMPT))
    return Shaped(shot=shot, model=model, was_chosen=ask.model is None, not_camera=typed.not_camera)


def read_camera(ask: Ask) -> tuple[CameraPlan, DirectedPrompt]:
    """The option's plan, and the prompt with its typed brackets understood. Raises Refused."""
    try:
        option = parse_plan(ask.camera)
        typed = direct(ask.prompt)
        _ = option + typed.camera  # together they may be too long, although each is not
    except (UnknownMovement, Contradiction, TooManyMovements) as error:
        raise Refused(_camera_refusal(error)) from error
    if ask.camera.strip() and not option:
        raise Refused(CameraUnknown(typed=ask.camera.strip(), nearest=None))
    return option, typed


def _camera_refusal(error: UnknownMovement | Contradiction | TooManyMovements) -> Refusal:
    match error:
        case UnknownMovement():
            return CameraUnknown(typed=error.typed, nearest=error.nearest)
        case Contradiction():
            return CameraContradicts(first=error.first, second=error.second)
        case TooManyMovements():
            return CameraTooMuch(found=error.found, limit=error.limit, at_once=error.at_once)


def _model(ask: Ask, need: Need, catalogue: Catalogue, hidden: frozenset[str]) -> Model:
    if ask.model is None:
        chosen = catalogue.choose(need, hidden)
        if chosen is None:
            raise Refused(NothingFits(lacks="camera" if need.camera else str(need.mode)))
        return chosen
    offered = catalogue.offered(hidden)
    model = catalogue.get(ask.model)
    if model is None or model not in offered:
        titles = tuple(other.title for other in offered)
        raise Refused(ModelUnknown(typed=ask.model, offered=titles))
    lacks = catalogue.fits(model, need)
    if lacks is not None:
        instead = catalogue.choose(need, hidden)
        raise Refused(
            ModelDoesNotFit(
                model=model.title, lacks=lacks, instead=instead.title if instead else None
            )
        )
    return model
