"""The files of ``reference/`` themselves: small, sourced, and in agreement with each other."""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from charter.store.reference_files import BANK_HOLIDAYS, FILES, FOLDER, bank_holidays, folder_digest, read_rows

NAMES = [name for name, _ in FILES]


def _column(name, column):
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file)]


def test_every_file_of_the_folder_is_loaded():
    assert sorted(path.name for path in FOLDER.glob("*.csv")) == sorted([*NAMES, BANK_HOLIDAYS])


def test_bank_holidays_are_read_with_their_titles():
    assert bank_holidays().title(dt.date(2022, 9, 19)) == "Bank Holiday for the State Funeral of Queen Elizabeth II"
    assert bank_holidays().title(dt.date(2022, 9, 20)) is None


def test_every_year_of_the_list_of_bank_holidays_is_whole():
    assert [len(bank_holidays().of_year(year)) for year in range(2019, 2028)] == [8, 8, 8, 10, 9, 8, 8, 8, 8]


def test_the_folder_is_under_two_megabytes():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 2_000_000


@pytest.mark.parametrize(
    ("name", "column", "home", "key"),
    [
        ("wres_rates.csv", "code", "organisations.csv", "code"),
        ("survey_results.csv", "code", "organisations.csv", "code"),
        ("survey_results.csv", "item", "survey_items.csv", "item"),
        ("survey_item_themes.csv", "item", "survey_items.csv", "item"),
        ("national_figures.csv", "measure", "national_measures.csv", "measure"),
        ("national_figures.csv", "source", "sources.csv", "source"),
        ("shown_occupations.csv", "occupation", "occupations.csv", "occupation"),
    ],
)
def test_what_a_file_refers_to_exists(name, column, home, key):
    assert set(_column(name, column)) <= set(_column(home, key))


def test_every_organisation_with_a_group_has_a_known_one():
    assert set(_column("organisations.csv", "peer_group")) <= {"", *_column("peer_groups.csv", "peer_group")}


def test_every_source_has_a_title_a_publisher_and_a_year():
    assert all(all((row["title"], row["publisher"], row["year"])) for row in read_rows(FOLDER / "sources.csv"))


def test_percentages_lie_in_range_and_bases_are_counts():
    results = read_rows(FOLDER / "survey_results.csv")

    assert [row for row in results if row["percent"] is not None and not 0 <= row["percent"] <= 100] == []
    assert [row for row in results if row["base_n"] is not None and row["base_n"] < 11] == []


def test_a_suppressed_percentage_is_blank_and_so_is_its_base(tmp_path):
    path = tmp_path / "survey_results.csv"
    path.write_text("code,item,percent,base_n\nR0A,Q15,,\n", encoding="utf-8")

    assert read_rows(path) == [{"code": "R0A", "item": "Q15", "percent": None, "base_n": None}]


def test_the_digest_changes_with_one_byte(tmp_path):
    for name in NAMES:
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    before = folder_digest(tmp_path)

    with (tmp_path / "occupations.csv").open("a", encoding="utf-8") as file:
        file.write(" ")

    assert before == folder_digest(FOLDER)
    assert folder_digest(tmp_path) != before


def test_every_text_fits_its_column():
    """SQLite would take longer ones; PostgreSQL would not."""
    too_long = [
        (name, column, text)
        for name, model in FILES
        for row in read_rows(FOLDER / name)
        for column, text in row.items()
        if isinstance(text, str) and len(text) > model.__table__.c[column].type.length
    ]
    assert too_long == []
