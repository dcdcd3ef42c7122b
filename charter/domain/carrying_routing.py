"""The routing between two editions, read out of the crosswalk and the editions themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from charter.domain.carrying_between import Between
from charter.domain.carrying_counts import count_routes
from charter.domain.carrying_criteria import criterion_routes
from charter.domain.carrying_routes import (
    ACTIONS,
    APPLIED_FOR,
    HELD_AWARDS,
    PREVIOUS_ACTIONS,
    OpenChange,
    Route,
    Routing,
)
from charter.domain.crosswalk import (
    COPY,
    COPY_AS_DRAFT,
    COPY_TO_BOTH,
    MERGED,
    REFERENCE_ONLY,
    REWORDED,
    SPLIT,
    CarryForward,
    Crosswalk,
    Fates,
)
from charter.domain.edition import Edition
from charter.domain.fates import criterion_fate

OPEN = (REWORDED, SPLIT, MERGED)


def routing_of(crosswalk: Crosswalk, old: Edition, new: Edition, *, is_new_year: bool = False) -> Routing:
    """Give the fate of everything that an assessment of the old edition may hold.

    When a new year begins, what was answered is a draft that waits to be confirmed, tables and typed numbers are for
    reference only, comments and due dates stay with last year's assessment, and so do its actions, which the plan's own
    carrying brings in as previous actions.
    """
    between = Between(crosswalk, old, new, is_new_year)
    found = {place: _ranked(place, route, rank) for rank, (place, route) in enumerate(_routes(between))}
    return Routing((old.reference, new.reference), found, dict(_open_changes(between)), is_new_year)


def nothing_changes(reference: str, *, confirm_evidence_after_months: int | None = None) -> Crosswalk:
    """Give the crosswalk from an edition to itself, with which a new year of the same edition begins."""
    carry = CarryForward(COPY_AS_DRAFT, COPY, COPY_AS_DRAFT, REFERENCE_ONLY, "", confirm_evidence_after_months)
    return Crosswalk(
        old=reference,
        new=reference,
        overlap_months=0,
        rule="",
        changes=(),
        unchanged=carry,
        unchanged_comparable="full",
        fates=Fates(),
        common_without=(),
    )


def _ranked(place: str, route: Route, rank: int) -> Route:
    """Where several go to one place, what stood at that very place comes first, then the order of the edition."""
    landings = (replace(one, ranks=(-1 if one.target == place else rank,)) for one in route.landings)
    return replace(route, landings=tuple(landings))


def _routes(between: Between) -> Iterator[tuple[str, Route]]:
    for criterion in between.old.criteria:
        yield from criterion_routes(between, criterion, criterion_fate(between.crosswalk, criterion.id))
    yield from count_routes(between)
    known = {tier.id for tier in between.new.tiers}
    for tier in between.old.tiers:
        for place in (f"{HELD_AWARDS}{tier.id}", f"{APPLIED_FOR}{tier.id}"):
            yield place, between.stays(place) if tier.id in known else between.archived(place)
    if between.is_new_year:
        aims = [f"{APPLIED_FOR}{tier.id}" for tier in between.old.tiers]
        yield from ((place, Route(is_reference=True)) for place in (ACTIONS, PREVIOUS_ACTIONS, *aims))


def _open_changes(between: Between) -> Iterator[tuple[str, OpenChange]]:
    titles = {item.id: item.title for item in between.new.criteria}
    for criterion in between.old.criteria:
        change = between.crosswalk.change_from(criterion.id)
        if change is None or change.kind not in OPEN:
            continue
        targets = tuple((item, titles.get(item, "")) for item in change.new_ids)
        is_shared = change.carry.evidence == COPY_TO_BOTH and len(targets) > 1
        yield (
            criterion.id,
            OpenChange(criterion.id, criterion.title, change.kind, change.id, targets, is_shared),
        )
