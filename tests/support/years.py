"""Years of an institution: put straight into the database, or made of the worked examples without one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

from charter.services.standings import example_sheet
from charter.services.submissions import copy_digest, scorecard_text
from charter.services.summaries import find
from charter.services.trend_years import year_of_draft
from charter.services.trends import trend_between
from charter.store.answer_files import answers_bytes
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.editions import load_edition
from tests.support.teams import BODY, TRUST

FIRST, SECOND = "bme-mentoring/1.0", "bme-mentoring/2.0"
A_YEAR = dt.timedelta(days=365)


def add_year(session, year, reference=FIRST, **facts):
    """Add a round of a year, with the worked example handed in; give the assessment's id.

    ``facts``: the organisation, the assessment's state and scope_name, the copy's kind, number and method_version; or
    ``level``, which every criterion is given.
    """
    round_id = f"round-{year}"
    if session.get(RoundRow, round_id) is None:
        opens_at, closes_at = dt.datetime(year, 4, 1, tzinfo=dt.UTC), dt.datetime(year, 9, 30, tzinfo=dt.UTC)
        dates = {"opens_at": opens_at, "closes_at": closes_at, "snapshot_on": dt.date(year, 3, 31), "baseline_at": None}
        title = f"Charter {year}"
        session.add(RoundRow(id=round_id, organisation_id=BODY, title=title, edition_reference=reference, **dates))
        session.flush()
    where, part = facts.get("organisation", TRUST), facts.get("scope_name", "")
    row = AssessmentRow(
        id=f"{where}-{year}{part}", round_id=round_id, organisation_id=where, scope="whole_organisation",
        scope_name=part, state=facts.get("state", "submitted"), registered_at=dt.datetime(year, 4, 2, tzinfo=dt.UTC),
        extended_until=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    add_copy(session, row.id, year, reference, **facts)
    return row.id


def add_copy(session, assessment_id, year, reference=FIRST, **facts):
    """Add a frozen copy of the worked example to an assessment."""
    edition = load_edition(reference)
    answers, found = _handed_in(reference, facts.get("level"))
    number = facts.get("number", 1)
    copy = FrozenCopyRow(
        id=f"copy-{assessment_id}-{number}"[:22], assessment_id=assessment_id, number=number,
        kind=facts.get("kind", "submission"), person_id="lead", frozen_at=dt.datetime(year, 9, 1, tzinfo=dt.UTC),
        edition_reference=facts.get("named", edition.reference), edition_checksum=edition.checksum,
        method_version=facts.get("method_version", "1.0"), answers=answers, files="{}",
        scorecard=facts.get("scorecard", found), network_statement=None,
    )  # fmt: skip
    copy.digest = copy_digest(copy)
    session.add(copy)
    session.commit()


@cache
def _handed_in(reference, level):
    """The worked example's answers, and what they come to."""
    edition, sheet = load_edition(reference), example_sheet(reference)
    sheet = sheet if level is None else at_level(sheet, edition, level)
    return answers_bytes(sheet, edition), scorecard_text(find(edition, sheet))


def at_level(sheet, edition, level):
    """Give a sheet with one level everywhere."""
    return replace(sheet, criteria={item.id: replace(sheet.of(item.id), level=level) for item in edition.criteria})


def three_years():
    """Give the trend of the worked examples: two years of one edition, a year without a submission, and the next."""
    old, new = load_edition(FIRST), load_edition(SECOND)
    lower = at_level(example_sheet(FIRST), old, 1)
    given = (
        _year(old, lower, 2025),
        _year(old, example_sheet(FIRST), 2026),
        replace(_year(new, example_sheet(SECOND), 2028), is_draft=True, basis_text="Draft"),
    )
    return trend_between("Example Acute NHS Trust", given, (), is_common=False)


def _year(edition, sheet, year):
    found = year_of_draft(edition, sheet, (dt.date(year, 3, 31), f"Charter {year}"), "public")
    return replace(found, is_draft=False, without_level=frozenset(), basis_text="Submission 1")
