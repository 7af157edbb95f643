"""What would be made of a request as it stands: the model, the exact text it gets, the price."""

from dataclasses import dataclass, replace

from domain.camera_remarks import Remark
from domain.model import Lack, Model, Offer
from domain.refusals import ModelDoesNotFit, Refused
from services.asks import Ask
from services.catalogue import Catalogue, price
from services.shaping import choose, shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What would be made; nothing of it is reserved.

    `instead_of` is the title of the model the member named, where that one follows no camera and
    another has to make the shot.
    """

    model: Model
    offer: Offer
    credits: int
    engine_prompt: str
    remarks: tuple[Remark, ...] = ()
    not_camera: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    instead_of: str | None = None


def quote(ask: Ask, catalogue: Catalogue, hidden: frozenset[str]) -> Quote:
    """The quote for a request whose pictures are kept. Raises Refused where nothing makes it."""
    fitting, instead_of = with_camera_model(ask, catalogue, hidden)
    chosen = choose(fitting, catalogue, hidden)
    shaped = shape(fitting, chosen)
    return Quote(
        model=shaped.model,
        offer=shaped.offer,
        credits=price(shaped.offer),
        engine_prompt=shaped.shot.engine_prompt(shaped.model),
        remarks=shaped.remarks,
        not_camera=shaped.not_camera,
        left_open=shaped.left_open,
        instead_of=instead_of,
    )


def with_camera_model(
    ask: Ask, catalogue: Catalogue, hidden: frozenset[str]
) -> tuple[Ask, str | None]:
    """The request with a model that follows its camera, and the title of one that does not.

    Raises Refused as `shaping.choose` does for everything else.
    """
    try:
        choose(ask, catalogue, hidden)
    except Refused as refused:
        match refused.refusal:
            case ModelDoesNotFit(lacks=Lack.CAMERA, instead=str(title), model=named):
                return replace(ask, model=title), named
            case _:
                raise
    return ask, None
