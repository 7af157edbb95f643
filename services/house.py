"""What requests are judged by: models, gates, limits, accounts, and how a request looked."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.policy import Policy
from services.accounts import Accounts
from services.catalogue import Catalogue
from services.forecast import Forecast
from services.gates import Gate
from services.gates.asking import Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The rules the studio works by: models, gates, the operator's limits, accounts."""

    catalogue: Catalogue
    gates: Sequence[Gate]
    limits: Policy
    forecast: Forecast
    accounts: Accounts
    longest_line_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look into the database tells about a request."""

    asking: Asking
    hidden: frozenset[str]
    has_agreed: bool
