"""Code lists, tables, typed inputs and the action plan of an edition out of its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from charter.domain.edition import ActionField, CodeGrouping, CodeList, Measure, TableDefinition, TypedInput
from charter.store.edition_files import ACTION_PLAN, TABLES, Source
from charter.store.edition_values import labels, text_or_none, texts, words

JOIN = "+"  # between the lists that make up a table's columns
Lists = Mapping[str, CodeList]
Groupings = Mapping[str, CodeGrouping]


def build_code_lists(source: Source) -> dict[str, CodeList]:
    """Give the code lists by id."""
    found = source.mapping(TABLES).get("code_lists") or {}
    return {name: CodeList(name, labels(codes)) for name, codes in found.items()}


def build_groupings(source: Source) -> dict[str, CodeGrouping]:
    """Give the groupings of codes by id."""
    found = source.mapping(TABLES).get("code_groupings") or {}
    return {name: _grouping(name, item) for name, item in found.items()}


def _grouping(name: str, item: Mapping[str, Any]) -> CodeGrouping:
    groups = {str(group): texts(codes) for group, codes in item["groups"].items()}
    named = item.get("labels") or {}
    group_labels = {group: str(named.get(group, words(group))) for group in groups}
    return CodeGrouping(name, str(item["of"]), groups, group_labels, bool(item.get("overlap", False)))


def build_tables(source: Source, lists: Lists, groupings: Groupings) -> tuple[TableDefinition, ...]:
    """Give the data tables in order, the action plan last."""
    found = [_table(item, lists, groupings) for item in source.mapping(TABLES).get("data_tables") or ()]
    plan = source.mapping(ACTION_PLAN).get("action_plan")
    return (*found, _plan_table(plan)) if plan else tuple(found)


def _table(item: Mapping[str, Any], lists: Lists, groupings: Groupings) -> TableDefinition:
    rows = item.get("rows")
    row_list = rows if isinstance(rows, str) else None
    row_labels = _codes(row_list, lists, groupings) if row_list else labels(rows)
    column_lists = tuple(part.strip() for part in str(item.get("columns") or "").split(JOIN) if part.strip())
    columns = {code: label for name in column_lists for code, label in _codes(name, lists, groupings).items()}
    optional_rows = {str(row): texts(parts) for row, parts in (item.get("optional_rows") or {}).items()}
    named = item.get("row_labels") or {}
    return TableDefinition(
        id=str(item["id"]),
        title=str(item["title"]),
        kind=str(item["kind"]),
        unit=str(item["unit"]),
        rows=tuple(row_labels),
        row_list=row_list,
        columns=tuple(columns),
        column_lists=column_lists,
        measures=_measures(item.get("measures")),
        extras=_measures(item.get("extra")),
        optional_rows=optional_rows,
        required_tiers=texts(item.get("required")),
        not_applicable_when=text_or_none(item.get("na_when")),
        note=text_or_none(item.get("note")),
        row_labels=row_labels | {row: str(named.get(row, words(row))) for row in optional_rows},
        column_labels=columns,
        prefill=text_or_none(item.get("prefill")),
        columns_overlap=bool(item.get("columns_overlap", False)),
    )


def _codes(name: str, lists: Lists, groupings: Groupings) -> dict[str, str]:
    if name in lists:
        return dict(lists[name].labels)
    return dict(groupings[name].labels) if name in groupings else {}


def _measures(found: Iterable[Mapping[str, Any]] | None) -> tuple[Measure, ...]:
    return tuple(
        Measure(
            str(item["id"]), str(item["label"]), bool(item.get("optional", False)), text_or_none(item.get("at_most"))
        )
        for item in found or ()
    )


def _plan_table(plan: Mapping[str, Any]) -> TableDefinition:
    return TableDefinition(
        id=str(plan["table"]),
        title=str(plan["title"]),
        kind="actions",
        unit="actions",
        rows=(),
        row_list=None,
        columns=(),
        column_lists=(),
        measures=(),
        required_tiers=texts(plan.get("required")),
        note=text_or_none(plan.get("note")),
    )


def build_inputs(source: Source) -> tuple[TypedInput, ...]:
    """Give the inputs that are typed once."""
    return tuple(
        TypedInput(
            id=str(item["id"]),
            kind=str(item["type"]),
            label=str(item["label"]),
            minimum=item.get("min"),
            criterion_id=str(item["criterion"]),
            question_id=str(item["question"]),
        )
        for item in source.mapping(TABLES).get("typed_inputs") or ()
    )


def build_action_fields(source: Source) -> tuple[ActionField, ...]:
    """Give the fields of an action; none where the edition has no plan."""
    plan = source.mapping(ACTION_PLAN).get("action_plan") or {}
    return tuple(_action_field(item) for item in plan.get("fields") or ())


def _action_field(item: Mapping[str, Any]) -> ActionField:
    values = labels(item.get("values"))
    return ActionField(
        id=str(item["id"]),
        kind=str(item["type"]),
        is_required=bool(item["required"]),
        label=str(item["label"]),
        word_limit=item.get("word_limit"),
        values=tuple(values),
        value_labels=values,
        refers_to=text_or_none(item.get("to")),
        meaning=text_or_none(item.get("meaning")),
    )
