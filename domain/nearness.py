"""The clip nearest to one that can't be made: how far lengths, resolutions and shapes lie apart."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import log

from domain.model import Model, Need, Offer, takes_shape

#: Short sides in pixels of what has a name; "2K" as the models here mean it, 2560 × 1440.
_NAMED = {
    "sd": 480,
    "hd": 720,
    "fhd": 1080,
    "fullhd": 1080,
    "2k": 1440,
    "qhd": 1440,
    "4k": 2160,
    "uhd": 2160,
    "8k": 4320,
}
_LINES = re.compile(r"([1-9]\d{1,4})[pi]?")
_PIXELS = re.compile(r"([1-9]\d{1,4})[x×*]([1-9]\d{1,4})")
_SHAPE = re.compile(r"(\d{1,5}(?:\.\d{1,4})?):(\d{1,5}(?:\.\d{1,4})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A clip that can be made instead; `aspect` is empty where the wished shape stays."""

    model: str
    offer: Offer
    aspect: str = ""

    @property
    def size(self) -> str:
        """For people, `4:3 · 6 s · 768p`."""
        return f"{self.aspect} · {self.offer.size}" if self.aspect else self.offer.size


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    far: tuple[int, float, float]
    near: Near


def nearest(models: Iterable[Model], need: Need) -> Near | None:
    """The nearest to what was wished for, of all that these models make of its pictures and camera.

    A length counts before a shape, a shape before a resolution; of equally near ones the model's
    usual one, then the cheapest. None: none makes the rest, or what was wished for can't be read.
    """
    found = [one for model in models if (one := _of_model(model, need)) is not None]
    closest = min(found, key=lambda one: (one.far, one.near.offer.cost_micro or 0), default=None)
    return closest.near if closest else None


def makes_the_rest(model: Model, need: Need) -> bool:
    """Whether only a length, a resolution or a shape stands in a model's way, if anything."""
    return model.lacks(replace(need, duration_s=None, resolution=None, aspect=None)) is None


def short_side(resolution: str) -> int | None:
    """The shorter side in pixels of what a resolution names; None for what names none."""
    typed = "".join(resolution.casefold().split())
    if typed in _NAMED:
        return _NAMED[typed]
    if pixels := _PIXELS.fullmatch(typed):
        return min(int(pixels[1]), int(pixels[2]))
    lines = _LINES.fullmatch(typed)
    return int(lines[1]) if lines else None


def _of_model(model: Model, need: Need) -> _Found | None:
    shapes = _shapes(model, need)
    if not makes_the_rest(model, need) or not shapes:
        return None
    shape_apart, shape = min(shapes)
    found = [
        ((abs(offer.duration_s - (need.duration_s or offer.duration_s)), shape_apart, apart), offer)
        for offer in model.offers_in(need.mode)
        if (apart := _resolutions_apart(need.resolution, offer.resolution)) is not None
    ]
    if not found:
        return None
    far, offer = min(found, key=lambda one: one[0])
    made = replace(need, duration_s=offer.duration_s, resolution=offer.resolution)
    # With its pictures it may cost more.
    priced = model.offer_for(made) or offer
    return _Found(far=far, near=Near(model=model.title, offer=priced, aspect=shape))


def _shapes(model: Model, need: Need) -> list[tuple[float, str]]:
    """How far each of a model's shapes is from the wished one, which is empty where it stays."""
    if need.aspect is None:
        return [(0.0, "")]
    if not takes_shape(need.mode):
        return []
    if need.aspect in model.aspects:
        return [(0.0, "")]
    wished = _ratio(need.aspect)
    known = ((shape, _ratio(shape)) for shape in model.aspects)
    # Nothing wide is near to something tall.
    return [
        (abs(log(ratio / wished)), shape)
        for shape, ratio in known
        if ratio and wished and (ratio - 1) * (wished - 1) >= 0
    ]


def _ratio(shape: str) -> float | None:
    found = _SHAPE.fullmatch(shape)
    if found is None or not float(found[1]) or not float(found[2]):
        return None
    return float(found[1]) / float(found[2])


def _resolutions_apart(wished: str | None, offered: str) -> float | None:
    if wished in {None, offered}:
        return 0.0
    sides = short_side(wished or ""), short_side(offered)
    return abs(log(sides[0] / sides[1])) if sides[0] and sides[1] else None
