"""National values beside an institution's own, each with its source."""

from __future__ import annotations

from sqlalchemy.orm import Session

from charter.domain.edition import Edition
from charter.domain.summaries import Source
from charter.domain.wording import decimal_text, percent_text
from charter.store import reference_queries as queries
from charter.store.reference import NationalFigure, NationalMeasure, ReferenceSource

SURVEY_SOURCE = "staff_survey"
Line = tuple[str, str, str]  # what, value, source line


def source_of(row: ReferenceSource) -> Source:
    """Give a source as it travels with a figure."""
    return Source(row.title, row.publisher, row.year, row.licence)


def source_line(source: Source) -> str:
    """Give a source in one line: title, publisher; the year where the title does not say it."""
    year = "" if source.year in source.title else f", {source.year}"
    return f"{source.title}, {source.publisher}{year}"


def national_context(
    session: Session, edition: Edition, known: dict[str, ReferenceSource]
) -> tuple[tuple[Line, ...], tuple[Source, ...]]:
    """Give national WRES values by year and the ethnicity of the charter's professions, and every source used."""
    lines: list[Line] = []
    used: list[Source] = []
    by_measure: dict[str, list[tuple[NationalMeasure, NationalFigure]]] = {}
    for measure, figure in queries.national_figures(session):
        by_measure.setdefault(measure.measure, []).append((measure, figure))
    for rows in by_measure.values():
        sources = list(dict.fromkeys(source_of(known[figure.source]) for _, figure in rows))
        values = ", ".join(_value(measure, figure) for measure, figure in rows)
        lines.append((rows[0][0].title, values, "; ".join(source_line(source) for source in sources)))
        used += sources
    survey = source_of(known[SURVEY_SOURCE])
    for name, row in queries.shown_occupations(session, edition.charter_id):
        shares = f"{percent_text(row.white_percent)} White, {percent_text(row.bme_percent)} BME"
        lines.append((f"{name} who answered", f"{shares} of {row.base_n:,} respondents", source_line(survey)))
        used.append(survey)
    return tuple(lines), tuple(dict.fromkeys(used))


def _value(measure: NationalMeasure, figure: NationalFigure) -> str:
    decimals = 0 if figure.value == int(figure.value) else 1  # as published
    value = percent_text(figure.value, decimals) if measure.unit == "pct" else decimal_text(figure.value, 2)
    group = f"{figure.group}, " if figure.group else ""
    return f"{value} ({group}{figure.year})"
