"""Where tables and typed inputs go: copied, cut where the next edition counts otherwise, or for reference only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from charter.domain.carrying_between import Between
from charter.domain.carrying_routes import INPUTS, NOT_APPLICABLE_TABLES, TABLES, Route
from charter.domain.carrying_tables import Cut, shape_of
from charter.domain.crosswalk import AS_TABLES, COPY, COPY_AS_DRAFT, NEW, REFERENCE_ONLY
from charter.domain.edition import Edition, TableDefinition, TypedInput
from charter.domain.fates import ARCHIVED, COPIED, REFERENCE, table_fate

_COPIES = (COPY, COPY_AS_DRAFT)


def count_routes(between: Between) -> Iterator[tuple[str, Route]]:
    """Give the routes of every typed input and table of the old edition."""
    for item in between.old.typed_inputs:
        yield f"{INPUTS}{item.id}", _input(between, item)
    for table in between.old.tables:
        route = _table(between, table)
        yield f"{TABLES}{table.id}", route
        yield f"{NOT_APPLICABLE_TABLES}{table.id}", _not_applicable(between, table, route)


def _input(between: Between, item: TypedInput) -> Route:
    """A date follows the rule of dates, a number that of tables; neither fits an input of another kind."""
    place = f"{INPUTS}{item.id}"
    fates = between.crosswalk.fates
    said = fates.dates if item.kind == "date" else fates.numbers
    if said == AS_TABLES:
        said = fates.tables_new_year if between.is_new_year else fates.tables_same_year
    after = next((one for one in between.new.typed_inputs if one.id == item.id), None)
    if after is not None and said == REFERENCE_ONLY:
        return Route(is_reference=True)
    if after is None or said not in _COPIES or not _takes(item, after) or _is_new(between, after.criterion_id):
        return between.archived(place)
    return Route((replace(between.landing(place, place), least=after.minimum),))


def _takes(before: TypedInput, after: TypedInput) -> bool:
    return before.kind == after.kind or (before.kind, after.kind) == ("integer", "number")


def _is_new(between: Between, criterion_id: str) -> bool:
    """Whether a criterion came new: what it asks is something else, whatever its id was used for before."""
    change = between.crosswalk.change_to(criterion_id)
    return change is not None and change.kind == NEW


def _table(between: Between, table: TableDefinition) -> Route:
    place = f"{TABLES}{table.id}"
    found = table_fate(between.crosswalk, between.old, between.new, table.id, is_new_year=between.is_new_year)
    if found.whole.what == REFERENCE:
        return Route(is_reference=True)
    is_kept = between.is_new_year or between.crosswalk.fates.tables_same_year in _COPIES
    landing = between.landing(place, place)
    old = shape_of(between.old, table)
    if found.whole.what == ARCHIVED or not is_kept or _is_asked_anew(between, table):
        return Route((landing,), cuts=((between.pin(place), Cut(old, None)),))
    new = shape_of(between.new, between.new.table(table.id))
    stays = frozenset(measure for measure, what in found.measures.items() if what == COPIED)
    if old == new and stays >= {*old.measures, *old.extras}:
        return Route((landing,))
    return Route((landing,), cuts=((between.pin(place), Cut(old, new, stays)),))


def _is_asked_anew(between: Between, table: TableDefinition) -> bool:
    """Whether a table that was asked for is asked for by new criteria alone: its id was used again."""
    before, after = _askers(between.old, table.id), _askers(between.new, table.id)
    return bool(before and after) and all(_is_new(between, criterion_id) for criterion_id in after)


def _askers(edition: Edition, table_id: str) -> list[str]:
    return [item.id for item in edition.criteria if any(one.table_id == table_id for one in item.questions)]


def _not_applicable(between: Between, table: TableDefinition, route: Route) -> Route:
    """That a table does not apply stays said where the next edition lets it be said of the same table."""
    place = f"{NOT_APPLICABLE_TABLES}{table.id}"
    if route.is_reference:
        return route
    is_gone = any(cut.new is None for _, cut in route.cuts)
    may = any(item.id == table.id and item.not_applicable_when for item in between.new.tables)
    return between.stays(place) if may and not is_gone else between.archived(place)
