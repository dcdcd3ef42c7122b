"""What somebody must decide before an assessment moves, for each criterion that means something else now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from charter.domain.carrying_routes import CRITERIA, OFFERS, OpenChange, Pin, Route, Routing, ending
from charter.domain.carrying_things import ANSWER, LEVEL, NAMED_FILE, kind_of
from charter.domain.errors import UndecidedChange
from charter.domain.holdings import Holdings
from charter.domain.wording import list_text

CARRY, START_BLANK, EACH = "carry", "blank", "each"
ANSWERS, FILES_OF = "answers", "files"  # what a decision is about
_CHANGED = {"reworded": "is reworded", "split": "is split into {targets}", "merged": "becomes part of {targets}"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to decide, and what it means."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class DecisionNeeded:
    """Something to decide; ``key`` names it in what is given to ``carry``."""

    key: str
    criterion_id: str
    about: str  # answers, files
    question: str
    choices: tuple[Choice, ...]


def decisions_needed(holdings: Holdings, routing: Routing) -> tuple[DecisionNeeded, ...]:
    """Give what is to be decided, in the order of the old edition; nothing where no choice is left."""
    return tuple(
        needed
        for change in routing.open_changes.values()
        for needed in _needed(change, _held(holdings, change), routing)
    )


def decided(holdings: Holdings, routing: Routing, decisions: Mapping[str, str]) -> Routing:
    """Give the routing as decided. Raises UndecidedChange where a decision is missing, or is none of its choices."""
    routes = dict(routing.routes)
    needed = decisions_needed(holdings, routing)
    for unknown in decisions.keys() - {one.key for one in needed}:
        raise UndecidedChange(f"There is nothing to decide about {unknown}. Look at the preview again.", unknown)
    for one in needed:
        value = decisions.get(one.key)
        if value is None:
            raise UndecidedChange(f"Decide this first: {one.question}", one.key)
        if all(choice.value != value for choice in one.choices):
            raise UndecidedChange(f"Choose one of the ways that are offered. {one.question}", one.key)
        routes |= dict(_changed(routing, one, value))
    return replace(routing, routes=routes)


def as_said(needed: tuple[DecisionNeeded, ...]) -> dict[str, str]:
    """Give the decisions by which everything is brought over as the crosswalk says."""
    return {one.key: one.choices[0].value for one in needed}


def _held(holdings: Holdings, change: OpenChange) -> list[str]:
    start = f"{CRITERIA}{change.criterion_id}/"
    offers = f"{OFFERS}{change.criterion_id}"
    fields = [field for field in holdings.fields if field.startswith(start)]
    return fields + ([offers] if holdings.offers.get(change.criterion_id) else [])


def _needed(change: OpenChange, held: list[str], routing: Routing) -> Iterator[DecisionNeeded]:
    coming = {kind_of(place) for place in held if routing.route(place).landings}
    targets = [target for target, _ in change.targets]
    name = f"{change.criterion_id} {change.title}".rstrip()
    what = _CHANGED[change.kind].format(targets=list_text(targets))
    if coming & {ANSWER, LEVEL}:
        yield DecisionNeeded(
            change.criterion_id,
            change.criterion_id,
            ANSWERS,
            f"{name} {what}. What becomes of what you answered?",
            (
                Choice(CARRY, "Bring it over as a draft, as the new edition says, for you to confirm."),
                Choice(START_BLANK, "Start blank. What you answered stays readable."),
            ),
        )
    if change.is_shared and coming - {ANSWER, LEVEL}:
        yield DecisionNeeded(
            f"{change.criterion_id}/{FILES_OF}",
            change.criterion_id,
            FILES_OF,
            f"{name} {what}. Where do its files go?",
            (
                Choice(EACH, f"To {list_text(targets)}, for you to confirm."),
                *(Choice(target, f"To {target} {title} alone.") for target, title in change.targets),
            ),
        )


def _changed(routing: Routing, needed: DecisionNeeded, value: str) -> Iterator[tuple[str, Route]]:
    """The routes that a decision makes others than the crosswalk's."""
    start, offers = f"{CRITERIA}{needed.criterion_id}/", f"{OFFERS}{needed.criterion_id}"
    is_shared = routing.open_changes[needed.criterion_id].is_shared
    for place, route in routing.routes.items():
        is_file = place == offers or (place.startswith(start) and kind_of(place) == NAMED_FILE)
        if value == START_BLANK and place.startswith(start) and not (is_file and is_shared):
            yield place, _blank(routing, place, route)
        if needed.about == FILES_OF and value != EACH and is_file:
            ends = (f"{OFFERS}{value}", f"{CRITERIA}{value}/")
            yield place, replace(route, landings=tuple(one for one in route.landings if one.target.startswith(ends)))


def _blank(routing: Routing, place: str, route: Route) -> Route:
    anew = (*(landing.target for landing in route.landings), *route.blank)
    pin = Pin(routing.editions[0], place, route.change_id)
    return Route(ends=(ending(pin),), blank=anew, change_id=route.change_id)
