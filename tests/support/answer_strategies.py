"""Random answer sheets for an edition, each in the form that reading a file gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from charter.domain.answers import AnswerSheet
from charter.domain.edition import Edition
from charter.domain.questions import MOST_FILES
from charter.store.answer_facts import MOST_AWARDS, item_measures, plain_measures, rows_of
from charter.store.answer_files import read_document

WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t"),
    max_size=40,
)
STARTS = st.sampled_from(["", "=", "+", "@", "-", "'", "=SUM(A1:A9) ", "“curly” ", "😀 ", "_x0041_ ", "<b>&amp; "])
TEXTS = st.builds("{}{}".format, STARTS, WORDS)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)).map(dt.date.isoformat)
COUNTS = st.integers(0, 99_999_999)


def sheets(edition: Edition) -> st.SearchStrategy[AnswerSheet]:
    """Give sheets that answer any part of the edition."""
    return _documents(edition).map(lambda document: read_document(document, edition).sheet)


@st.composite
def _documents(draw: st.DrawFn, edition: Edition) -> dict[str, Any]:
    tables = [table for table in edition.tables if table.kind != "actions"]
    return {
        "edition": edition.reference,
        "illustration": draw(st.booleans()),
        "institution": {"name": draw(TEXTS), "ods_code": draw(TEXTS), "region": draw(TEXTS), "scope_name": draw(TEXTS)},
        "snapshot": draw(DAYS),
        "submit_by": draw(st.none() | DAYS),
        "applied_for": draw(st.none() | st.sampled_from([tier.id for tier in edition.tiers])),
        "criteria": {item.id: draw(_criterion(item)) for item in draw(_some(edition.criteria))},
        "inputs": {item.id: draw(_input(item)) for item in draw(_some(edition.typed_inputs))},
        "tables_not_applicable": [item.id for item in draw(_some([t for t in tables if t.not_applicable_when]))],
        "tables": {
            item.id: {
                year: draw(_table(edition, item)) for year in draw(_some(["year_0", "year_minus_1", "year_minus_2"]))
            }
            for item in draw(_some(tables))
        },
        "actions": draw(st.lists(_action(edition), max_size=3)),
        "previous_actions": draw(st.lists(_action(edition), max_size=2)),
        "held_awards": draw(
            st.lists(
                st.fixed_dictionaries(
                    {"tier": st.sampled_from([tier.id for tier in edition.tiers]), "awarded_on": DAYS}
                ),
                max_size=MOST_AWARDS,
            )
        ),
    }


def _some(items: Any) -> st.SearchStrategy[list[Any]]:
    """Some of the items, few on the whole, so that large editions stay quick."""
    listed = list(items)
    if not listed:
        return st.just([])
    return st.lists(st.sampled_from(listed), max_size=3, unique_by=lambda item: getattr(item, "id", item))


def _criterion(criterion: Any) -> st.SearchStrategy[dict[str, Any]]:
    answers = {
        item.id: st.sampled_from(["yes", "no", "in_progress"]) if item.kind == "yes_no" else TEXTS
        for item in criterion.questions
        if item.kind in ("yes_no", "narrative")
    }
    files = {
        item.id: st.lists(TEXTS, max_size=item.max_files or MOST_FILES)
        for item in criterion.questions
        if item.kind == "upload"
    }
    fields: dict[str, st.SearchStrategy[Any]] = {
        "level": st.none() | st.integers(0, criterion.top_level),
        "answers": st.fixed_dictionaries({}, optional=answers),
        "files": st.fixed_dictionaries({}, optional=files),
    }
    if criterion.may_be_not_applicable:
        fields |= {"not_applicable": st.booleans(), "not_applicable_reason": TEXTS}
    return st.fixed_dictionaries(fields)


def _input(item: Any) -> st.SearchStrategy[Any]:
    least = item.minimum or 0
    whole = st.integers(least, 99_999)
    if item.kind == "date":
        return DAYS
    return whole if item.kind == "integer" else whole | whole.map(lambda value: value + 0.25)


def _table(edition: Edition, table: Any) -> st.SearchStrategy[Any]:
    if table.kind == "records":
        flags = {item.id: st.booleans() for item in table.measures}
        return st.lists(st.fixed_dictionaries({}, optional={"name": TEXTS, **flags}), max_size=4)
    measures: dict[str, Any] = {item.id: COUNTS for item in plain_measures(edition, table)}
    for item, answer in item_measures(edition, table).values():
        measures.setdefault(item, {})[answer] = COUNTS
    leaf = st.fixed_dictionaries(
        {},
        optional={
            key: value if isinstance(value, st.SearchStrategy) else st.fixed_dictionaries({}, optional=value)
            for key, value in measures.items()
        },
    )
    row = st.dictionaries(st.sampled_from(table.columns), leaf, max_size=2) if table.columns else leaf
    rows = st.dictionaries(st.sampled_from(rows_of(table)), row, max_size=2)
    if not table.extras:
        return rows
    totals = st.fixed_dictionaries({}, optional={item.id: COUNTS for item in table.extras})
    return st.tuples(rows, totals).map(lambda pair: {**pair[0], "totals": pair[1]})


def _action(edition: Edition) -> st.SearchStrategy[dict[str, Any]]:
    fields = {}
    for field in edition.action_fields:
        if field.kind == "enum":
            fields[field.id] = st.sampled_from(field.values)
        elif field.kind == "date":
            fields[field.id] = DAYS
        elif (field.refers_to or "").startswith("criteria"):
            fields[field.id] = st.sampled_from([item.id for item in edition.criteria])
        else:
            fields[field.id] = TEXTS
    return st.fixed_dictionaries({}, optional=fields)
