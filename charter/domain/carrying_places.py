"""What comes to stand at the places of the next edition: one value in each, whatever else wanted to go there.

Where several go to one place at the same hop, the one that stands first there stays, and the others are archived under
where they came from, unless they are the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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


def settle(bids: list[Bid]) -> tuple[Bid, list[tuple[Bid, Pin]]]:
    """Give which of those that go to one place stays, and where each of the others is left; there is one or more."""
    alive, lost = bids, []
    if len(bids) == 1:
        return bids[0], []
    for hop in range(len(bids[0].landing.via)):
        staying = []
        for _, group in _grouped(alive, hop + 1):
            first, *others = sorted(group, key=lambda bid: bid.landing.ranks[hop])
            staying.append(first)
            lost += [(bid, bid.landing.via[hop]) for bid in others if not _is_same(bid.value, first.value)]
        alive = staying
    return alive[0], lost


def in_order(bids: Iterable[Bid]) -> list[Bid]:
    """Give those that go to one list in the order in which they stand in it."""
    return sorted(bids, key=lambda bid: bid.landing.ranks[::-1])


def _grouped(bids: Iterable[Bid], hop: int) -> Iterator[tuple[str, list[Bid]]]:
    found: dict[str, list[Bid]] = {}
    for bid in bids:
        found.setdefault(bid.landing.stage(hop), []).append(bid)
    yield from found.items()


def _is_same(one: Json, other: Json) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
