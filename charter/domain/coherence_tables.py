"""Whether code lists, groupings, tables, typed inputs and the action plan hold together."""

from __future__ import annotations

from collections.abc import Iterator

from charter.domain.coherence_findings import Finding, Keys, repeated, unknown
from charter.domain.edition import CodeGrouping, Edition, TableDefinition, TypedInput

_QUESTION_KIND = {"date": "date", "integer": "number", "number": "number"}


def table_findings(edition: Edition) -> Iterator[Finding]:
    """Give what is wrong with code lists, tables, inputs and the plan."""
    circular = [name for name in edition.code_groupings if is_circular(edition, name)]
    if circular:
        message = f"{', '.join(circular)} group each other in a circle. Let one of them group a code list."
        yield Finding(("code_groupings", circular[0], "of"), message)
    for grouping in edition.code_groupings.values():
        if grouping.id not in circular:
            yield from _grouping(edition, grouping)
    yield from repeated([table.id for table in edition.tables], ("data_tables",), "table")
    for place, table in enumerate(edition.tables):
        keys: Keys = ("action_plan",) if table.kind == "actions" else ("data_tables", place)
        yield from _table(edition, table, keys)
    yield from repeated([item.id for item in edition.typed_inputs], ("typed_inputs",), "typed input")
    for place, item in enumerate(edition.typed_inputs):
        yield from _input(edition, item, ("typed_inputs", place))
    yield from repeated([item.id for item in edition.action_fields], ("action_plan", "fields"), "field")


def codes_of(edition: Edition, list_id: str) -> tuple[str, ...]:
    """Give the codes of a list, or the groups of a grouping; none where there is neither."""
    if list_id in edition.code_lists:
        return tuple(edition.code_lists[list_id].labels)
    grouping = edition.code_groupings.get(list_id)
    return tuple(grouping.groups) if grouping else ()


def is_circular(edition: Edition, grouping_id: str) -> bool:
    """Say whether a grouping leads back to itself through what it groups."""
    seen: set[str] = set()
    while grouping_id in edition.code_groupings and grouping_id not in seen:
        seen.add(grouping_id)
        grouping_id = edition.code_groupings[grouping_id].of
    return grouping_id in seen


def _list_names(edition: Edition) -> tuple[str, ...]:
    return (*edition.code_lists, *edition.code_groupings)


def _grouping(edition: Edition, grouping: CodeGrouping) -> Iterator[Finding]:
    keys = ("code_groupings", grouping.id)
    if grouping.id in edition.code_lists:
        yield Finding(keys, f"There is also a code list {grouping.id}. Give one of them another name.")
    if grouping.of not in _list_names(edition):
        yield Finding((*keys, "of"), f"There is no code list or grouping “{grouping.of}”. Correct it, or add it.")
        return
    codes = codes_of(edition, grouping.of)
    homes: dict[str, str] = {}
    for group, members in grouping.groups.items():
        for code in members:
            yield from unknown(code, codes, (*keys, "groups", group), f"code of {grouping.of}")
            if code in homes and not grouping.may_overlap:
                message = f"{code} lies in {homes[code]} and in {group}. Keep it in one group."
                yield Finding((*keys, "groups", group), message)
            homes.setdefault(code, group)
    left = [code for code in codes if code not in homes]
    if left:
        message = f"{', '.join(left)} of {grouping.of} would be lost in {grouping.id}. Put it into a group."
        yield Finding((*keys, "groups"), message)


def _table(edition: Edition, table: TableDefinition, keys: Keys) -> Iterator[Finding]:
    lists = _list_names(edition)
    if table.row_list is not None:
        yield from unknown(table.row_list, lists, (*keys, "rows"), "code list or grouping")
    for name in table.column_lists:
        yield from unknown(name, lists, (*keys, "columns"), "code list or grouping")
    if sum(len(codes_of(edition, name)) for name in table.column_lists) > len(table.columns):
        yield Finding((*keys, "columns"), f"A code stands in two of the lists of {table.id}’s columns. Keep it in one.")
    for row, parts in table.optional_rows.items():
        for part in parts:
            yield from unknown(part, table.rows, (*keys, "optional_rows", row), f"row of {table.id}")
    for tier_id in table.required_tiers:
        yield from unknown(tier_id, [tier.id for tier in edition.tiers], (*keys, "required"), "tier")
    yield from _measures(table, keys)
    if table.kind == "survey" and edition.survey is None:
        yield Finding((*keys, "kind"), f"{table.id} counts a survey, but there is none. Add survey.yaml.")


def _measures(table: TableDefinition, keys: Keys) -> Iterator[Finding]:
    yield from repeated([item.id for item in table.measures], (*keys, "measures"), f"measure of {table.id}")
    for name, items in (("measures", table.measures), ("extra", table.extras)):
        known = [item.id for item in items]
        for place, item in enumerate(items):
            if item.at_most is not None:
                yield from unknown(item.at_most, known, (*keys, name, place, "at_most"), f"measure of {table.id}")


def _input(edition: Edition, item: TypedInput, keys: Keys) -> Iterator[Finding]:
    criteria = {criterion.id: criterion for criterion in reversed(edition.criteria)}  # of two alike the first counts
    yield from unknown(item.criterion_id, criteria, (*keys, "criterion"), "criterion")
    if item.criterion_id not in criteria:
        return
    question = next((one for one in criteria[item.criterion_id].questions if one.id == item.question_id), None)
    if question is None:
        message = f"{item.criterion_id} has no question “{item.question_id}”. Name the one that asks for {item.id}."
        yield Finding((*keys, "question"), message)
    elif question.input_id != item.id and question.input_id in {one.id for one in edition.typed_inputs}:
        yield Finding((*keys, "question"), f"{question.id} asks for {question.input_id}, not {item.id}. Correct one.")
    elif question.kind not in _QUESTION_KIND.values():
        message = f"{question.id} asks for no number or date. Name the question that asks for {item.id}."
        yield Finding((*keys, "question"), message)
