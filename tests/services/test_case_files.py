"""Files of a case: those that went in with its copy, and no others."""

from __future__ import annotations

import pytest

from charter.domain.carrying_routes import OFFERS
from charter.domain.carrying_things import OFFER
from charter.domain.errors import InvalidEvidence, UnknownCase
from charter.domain.permissions import Action
from charter.services.case_files import files_named, read_case_file
from charter.services.case_submissions import submission_of
from charter.services.cases import case_for
from charter.store.cases import CaseRow
from charter.store.edition_moves import CONFIRMED, CarriedMarkRow
from charter.store.evidence import INFECTED, NOT_SCANNED, EvidenceRow
from tests.support.panels import OCTOBER, case_with_file, panel_deed
from tests.support.teams import NO_FILES

FACTS = {"kind": "pdf", "size_bytes": 5, "person_id": "writer", "added_at": OCTOBER, "scan_state": NOT_SCANNED}


def test_a_file_that_the_institution_added_since_is_none_of_the_panels(session):
    case_id = case_with_file(session)
    there = session.query(EvidenceRow).one()
    session.add(
        EvidenceRow(
            id="since", assessment_id=there.assessment_id, name="Policy.pdf", version=2, sha256="0" * 64, **FACTS
        )
    )
    session.flush()

    doing = panel_deed(session, "anna")
    case = case_for(doing, case_id, Action.SEE_CASE)
    shown = files_named(doing, case, submission_of(doing, case), ["Policy.pdf"])

    assert [row.id for row in shown[0].versions] == [there.id]
    with pytest.raises(UnknownCase, match="handed in"):
        read_case_file(doing, case_id, "since", NO_FILES)


def test_a_harmful_file_is_handed_to_nobody(session):
    case_id = case_with_file(session)
    row = session.query(EvidenceRow).one()
    row.scan_state = INFECTED
    session.flush()

    with pytest.raises(InvalidEvidence, match="harmful"):
        read_case_file(panel_deed(session, "anna"), case_id, row.id, NO_FILES)


def test_a_file_that_a_criterion_took_beyond_its_questions_is_shown_with_it(session):
    case_id = case_with_file(session)
    place = f"{OFFERS}MA-03/Policy.pdf"
    assessment_id = session.get_one(CaseRow, case_id).assessment_id
    facts = {"move_number": 1, "kind": OFFER, "reason": "offered", "version": 0, "decision": CONFIRMED}
    session.add(CarriedMarkRow(assessment_id=assessment_id, number=1, place=place, **facts))
    session.flush()
    doing = panel_deed(session, "anna")
    case = case_for(doing, case_id, Action.SEE_CASE)

    submission = submission_of(doing, case)

    assert submission.names_of(case.edition.criterion("MA-03")) == {"": ("Policy.pdf",)}
    assert "Policy.pdf" in submission.names_of(case.edition.criterion("MA-01"))["MA-01.q4"]
