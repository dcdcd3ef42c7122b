"""A new year starts from the last: carried as a draft, marked until somebody looks, and taken back without a trace."""

from __future__ import annotations

import datetime as dt

import pytest

from charter.domain.errors import NotAllowed, WrongState
from charter.domain.holdings import holdings_bytes
from charter.services.assessments import record_answer
from charter.services.assignments import Assignment, assign_criterion
from charter.services.carried_marks import decide, waiting_for
from charter.services.completeness import gaps_of
from charter.services.edition_moves import undo_last_move
from charter.services.evidence import NewFile, add_evidence
from charter.services.holdings import holdings_of
from charter.services.rounds import Dates, open_round, register_assessment, start_assessment
from charter.services.submissions import sign_off, submit
from charter.services.verification import assessment_differences
from charter.services.workspaces import workspace_of
from charter.services.year_carrying import carry_year, preview_year, year_sources
from charter.store.assessments import AssessmentRow
from charter.store.evidence import Folder, evidence_of
from tests.support.answers import fill_in
from tests.support.followed_editions import FIRST, SECOND, use_published
from tests.support.teams import BODY, CLOSES, KEY, OPENS, TRUST, deed, round_in_progress

A_YEAR = dt.timedelta(days=365)
NEXT = OPENS + A_YEAR + dt.timedelta(days=30)
PDF = b"%PDF-1.7\nprofile\n%%EOF\n"
DECISIONS = {"MA-04": "carry", "MA-04/files": "each", "NW-02": "carry", "TR-02": "carry"}


@pytest.fixture
def store(tmp_path):
    return Folder(tmp_path / "evidence")


@pytest.fixture
def last_year(session, store, monkeypatch):
    """The id of an assessment that was submitted under the first edition, with the worked example's answers."""
    use_published(monkeypatch)
    ours = round_in_progress(session)
    fill_in(session, ours)
    assign_criterion(deed(session, "lead"), ours, "MA-02", Assignment("writer"), None)
    names = ["Policy.pdf"]
    record_answer(deed(session, "writer"), ours, "/criteria/MA-04/files/MA-04.q5", None, 1)
    add_evidence(deed(session, "writer"), ours, NewFile(names[0], PDF, True), ["MA-04.q5"], store)
    sign_off(deed(session, "signer"), ours, "True.")
    submit(deed(session, "lead"), ours)
    return ours


def next_year(session, reference):
    dates = Dates(OPENS + A_YEAR, CLOSES + A_YEAR, dt.date(2028, 3, 31))
    whole = open_round(deed(session, "officer", NEXT), BODY, "BME Mentoring Charter 2028", reference, dates)
    row = register_assessment(deed(session, "lead", NEXT), whole.id, TRUST, scope="whole_organisation")
    start_assessment(deed(session, "lead", NEXT), row.id)
    return row.id


def test_a_year_of_the_next_edition_starts_from_the_last(session, last_year, store):
    ours = next_year(session, SECOND)
    lead = deed(session, "lead", NEXT)
    workspace = workspace_of(lead, ours)
    record_answer(lead, ours, "/criteria/MA-02/level", 1, 0)  # which stays this year's, whoever looked after it
    before = holdings_bytes(holdings_of(session, ours))

    assert [one.assessment_id for one in year_sources(lead, workspace)] == [last_year]
    assert len(preview_year(lead, workspace, last_year, {}).decisions) == 4
    carry_year(lead, ours, last_year, DECISIONS)

    held = holdings_of(session, ours)
    assert held.fields["/criteria/MA-02/level"] == 1
    assert held.fields["/criteria/MA-01/level"] == 3
    assert held.fields["/criteria/MA-06/answers/MA-06.q1"] == "yes"
    assert held.offers == {"MA-06": ("Policy.pdf",)}
    assert [one for one in held.fields if one.startswith(("/tables/", "/actions/"))] == []
    assert {one.first_added_at for one in evidence_of(session, ours)} == {deed(session, "lead").now}
    marks = {one.place for one in waiting_for(lead, workspace)}
    assert {"/criteria/MA-01/level", "/offers/MA-06/Policy.pdf", "/inputs/scheme_started_on"} < marks
    assert "/criteria/MA-02/level" not in marks
    assert year_sources(lead, workspace) == ()
    assert list(assessment_differences(session, ours, KEY, store)) == []

    undo_last_move(lead, ours)

    assert holdings_bytes(holdings_of(session, ours)) == before
    assert evidence_of(session, ours) == []
    assert list(assessment_differences(session, ours, KEY, store)) == []


def test_what_came_over_keeps_anybody_from_signing_until_it_is_looked_at(session, last_year, store):
    ours = next_year(session, FIRST)
    carry_year(deed(session, "lead", NEXT), ours, last_year, {})
    writer = deed(session, "writer", NEXT)
    workspace = workspace_of(writer, ours)
    words = "came over and"
    gaps = [gap for gap in gaps_of(writer, session.get_one(AssessmentRow, ours)) if words in gap.text]
    assert len(gaps) == 28

    record_answer(writer, ours, "/criteria/MA-01/level", 2, 1)
    waiting = waiting_for(writer, workspace)
    assert "/criteria/MA-01/level" not in {one.place for one in waiting}
    decide(writer, ours, [one.number for one in waiting])

    assert waiting_for(writer, workspace) == ()
    assert [gap for gap in gaps_of(writer, session.get_one(AssessmentRow, ours)) if words in gap.text] == []
    assert list(assessment_differences(session, ours, KEY, store)) == []


def test_a_file_that_is_no_evidence_here_is_declined(session, last_year):
    ours = next_year(session, SECOND)
    carry_year(deed(session, "lead", NEXT), ours, last_year, DECISIONS)
    writer = deed(session, "writer", NEXT)
    files = [one.number for one in waiting_for(writer, workspace_of(writer, ours)) if one.may_be_declined]

    decide(writer, ours, files, is_declined=True)

    held = holdings_of(session, ours)
    assert held.fields.get("/criteria/MA-04/files/MA-04.q5") is None
    assert [one.name for one in evidence_of(session, ours)] == ["Policy.pdf"]


def test_only_the_lead_starts_from_last_year_and_once(session, last_year):
    ours = next_year(session, FIRST)
    with pytest.raises(NotAllowed):
        carry_year(deed(session, "writer", NEXT), ours, last_year, {})
    session.rollback()
    carry_year(deed(session, "lead", NEXT), ours, last_year, {})

    with pytest.raises(WrongState, match="have come over already"):
        carry_year(deed(session, "lead", NEXT), ours, last_year, {})
