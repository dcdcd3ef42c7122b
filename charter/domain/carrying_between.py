"""Two editions and the crosswalk between them, and the two things that may come of a place: a way on, or an end."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.carrying_routes import CARRIED, Landing, Pin, Route, ending
from charter.domain.crosswalk import Crosswalk
from charter.domain.edition import Edition


@dataclass(frozen=True, slots=True)
class Between:
    """What every route is made from."""

    crosswalk: Crosswalk
    old: Edition
    new: Edition
    is_new_year: bool

    def pin(self, place: str, change_id: str | None = None) -> Pin:
        """Give the pin of a place of the old edition."""
        return Pin(self.old.reference, place, change_id)

    def landing(self, place: str, target: str, reason: str = "", change_id: str | None = None) -> Landing:
        """Give one way; when a new year begins, nothing comes over unmarked."""
        said = reason or (CARRIED if self.is_new_year else "")
        return Landing(target, (self.pin(place, change_id),), (0,), said)

    def stays(self, place: str) -> Route:
        """Give the route of what goes to the same place."""
        return Route((self.landing(place, place),))

    def archived(self, place: str, change_id: str | None = None, blank: tuple[str, ...] = ()) -> Route:
        """Give the route of what is archived; ``blank``: the places that ask for it anew."""
        return Route(ends=(ending(self.pin(place, change_id)),), blank=blank, change_id=change_id)
