"""When somebody's turn comes: the line is played forward until then (services/playing.py)."""

from services.playing import Play
from services.scene import Place, Scene
from services.scheduler import MemberKey

#: So many turns are played; what lies beyond goes on as fast as they did.
MOST_TURNS = 2_000
#: Nor is anything foreseen beyond a day.
FURTHEST_S = 86_400.0


def rehearse(scene: Scene, whose: MemberKey, own_before: int = 0) -> Place:
    """Play until a member's shot has its turn that comes after `own_before` of their own."""
    play = Play(scene)
    own = taken = 0
    while taken < MOST_TURNS and play.at_s < FURTHEST_S:
        slot = play.turn()
        if slot is None:
            if not play.wait():
                # Nobody knows when, but who asked before goes before.
                ahead = taken + play.asked_before(whose) + own_before - own
                return Place(ahead=ahead, turn_s=None)
            continue
        if slot.member == whose:
            own += 1
            if own > own_before:
                return Place(ahead=taken, turn_s=play.at_s)
        taken += 1
    return beyond(play.at_s, taken, play.shots_left(), own_left=own_before + 1 - own, own=own)


def beyond(at_s: float, taken: int, left: int, *, own_left: int, own: int) -> Place:
    """A place behind `taken` turns until `at_s`, of which `own` were the member's: these tell how
    many it takes until they had `own_left` more, of all that are `left`."""
    if not taken or not own:
        return Place(ahead=taken + left, turn_s=None)
    ahead = taken + min(own_left * taken // own, left)
    return Place(ahead=ahead, turn_s=at_s * ahead / taken)
