"""What comes to stand at the places of the next edition: one value in each, whatever else wanted to go there.

Where several go to one place at the same hop, the one that stands first there stays, and the others are archived under
where they came from, unless they are the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from charter.domain.carrying_routes import Landing, Pin
from charter.domain.carrying_things import Thing

Json = Any


@dataclass(frozen=True, slots=True)
class Bid:
    """A thing on one of its ways."""

    thing: Thing
    landing: Landing
    value: Json  # what of the thing's value goes this way


def settle(bids: Iterable[Bid], hops: int) -> tuple[list[Bid], list[tuple[Bid, Pin]]]:
    """Give what stays, and what is left on the way, each with the place where it stood last.

    Of those that come to one place, all that say what the first says stay: they go the same way from there.
    """
    alive, left = list(bids), list[tuple[Bid, Pin]]()
    for hop in range(hops):
        staying = []
        for place, met in _met(alive, hop).items():
            first = met[0] if len(met) == 1 else min(met, key=lambda bid: bid.landing.ranks[hop])
            for bid in met:
                if place[0] and (bid is first or _is_same(bid.value, first.value)):
                    staying.append(bid)
                else:
                    left.append((bid, bid.landing.via[hop]))
        alive = staying
    return alive, left


def _met(bids: Iterable[Bid], hop: int) -> dict[tuple[str, str, str], list[Bid]]:
    """Those that meet at one place after a hop."""
    found: dict[tuple[str, str, str], list[Bid]] = {}
    for bid in bids:
        found.setdefault((bid.landing.stage(hop + 1), bid.thing.suffix, bid.thing.key), []).append(bid)
    return found


def in_order(bids: Iterable[Bid]) -> list[Bid]:
    """Give those that go to one list in the order in which they stand in it."""
    return sorted(bids, key=lambda bid: bid.landing.ranks[::-1])


def _is_same(one: Json, other: Json) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
