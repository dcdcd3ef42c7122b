"""The sheets of data tables: counts with totals, the survey by item and answer, and records such as events."""

from __future__ import annotations

from textwrap import wrap

from charter.domain.edition import Edition, Measure, TableDefinition
from charter.store.answer_facts import (
    YEARS,
    column_label,
    humanised,
    item_measures,
    plain_measures,
    row_label,
    rows_of,
)
from charter.store.workbooks.cells import Field, Page, Path, Place, SheetPlan, place_on
from charter.store.workbooks.layout_themes import FLAG

CODE, NAME, FIRST = 1, 2, 3
INTRO_WIDTH = 130  # characters that stand beside each other on every table
YEAR_WORDS = {0: "the year to the snapshot", -1: "the year before", -2: "two years before"}


def table_sheet(edition: Edition, definition: TableDefinition, year: int, title: str, records: int) -> SheetPlan:
    """Give the sheet of one table for one year; records: how many rows a table of records offers."""
    page = Page(title, "table" if year == 0 else "earlier", widths={CODE: 13.0, NAME: 50.0})
    _head(page, definition, year)
    head = page.row
    if definition.kind == "records":
        _records(page, definition, year, records)
    elif definition.kind == "survey":
        _survey(page, edition, definition, year)
    elif definition.columns:
        _blocks(page, edition, definition, year)
    else:
        _one_block(page, edition, definition, year)
    _terms(page, edition, definition)
    about = f"{definition.title}{'' if year == 0 else f': {YEAR_WORDS[year]}, optional'}"
    if definition.kind == "counts" and definition.columns:
        return page.plan(freeze=f"C{head}", repeat_rows="1:1", repeat_columns="A:B", about=about)
    return page.plan(freeze=f"C{head + 2}", repeat_rows=f"{head}:{head + 1}", repeat_columns="A:B", about=about)


def _head(page: Page, definition: TableDefinition, year: int) -> None:
    when = "" if year == 0 else f" ({YEAR_WORDS[year]}, optional)"
    page.put(1, f"{definition.id} {definition.title}{when}", "title")
    page.heights[1] = 28
    page.next()
    for line in wrap(_intro(definition, year), INTRO_WIDTH):
        page.put(1, line, "intro")
        page.next()
    page.put(1, "Back to the cover", "link", link="Cover")
    page.next()
    if definition.kind == "records":
        _none_held(page, definition, year)
    elif year == 0 and definition.not_applicable_when:
        anchor = page.put(1, "Does not apply", "code", is_anchor=True)
        page.put(2, f"Does the table not apply because {definition.not_applicable_when}?", "question")
        path: Path = ("tables_not_applicable", definition.id)
        page.ask(FIRST, Field(path, "listed", "Choose yes only where it does not apply.", FLAG, anchors=(anchor,)))
        page.heights[page.row] = 32
    page.next()


def _intro(definition: TableDefinition, year: int) -> str:
    how = f"Counted in {definition.unit}, in {YEAR_WORDS[year]}. Blank is not zero: write 0 where there is nobody."
    if definition.kind == "records":
        how = f"One row each, in {YEAR_WORDS[year]}. Choose yes or no in every column; blank is not no."
    note = definition.note or ""
    note = f" {note[:1].upper()}{note[1:].rstrip('.')}." if note else ""
    return how + ("" if definition.required_tiers else " The table is optional.") + note


def _none_held(page: Page, definition: TableDefinition, year: int) -> None:
    anchor = page.put(CODE, "None held", "code", is_anchor=True)
    page.put(NAME, "Were there none at all? Then choose yes and leave the rows blank.", "question")
    path: Path = ("tables", definition.id, YEARS[year], "none")
    page.ask(FIRST, Field(path, "flag", "Choose yes where there were none.", FLAG, anchors=(anchor,)))
    page.heights[page.row] = 32


def _count(definition: TableDefinition, year: int, rest: Path, anchors: tuple[Place, ...]) -> Field:
    return Field(
        ("tables", definition.id, YEARS[year], *rest),
        "count",
        "Write a whole number, 0 or more.",
        minimum=0,
        anchors=anchors,
    )


def _header(page: Page, codes: list[str], labels: list[str], corner: str, *, is_total: bool) -> list[Place]:
    """Two rows: the columns in words, and their codes, which the reader compares."""
    page.put(CODE, "Code", "header")
    page.put(NAME, corner, "header")
    for offset, label in enumerate(labels):
        page.put(FIRST + offset, label, "header_count")
        page.widths.setdefault(FIRST + offset, 12.0 if len(labels) < 12 else 10.5)
    if is_total:
        page.put(FIRST + len(labels), "Total", "header_count")
        page.widths.setdefault(FIRST + len(labels), 12.0)
    narrow = min(page.widths[FIRST + offset] for offset in range(len(labels)))
    page.tall(*[(label, narrow - 2) for label in labels])
    page.next()
    page.put(CODE, "", "code_row")
    page.put(NAME, "", "code_row")
    places = [page.put(FIRST + offset, code, "code_row", is_anchor=True) for offset, code in enumerate(codes)]
    page.next()
    return places


def _names(edition: Edition, definition: TableDefinition, row: str) -> str:
    if parts := definition.optional_rows.get(row):
        listed = ", ".join(row_label(edition, definition, part) for part in parts)
        return f"{row_label(edition, definition, row)} (only where these are suppressed: {listed})"
    return row_label(edition, definition, row)


def _blocks(page: Page, edition: Edition, definition: TableDefinition, year: int) -> None:
    """Rows by columns, one block below another for each measure."""
    labels = [column_label(edition, definition, column) for column in definition.columns]
    has_sums = not definition.columns_overlap
    width = len(labels) + has_sums
    for measure in plain_measures(edition, definition):
        block = _block_head(page, measure, width)
        heads = _header(page, list(definition.columns), labels, "Who", is_total=has_sums)
        top = page.row
        for row in rows_of(definition):
            anchor = _row_head(page, edition, definition, row)
            is_required = not measure.is_optional and row not in definition.optional_rows
            for offset, column in enumerate(definition.columns):
                asked = _count(definition, year, (row, column, measure.id), (anchor, heads[offset], block))
                page.ask(FIRST + offset, asked, is_required=is_required)
            left, right = Place(page.row, FIRST).address, Place(page.row, FIRST + len(labels) - 1).address
            if has_sums:
                page.work_out(FIRST + len(labels), f"=SUM({left}:{right})")
            page.next()
        _totals(page, definition, top, width)
        page.regions.append((Place(top - 2, NAME), Place(page.row, FIRST + width - 1)))
        page.next(2)
    _extras(page, definition, year)


def _block_head(page: Page, measure: Measure, columns: int) -> Place:
    words = _measure_words(measure)
    place = page.put(CODE, measure.id, "section_code", is_anchor=True)
    page.widths[CODE] = max(page.widths[CODE], min(16, len(measure.id) + 2.0))
    page.put(NAME, words, "section")
    for offset in range(columns):
        page.put(FIRST + offset, "", "section")
    page.tall((words, page.widths[NAME] - 6), at_least=20)
    page.next()
    return place


def _row_head(page: Page, edition: Edition, definition: TableDefinition, row: str) -> Place:
    place = page.put(CODE, row, "code", is_anchor=True)
    page.widths[CODE] = max(page.widths[CODE], min(30, len(row) + 2.0))
    words = _names(edition, definition, row)
    page.put(NAME, words, "row")
    page.tall((words, page.widths[NAME]), at_least=18)
    return place


def _one_block(page: Page, edition: Edition, definition: TableDefinition, year: int) -> None:
    """Rows by measures, where the table has no columns of its own."""
    measures = plain_measures(edition, definition)
    for offset, _ in enumerate(measures):
        page.widths[FIRST + offset] = 20.0
    heads = _header(
        page, [item.id for item in measures], [_measure_words(item) for item in measures], "Who", is_total=False
    )
    top = page.row
    for row in rows_of(definition):
        anchor = _row_head(page, edition, definition, row)
        for offset, measure in enumerate(measures):
            is_required = not measure.is_optional and row not in definition.optional_rows
            page.ask(
                FIRST + offset,
                _count(definition, year, (row, measure.id), (anchor, heads[offset])),
                is_required=is_required,
            )
        page.next()
    _totals(page, definition, top, len(measures))
    page.regions.append((Place(top - 2, NAME), Place(page.row, FIRST + len(measures) - 1)))
    page.next(2)
    _extras(page, definition, year)


def _measure_words(measure: Measure) -> str:
    return f"{measure.label or humanised(measure.id)}{' (optional)' if measure.is_optional else ''}"


def _totals(page: Page, definition: TableDefinition, top: int, columns: int) -> None:
    """Sums of the rows, without optional rows, which repeat others."""
    last = top + len(definition.rows) - 1 - sum(row in definition.rows for row in definition.optional_rows)
    page.put(CODE, "", "total_label")
    page.put(NAME, "Total", "total_label")
    for column in range(FIRST, FIRST + columns):
        page.work_out(column, f"=SUM({Place(top, column).address}:{Place(last, column).address})")


def _extras(page: Page, definition: TableDefinition, year: int) -> None:
    for extra in definition.extras:
        anchor = page.put(CODE, extra.id, "code", is_anchor=True)
        page.widths[CODE] = max(page.widths[CODE], min(30, len(extra.id) + 2.0))
        words = _measure_words(extra)
        page.put(NAME, words, "row")
        page.tall((words, page.widths[NAME]), at_least=18)
        page.ask(FIRST, _count(definition, year, ("totals", extra.id), (anchor,)), is_required=not extra.is_optional)
        page.next()
    if definition.extras:
        page.next()


def _survey(page: Page, edition: Edition, definition: TableDefinition, year: int) -> None:
    """Groups across, and down the sheet the people asked and then each item with its answers."""
    groups = rows_of(definition)
    for offset, _ in enumerate(groups):
        page.widths[FIRST + offset] = 16.0
    page.widths[NAME] = 60.0
    heads = _header(
        page, list(groups), [row_label(edition, definition, row) for row in groups], "Item and answer", is_total=False
    )
    for measure in plain_measures(edition, definition):
        _survey_row(page, definition, year, heads, (measure.id, _measure_words(measure), (measure.id,)))
    page.next()
    survey = edition.survey
    for item in survey.items if survey else ():
        page.put(CODE, item.id, "section_code")
        page.put(NAME, item.text, "section")
        for offset, _ in enumerate(groups):
            page.put(FIRST + offset, "", "section")
        page.tall((item.text, page.widths[NAME]), at_least=20)
        page.next()
        top = page.row
        for measure_id, (owner, answer) in item_measures(edition, definition).items():
            if owner == item.id and survey:
                label = survey.scale_labels.get(answer) or humanised(answer)
                words = label if label == answer or not answer.isdigit() else f"{answer} {label}"
                _survey_row(page, definition, year, heads, (measure_id, words, (item.id, answer)))
        page.put(CODE, "", "total_label")
        page.put(NAME, "Total of the answers", "total_label")
        for offset, _ in enumerate(groups):
            column = FIRST + offset
            page.work_out(column, f"=SUM({Place(top, column).address}:{Place(page.row - 1, column).address})")
        page.next()
    page.regions.append((Place(heads[0].row - 1, NAME), Place(page.row - 1, FIRST + len(groups) - 1)))


def _survey_row(
    page: Page, definition: TableDefinition, year: int, heads: list[Place], line: tuple[str, str, Path]
) -> None:
    code, words, rest = line
    anchor = page.put(CODE, code, "code", is_anchor=True)
    page.widths[CODE] = max(page.widths[CODE], min(30, len(code) + 2.0))
    page.put(NAME, words, "row")
    page.heights[page.row] = 18
    for offset, group in enumerate(rows_of(definition)):
        asked = _count(definition, year, (group, *rest), (anchor, heads[offset]))
        page.ask(FIRST + offset, asked, is_required=group not in definition.optional_rows)
    page.next()


def _records(page: Page, definition: TableDefinition, year: int, rows: int) -> None:
    base: Path = ("tables", definition.id, YEARS[year])
    flags = definition.measures
    for offset, _ in enumerate(flags):
        page.widths[FIRST + offset] = 22.0
    heads = _header(page, [item.id for item in flags], [_measure_words(item) for item in flags], "Name", is_total=False)
    name_head = page.put(NAME, "name", "code_row", is_anchor=True, row=page.row - 1)
    for index in range(rows):
        page.put(CODE, str(index + 1), "code")
        page.ask(NAME, Field((*base, index, "name"), "text", "Write its name.", anchors=(name_head,), style="input"))
        for offset, flag in enumerate(flags):
            asked = Field((*base, index, flag.id), "flag", "Choose yes or no.", FLAG, anchors=(heads[offset],))
            page.ask(FIRST + offset, asked, is_required=index == 0)
        page.heights[page.row] = 20
        page.next()
    page.regions.append((Place(name_head.row - 1, NAME), Place(page.row - 1, FIRST + len(flags) - 1)))


def _terms(page: Page, edition: Edition, definition: TableDefinition) -> None:
    """What the words mean, below everything so that nothing else moves."""
    names = [item.id for item in (*definition.measures, *definition.extras)] + list(definition.rows)
    terms = [(name, edition.definitions[name]) for name in names if name in edition.definitions]
    if not terms or definition.kind == "records":
        return
    page.next()
    page.put(NAME, "What the words mean", "label")
    page.next()
    for name, meaning in terms:
        page.put(NAME, f"{humanised(name)}: {meaning}", "term")
        page.tall((f"{humanised(name)}: {meaning}", page.widths[NAME]), at_least=16)
        page.next()


def filled_formula(plan: SheetPlan) -> tuple[str, int]:
    """Give a sum that counts the filled cells that a sheet needs, by ranges, and how many it needs."""
    by_row: dict[tuple[int, int], list[int]] = {}
    for place in plan.required:
        by_row.setdefault((place.row, 0), []).append(place.column)
    spans: dict[tuple[int, int], list[int]] = {}
    for (row, _), columns in by_row.items():
        spans.setdefault((min(columns), max(columns)), []).append(row)
    parts = []
    for (left, right), rows in spans.items():
        start = previous = rows[0]
        for row in [*rows[1:], -1]:
            if row != previous + 1:
                parts.append(place_on(plan.title, f"{Place(start, left).address}:{Place(previous, right).address}"))
                start = row
            previous = row
    return "+".join(f"COUNTA({part})" for part in parts), len(plan.required)
