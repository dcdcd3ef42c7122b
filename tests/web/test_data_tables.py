"""Data tables on pages: typing, pasting, files, two people at once."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy.orm import Session

from charter.services.assessments import record_answer, saved_fields
from charter.store.base import writing
from tests.support.pages import Page, fetch
from tests.support.people import sign_in
from tests.support.teams import deed, round_in_progress

TABLE = "/tables/DT-05/year_0"


@pytest.fixture
def database(team_app):
    """Opens a session for a moment, so that the site is not kept waiting."""
    return lambda: Session(writing(team_app.extensions["charter_engine"]))


@pytest.fixture
def address(database):
    with database() as session:
        return f"/assessments/{round_in_progress(session)}/tables/DT-05"


@pytest.fixture
def writer(team_app, address):
    return sign_in(team_app.test_client(), "writer")


def saved(database, address):
    with database() as session:
        field = saved_fields(deed(session, "viewer"), address.split("/")[2]).get(TABLE)
    return field.value if field else None


def send(client, address, data, **more):
    return Page(client.post(address, data={"version": "0", **data}, **more), address)


def marked(page):
    """The cells that are filled in and not saved, by name."""
    inputs = page.all("input")
    return {item.get("name"): item.get("value") for item in inputs if "input--new" in (item.get("class") or "")}


def test_a_table_is_typed_and_saved(writer, database, address):
    response = writer.post(address, data={"version": "0", "c:black/applicants": "1,029", "c:black/appointed": "0"})

    page = fetch(writer, response.headers["Location"])
    assert saved(database, address) == {"black": {"applicants": 1029, "appointed": 0}}
    assert "DT-05 is saved." in page.words
    assert page.by_id("c:black/applicants").get("value") == "1029"


def test_a_wrong_cell_is_named_and_everything_typed_stays(writer, database, address):
    page = send(writer, address, {"c:black/applicants": "many", "c:black/appointed": "7"})

    assert (page.status, saved(database, address)) == (422, None)
    assert page.title.startswith("Error: DT-05")
    assert "Applicants: “many” is no count. Write a whole number, 0 or more, or leave it blank." in page.words
    assert page.by_id("c:black/applicants").get("value") == "many"
    assert page.by_id("c:black/appointed").get("value") == "7"


def test_a_pasted_block_is_shown_before_anything_is_saved(writer, database, address):
    block = "\tApplicants\tAppointed\nBlack or Black British\t29\t7\n"

    page = send(writer, address, {"fill": "yes", "block_text": block})

    assert saved(database, address) is None
    assert marked(page) == {"c:black/applicants": "29", "c:black/appointed": "7"}
    assert "Not saved yet. 2 cells filled in, found by name." in page.words


def test_a_block_without_names_goes_to_the_part_row_and_column_that_were_chosen(writer, address):
    survey = address.replace("DT-05", "DT-10")

    page = send(writer, survey, {"fill": "yes", "block": "S01", "line": "1", "column": "3", "block_text": "12\t7"})

    assert marked(page) == {"c:mixed/S01/4": "12", "c:mixed/S01/5": "7"}
    assert "Column 4" in [option.text for option in page.by_id("column").iter("option")]


def test_a_file_is_put_into_the_table_like_a_pasted_block(writer, database, address):
    file = (io.BytesIO("Black or Black British;500;29\nWhite;3900;212\n".encode("cp1252")), "figures.csv")

    page = send(writer, address, {"fill": "yes", "file": file}, content_type="multipart/form-data")

    assert marked(page)["c:white/eligible_staff"] == "3900"
    assert len(marked(page)) == 4


def test_nothing_pasted_is_said_beside_the_field(writer, address):
    page = send(writer, address, {"fill": "yes", "block_text": " "})

    assert page.status == 422
    assert "There is nothing in it. Copy the cells in Excel and paste them here." in page.words


def test_a_paste_of_thirty_megabytes_is_refused_and_changes_nothing(writer, database, address):
    response = writer.post(address, data={"version": "0", "fill": "yes", "block_text": "1\t" * 15_000_000})

    assert response.status_code == 413
    assert "larger than any table" in Page(response, address).words
    assert saved(database, address) is None


def test_a_table_that_comes_back_to_be_mended_still_rests_on_what_its_writer_saw(writer, database, address):
    assessment_id = address.split("/")[2]
    writer.post(address, data={"version": "0", "c:black/applicants": "29"})
    with database() as session:
        record_answer(deed(session, "lead"), assessment_id, TABLE, {"black": {"applicants": 35}}, 1)

    page = send(writer, address, {"version": "1", "c:black/applicants": "29", "c:black/appointed": "many"})
    _, fields = page.form_of("Save the table")
    writer.post(address, data={**fields, "c:black/applicants": "29", "c:black/appointed": "7"})

    assert saved(database, address) == {"black": {"applicants": 35, "appointed": 7}}


def test_what_does_not_agree_is_told_while_one_types_and_nothing_is_saved(writer, database, address):
    uptake = address.replace("DT-05", "DT-02")

    response = writer.post(f"{uptake}/checks", data={"c:white/c1/asked_for_mentor": "5", "c:white/c1/matched": "6"})

    assert "More than “asked for a mentor” in the same place. Correct one of the two counts." in response.json["html"]
    assert saved(database, address) is None


def test_the_year_before_stands_beside_each_count_when_asked_for(writer, address):
    writer.post(address, data={"year": "before", "version": "0", "c:black/applicants": "24"})

    page = fetch(writer, f"{address}?beside=yes")

    assert "Below each count stands that of the year before." in page.words
    assert page.words.count("the year before: 24") == 1


def test_two_people_choose_between_the_cells_that_both_changed(writer, database, address):
    assessment_id = address.split("/")[2]
    theirs = {"black": {"applicants": 35, "appointed": 7}}
    with database() as session:
        record_answer(deed(session, "writer"), assessment_id, TABLE, {"black": {"applicants": 29}}, 0)
        record_answer(deed(session, "lead"), assessment_id, TABLE, theirs, 1)

    page = send(writer, address, {"version": "1", "c:black/applicants": "30"})

    assert (page.status, saved(database, address)) == (409, theirs)
    assert re.search(r"Black or Black British, Applicants 35 30", page.words)
    assert "Saved by Lead" in page.words
    _, hidden = page.form_of("Save what I chose")
    writer.post(address, data={**hidden, "choice:black/applicants": "mine"})
    assert saved(database, address) == {"black": {"applicants": 30, "appointed": 7}}


def test_a_table_that_does_not_apply_says_why(writer, address):
    board = address.replace("DT-05", "DT-08")

    writer.post(f"{board}/applies", data={"version": "0", "applies": "no"})

    assert "This table is marked as not applicable: there is no board." in fetch(writer, board).words


def test_the_list_says_which_tables_are_filled_in(writer, database, address):
    writer.post(address, data={"version": "0", "c:black/applicants": "29"})

    page = fetch(writer, address.removesuffix("/DT-05"))

    assert page.words.count("Filled in") == 1
    assert page.words.count("Not started") == 9


def test_a_viewer_reads_the_table_and_finds_no_button(team_app, writer, address):
    viewer = sign_in(team_app.test_client(), "viewer")

    page = fetch(viewer, address)

    assert "Save the table" not in page.words
    assert page.by_id("c:black/applicants").get("readonly") is not None
