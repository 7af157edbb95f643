"""What the crew is given: every service it speaks to."""

from dataclasses import dataclass

from services.animatics import Animatics
from services.billing import Billing
from services.catalogue import Catalogue
from services.clips import Clips
from services.composing import Composing
from services.desk import Desk
from services.fairness import Fairness
from services.granting import Granting
from services.ground import Now
from services.incidents import Incidents
from services.making_together import Together
from services.management import Management, OperatorDesk
from services.money import Money
from services.presets import Presets
from services.standing import AccountDesk
from services.studio import Studio


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services behind the commands.

    `connection_errors`: what the network raises beside discord.py's own errors.
    """

    studio: Studio
    composing: Composing
    animatics: Animatics
    clips: Clips
    together: Together
    presets: Presets
    management: Management
    fairness: Fairness
    granting: Granting
    operator_desk: OperatorDesk
    money: Money
    billing: Billing
    desk: Desk
    account_desk: AccountDesk
    catalogue: Catalogue
    incidents: Incidents
    now: Now
    connection_errors: tuple[type[Exception], ...]
