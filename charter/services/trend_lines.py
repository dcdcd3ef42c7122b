"""Lines over the years out of what each year came to: scores, criteria and figures, joined only where they compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from statistics import median

from charter.domain.crosswalk import FULL, NONE, PARTIAL
from charter.domain.edition import Criterion
from charter.domain.results import Level
from charter.domain.trend_summaries import LEVEL, SCORE, TrendGroup, TrendLine
from charter.domain.trends import (
    Chain,
    Link,
    Strand,
    common_scores,
    common_strands,
    metric_link,
    score_link,
    segments,
    strands_of,
)
from charter.domain.wording import list_text, percent_text
from charter.services.summary_criteria import score_text
from charter.services.trend_years import YearOf

COMPARES = {FULL: "In full", PARTIAL: "In part", NONE: "No"}
SAYS = {PARTIAL: "compare in part", NONE: "cannot be compared"}
NOT_ASKED, NOT_APPLICABLE, NO_LEVEL, NOT_SHOWN = "not asked", "not applicable", "no level yet", "not shown"
UNITS = (("pct", "Percentages"), ("ratio", "Ratios"), ("pp", "Gaps in percentage points"), ("hours", "Hours"))
LinkOf = Callable[[int, int], Link]  # between two years, by their numbers


@dataclass(frozen=True, slots=True)
class Years:
    """The years with the chain of their editions, and every criterion through it."""

    given: tuple[YearOf, ...]
    chain: Chain
    is_common: bool

    @property
    def places(self) -> tuple[int, ...]:
        """Where each year's edition stands in the chain."""
        return tuple(self.chain.place(year.edition.reference) for year in self.given)

    @property
    def breaks(self) -> tuple[int, ...]:
        """The numbers of the years after which the edition changes."""
        places = self.places
        return tuple(year for year in range(len(places) - 1) if places[year] != places[year + 1])

    def strands(self) -> tuple[Strand, ...]:
        """Give the criteria that are shown: all of them, or those in common."""
        found, places = strands_of(self.chain), self.places
        if self.is_common:
            return common_strands(self.chain, found, places)
        return tuple(one for one in found if any(one.ids[place] is not None for place in places))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line before it is put together: what each year has of it."""

    line_id: str
    name: str
    unit: str
    values: tuple[Fraction | float | None, ...]
    texts: tuple[str, ...]
    is_there: tuple[bool, ...]  # whether the year's edition has it at all


def score_groups(years: Years, strands: Sequence[Strand]) -> tuple[TrendGroup, TrendGroup]:
    """Give the overall score and the scores of the themes: as they were found, or of what is in common."""
    cards = [_scores(year, years, strands) for year in years.given]
    names = _theme_names(years)
    whole = _line(years, _score_line(years, cards, None, "Overall score"), _score_link(years, strands, None))
    themes = [
        _line(years, _score_line(years, cards, theme_id, name), _score_link(years, strands, theme_id))
        for theme_id, name in names.items()
        if any(theme_id in card for card in cards)
    ]
    is_share = years.is_common or all(year.edition.scoring.measure == "percent" for year in years.given)
    top = 100.0 if is_share else None
    titles = ("Share of the common criteria’s points",) * 2 if years.is_common else ("Overall score", "Score")
    return (
        TrendGroup("overall", titles[0], SCORE, top, (whole,)),
        TrendGroup("themes", titles[1], SCORE, top, tuple(themes)),
    )


def criterion_groups(years: Years, strands: Sequence[Strand]) -> tuple[TrendGroup, ...]:
    """Give the levels of every criterion, a group a theme."""
    groups: dict[str, list[TrendLine]] = {}
    tops: list[int] = []
    for strand in strands:
        criterion = _criterion(years, strand)
        line = _line(years, _level_line(years, strand, criterion), _strand_link(years, strand))
        groups.setdefault(criterion.theme_id, []).append(line)
        tops.append(criterion.top_level)
    return tuple(
        TrendGroup(f"criteria-{theme_id}", name, LEVEL, float(max(tops)), tuple(groups[theme_id]))
        for theme_id, name in _theme_names(years).items()
        if theme_id in groups
    )


def figure_groups(years: Years) -> tuple[TrendGroup, ...]:
    """Give the figures, each year's as its own edition counts it, a group a unit."""
    newest_first = [item.id for year in reversed(years.given) for item in year.edition.metrics]
    lines = []
    for metric_id in dict.fromkeys(newest_first):
        definition = next(
            item for year in reversed(years.given) for item in year.edition.metrics if item.id == metric_id
        )
        shown = [year.figures.get(metric_id) for year in years.given]
        line = _Line(
            metric_id,
            f"{metric_id} {definition.name}",
            definition.unit,
            tuple(one.value if one and one.unit == definition.unit else None for one in shown),
            tuple(_figure_text(year, metric_id) for year in years.given),
            tuple(any(item.id == metric_id for item in year.edition.metrics) for year in years.given),
        )
        lines.append(_line(years, line, _metric_link(years, metric_id)))
    return tuple(
        TrendGroup(f"figures-{unit}", title, unit, 100.0 if unit == "pct" else None, found)
        for unit, title in UNITS
        if (found := tuple(line for line in lines if line.unit == unit))
    )


def common_names(years: Years) -> str:
    """Give the editions that are shown, in words."""
    return list_text([f"edition {version}" for version in dict.fromkeys(year.edition.version for year in years.given)])


def _scores(year: YearOf, years: Years, strands: Sequence[Strand]) -> Mapping[str | None, tuple[Fraction | None, str]]:
    """A year's scores with their words, by theme; under None the overall one."""
    if not years.is_common:
        found: dict[str | None, Fraction | None] = {None: year.overall}
        found.update(year.themes)
        return {name: (score, score_text(year.edition, score)) for name, score in found.items()}
    place = years.chain.place(year.edition.reference)
    ids = {one.ids[place] for one in strands}
    card = common_scores(year.edition, year.levels, [name for name in ids if name is not None])
    counted = {item.theme_id for item in year.edition.criteria if item.id in ids}
    shares: dict[str | None, Fraction | None] = {None: card.overall}
    shares |= {name: score for name, score in card.themes.items() if name in counted}
    return {name: (score, NOT_APPLICABLE if score is None else percent_text(score)) for name, score in shares.items()}


def _score_line(
    years: Years, cards: Sequence[Mapping[str | None, tuple[Fraction | None, str]]], theme_id: str | None, name: str
) -> _Line:
    found = [card.get(theme_id, (None, NOT_ASKED)) for card in cards]
    return _Line(
        theme_id or "overall",
        name,
        SCORE,
        tuple(score for score, _ in found),
        tuple(text for _, text in found),
        tuple(theme_id in card for card in cards),
    )


def _level_line(years: Years, strand: Strand, criterion: Criterion) -> _Line:
    ids = [strand.ids[place] for place in years.places]
    found = [_level(year, name) for year, name in zip(years.given, ids, strict=True)]
    other = {name: year.edition.version for year, name in zip(years.given, ids, strict=True) if name}
    was = [f"{name} in edition {version}" for name, version in other.items() if name != criterion.id]
    return _Line(
        criterion.id,
        f"{criterion.id} {criterion.title}{f' ({list_text(was)})' if was else ''}",
        LEVEL,
        tuple(value for value, _ in found),
        tuple(text for _, text in found),
        tuple(name is not None for name in ids),
    )


def _level(year: YearOf, criterion_id: str | None) -> tuple[float | None, str]:
    if criterion_id is None:
        return None, NOT_ASKED
    if criterion_id in year.without_level:
        return None, NO_LEVEL
    level: Level | tuple[int, ...] = year.levels.get(criterion_id)
    if isinstance(level, tuple):
        return float(median(level)), list_text([str(one) for one in level])
    return (None, NOT_APPLICABLE) if level is None else (float(level), str(level))


def _figure_text(year: YearOf, metric_id: str) -> str:
    if all(item.id != metric_id for item in year.edition.metrics):
        return NOT_ASKED
    found = year.figures.get(metric_id)
    return found.value_text if found is not None else NOT_SHOWN


def _line(years: Years, line: _Line, link: LinkOf) -> TrendLine:
    values = tuple(None if value is None or not isfinite(value) else float(value) for value in line.values)
    return TrendLine(
        line_id=line.line_id,
        name=line.name,
        unit=line.unit,
        values=values,
        texts=line.texts,
        segments=segments(len(values), lambda year: values[year] is not None, link),
        compares=tuple(_compares(years, line, year, link) for year in years.breaks),
        sentences=tuple(text for year in years.breaks if (text := _sentence(years, line, year, link))),
    )


def _compares(years: Years, line: _Line, year: int, link: LinkOf) -> str:
    before, after = line.is_there[year], line.is_there[year + 1]
    if before and after:
        return COMPARES[link(year, year + 1).comparable]
    if not before and not after:
        return "–"
    there = years.given[year if before else year + 1].edition.version
    return f"Only in {there}"


def _sentence(years: Years, line: _Line, year: int, link: LinkOf) -> str:
    """Why both sides of a break do not compare in full; "" where they do."""
    before, after = line.is_there[year], line.is_there[year + 1]
    found = link(year, year + 1)
    if found.comparable == FULL or not (before or after):
        return ""
    old, new = (years.given[at].edition.version for at in (year, year + 1))
    whys = " ".join(found.whys)
    if before and after:
        return f"{line.name}: {old} and {new} {SAYS[found.comparable]}. {whys}".rstrip()
    return f"{line.name}: only in {old if before else new}. {whys}".rstrip()


def _strand_link(years: Years, strand: Strand) -> LinkOf:
    places = years.places
    return lambda one, other: strand.link(places[one], places[other])


def _metric_link(years: Years, metric_id: str) -> LinkOf:
    places = years.places
    return lambda one, other: metric_link(years.chain, metric_id, places[one], places[other])


def _score_link(years: Years, strands: Sequence[Strand], theme_id: str | None) -> LinkOf:
    places = years.places
    return lambda one, other: score_link(
        years.chain, strands, (places[one], places[other]), theme_id, is_common=years.is_common
    )


def _criterion(years: Years, strand: Strand) -> Criterion:
    """A criterion as the newest of the shown editions that has it words it."""
    place = max(place for place in years.places if strand.ids[place] is not None)
    return years.chain.editions[place].criterion(strand.ids[place] or "")


def _theme_names(years: Years) -> dict[str, str]:
    """Theme id -> name, as the newest edition that has it calls it; the newest edition's order first."""
    newest_first = sorted(set(years.places), reverse=True)
    names: dict[str, str] = {}
    for place in newest_first:
        for theme in years.chain.editions[place].themes:
            names.setdefault(theme.id, theme.name)
    return names
