"""May this member ask for this?"""

from domain.refusals import Blocked, PicturesNotAllowed, Refusal
from services.gates.asking import Asking
from services.rules import Images


def not_blocked(asking: Asking) -> Refusal | None:
    """Staff have not blocked the member."""
    return Blocked() if asking.is_blocked else None


def pictures_allowed(asking: Asking) -> Refusal | None:
    """The member may use pictures, if any came along."""
    rules = asking.rules
    if not asking.has_picture or rules.may_use_pictures(asking.ask.who):
        return None
    by_role = rules.images is Images.ROLE
    return PicturesNotAllowed(by_role=by_role, role_id=rules.images_role_id if by_role else None)
