"""An assessment carried from one edition to another: what it holds then, and the one fate of everything it held.

Nothing disappears: what does not come over is archived, readable, pinned to the edition whose question it answers; or
it stays for reference where it is, when a new year begins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from charter.domain.carrying_decisions import decided
from charter.domain.carrying_places import Bid, in_order, settle
from charter.domain.carrying_routes import (
    ACTIONS,
    APPLIED_FOR,
    BOTH_PARTS,
    COMMENTS,
    CRITERIA,
    DUE_DATES,
    FILES,
    HELD_AWARDS,
    NOT_APPLICABLE_TABLES,
    OFFERED,
    OFFERS,
    OLD_EVIDENCE,
    OWNERS,
    PREVIOUS_ACTIONS,
    SETTLED,
    Pin,
    Route,
    Routing,
)
from charter.domain.carrying_things import EVIDENCE, NAMED_FILE, OFFER, TABLE, Thing, kind_of, things_of
from charter.domain.fates import ARCHIVED, CHANGED, COPIED, LEFT_BLANK, REFERENCE, ROUTED
from charter.domain.holdings import Archived, Holdings, Step, steps_between, undo, with_archived
from charter.domain.metric_figures import months_after

Json = Any
TO_CONFIRM, KEPT = "to_confirm", "kept"
FATES = (COPIED, ROUTED, TO_CONFIRM, CHANGED, KEPT, LEFT_BLANK, ARCHIVED, REFERENCE)


@dataclass(frozen=True, slots=True)
class ItemFate:
    """What becomes of one thing held, and where it goes; ``targets`` of what starts blank are the places to answer."""

    kind: str  # one of carrying_things.KINDS
    place: str
    what: str  # one of FATES
    targets: tuple[str, ...] = ()
    change_id: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that waits until somebody confirms it, and why: carried, routed, offered, old_evidence, both_parts."""

    kind: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Carried:
    """An assessment after its move; ``steps`` are what the move changed, and undo it."""

    holdings: Holdings
    fates: tuple[ItemFate, ...]
    marks: tuple[Mark, ...]
    steps: tuple[Step, ...]


def carry(
    holdings: Holdings, routing: Routing, decisions: Mapping[str, str] | None = None, *, on: dt.date | None = None
) -> Carried:
    """Carry an assessment to the last edition of a routing.

    Parameters
    ----------
    decisions: key -> value of every choice that ``carrying_decisions.decisions_needed`` names.
    on: the day of the move, by which the age of files counts; None = no file is old.

    Raises
    ------
    UndecidedChange: a decision is missing, or is none that was offered.

    """
    move = _Move(holdings, decided(holdings, routing, decisions or {}), on)
    after = move.made()
    steps = () if routing.is_new_year else steps_between(holdings, after)
    return Carried(after, tuple(move.fates()), tuple(dict.fromkeys(move.marks)), steps)


def undone(carried: Carried) -> Holdings:
    """Give what the assessment held before its move, to the byte. Raises ChangedSince where it changed since."""
    return undo(carried.holdings, carried.steps)


@dataclass(slots=True)
class _Ending:
    """What has come of one thing so far."""

    thing: Thing
    route: Route
    targets: list[str] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)
    is_cut: bool = False


class _Move:
    """One move: everything held put in its place, once."""

    def __init__(self, holdings: Holdings, routing: Routing, on: dt.date | None) -> None:
        self.before, self.routing, self.on = holdings, routing, on
        self.marks: list[Mark] = []
        self._archive: list[Archived] = []
        self._fields: dict[str, Json] = {}
        self._comments: dict[str, tuple[str, str]] = {}
        self._assignments: dict[str, dict[str, Json]] = {}
        self._offers: dict[str, tuple[str, ...]] = {}
        self._endings = [_Ending(thing, routing.route(thing.place)) for thing in things_of(holdings)]
        self._of = {id(ending.thing): ending for ending in self._endings}
        self._old: set[str] = set()
        self._named: dict[str, list[_Ending]] = {}

    def made(self) -> Holdings:
        """Give the holdings after the move."""
        singles: list[Bid] = []
        lists: dict[str, list[Bid]] = {}
        for ending in self._endings:
            for bid in self._bids(ending):
                if not _is_listed(bid.thing):
                    singles.append(bid)
                elif bid.landing.target:
                    lists.setdefault(_list_of(bid.landing.target), []).append(bid)
                else:
                    self._leave(bid.thing, bid.landing.via[-1], bid.value)
        self._settle(singles)
        for place, bids in lists.items():
            self._list(place, in_order(bids))
        self._name_files()
        return self._holdings()

    def fates(self) -> Iterator[ItemFate]:
        """Give the fate of everything, once all is in its place."""
        for ending in self._endings:
            yield self._fate(ending)
        for name in self.before.files:
            yield self._file_fate(name)

    # ---- ways ------------------------------------------------------------------------------------------------------

    def _bids(self, ending: _Ending) -> Iterator[Bid]:
        thing, route = ending.thing, ending.route
        value = thing.value
        for end in route.ends:
            yield Bid(thing, end, value)
        for pin, cut in route.cuts:
            if value is not None:
                value, left = cut.of(value)
                if left is not None:
                    ending.is_cut = True
                    self._leave(thing, pin, left)
        for landing in route.landings if value is not None else ():
            if _fits(value, landing.least, landing.most):
                yield Bid(thing, landing, value)
            else:
                self._leave(thing, landing.via[0], value)

    def _leave(self, thing: Thing, pin: Pin, value: Json) -> None:
        """Archive something under the place where it stood last; of a list of files, each by itself."""
        kind, place = kind_of(pin.place), f"{pin.place}{thing.suffix}"
        for one in value if kind in (NAMED_FILE, OFFER) and isinstance(value, list) else [value]:
            self._archive.append(Archived(pin.edition_reference, kind, place, one, pin.change_id))

    def _settle(self, bids: list[Bid]) -> None:
        staying, left = settle(bids, len(self.routing.editions) - 1)
        for bid, pin in left:
            self._leave(bid.thing, pin, bid.value)
        for bid in staying:
            final = f"{bid.landing.target}{bid.thing.suffix}"
            self._note(bid, final)
            self._put(final, bid.thing.key, bid.value)
            if bid.landing.reason:
                self.marks.append(Mark(kind_of(final), final, bid.landing.reason))

    def _note(self, bid: Bid, final: str) -> None:
        ending = self._of[id(bid.thing)]
        ending.targets.append(final)
        ending.reasons.add(bid.landing.reason)

    def _put(self, final: str, key: str, value: Json) -> None:
        if final.startswith(COMMENTS):
            criterion_id, _, question_id = final.removeprefix(COMMENTS).partition("/")
            self._comments[key] = (criterion_id, question_id)
        elif final.startswith((OWNERS, DUE_DATES)):
            _, _, criterion_id, name = final.split("/", 3)
            self._assignments.setdefault(criterion_id, {})[name] = value
        else:
            self._fields["/applied_for" if final.startswith(APPLIED_FOR) else final] = value

    # ---- lists -----------------------------------------------------------------------------------------------------

    def _list(self, place: str, bids: list[Bid]) -> None:
        """What several things make together: the files of a question, those offered to a criterion, a list of codes."""
        found: list[Json] = []
        for bid in bids:
            many = bid.value if kind_of(bid.landing.target) in (NAMED_FILE, OFFER) else [bid.value]
            found += many if len(bids) == 1 else [one for one in many if one not in found or not _is_file(bid)]
            final = bid.landing.target
            self._note(bid, final)
            if bid.landing.reason:
                kind = kind_of(final)
                names = [f"{final}/{name}" for name in many] if _is_file(bid) else [final]
                self.marks += [Mark(kind, name, bid.landing.reason) for name in names]
        if place.startswith(OFFERS):
            self._offer(place.removeprefix(OFFERS), found)
        else:
            most = bids[0].landing.most
            self._fields[place] = found if most is None else found[:most]
            if most is not None and len(found) > most:
                self._too_many(place, found[most:])

    def _too_many(self, place: str, names: list[str]) -> None:
        """A question takes no more files than it says; the rest is offered to its criterion."""
        criterion_id = place.removeprefix(CRITERIA).partition("/")[0]
        moved = {f"{place}/{name}" for name in names}
        self.marks = [mark for mark in self.marks if mark.place not in moved]
        self.marks += [Mark(OFFER, f"{OFFERS}{criterion_id}/{name}", OFFERED) for name in names]
        self._offer(criterion_id, names)

    def _offer(self, criterion_id: str, names: list[str]) -> None:
        self._offers[criterion_id] = tuple(dict.fromkeys((*self._offers.get(criterion_id, ()), *names)))

    # ---- files, and the whole --------------------------------------------------------------------------------------

    def _name_files(self) -> None:
        """Note which files are named where, and which of those that come over are old."""
        for ending in self._endings:
            if ending.thing.kind not in (NAMED_FILE, OFFER):
                continue
            for name in ending.thing.value:
                self._named.setdefault(name, []).append(ending)
                if ending.targets and self._is_old(name, ending.route.months):
                    self._old.add(name)
        self.marks += [
            Mark(EVIDENCE, f"{FILES}{name}", OLD_EVIDENCE) for name in self.before.files if name in self._old
        ]

    def _is_old(self, name: str, months: int | None) -> bool:
        day = self.before.files.get(name)
        return day is not None and months is not None and self.on is not None and months_after(day, months) < self.on

    def _holdings(self) -> Holdings:
        before, routing = self.before, self.routing
        after = replace(
            before,
            edition_reference=routing.editions[-1],
            fields=self._fields,
            files=self._files(),
            comments=self._comments,
            assignments=self._assignments,
            offers=self._offers,
            pins=self._pins(),
            archive=() if routing.is_new_year else before.archive,
        )
        return with_archived(after, tuple(self._archive)) if self._archive else after

    def _files(self) -> Mapping[str, dt.date]:
        """All stay with the assessment; into a new year come those that are named there."""
        if not self.routing.is_new_year:
            return self.before.files
        there = {name for name, endings in self._named.items() if any(ending.targets for ending in endings)}
        return {name: day for name, day in self.before.files.items() if name in there}

    def _pins(self) -> Mapping[str, str]:
        """An action goes on naming the criterion of the edition in which it was written."""
        if self.routing.is_new_year:
            return {}
        if self.routing.editions[0] == self.routing.editions[-1]:
            return self.before.pins
        plans = (name for name in self._fields if name.startswith((ACTIONS, PREVIOUS_ACTIONS)))
        return {name: self.before.pins.get(name, self.routing.editions[0]) for name in plans}

    # ---- fates -----------------------------------------------------------------------------------------------------

    def _fate(self, ending: _Ending) -> ItemFate:
        thing, route = ending.thing, ending.route
        what, targets = self._what(ending), tuple(dict.fromkeys(ending.targets))
        return ItemFate(thing.kind, thing.stands, what, targets or route.blank, route.change_id)

    def _what(self, ending: _Ending) -> str:
        thing, route = ending.thing, ending.route
        if not ending.targets:
            return REFERENCE if route.is_reference else LEFT_BLANK if route.blank else ARCHIVED
        if thing.kind == TABLE and ending.is_cut:
            return CHANGED
        if ending.reasons & {OFFERED, BOTH_PARTS} or self._holds_old(thing):
            return TO_CONFIRM
        if any(target != thing.stands for target in ending.targets):
            return ROUTED
        return COPIED if thing.place.startswith(SETTLED) else KEPT

    def _holds_old(self, thing: Thing) -> bool:
        return thing.kind in (NAMED_FILE, OFFER) and any(name in self._old for name in thing.value)

    def _file_fate(self, name: str) -> ItemFate:
        """A file goes where its names go; one that nothing names stays with its assessment."""
        place, endings = f"{FILES}{name}", self._named.get(name, [])
        found = [self._fate(ending) for ending in endings]
        targets = tuple(dict.fromkeys(target for one in found for target in one.targets if one.what != LEFT_BLANK))
        changes = [one.change_id for one in found if one.change_id]
        if not endings:
            what = REFERENCE if self.routing.is_new_year else COPIED
        elif name in self._old or (targets and any(e.reasons & {OFFERED, BOTH_PARTS} for e in endings)):
            what = TO_CONFIRM
        elif targets:
            what = COPIED if any(one.what in (COPIED, TO_CONFIRM) for one in found) else ROUTED
        else:
            what = REFERENCE if all(one.what == REFERENCE for one in found) else ARCHIVED
        return ItemFate(EVIDENCE, place, what, targets, changes[0] if changes else None)


def _fits(value: Json, least: int | None, most: int | None) -> bool:
    """Whether a number is one that the place takes; anything but a number fits."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    return (least is None or value >= least) and (most is None or value <= most)


def _is_listed(thing: Thing) -> bool:
    """Whether a thing is, or is an entry of, what several things make together."""
    return thing.kind in (NAMED_FILE, OFFER) or thing.place.startswith((NOT_APPLICABLE_TABLES, HELD_AWARDS))


def _list_of(target: str) -> str:
    """The field or offer that a target is, or is an entry of."""
    head = next((head for head in (NOT_APPLICABLE_TABLES, HELD_AWARDS) if target.startswith(head)), None)
    return target if head is None else head.rstrip("/")


def _is_file(bid: Bid) -> bool:
    return kind_of(bid.landing.target) in (NAMED_FILE, OFFER)
