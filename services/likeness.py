"""A request like that of a shot that was asked for before."""

from domain.job import Job
from domain.shot import Shot
from services.asks import Ask, Change, Who
from services.catalogue import Catalogue


def ask_like(job: Job, who: Who, catalogue: Catalogue, hidden: frozenset[str] = frozenset()) -> Ask:
    """What `who` would ask for to get the job's shot once more, in the same place.

    A model that is `hidden` is not asked for by name.
    """
    wishes = _wishes(job.shot, catalogue, hidden)
    return Ask(
        place=job.place,
        who=who,
        prompt=job.shot.prompt,
        camera=job.shot.camera.option(),
        model=wishes.model,
        duration_s=wishes.duration_s,
        resolution=wishes.resolution,
        aspect=job.shot.aspect or None,
        pictures=job.shot.pictures,
        parent=job.shot.parent,
    )


def _wishes(shot: Shot, catalogue: Catalogue, hidden: frozenset[str]) -> Change:
    """What a member chose of a shot's model and size; what was the usual one is no wish, nor is a
    model that is not offered any more."""
    usual = catalogue.choose(shot.need, frozenset())
    model = catalogue.get(shot.model)
    offer = model.offer_for(shot.need) if model else None
    size = (offer.duration_s, offer.resolution) if offer else None
    is_usual = size == (shot.duration_s, shot.resolution)
    return Change(
        model=None if usual is model or shot.model in hidden else shot.model,
        duration_s=None if is_usual else shot.duration_s,
        resolution=None if is_usual else shot.resolution,
    )
