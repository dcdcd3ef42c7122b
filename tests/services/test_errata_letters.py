"""A correction that is put beside a criterion's wording: who is told, once, and who is not."""

from __future__ import annotations

import datetime as dt
import shutil
import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.notices import Notice
from charter.services.assignments import Assignment, assign_criterion
from charter.services.errata_letters import tell_of_corrections
from charter.services.notices import choose_notices
from charter.store.assessments import AssessmentRow
from charter.store.base import writing
from charter.store.outbox import MailRow
from tests.support.teams import CLOSES, REFERENCE, TRUST, deed, round_in_progress

SITE = "https://charter.example"
JULY = dt.datetime(2027, 7, 2, 9, tzinfo=dt.UTC)
NOTE = """errata:
  - number: 1
    dated: "{day}"
    of: {{criterion: MA-01, field: guidance}}
    note: People mentored in a group count once
    touches: whoever counts groups
"""
OURS = {"lead@example.org", "writer@example.org", "signer@example.org", "viewer@example.org"}


@pytest.fixture(scope="module")
def criteria(tmp_path_factory):
    """A folder of criteria of its own, which is the installed one."""
    root = tmp_path_factory.mktemp("criteria")
    shutil.copytree("criteria/bme-mentoring", root / "bme-mentoring")
    shutil.copy("criteria/published.sha256", root)
    return root


@pytest.fixture
def correct(criteria, monkeypatch):
    """Puts a correction of that day beside the edition's wording."""
    monkeypatch.setenv("CHARTER_CRITERIA_DIR", str(criteria))
    path = criteria / REFERENCE / "errata.yaml"
    yield lambda day: path.write_text(NOTE.format(day=day), encoding="utf-8")
    path.unlink(missing_ok=True)


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def told(session, who=OURS):
    return {row.address: row for row in session.scalars(select(MailRow)) if row.address in who}


def test_leads_and_writers_of_open_work_are_told_once(session, assessment_id, correct):
    correct("2027-07-01")

    tell_of_corrections(session, JULY, SITE)
    again = tell_of_corrections(session, JULY + dt.timedelta(days=70), SITE)

    assert again == 0
    assert set(told(session)) == {"lead@example.org", "writer@example.org"}
    letter = told(session)["writer@example.org"]
    assert letter.subject == "A correction to MA-01: Example trust"
    assert "Correction 1 of 1 July 2027, on the guidance: People mentored in a group count once." in letter.body
    assert f"{SITE}/assessments/{assessment_id}/criteria/MA-01" in letter.body
    assert letter.useful_until == CLOSES


def test_where_somebody_looks_after_the_criterion_they_are_told_instead_of_all_who_write(
    session, assessment_id, correct
):
    assign_criterion(deed(session, "lead"), assessment_id, "MA-01", Assignment("viewer"), None)
    correct("2027-07-01")

    tell_of_corrections(session, JULY, SITE)

    assert {one for one, row in told(session).items() if row.key.startswith("erratum:")} == {
        "lead@example.org",
        "viewer@example.org",
    }


@pytest.mark.parametrize("day", ["2027-05-31", "2027-07-03"])
def test_a_correction_from_before_the_registration_or_from_tomorrow_tells_nobody(session, assessment_id, correct, day):
    correct(day)

    assert tell_of_corrections(session, JULY, SITE) == 0


def test_nobody_is_told_after_the_deadline_or_once_it_is_submitted(session, assessment_id, correct):
    correct("2027-07-01")
    for row in session.scalars(select(AssessmentRow).where(AssessmentRow.organisation_id == TRUST)):
        row.state = "submitted"
    session.commit()

    tell_of_corrections(session, JULY, SITE)

    assert told(session) == {}
    assert set(told(session, {"stranger@example.org"})) == {"stranger@example.org"}  # their own work is open
    assert tell_of_corrections(session, CLOSES, SITE) == 0


def test_whoever_declined_such_letters_gets_none(session, assessment_id, correct):
    choose_notices(deed(session, "lead"), set(Notice) - {Notice.CRITERIA})
    correct("2027-07-01")

    tell_of_corrections(session, JULY, SITE)

    assert set(told(session)) == {"writer@example.org"}


def test_two_workers_at_once_write_one_letter_to_each(session, engine, assessment_id, correct):
    correct("2027-07-01")
    start, counts = threading.Barrier(2), []

    def work():
        with Session(writing(engine)) as own:
            start.wait()
            counts.append(tell_of_corrections(own, JULY, SITE))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(counts) == 3  # our lead and writer, and the other institution's lead
