"""The accounts at engines: which models each makes, within which limits, and which are stopped."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.model import Model
from services.catalogue import Catalogue
from services.outages import Outage, disk_outage, outage
from storage import Db, accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One key at one kind of engine, with the limits its owner was given.

    `models` None: all of its provider's. `most_in_flight` None: as many as there are turns.
    `purse`: accounts with the same one share key and money; empty: it has its own.
    """

    name: str
    provider: str
    submits_per_minute: int
    most_in_flight: int | None = None
    models: frozenset[str] | None = None
    purse: str = ""

    def serves(self, model: Model) -> bool:
        """Whether it may be asked for this model."""
        return model.provider == self.provider and (
            self.models is None or model.name in self.models
        )


class Accounts:
    """All accounts, the preferred ones first."""

    def __init__(self, named: Iterable[Account], catalogue: Catalogue) -> None:
        self._accounts: Mapping[str, Account] = {account.name: account for account in named}
        self._serving = {
            model.name: tuple(a.name for a in self._accounts.values() if a.serves(model))
            for model in catalogue.models
        }

    def __iter__(self) -> Iterator[Account]:
        return iter(self._accounts.values())

    def serving(self, model: str) -> tuple[str, ...]:
        """The accounts that make a model, the preferred first; empty for one nobody makes."""
        return self._serving.get(model, ())

    def served_by(self, account: str) -> tuple[str, ...]:
        """The models that an account makes."""
        return tuple(model for model, serving in self._serving.items() if account in serving)

    def sharing(self, account: str) -> tuple[str, ...]:
        """The other accounts with the same key and money."""
        own = self._accounts.get(account)
        if own is None or not own.purse:
            return ()
        others = (one for one in self._accounts.values() if one is not own)
        return tuple(one.name for one in others if one.purse == own.purse)

    def listed_with(self, account: str) -> tuple[str, ...]:
        """An account and those with the same key at the same kind of engine: one list of theirs
        names the remote tasks of all."""
        own = self._accounts.get(account)
        sharing = (self._accounts[name] for name in self.sharing(account))
        alike = (one.name for one in sharing if own and one.provider == own.provider)
        return (account, *alike)

    def outage_of(self, db: Db, account: str) -> Outage | None:
        """Why nothing is handed over to one account; None while it works."""
        return outage(db, account, self.sharing(account))

    def open_for(self, db: Db, model: str) -> tuple[str, ...]:
        """Those of them that have not refused the model; all, when every one has."""
        refused = accounts.refused_models(db)
        serving = self.serving(model)
        return tuple(name for name in serving if (name, model) not in refused) or serving

    def hidden(self, db: Db) -> frozenset[str]:
        """The models that are not offered: no account makes them, or every one refused to."""
        refused = accounts.refused_models(db)
        return frozenset(
            model
            for model, serving in self._serving.items()
            if all((name, model) in refused for name in serving)
        )

    def outage(self, db: Db, model: str) -> Outage | None:
        """Why nothing of this model is handed over; None while one of its accounts works.

        Of several that are stopped the one that was stopped last tells since when.
        """
        if (full := disk_outage(db)) is not None:
            return full
        if model in self.hidden(db) and (since := accounts.hidden_since(db, model)) is not None:
            return Outage(since=since, is_silent=False)
        stopped = [self.outage_of(db, name) for name in self.open_for(db, model)]
        known = [one for one in stopped if one is not None]
        if not known or len(known) < len(stopped):
            return None
        return max(known, key=lambda one: one.since)
