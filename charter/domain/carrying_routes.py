"""Where everything of one edition goes in another, place by place; two hops make one.

A place is a text: the JSON pointer of a field, ``/tables/<table>`` for its years, ``/comments/<criterion>/<question>``,
``/owners/<criterion>``, ``/due_dates/<criterion>`` and ``/offers/<criterion>`` for what stands beside the fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from charter.domain.carrying_tables import Cut

# Why something waits until somebody confirms it, the stronger reason last.
CARRIED, ROUTED_THERE, OFFERED, BOTH_PARTS = "carried", "routed", "offered", "both_parts"
OLD_EVIDENCE = "old_evidence"
_STRENGTH = ("", CARRIED, ROUTED_THERE, OFFERED, BOTH_PARTS)
TABLES, COMMENTS, OWNERS, DUE_DATES, OFFERS = "/tables/", "/comments/", "/owners/", "/due_dates/", "/offers/"
NOT_APPLICABLE_TABLES, HELD_AWARDS, APPLIED_FOR = "/tables_not_applicable/", "/held_awards/", "/applied_for/"
ACTIONS, PREVIOUS_ACTIONS = "/actions/", "/previous_actions/"
CRITERIA, INPUTS, FILES = "/criteria/", "/inputs/", "/files/"
# Heads of the places that an edition settles: one that it does not know has no way on. All others stay as they are.
SETTLED = (
    CRITERIA,
    INPUTS,
    TABLES,
    COMMENTS,
    OWNERS,
    DUE_DATES,
    OFFERS,
    NOT_APPLICABLE_TABLES,
    HELD_AWARDS,
    APPLIED_FOR,
)


@dataclass(frozen=True, slots=True)
class Pin:
    """A place of an edition, and the change of the crosswalk by which what stands there goes on, or does not."""

    edition_reference: str
    place: str
    change_id: str | None = None


@dataclass(frozen=True, slots=True)
class Landing:
    """One way from a place to another, through the places of the editions between; without a target it ends on the way.

    What ends is archived under the last place that it stood at.
    ``ranks``: for each hop, who stands first where several go to one place; the lowest.
    ``least``, ``most``: which numbers the place takes; of files, how many.
    """

    target: str
    via: tuple[Pin, ...]
    ranks: tuple[int, ...]
    reason: str = ""
    least: int | None = None
    most: int | None = None

    def stage(self, hop: int) -> str:
        """Give the place after so many hops; 0 = where it began."""
        return self.via[hop].place if hop < len(self.via) else self.target


def ending(pin: Pin) -> Landing:
    """Give the way that ends where it begins."""
    return Landing("", (pin,), (0,))


@dataclass(frozen=True, slots=True)
class Route:
    """What becomes of what stands at one place.

    ``ends``: ways on which it is archived. ``blank``: the places that ask for it anew. ``is_reference``: it stays
    where it is, to be read. ``cuts``: of a table, where it is cut on its way, each with the pin of what is left over.
    """

    landings: tuple[Landing, ...] = ()
    ends: tuple[Landing, ...] = ()
    blank: tuple[str, ...] = ()
    is_reference: bool = False
    cuts: tuple[tuple[Pin, Cut], ...] = ()
    change_id: str | None = None
    months: int | None = None  # files older than this ask to be confirmed again


@dataclass(frozen=True, slots=True)
class OpenChange:
    """A criterion whose change leaves a choice to whoever moves."""

    criterion_id: str
    title: str
    kind: str  # reworded, split, merged
    change_id: str
    targets: tuple[tuple[str, str], ...]  # id and title of each criterion that it becomes
    is_shared: bool = False  # its files go to each of these


@dataclass(frozen=True, slots=True)
class Routing:
    """The way of everything from the first edition to the last, through those between."""

    editions: tuple[str, ...]  # references
    routes: Mapping[str, Route]
    open_changes: Mapping[str, OpenChange] = field(default_factory=dict)  # criterion of the first edition -> its change
    is_new_year: bool = False

    def route(self, place: str) -> Route:
        """Give the way from a place of the first edition; what no edition settles stays as it is."""
        found = self.routes.get(place)
        if found is not None:
            return found
        pins = tuple(Pin(reference, place) for reference in self.editions[:-1])
        if place.startswith(SETTLED):
            return Route(ends=(ending(pins[0]),))
        return Route((Landing(place, pins, (-1,) * len(pins)),))


def compose(first: Routing, second: Routing) -> Routing:
    """Give two hops as one: carrying by it does what carrying by both does, one after the other.

    The second begins where the first ends. A number of files that only the edition between limits is not looked at.
    """
    if first.editions[-1] != second.editions[0]:
        message = f"{second.editions[0]} does not follow {first.editions[-1]}"
        raise ValueError(message)
    return Routing(
        editions=(*first.editions, *second.editions[1:]),
        routes={place: _onward(place, route, second) for place, route in first.routes.items()}
        | dict(_only_later(first, second)),
        open_changes=_open_changes(first, second),
        is_new_year=first.is_new_year or second.is_new_year,
    )


def _only_later(first: Routing, second: Routing) -> Iterator[tuple[str, Route]]:
    """What the first hop leaves as it is, and the second settles: an action, for example, when a new year begins."""
    for place in second.routes:
        if place not in first.routes and not place.startswith(SETTLED):
            yield place, _onward(place, first.route(place), second)


def _onward(place: str, route: Route, second: Routing) -> Route:
    ways = [(landing, second.route(landing.target)) for landing in route.landings]
    anew = [second.route(blank) for blank in route.blank]
    blank = [
        *(target.target for later in anew for target in later.landings),
        *(one for later in (*anew, *(onward for _, onward in ways)) for one in later.blank),
    ]
    is_table = place.startswith(TABLES)
    return Route(
        landings=tuple(_joined(landing, later) for landing, onward in ways for later in onward.landings),
        ends=(*route.ends, *(_joined(landing, end) for landing, onward in ways for end in onward.ends)),
        blank=tuple(dict.fromkeys(blank)),
        is_reference=route.is_reference or any(onward.is_reference for _, onward in ways),
        cuts=(*route.cuts, *(cut for _, onward in ways for cut in onward.cuts)) if is_table else (),
        change_id=route.change_id or next((onward.change_id for _, onward in ways if onward.change_id), None),
        months=_least(route.months, *(onward.months for _, onward in ways)),
    )


def _joined(before: Landing, after: Landing) -> Landing:
    is_files = FILES in before.target
    return Landing(
        target=after.target,
        via=(*before.via, *after.via),
        ranks=(*before.ranks, *after.ranks),
        reason=max(before.reason, after.reason, key=_STRENGTH.index),
        least=max((one for one in (before.least, after.least) if one is not None), default=None),
        most=after.most if is_files else _least(before.most, after.most),
    )


def _least(*numbers: int | None) -> int | None:
    return min((one for one in numbers if one is not None), default=None)


def _open_changes(first: Routing, second: Routing) -> dict[str, OpenChange]:
    """A criterion leaves a choice where its own change does, or that of a criterion that it became."""
    found = {}
    for criterion_id, change in first.open_changes.items():
        later_ones = [second.open_changes.get(target) for target, _ in change.targets]
        is_shared = change.is_shared or any(later is not None and later.is_shared for later in later_ones)
        found[criterion_id] = replace(change, targets=_became(change.targets, second), is_shared=is_shared)
    for criterion_id in dict.fromkeys(_criteria_of(first)):
        if criterion_id in found:
            continue
        route = first.route(f"{OWNERS}{criterion_id}")
        for landing in route.landings:
            later = second.open_changes.get(landing.target.removeprefix(OWNERS))
            if later is not None:
                found[criterion_id] = replace(later, criterion_id=criterion_id)
    return found


def _became(targets: tuple[tuple[str, str], ...], second: Routing) -> tuple[tuple[str, str], ...]:
    found = []
    for criterion_id, title in targets:
        later = second.open_changes.get(criterion_id)
        ids = [landing.target.removeprefix(OWNERS) for landing in second.route(f"{OWNERS}{criterion_id}").landings]
        found += list(later.targets) if later else [(one, title) for one in ids]
    return tuple(dict.fromkeys(found))


def _criteria_of(routing: Routing) -> Iterator[str]:
    return (place.removeprefix(OWNERS) for place in routing.routes if place.startswith(OWNERS))
