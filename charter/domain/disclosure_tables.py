"""Tables of counts under a disclosure policy: one level of detail a table, then what is withheld and rounded in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from charter.domain.answers import TableData
from charter.domain.disclosure_counts import (
    DisclosedCell,
    DisclosedRate,
    Marks,
    disclose_rate,
    disclosure_facts,
    is_exact,
    marks_of,
    rate_decimals,
    round_count,
    shown_value,
)
from charter.domain.disclosure_levels import TableLevel, table_levels
from charter.domain.disclosure_lines import Counts, Key, Line, determined_cells, suppressed_cells
from charter.domain.edition import DisclosurePolicy, Edition, TableDefinition
from charter.domain.wording import decimal_text

TOTAL = "*total*"  # row or column of totals; no code list has such a code
MOST_SUPPRESSED = Fraction(1, 4)
CellId = tuple[str, str, str]  # (measure, row, column)


@dataclass(frozen=True, slots=True)
class DisclosedRow:
    """One row of counts with its total as an audience may see it."""

    cells: Mapping[str, DisclosedCell]
    total: DisclosedCell


@dataclass(frozen=True, slots=True)
class DisclosedTable:
    """A table at the one level of detail at which an audience may see it.

    ``cells``: (measure, row, column), where row and column may be ``TOTAL``, and row a subtotal's name. Rows alone have
    the column ``TOTAL`` only.
    """

    table_id: str
    level: TableLevel
    measures: tuple[tuple[str, str], ...]  # (id, label)
    cells: Mapping[CellId, DisclosedCell]
    suppressed_share: Fraction
    is_collapsed: bool  # True where the finest level allowed would have withheld too much
    extras: tuple[tuple[str, str, str], ...] = ()  # (id, label, text): counts of things, not of people
    marks: Marks = field(default_factory=Marks)

    def cell(self, measure: str, row: str = TOTAL, column: str = TOTAL) -> DisclosedCell:
        """Give one cell; not supplied where the table has none of that name."""
        return self.cells.get((measure, row, column), DisclosedCell(None, self.marks.not_supplied))


def disclose_row(cells: Mapping[str, int | None], policy: DisclosurePolicy, marks: Marks | None = None) -> DisclosedRow:
    """Give one row of counts and its total: small ones withheld, the rest rounded.

    Where one withheld count alone could be worked out, one more is withheld.
    A blank cell is not zero: it is marked as not supplied, and so is the total.
    """
    level = TableLevel(rows={name: name for name in cells}, columns={}, subtotals={})
    exact = {(name, TOTAL): count for name, count in cells.items()}
    shown = _disclose_counts(exact, level, policy, marks or Marks())
    return DisclosedRow({name: shown[name, TOTAL] for name in cells}, shown[TOTAL, TOTAL])


def disclose_grid(
    cells: Mapping[Key, int | None], policy: DisclosurePolicy, subtotals: Mapping[str, tuple[str, ...]] | None = None
) -> dict[Key, DisclosedCell]:
    """Give a table of counts with its totals, under the row and column ``TOTAL``, and its subtotals of rows.

    Parameters
    ----------
    cells: (row, column) -> exact count, every row with every column; None = blank. Rows alone have the column TOTAL.
    subtotals: name -> the rows that it sums; they are shown elsewhere (a rate of the group), so they are protected too.

    """
    rows = {row: row for row, _ in cells}
    columns = {column: column for _, column in cells if column != TOTAL}
    level = TableLevel(rows, columns, subtotals or {})
    return _disclose_counts(cells, level, policy, Marks())


def disclose_table(
    edition: Edition, definition: TableDefinition, data: TableData | None, policy: DisclosurePolicy
) -> DisclosedTable | None:
    """Give the table at the finest level allowed at which no more than a stated share of its cells is withheld.

    Rows are collapsed before columns, and rows alone are the last resort, shown whatever it withholds. Whoever sees
    exact counts gets the finest level. None for a table that the edition does not list as fit to be shown: nothing
    else about people is.
    """
    levels = table_levels(edition, definition, data)
    if not levels or data is None:
        return None
    used = survey_policy(edition, policy) if definition.kind == "survey" else policy
    most = Fraction(str(disclosure_facts(edition).get("collapse_when_suppressed_share_over", MOST_SUPPRESSED)))
    tables = (
        _table_at(edition, definition, data, policy=used, level=level, is_collapsed=index > 0)
        for index, level in enumerate(levels)
    )
    last: DisclosedTable | None = None
    for table in tables:
        last = table
        if is_exact(policy) or table.suppressed_share <= most:
            return table
    return last


def survey_policy(edition: Edition, policy: DisclosurePolicy) -> DisclosurePolicy:
    """Give the policy for survey answers: groups under the survey's minimum are shown to nobody, exact or not."""
    least = edition.survey.min_group_n if edition.survey else 0
    if policy.suppress_below >= least:
        return policy
    return replace(policy, suppress_below=least, is_secondary=True)


def group_share(
    table: DisclosedTable, measure: str, *, part: str, whole: str, column: str, policy: DisclosurePolicy
) -> DisclosedRate:
    """Give what share of the row ``whole`` the row ``part`` is in one column, read from the shown table alone.

    Withheld wherever the table withholds the part, the whole or, where it shows one, the rest between them.
    """
    needed = [table.cell(measure, part, column), table.cell(measure, whole, column)]
    rest = _rest_row(table.level, part, whole)
    if rest is not None:
        needed.append(table.cell(measure, rest, column))
    mark = next((cell.mark for cell in needed if cell.count is None), "")
    if mark:
        return DisclosedRate(None, mark, mark)
    numerator, denominator = needed[0].count or 0, needed[1].count or 0
    if is_exact(policy) or denominator < policy.percent_min_denominator or denominator == 0:
        return disclose_rate(numerator, denominator, policy, table.marks)
    decimals = rate_decimals(policy)
    percent = shown_value(Fraction(100 * numerator, denominator), decimals)
    return DisclosedRate(percent, f"{decimal_text(percent, decimals)}\u00a0%", "", (numerator, denominator))


def _rest_row(level: TableLevel, part: str, whole: str) -> str | None:
    """The row or subtotal that is the whole without the part, where the table has exactly that."""
    rest = set(level.members(whole)) - set(level.members(part))
    names = [*level.rows, *level.subtotals]
    return next((name for name in names if set(level.members(name)) == rest), None)


def _table_at(
    edition: Edition,
    definition: TableDefinition,
    data: TableData,
    *,
    policy: DisclosurePolicy,
    level: TableLevel,
    is_collapsed: bool,
) -> DisclosedTable:
    marks = marks_of(edition)
    cells: dict[CellId, DisclosedCell] = {}
    for measure in definition.measures:
        exact = {
            (row, column): level.count(data, measure.id, row, column)
            for row in level.rows
            for column in (level.columns or {TOTAL: ""})
        }
        shown = _disclose_counts(exact, level, policy, marks)
        cells.update({(measure.id, row, column): cell for (row, column), cell in shown.items()})
    return DisclosedTable(
        table_id=definition.id,
        level=level,
        measures=tuple((measure.id, measure.label) for measure in definition.measures),
        cells=cells,
        suppressed_share=_suppressed_share(cells, level, marks),
        is_collapsed=is_collapsed,
        extras=_extras(definition, data, marks),
        marks=marks,
    )


def _suppressed_share(cells: Mapping[CellId, DisclosedCell], level: TableLevel, marks: Marks) -> Fraction:
    """The share of withheld cells among those supplied, totals included (they are cells), subtotals not."""
    supplied = [cell for (_, row, _), cell in cells.items() if row not in level.subtotals]
    supplied = [cell for cell in supplied if cell.mark != marks.not_supplied]
    withheld = sum(cell.mark == marks.suppressed for cell in supplied)
    return Fraction(withheld, len(supplied)) if supplied else Fraction(0)


def _extras(definition: TableDefinition, data: TableData, marks: Marks) -> tuple[tuple[str, str, str], ...]:
    """Totals outside the rows count things (opportunities, events), not people: shown as they are."""
    counts = ((extra, data.cells.get((extra.id, "", ""))) for extra in definition.extras)
    return tuple(
        (extra.id, extra.label, marks.not_supplied if count is None else f"{count:,}") for extra, count in counts
    )


def _disclose_counts(
    cells: Mapping[Key, int | None], level: TableLevel, policy: DisclosurePolicy, marks: Marks
) -> dict[Key, DisclosedCell]:
    """The cells with totals and subtotals as shown."""
    lines, sums = _lines(level), _subtotal_lines(level)
    exact = _with_totals(cells, (*lines, *sums))
    known = {key: count for key, count in exact.items() if count is not None}
    unsafe = frozenset(key for key in known if _zero_is_unsafe(key, known, level, policy))
    complete = [line for line in lines if all(key in known for key in line.keys)]
    complete_sums = [line for line in sums if all(key in known for key in line.keys)]
    small = [line for line in complete_sums if 0 < known[line.total] < policy.suppress_below]
    large = [line for line in complete_sums if line not in small]
    counts = Counts(known, (*complete, *small), unsafe, tuple(large))
    hidden = _with_subtotals(suppressed_cells(counts, policy), counts, policy)
    return {key: _shown_cell(count, key in hidden, policy, marks) for key, count in exact.items()}


def _shown_cell(count: int | None, is_hidden: bool, policy: DisclosurePolicy, marks: Marks) -> DisclosedCell:
    if count is None:
        return DisclosedCell(None, marks.not_supplied)
    return DisclosedCell(None, marks.suppressed) if is_hidden else DisclosedCell(round_count(count, policy.round_base))


def _with_subtotals(hidden: frozenset[Key], counts: Counts, policy: DisclosurePolicy) -> frozenset[Key]:
    """The withheld cells, and those subtotals that do not follow from the shown cells by adding and subtracting."""
    if not policy.is_secondary:
        return hidden
    totals = frozenset(line.total for line in counts.known_sums)
    open_cells = hidden - totals
    follows = determined_cells((*counts.lines, *counts.known_sums), open_cells | totals)
    return open_cells | (totals - frozenset(follows))


def _lines(level: TableLevel) -> tuple[Line, ...]:
    """Every sum that the table shows, in an order in which each total can be added up from what stands before it."""
    rows = tuple(level.rows)
    lines = [Line((row, TOTAL), tuple((row, column) for column in level.columns)) for row in rows if level.columns]
    lines += [Line((TOTAL, column), tuple((row, column) for row in rows)) for column in (*level.columns, TOTAL)]
    if level.columns:
        lines.append(Line((TOTAL, TOTAL), tuple((TOTAL, column) for column in level.columns)))
    return tuple(lines)


def _subtotal_lines(level: TableLevel) -> tuple[Line, ...]:
    """The groups of rows inside each column and inside the totals."""
    columns = (*level.columns, TOTAL)
    return tuple(
        Line((name, column), tuple((row, column) for row in members))
        for name, members in level.subtotals.items()
        for column in columns
    )


def _with_totals(cells: Mapping[Key, int | None], lines: tuple[Line, ...]) -> dict[Key, int | None]:
    """The cells and every total of a line; a total of a line with a blank is blank."""
    exact = dict(cells)
    for line in lines:
        if line.total in exact:
            continue
        counts = [exact.get(key) for key in line.parts]
        given = [count for count in counts if count is not None]
        exact[line.total] = sum(given) if len(given) == len(counts) else None
    return exact


def _zero_is_unsafe(key: Key, known: Mapping[Key, int], level: TableLevel, policy: DisclosurePolicy) -> bool:
    """Whether "none" here would say something about each of too few people, along the row or down the column."""
    row, column = key
    down = known.get((TOTAL, column))
    least = policy.zero_is_safe_from_row_total
    if not level.columns:
        return down is not None and down < least
    along = known.get((row, TOTAL))
    return (along is not None and along < least) or (down is not None and 0 < down < least)
