"""Filling in a data table: grids out of what is saved, counts out of what is typed, two people at once."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.errors import NotAllowed, StaleAnswer, UnknownTable
from charter.services.assessments import saved_fields
from charter.services.editions import find_edition
from charter.services.table_entry import (
    checks_of,
    clashes,
    grid_of,
    merged_texts,
    read_typed,
    save_grid,
    save_not_applicable,
)
from charter.services.workspaces import workspace_of
from tests.support.answers import fill_in
from tests.support.teams import JUNE, deed, round_in_progress

EDITION = find_edition("bme-mentoring", "1.0")
FIELD = "/tables/DT-05/year_0"
APPLICANTS = ("black", "applicants")
APPOINTED = ("black", "appointed")
LATER = JUNE + dt.timedelta(days=1)


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def grid(session, assessment_id, table_id="DT-05", *, who="writer", now=JUNE, year=0):
    doing = deed(session, who, now)
    start = now.replace(hour=0)
    return grid_of(doing, workspace_of(doing, assessment_id), table_id, year, start)


def save(session, assessment_id, texts, *, version=0, who="writer", now=JUNE, table_id="DT-05"):
    doing = deed(session, who, now)
    shown = grid(session, assessment_id, table_id, who=who, now=now)
    return save_grid(doing, workspace_of(doing, assessment_id), shown, read_typed(shown, texts), version)


def test_what_is_typed_is_saved_as_counts_and_blank_stays_blank(session, assessment_id):
    save(session, assessment_id, {APPLICANTS: "29", APPOINTED: "0", ("asian", "applicants"): " "})

    saved = saved_fields(deed(session, "viewer"), assessment_id)[FIELD]
    assert saved.value == {"black": {"applicants": 29, "appointed": 0}}
    assert grid(session, assessment_id).texts == {APPLICANTS: "29", APPOINTED: "0"}


@pytest.mark.parametrize(
    ("text", "value"), [("1,204", 1204), ("1 204", 1204), ("1\u00a0204", 1204), ("12,345,678", 12345678), (" 7 ", 7)]
)
def test_thousands_are_read_as_a_spreadsheet_groups_them(session, assessment_id, text, value):
    typed = read_typed(grid(session, assessment_id), {APPLICANTS: text})

    assert (typed.values, typed.faults) == ({APPLICANTS: value}, {})


@pytest.mark.parametrize("text", ["x", "-1", "2.5", "1,20", "1e3", "١٢", "123456789", "=1+1"])
def test_what_is_no_count_is_named_by_its_cell(session, assessment_id, text):
    typed = read_typed(grid(session, assessment_id), {APPLICANTS: text})

    assert typed.values == {}
    assert typed.faults[APPLICANTS].startswith(f"Black or Black British, Applicants: “{text}” is no count.")


def test_every_table_of_the_worked_example_goes_through_the_grid_unchanged(session, assessment_id):
    fill_in(session, assessment_id)
    before = saved_fields(deed(session, "viewer"), assessment_id)
    ids = [item.id for item in workspace_of(deed(session, "viewer"), assessment_id).edition.tables]

    for table_id in ids[:-1]:
        shown = grid(session, assessment_id, table_id)
        save(session, assessment_id, shown.texts, version=shown.version, table_id=table_id)

    assert saved_fields(deed(session, "viewer"), assessment_id) == before


def test_counts_that_do_not_agree_are_kept_and_named(session, assessment_id):
    asked, matched = ("white", "c1", "asked_for_mentor"), ("white", "c1", "matched")

    save(session, assessment_id, {asked: "5", matched: "6"}, table_id="DT-02")

    shown = grid(session, assessment_id, "DT-02")
    (fault,) = checks_of(EDITION, shown, shown.texts)
    assert fault.startswith("DT-02, matched with a mentor or group, White, ")
    assert fault.endswith("More than “asked for a mentor” in the same place. Correct one of the two counts.")


def test_yesterdays_figure_stands_beside_todays(session, assessment_id):
    save(session, assessment_id, {APPLICANTS: "29"})
    save(session, assessment_id, {APPLICANTS: "31"}, version=1, now=LATER)

    assert grid(session, assessment_id, now=LATER).earlier == {APPLICANTS: "29"}
    assert grid(session, assessment_id).earlier == {}


def test_two_people_who_change_other_cells_both_keep_their_work(session, assessment_id):
    save(session, assessment_id, {APPLICANTS: "29"})
    save(session, assessment_id, {APPLICANTS: "29", APPOINTED: "7"}, version=1, who="lead")

    save(session, assessment_id, {APPLICANTS: "30"}, version=1)

    assert grid(session, assessment_id).texts == {APPLICANTS: "30", APPOINTED: "7"}


def test_two_people_who_change_the_same_cell_are_told(session, assessment_id):
    save(session, assessment_id, {APPLICANTS: "29"})
    save(session, assessment_id, {APPLICANTS: "35", APPOINTED: "7"}, version=1, who="lead")

    with pytest.raises(StaleAnswer):
        save(session, assessment_id, {APPLICANTS: "30"}, version=1)

    shown, doing = grid(session, assessment_id), deed(session, "writer")
    typed = read_typed(shown, {APPLICANTS: "30"})
    workspace = workspace_of(doing, assessment_id)
    found = clashes(doing, workspace, shown, typed, 1)
    assert [(clash.path, clash.theirs, clash.mine) for clash in found] == [(APPLICANTS, "35", "30")]
    assert merged_texts(doing, workspace, shown, typed, 1) == {APPLICANTS: "30", APPOINTED: "7"}


def test_records_are_lines_with_a_name_and_answers(session, assessment_id):
    texts = {("0", "name"): "Spring forum", ("0", "core_hours"): "yes", ("2", "core_hours"): "no"}

    save(session, assessment_id, texts, table_id="DT-09")

    value = saved_fields(deed(session, "viewer"), assessment_id)["/tables/DT-09/year_0"].value
    assert value == [{"name": "Spring forum", "core_hours": True}, {"core_hours": False}]


def test_that_there_were_none_is_told_from_a_blank_table(session, assessment_id):
    doing, shown = deed(session, "writer"), grid(session, assessment_id, "DT-09")

    save_grid(doing, workspace_of(doing, assessment_id), shown, read_typed(shown, {}), 0, none_held=True)

    assert saved_fields(deed(session, "viewer"), assessment_id)["/tables/DT-09/year_0"].value == []


def test_a_table_may_be_left_out_only_where_the_edition_says_so(session, assessment_id):
    doing = deed(session, "writer")
    workspace = workspace_of(doing, assessment_id)

    save_not_applicable(doing, workspace, "DT-08", 0, applies=False)

    assert grid(session, assessment_id, "DT-08").is_not_applicable
    with pytest.raises(UnknownTable, match="applies to everybody"):
        save_not_applicable(doing, workspace, "DT-01", 1, applies=False)


def test_a_viewer_may_look_and_not_save(session, assessment_id):
    assert grid(session, assessment_id, who="viewer").texts == {}
    with pytest.raises(NotAllowed):
        save(session, assessment_id, {APPLICANTS: "1"}, who="viewer")
