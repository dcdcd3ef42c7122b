"""The years of an institution beside one another, across editions."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.workflow import State
from charter.services.mergers import merge_organisations
from charter.services.trends import chain_of, trend_for_paper, trend_of
from charter.services.workspaces import workspace_of
from charter.store.assessments import AssessmentRow
from charter.store.editions import load_edition
from tests.support.teams import OTHER, TRUST, add_people, deed
from tests.support.years import FIRST, SECOND, add_copy, add_year

OPERATOR = "operator"
NOW = dt.datetime(2029, 6, 1, tzinfo=dt.UTC)


@pytest.fixture
def people(databases):
    """A database of one kind with its people: what is asked of it here any kind answers alike."""
    with databases.session() as session:
        add_people(session)
        yield session


def trend(session, assessment_id, who="lead", **more):
    doing = deed(session, who, NOW)
    return trend_of(doing, workspace_of(doing, assessment_id), **more)


def told(found):
    return [(year.name, year.edition_text, year.overall_text, year.is_draft) for year in found.years]


def test_the_newest_submission_of_each_round_stands_before_the_draft(session):
    add_people(session)
    first = add_year(session, 2026, level=1)
    add_copy(session, first, 2026, number=2)
    add_copy(session, first, 2026, number=3, kind="baseline", level=0)
    add_year(session, 2027, state="withdrawn")
    add_year(session, 2027, organisation=OTHER)
    add_year(session, 2026, scope_name="Part")
    present = add_year(session, 2028, SECOND, state="started")

    found = trend(session, present)

    assert told(found) == [
        ("2026", "edition 1.0", "61.5\u00a0%", False),
        ("2028", "edition 2.0", "0.0\u00a0%", True),
    ]
    assert [(gap.name, gap.place) for gap in found.gaps] == [("2027", 1)]
    assert [item.year for item in found.breaks] == [0]


def test_a_result_is_shown_as_it_was_frozen_and_never_worked_out_again(people):
    told_then = (
        '{"eligibility":{},"levels":{"MA-01":4},"outcome":null,"overall":"100/3","reached":"gold","themes":{"MA":"7"}}'
    )
    add_year(people, 2027, scorecard=told_then)
    present = add_year(people, 2028, SECOND)

    found = trend(people, present)

    assert told(found)[0] == ("2027", "edition 1.0", "33.3\u00a0%", False)
    assert found.years[0].reached_text == "Gold"
    assert [line.texts[0] for line in found.themes.lines if line.line_id == "MA"] == ["7.0\u00a0%"]


def test_across_the_break_only_what_compares_is_joined(people):
    add_year(people, 2026)
    add_year(people, 2027)
    found = trend(people, add_year(people, 2028, SECOND))

    lines = {line.line_id: line for group in found.criteria for line in group.lines}

    assert {name: line.compares for name, line in lines.items() if line.compares != ("In full",)} == {
        "MA-04": ("In part",),
        "MA-06": ("Only in 2.0",),
        "MA-07": ("Only in 2.0",),
        "NW-02": ("In part",),
        "RP-03": ("Only in 1.0",),
        "TR-02": ("In part",),
    }
    assert [(one.start, one.end, one.comparable) for one in lines["TR-02"].segments] == [
        (0, 1, "full"),
        (1, 2, "partial"),
    ]
    assert lines["RP-03"].texts[2] == "not asked"
    assert found.overall.lines[0].compares == ("No",)
    assert lines["TR-02"].sentences[0].endswith("compare in part. Round one showed attendance near 90 percent with "
                                                "S05 unchanged; attendance is not capability.")  # fmt: skip


def test_a_redefined_figure_is_not_joined_and_each_year_has_its_own_editions_value(people):
    add_year(people, 2027)
    found = trend(people, add_year(people, 2028, SECOND))

    lines = {line.line_id: line for group in found.figures for line in group.lines}

    assert (lines["M13"].texts, lines["M13"].segments) == (("64.3\u00a0%", "57.1\u00a0%"), ())
    assert lines["M33"].texts[0] == "not asked"
    assert [one.comparable for one in lines["M01"].segments] == ["full"]


def test_the_view_of_common_criteria_counts_twenty_six_of_both_editions(people):
    add_year(people, 2027, level=2)
    found = trend(people, add_year(people, 2028, SECOND, level=2), is_common=True)

    ids = {line.line_id for group in found.criteria for line in group.lines}
    editions = [{item.id for item in load_edition(name).criteria} for name in (FIRST, SECOND)]

    assert len(ids) == 26
    assert ids == (editions[0] & editions[1]) - {"MA-04"}
    assert found.common_text.startswith("26 criteria that edition 1.0 and edition 2.0 have in common")
    assert found.figures == ()


def test_one_year_alone_has_neither_break_nor_common_view(people):
    found = trend(people, add_year(people, 2027), is_common=True)

    assert (len(found.years), found.breaks, found.common_text) == (1, (), "")


def test_what_became_part_of_the_institution_is_shown_where_it_stood_alone_and_never_added(people):
    add_year(people, 2026, organisation=OTHER)
    add_year(people, 2027, organisation=OTHER, level=1)
    add_year(people, 2027)
    merge_organisations(deed(people, OPERATOR, NOW), OTHER, TRUST, dt.date(2028, 1, 1))

    found = trend(people, add_year(people, 2028))

    assert [year.overall_text for year in found.years] == ["61.5\u00a0%"] * 3
    assert found.notes[1:] == (
        "In Charter 2026, Example other submitted by itself: this is what is shown.",
        "In Charter 2027, Example other submitted by itself; its results are not added to any others.",
    )


def test_a_year_whose_edition_is_not_installed_is_named_and_left_out(people):
    add_year(people, 2026, named="bme-mentoring/0.9")
    found = trend(people, add_year(people, 2027))

    assert [year.name for year in found.years] == ["2027"]
    assert found.notes[1] == "Charter 2026 is left out: its edition, bme-mentoring/0.9, is not installed."


def test_figures_of_another_method_are_not_shown(people):
    add_year(people, 2026, method_version="0.9")
    found = trend(people, add_year(people, 2027))

    assert {line.texts[0] for group in found.figures for line in group.lines} == {"not shown"}
    assert (
        found.notes[1] == "The figures of Charter 2026 rest on another version of the method, and are not shown here."
    )


def test_a_paper_has_the_years_before_as_its_audience_may_see_them(people):
    add_year(people, 2026)
    row = people.get_one(AssessmentRow, add_year(people, 2027))
    doing = deed(people, "", NOW)

    inside, outside = (trend_for_paper(doing, row, None, audience) for audience in ("own_trust", "public"))

    texts = [
        {line.line_id: line.texts[0] for group in found.figures for line in group.lines} for found in (inside, outside)
    ]
    assert (texts[0]["M18"], texts[1]["M18"]) == ("−16.8\u00a0points", "..")
    assert [year.is_draft for year in outside.years] == [False, False]


def test_a_first_paper_has_no_years_before(people):
    row = people.get_one(AssessmentRow, add_year(people, 2027, state=State.STARTED))

    assert trend_for_paper(deed(people, "", NOW), row, None, "public") is None


def test_the_chain_leads_from_the_oldest_edition_to_the_newest():
    found = chain_of([SECOND, FIRST, SECOND])

    assert [edition.version for edition in found.editions] == ["1.0", "2.0"]
    assert found.crosswalks[0].new == SECOND
