"""Loading the reference tables, and finding an organisation in them."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charter.domain.errors import UnknownOrganisation
from charter.services.reference import find_organisation, load_reference, search_organisations
from charter.store.reference import ListedOrganisation, SurveyResult, WresRate
from charter.store.reference_files import FOLDER
from tests.support.reference_database import counted_statements, empty_engine


@pytest.fixture(scope="module")
def loaded():
    with Session(empty_engine()) as session:
        load_reference(session)
        yield session


def test_a_second_load_of_the_same_folder_writes_nothing_and_asks_once(loaded):
    loaded.expire_all()

    with counted_statements(loaded) as sent:
        written = load_reference(loaded)

    assert (written, len(sent)) == (0, 1)


def test_a_changed_file_replaces_every_row_and_leaves_none_behind(tmp_path):
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    with Session(empty_engine()) as session:
        load_reference(session, folder)
        rates = folder / "wres_rates.csv"
        rates.write_text("code,indicator,white_percent,bme_percent,ratio\nR0A,7,58.4,,\n", encoding="utf-8")

        written = load_reference(session, folder)

        assert written > 0
        assert [(row.code, row.bme_percent) for row in session.scalars(select(WresRate))] == [("R0A", None)]


def test_every_trust_of_the_published_lists_is_there(loaded):
    """263 organisations in the survey, 15 more in one of the two lists of trusts."""
    assert loaded.scalar(select(func.count()).select_from(ListedOrganisation)) == 278


def test_wres_holds_four_indicators_of_159_trusts(loaded):
    assert loaded.scalar(select(func.count()).select_from(WresRate)) == 636


def test_survey_holds_eleven_items_of_263_organisations(loaded):
    assert loaded.scalar(select(func.count()).select_from(SurveyResult)) == 2893


def test_figures_are_as_published(loaded):
    wres = loaded.get(WresRate, ("R0A", 7))
    survey = loaded.get(SurveyResult, ("R0A", "Q15"))

    assert (wres.white_percent, wres.bme_percent, wres.ratio) == (58.4, 48.4, 0.83)
    assert (survey.percent, survey.base_n) == (54.70, 13030)


def test_an_organisation_is_found_by_code_in_any_case(loaded):
    found = find_organisation(loaded, " r0a ")

    assert (found.name, found.peer_group, found.region) == (
        "Manchester University NHS Foundation Trust",
        "acute",
        "North West",
    )


@pytest.mark.parametrize("code", ["X0EX1", "", "%", "R0A'; --"])
def test_an_unknown_code_is_told_by_name(loaded, code):
    with pytest.raises(UnknownOrganisation, match="Check the code"):
        find_organisation(loaded, code)


def test_search_finds_by_part_of_a_name_and_puts_an_exact_code_first(loaded):
    assert [item.code for item in search_organisations(loaded, "isle of wight nhs")][:3] == ["R1F", "R1F1", "R1F2"]
    assert [item.code for item in search_organisations(loaded, "r1f")][:1] == ["R1F"]


def test_search_finds_words_in_any_order_and_leaves_out_what_has_closed(loaded):
    assert "RBS" in [item.code for item in search_organisations(loaded, "children’s hey")]
    assert [item.code for item in search_organisations(loaded, "rd3")] == ["RD3"]
    assert search_organisations(loaded, "rd3", is_open=True) == ()


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "\\", "zzzz", "a" * 60_000])
def test_search_for_nothing_or_for_signs_finds_nothing(loaded, text):
    assert search_organisations(loaded, text) == ()


def test_search_stops_at_its_limit(loaded):
    assert len(search_organisations(loaded, "nhs", limit=7)) == 7


def test_a_closed_trust_names_its_successor_where_the_lists_show_it(loaded):
    found = find_organisation(loaded, "RD3")

    assert (found.name, found.closed_text, found.successor) == (
        "Poole Hospital NHS Foundation Trust",
        "Closed on 30 September 2020",
        "R0D",
    )


def test_isle_of_wight_is_two_rows_that_are_part_of_one(loaded):
    parts = [find_organisation(loaded, code) for code in ("R1F1", "R1F2")]

    assert [(part.part_of, part.peer_group) for part in parts] == [("R1F", "acute"), ("R1F", "ambulance")]
