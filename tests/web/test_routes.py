"""Every address, and who may see what is behind it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

ROWS = list(csv.DictReader((Path(__file__).parent / "routes.csv").read_text(encoding="utf-8").splitlines()))


def answer(client, row, visit):
    address = row["address"].replace("/standings/{visit}", visit)
    with client.open(address, method=row["method"]) as response:
        return response.status_code


def test_every_address_stands_in_the_table(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - {"static"}

    assert {row["endpoint"] for row in ROWS} == endpoints


@pytest.mark.parametrize("row", ROWS, ids=[row["endpoint"] for row in ROWS])
def test_a_visitor_may_what_the_table_says(row, client, faulty_visit, no_pdf):
    assert answer(client, row, faulty_visit) == int(row["visitor"])


@pytest.mark.parametrize("row", ROWS, ids=[row["endpoint"] for row in ROWS])
def test_another_visitor_may_what_the_table_says(row, other, faulty_visit, no_pdf):
    other.get("/standings/new")

    assert answer(other, row, faulty_visit) == int(row["other visitor"])
