"""The way from one edition to a later one that is installed, through every edition between."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.carrying_routes import Routing, compose
from charter.domain.carrying_routing import routing_of
from charter.domain.errors import NoWayToEdition
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import load_edition


@dataclass(frozen=True, slots=True)
class _Hop:
    old: str
    new: str


def routing_between(old_reference: str, new_reference: str, *, is_new_year: bool = False) -> Routing:
    """Give where everything of an edition goes in a later one; of several hops, what all of them come to.

    Raises UnknownEdition; NoWayToEdition where the later does not follow the earlier.
    """
    hops = _hops(old_reference, new_reference)
    routing = _routing(hops[0], is_new_year and len(hops) == 1)
    for place, hop in enumerate(hops[1:], start=2):
        routing = compose(routing, _routing(hop, is_new_year and place == len(hops)))
    return routing


def edition_before(reference: str) -> str:
    """Give the edition that an installed one follows. Raises UnknownEdition; NoWayToEdition where it is the first."""
    crosswalk = load_crosswalk(reference)
    if crosswalk is None:
        raise NoWayToEdition(f"{reference} follows no edition, so there is nothing to carry to it. Choose another.")
    return crosswalk.old


def _routing(hop: _Hop, is_new_year: bool) -> Routing:
    crosswalk = load_crosswalk(hop.new)
    if crosswalk is None:
        raise NoWayToEdition(_words(hop.old, hop.new))
    return routing_of(crosswalk, load_edition(hop.old), load_edition(hop.new), is_new_year=is_new_year)


def _hops(old: str, new: str) -> list[_Hop]:
    """Back from the later edition to the one before, until the earlier is met."""
    load_edition(old)
    hops: list[_Hop] = []
    later = new
    while later != old:
        crosswalk = load_crosswalk(later)
        if crosswalk is None or any(hop.new == later for hop in hops):
            raise NoWayToEdition(_words(old, new))
        hops.insert(0, _Hop(crosswalk.old, later))
        later = crosswalk.old
    if not hops:
        raise NoWayToEdition(f"The answers are to {old} already. Choose another edition.")
    return hops


def _words(old: str, new: str) -> str:
    return f"{new} does not follow {old}, so nothing says what would become of the answers. Choose another edition."
