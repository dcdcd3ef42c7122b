"""Every address, and who may see what is behind it."""

from __future__ import annotations

import csv
from pathlib import Path

ROWS = list(csv.DictReader((Path(__file__).parent / "routes.csv").read_text(encoding="utf-8").splitlines()))


def answers(client, visit):
    """Ask for every address: those that change something last, and deletion at the very end."""
    ordered = sorted(ROWS, key=lambda row: (row["method"] == "POST", "delete" in row["address"]))
    return {row["endpoint"]: answer(client, row, visit) for row in ordered}


def answer(client, row, visit):
    address = row["address"].replace("/standings/{visit}", visit)
    with client.open(address, method=row["method"]) as response:
        return response.status_code


def test_a_visitor_may_what_the_table_says(client, faulty_visit, no_pdf):
    assert answers(client, faulty_visit) == {row["endpoint"]: int(row["visitor"]) for row in ROWS}


def test_another_visitor_may_what_the_table_says(other, faulty_visit, no_pdf):
    other.get("/standings/new")

    assert answers(other, faulty_visit) == {row["endpoint"]: int(row["other visitor"]) for row in ROWS}
