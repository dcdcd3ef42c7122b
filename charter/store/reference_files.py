"""The folder ``reference/`` read into its tables: whole, in one go, and only when a file has changed."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from charter.domain.working_days import BankHolidays
from charter.store.base import Base
from charter.store.reference import (
    ListedOrganisation,
    NationalFigure,
    NationalMeasure,
    OccupationRow,
    PeerGroup,
    ReferenceLoad,
    ReferenceSource,
    ShownOccupation,
    SurveyItemRow,
    SurveyItemTheme,
    SurveyResult,
    WresIndicator,
    WresRate,
)

FOLDER = Path(__file__).resolve().parents[2] / "reference"
# in the order in which rows may be inserted: what is referred to goes first
FILES: tuple[tuple[str, type[Base]], ...] = (
    ("sources.csv", ReferenceSource),
    ("peer_groups.csv", PeerGroup),
    ("organisations.csv", ListedOrganisation),
    ("wres_indicators.csv", WresIndicator),
    ("wres_rates.csv", WresRate),
    ("survey_items.csv", SurveyItemRow),
    ("survey_item_themes.csv", SurveyItemTheme),
    ("survey_results.csv", SurveyResult),
    ("national_measures.csv", NationalMeasure),
    ("national_figures.csv", NationalFigure),
    ("occupations.csv", OccupationRow),
    ("shown_occupations.csv", ShownOccupation),
)
# read as it is, never into a table: the rules of ``domain.working_days`` go on where it ends
BANK_HOLIDAYS = "bank_holidays.csv"
# how the text of a column becomes its value; columns not named are text
READERS: dict[str, Callable[[str], Any]] = {
    "day": dt.date.fromisoformat,
    "in_ods_2022": lambda text: text == "1",
    "in_ods_2025": lambda text: text == "1",
    "closed_on": lambda text: dt.date.fromisoformat(text) if text else None,
    "indicator": int,
    "higher_is_better": lambda text: text == "1",
    "has_funnel": lambda text: text == "1",
    "white_percent": lambda text: float(text) if text else None,
    "bme_percent": lambda text: float(text) if text else None,
    "ratio": lambda text: float(text) if text else None,
    "percent": lambda text: float(text) if text else None,
    "base_n": lambda text: int(text) if text else None,
    "value": float,
}
ORDERED = (
    "survey_items.csv",
    "national_measures.csv",
    "shown_occupations.csv",
)  # files whose order of rows is the order of showing


def folder_digest(folder: Path = FOLDER) -> str:
    """Give the SHA-256 over names and bytes of the folder's files."""
    digest = hashlib.sha256()
    for name, _ in FILES:
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes() + b"\0")
    return digest.hexdigest()


def loaded_digest(session: Session) -> str | None:
    """Give the digest of what the tables hold; None where nothing was loaded."""
    load = session.get(ReferenceLoad, 1)
    return load.digest if load else None


def replace_reference(session: Session, folder: Path = FOLDER) -> int:
    """Put the folder's rows in the place of all that the tables hold; give their number. The caller commits."""
    for _, model in reversed(FILES):
        session.execute(delete(model))
    session.execute(delete(ReferenceLoad))
    count = 0
    for name, model in FILES:
        rows = read_rows(folder / name)
        session.execute(insert(model), rows)
        count += len(rows)
    session.execute(insert(ReferenceLoad), [{"id": 1, "digest": folder_digest(folder)}])
    return count


@cache
def bank_holidays(folder: Path = FOLDER) -> BankHolidays:
    """Give the published bank holidays of England and Wales, read once for as long as the process lives."""
    return BankHolidays({row["day"]: row["title"] for row in read_rows(folder / BANK_HOLIDAYS)})


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Give a file's rows with values as the tables hold them."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [{key: READERS.get(key, str)(text) for key, text in row.items()} for row in csv.DictReader(file)]
    if path.name in ORDERED:
        rows = [{**row, "position": position} for position, row in enumerate(rows)]
    return rows
