"""An institution's years beside one another, across editions, for its team and for paper."""

from __future__ import annotations

from collections.abc import Sequence

from charter.domain.edition import Edition
from charter.domain.trend_summaries import Trend, TrendBreak, TrendGap, TrendYear
from charter.domain.trends import Chain
from charter.domain.wording import count_text, date_text
from charter.domain.workflow import State
from charter.services.assessments import edition_of, reading_of
from charter.services.deeds import Deed, round_of
from charter.services.drafts import draft_sheet, remembered
from charter.services.summaries import INTERNAL_POLICY
from charter.services.trend_lines import Years, common_names, criterion_groups, figure_groups, score_groups
from charter.services.trend_years import YearOf, past_of, year_of_copy, year_of_draft
from charter.services.workspaces import Workspace, assessment_with_round
from charter.store.assessments import AssessmentRow, FrozenCopyRow, newest_submission
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import list_editions, load_edition

AS_GIVEN = "Every result is as it was handed in, with the weights of its own edition: none is worked out again."


def trend_of(deed: Deed, workspace: Workspace, *, is_common: bool = False) -> Trend:
    """Give the years of an assessment that the person may see, the present one last, with exact counts.

    Of each earlier round the newest submission; of this one its submission, or the draft as it is saved now.
    """
    row, whole, institution = assessment_with_round(deed, workspace.assessment_id)
    past = past_of(deed.session, row, (workspace.edition.charter_id, whole.closes_at), INTERNAL_POLICY)
    newest = newest_submission(deed.session, row.id) if row.state == State.SUBMITTED else None
    if newest is not None:
        now = year_of_copy(deed.session, newest, whole, INTERNAL_POLICY)
    else:
        told = (whole.snapshot_on, whole.title)
        now = remembered(
            deed,
            workspace,
            "trend",
            lambda: year_of_draft(workspace.edition, draft_sheet(deed, workspace), told, INTERNAL_POLICY),
        )
    return trend_between(institution.name, (*past.years, now), past.notes, is_common=is_common)


def trend_for_paper(deed: Deed, row: AssessmentRow, copy: FrozenCopyRow | None, audience: str) -> Trend | None:
    """Give the years up to a frozen copy, or to the draft (None), for the worker; None where there is none before."""
    whole = round_of(deed.session, row)
    past = past_of(deed.session, row, (edition_of(deed, row).charter_id, whole.closes_at), audience)
    if not past.years:
        return None
    if copy is None and row.state == State.SUBMITTED:
        copy = newest_submission(deed.session, row.id)
    if copy is not None:
        now = year_of_copy(deed.session, copy, whole, audience)
    else:
        edition, reading = reading_of(deed, row, is_draft=True)
        now = year_of_draft(edition, reading.sheet, (whole.snapshot_on, whole.title), audience)
    return trend_between("", (*past.years, now), past.notes, is_common=False)


def chain_of(references: Sequence[str]) -> Chain:
    """Give the editions of these references with those between them, and what leads from each to the next.

    Raises UnknownEdition where one is not installed.
    """
    installed = list_editions()
    wanted = sorted(dict.fromkeys(references), key=installed.index)
    line: list[str] = []
    reference: str | None = wanted[-1]
    while reference is not None and not set(wanted) <= set(line):
        line.append(reference)
        crosswalk = load_crosswalk(reference)
        reference = crosswalk.old if crosswalk is not None else None
    oldest = installed.index(wanted[0])
    names = sorted({*wanted, *(one for one in line if installed.index(one) >= oldest)}, key=installed.index)
    leading = [load_crosswalk(name) for name in names[1:]]
    return Chain(
        tuple(map(load_edition, names)),
        tuple(
            one if one is not None and one.old == before else None for one, before in zip(leading, names, strict=False)
        ),
    )


def trend_between(name: str, given: Sequence[YearOf], notes: Sequence[str], *, is_common: bool) -> Trend:
    """Give years beside one another, oldest first. Raises UnknownEdition where one's edition is not installed."""
    chain = chain_of([year.edition.reference for year in given])
    years = Years(tuple(given), chain, is_common)
    strands = years.strands()
    overall, themes = score_groups(years, strands)
    placed, gaps = _placed(given)
    return Trend(
        institution_title=name,
        theme_word=str(given[-1].edition.facts.get("words", {}).get("theme", "theme")),
        is_common=is_common,
        common_text=_common_text(years),
        years=tuple(
            _year(year, title, place, overall.lines[0].texts[number])
            for number, (year, (title, place)) in enumerate(zip(given, placed, strict=True))
        ),
        gaps=gaps,
        breaks=tuple(
            TrendBreak(year, _edition_text(given[year].edition), _edition_text(given[year + 1].edition))
            for year in years.breaks
        ),
        overall=overall,
        themes=themes,
        criteria=criterion_groups(years, strands),
        figures=() if is_common else figure_groups(years),
        notes=(AS_GIVEN, *_draft_notes(given), *notes),
    )


def _year(year: YearOf, title: str, place: int, overall_text: str) -> TrendYear:
    return TrendYear(
        name=title,
        place=place,
        round_title=year.round_title,
        edition_reference=year.edition.reference,
        edition_text=_edition_text(year.edition),
        is_draft=year.is_draft,
        basis_text=year.basis_text,
        overall_text=overall_text,
        reached_text=year.edition.tier(year.reached).name if year.reached else year.edition.no_tier_name,
    )


def _edition_text(edition: Edition) -> str:
    return f"edition {edition.version}"


def _common_text(years: Years) -> str:
    if not years.breaks:
        return ""
    count = len(Years(years.given, years.chain, is_common=True).strands())
    return (
        f"{count_text(count, 'criterion', 'criteria')} that {common_names(years)} have in common: what share of their "
        "points was reached, each year with the weights of its own edition."
    )


def _draft_notes(given: Sequence[YearOf]) -> list[str]:
    counts = [len(year.without_level) for year in given if year.without_level]
    return [f"{_has_no_level(count)}: 0 is counted there in the scores of the draft." for count in counts]


def _has_no_level(count: int) -> str:
    return f"{count_text(count, 'criterion has', 'criteria have')} no level yet"


def _placed(given: Sequence[YearOf]) -> tuple[list[tuple[str, int]], tuple[TrendGap, ...]]:
    """Each year's name and place, and the years between them in which nothing was submitted."""
    numbers = [year.snapshot_on.year for year in given]
    placed: list[tuple[str, int]] = []
    gaps: list[TrendGap] = []
    place = 0
    for at, number in enumerate(numbers):
        missing = number - numbers[at - 1] - 1 if at else 0
        if missing > 0:
            last = number - 1
            gaps.append(TrendGap(str(last) if missing == 1 else f"{number - missing} to {last}", place))
            place += 1
        is_alone = numbers.count(number) == 1
        placed.append((str(number) if is_alone else date_text(given[at].snapshot_on), place))
        place += 1
    return placed, tuple(gaps)
