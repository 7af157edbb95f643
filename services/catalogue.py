"""The catalogue: which models there are, what they can do, and which one a shot falls to."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from domain.model import Mode, Model, Need, Offer
from domain.money import credits_for
from services.catalogue_file import CatalogueError, merged, read_file, read_model
from services.toml_tables import Problems

__all__ = ["Catalogue", "CatalogueError", "load_catalogue", "price"]

_OURS = Path(__file__).with_name("models.toml")
#: Discord shows at most 25 choices (application commands, autocomplete).
_MOST_SUGGESTED = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All known models, in the order of the files; those without a cost are never offered."""

    models: tuple[Model, ...]

    def get(self, name_or_title: str) -> Model | None:
        """A model by its name or title in any case, offered or not."""
        wanted = _plain(name_or_title)
        return next((m for m in self.models if wanted in _names(m)), None)

    def offered(self, hidden: frozenset[str]) -> tuple[Model, ...]:
        """The models with a cost whose names are not hidden."""
        return tuple(m for m in self.models if is_priced(m) and m.name not in hidden)

    def choose(self, need: Need, hidden: frozenset[str]) -> Model | None:
        """The model for a need when nobody chose: the cheapest default, else the cheapest."""
        fitting = self._fitting(need, hidden)
        defaults = [m for m in fitting if need.key in m.default_for]
        return min(defaults or fitting, key=lambda m: _cost(m, need), default=None)

    def cheaper_than(self, price: int, need: Need, hidden: frozenset[str]) -> Model | None:
        """The cheapest model that makes what is needed for fewer credits, or None."""
        found = [m for m in self._fitting(need, hidden) if _credits(m, need) < price]
        return min(found, key=lambda m: _cost(m, need), default=None)

    def usual(self, hidden: frozenset[str]) -> Offer | None:
        """The standard clip: what words alone give when nobody chose anything; None: no clips."""
        words = Need(mode=Mode.TEXT, camera=False)
        model = self.choose(words, hidden)
        if model is not None:
            return model.offer_for(words)
        every = [offer for m in self.offered(hidden) for offer in m.offers]
        return min(every, key=lambda offer: offer.cost_micro or 0, default=None)

    def spelt(self, resolution: str) -> str:
        """A resolution as its vendor spells it, whatever the case and spaces it was typed with."""
        wanted = _plain(resolution)
        known = (offer.resolution for model in self.models for offer in model.offers)
        return next((one for one in known if _plain(one) == wanted), resolution)

    def suggest(self, typed: str, need: Need | None, hidden: frozenset[str]) -> tuple[Model, ...]:
        """The models to suggest while one is typed: any part of a name, only those that fit.

        Without a need all that are offered; the one that would be chosen anyway comes first.
        """
        wanted = _plain(typed)
        found = [
            m
            for m in self.offered(hidden)
            if (need is None or m.lacks(need) is None) and any(wanted in name for name in _names(m))
        ]
        usual = self.choose(need, hidden) if need else None
        return tuple(sorted(found, key=lambda m: m is not usual)[:_MOST_SUGGESTED])

    def probably_meant(self, typed: str, need: Need, hidden: frozenset[str]) -> Model | None:
        """The model whose name was begun or misspelt, one that fits before others; or None."""
        if not _plain(typed):
            return None
        begun = self.suggest(typed, need, hidden) or self.suggest(typed, None, hidden)
        if begun:
            return begun[0]
        named = {name: model for model in self.offered(hidden) for name in _names(model)}
        close = get_close_matches(_plain(typed), named, n=1)
        return named[close[0]] if close else None

    def _fitting(self, need: Need, hidden: frozenset[str]) -> list[Model]:
        return [m for m in self.offered(hidden) if m.lacks(need) is None]


def load_catalogue(own_file: Path | None) -> Catalogue:
    """Our models with the operator's own file over them. Raises CatalogueError."""
    problems = Problems()
    raw = dict(read_file(_OURS, problems).models)
    where = dict.fromkeys(raw, _OURS)
    if own_file is not None:
        for name, fields in read_file(own_file, problems).models.items():
            raw[name] = merged(raw.get(name, {}), fields)
            where[name] = own_file
    read = [read_model(name, raw[name], str(where[name]), problems) for name in raw]
    models = tuple(model for model in read if model is not None)
    _note_namesakes(models, where, problems)
    if problems.found:
        raise CatalogueError(tuple(dict.fromkeys(problems.found)))
    return Catalogue(models=models)


def price(offer: Offer) -> int:
    """A clip's price in credits. Raises ValueError for one without a cost."""
    if offer.cost_micro is None:
        raise ValueError("What has no cost has no price either.")
    return credits_for(offer.cost_micro) if offer.credits is None else offer.credits


def is_priced(model: Model) -> bool:
    """Whether every length and resolution of a model has a cost."""
    return all(offer.cost_micro is not None for offer in model.offers)


def _cost(model: Model, need: Need) -> int:
    offer = model.offer_for(need)
    assert offer is not None, "only models that fit are compared"
    return offer.cost_micro or 0


def _credits(model: Model, need: Need) -> int:
    offer = model.offer_for(need)
    assert offer is not None, "only models that fit are compared"
    return price(offer)


def _names(model: Model) -> set[str]:
    return {_plain(model.name), _plain(model.title)}


def _plain(typed: str) -> str:
    """Case, spaces, hyphens and underscores do not matter in a model's name."""
    return "".join(c for c in typed.casefold() if not c.isspace() and c not in "-_")


def _note_namesakes(models: Sequence[Model], where: dict[str, Path], problems: Problems) -> None:
    seen: dict[str, Model] = {}
    # Ours first, so that a clash is told of the file that can be mended.
    for model in sorted(models, key=lambda m: where[m.name] != _OURS):
        for name in sorted(_names(model)):
            other = seen.setdefault(name, model)
            if other is not model:
                place = f'{where[model.name]}, model "{model.name}"'
                problems.add(place, f'title or name is that of "{other.name}" too; choose another.')
                break
