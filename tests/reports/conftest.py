"""Summaries of real sheets, and the PDFs made of them, each made once."""

from dataclasses import replace

import pytest

from charter.domain.answers import AnswerSheet
from charter.domain.summaries import Summary
from charter.services.standings import example_sheet, summary_of
from charter.store.editions import load_edition
from charter.store.reference_memory import reference_session
from tests.support.long_answers import longest_sheet
from tests.support.years import three_years

EDITION = "bme-mentoring/1.0"


@pytest.fixture(scope="session")
def summaries() -> dict[str, Summary]:
    """What there is to print: the worked example for both audiences and with other years, nothing, and long texts."""
    edition, example = load_edition(EDITION), example_sheet(EDITION)
    with reference_session() as session:
        return {
            "example": replace(summary_of(session, edition, example), trend=three_years()),
            "internal": summary_of(session, edition, example, "own_trust"),
            "empty": summary_of(session, edition, AnswerSheet(EDITION)),
            "longest": summary_of(session, edition, longest_sheet(edition, example)),
        }
