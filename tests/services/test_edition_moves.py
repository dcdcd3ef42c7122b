"""An open assessment moves to the next edition: nothing is lost, everything is told, and it can be taken back."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.errors import ChangedSince, NotAllowed, UndecidedChange, WrongState
from charter.domain.holdings import holdings_bytes
from charter.services.archive_reading import read_in
from charter.services.assessments import reading_of, record_answer
from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment
from charter.services.edition_moves import move_assessment, preview_move, undo_last_move
from charter.services.evidence import NewFile, add_evidence
from charter.services.holdings import holdings_of
from charter.services.move_news import move_news
from charter.services.rounds import open_round, register_assessment, start_assessment
from charter.services.verification import assessment_differences
from charter.services.workspaces import workspace_of
from charter.store.assessments import AssessmentRow
from charter.store.assignments import AssignmentRow
from charter.store.base import open_engine, writing
from charter.store.comments import CommentRow
from charter.store.edition_moves import marks_of
from charter.store.evidence import Folder
from tests.support.archives import exported
from tests.support.followed_editions import FIRST, SECOND, use_published
from tests.support.tampering import column_changes, is_found_after, row_deletions, without_guards
from tests.support.teams import BODY, DATES, KEY, TRUST, add_people, deed

PDF = b"%PDF-1.7\nprofile\n%%EOF\n"
DECISIONS = {"MA-04": "carry", "MA-04/files": "each", "NW-02": "carry", "TR-02": "carry"}
ANSWERS = {
    "/criteria/MA-01/level": 3,
    "/criteria/MA-04/level": 2,
    "/criteria/MA-04/answers/MA-04.q1": "yes",
    "/criteria/MA-04/answers/MA-04.q3": "no",
    "/criteria/MA-04/answers/MA-04.q4": "Profiles lie on the intranet.",
    "/criteria/NW-02/answers/NW-02.q3": "Shift workers can join from home.",
    "/criteria/RP-03/level": 4,
    "/criteria/TR-02/level": 3,
    "/criteria/TR-02/answers/TR-02.q2": "A day with the network.",
    "/tables/DT-09/year_0": [{"name": "Forum", "core_hours": True, "alcohol_free_option": True}],
    "/actions/0190f1c0000000000000000001a": {"criterion": "RP-03", "action": "Publish figures"},
}


@pytest.fixture
def store(tmp_path):
    return Folder(tmp_path / "evidence")


@pytest.fixture
def ours(session, store, monkeypatch):
    """An assessment of the first edition, in a round that holds the second beside it."""
    use_published(monkeypatch)
    add_people(session)
    whole = open_round(deed(session, "officer"), BODY, "Charter 2028", FIRST, DATES, beside_reference=SECOND)
    row = register_assessment(deed(session, "lead"), whole.id, TRUST, scope="whole_organisation")
    start_assessment(deed(session, "lead"), row.id)
    for field, value in ANSWERS.items():
        record_answer(deed(session, "writer"), row.id, field, value, 0)
    add_evidence(deed(session, "writer"), row.id, NewFile("Profile.pdf", PDF, True), ["MA-04.q5"], store)
    for criterion, question in (("MA-04", "MA-04.q3"), ("RP-03", "")):
        add_comment(deed(session, "writer"), row.id, NewComment(criterion, question, "Who knows?"), None)
        assign_criterion(
            deed(session, "lead"), row.id, criterion, Assignment("writer", dt.date(2027, 8, 1), "Wait."), None
        )
    return row.id


def now(session, assessment_id):
    return holdings_of(session, assessment_id)


def news(session, assessment_id):
    return move_news(deed(session, "lead"), workspace_of(deed(session, "lead"), assessment_id))


def test_everything_goes_where_the_crosswalk_says(session, ours, store):
    move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)

    held = now(session, ours)
    assert held.edition_reference == SECOND
    assert held.fields["/criteria/MA-06/answers/MA-06.q1"] == "no"
    assert held.fields["/criteria/MA-01/level"] == 3
    assert {"/criteria/MA-04/level", "/criteria/TR-02/level", "/criteria/RP-03/level"} & set(held.fields) == set()
    assert held.fields["/tables/DT-09/year_0"] == [{"name": "Forum", "alcohol_free_option": True}]
    assert held.offers == {"MA-06": ("Profile.pdf",)}
    assert held.assignments["MA-06"] == {"owner_id": "writer", "due_on": "2027-08-01"}
    assert sorted(held.comments.values()) == [("MA-06", "MA-06.q1")]
    archived = {(entry.place, entry.change_id) for entry in held.archive}
    assert {
        ("/criteria/RP-03/level", "C4"),
        ("/criteria/TR-02/level", "C1"),
        ("/owners/RP-03/owner_id", "C4"),
    } < archived
    assert list(assessment_differences(session, ours, KEY, store)) == []


def test_what_is_to_be_looked_at_waits(session, ours):
    move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)

    waiting = {(mark.place, mark.reason) for mark in marks_of(session, ours)}
    assert {
        ("/criteria/MA-04/files/MA-04.q5/Profile.pdf", "both_parts"),
        ("/offers/MA-06/Profile.pdf", "offered"),
        ("/criteria/MA-06/answers/MA-06.q1", "routed"),
        ("/criteria/NW-02/answers/NW-02.q3", "carried"),
    } <= waiting
    assert "/criteria/MA-01/level" not in {place for place, _ in waiting}


def test_taking_it_back_gives_the_same_bytes_and_a_second_try_works(session, ours, store):
    before = holdings_bytes(now(session, ours))

    for _ in range(2):
        move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)
        assert holdings_bytes(now(session, ours)) != before
        undo_last_move(deed(session, "lead"), ours)

        assert holdings_bytes(now(session, ours)) == before
    assert list(assessment_differences(session, ours, KEY, store)) == []
    assert {mark.decision for mark in marks_of(session, ours)} == {"undone"}


def test_what_stood_in_the_way_of_a_retired_criterion_comes_back_with_it(session, ours):
    move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)
    kept = session.scalars(select(AssignmentRow.criterion_id).where(AssignmentRow.assessment_id == ours)).all()
    undo_last_move(deed(session, "lead"), ours)

    assert sorted(kept) == ["MA-04", "MA-06", f"{FIRST}#RP-03#1"]
    assert session.get_one(AssignmentRow, (ours, "RP-03")).blocked_reason == "Wait."
    assert set(session.scalars(select(CommentRow.criterion_id))) == {"MA-04", "RP-03"}


def test_it_cannot_be_taken_back_once_somebody_has_saved(session, ours):
    move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)
    assert news(session, ours).undoable_kind == "moved"

    record_answer(deed(session, "writer"), ours, "/criteria/MA-07/level", 1, 0)

    assert news(session, ours).undoable_kind == ""
    with pytest.raises(ChangedSince, match="Somebody has saved something since"):
        undo_last_move(deed(session, "lead"), ours)


def test_nobody_but_the_lead_moves_it_and_only_as_decided_and_once(session, ours):
    with pytest.raises(NotAllowed):
        move_assessment(deed(session, "writer"), ours, SECOND, DECISIONS)
    session.rollback()
    with pytest.raises(UndecidedChange, match="MA-04"):
        move_assessment(deed(session, "lead"), ours, SECOND, {})
    session.rollback()
    move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)

    with pytest.raises(WrongState, match="no edition that this assessment could move to"):
        move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)


def test_a_change_of_any_column_of_a_move_is_found_and_a_row_that_is_gone_is_missed(session, ours, store):
    move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)
    without_guards(session)
    tables = ("edition_moves", "carried_marks")
    changes = {name: one for name, one in column_changes(session, ours).items() if name.startswith(tables)}
    changes |= {name: one for name, one in row_deletions(session, ours).items() if name in tables}

    unfound = {name for name, change in changes.items() if not is_found_after(session, ours, store, change)}

    assert len(changes) == 22
    assert unfound == set()


def test_looking_at_it_writes_nothing(session, ours):
    before = holdings_bytes(now(session, ours))

    preview = preview_move(deed(session, "viewer"), workspace_of(deed(session, "viewer"), ours), {"TR-02": "blank"})

    assert [one.key for one in preview.decisions] == ["MA-04", "MA-04/files", "NW-02", "TR-02"]
    assert "/criteria/TR-02/answers/TR-02.q2" not in preview.carried.holdings.fields
    assert (list(session.new), list(session.dirty)) == ([], [])
    assert holdings_bytes(now(session, ours)) == before


def test_the_answers_can_be_read_under_the_new_edition(session, ours):
    move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)

    edition, reading = reading_of(deed(session, "lead"), session.get_one(AssessmentRow, ours), is_draft=True)

    assert (edition.reference, reading.faults) == (SECOND, ())
    assert [action.values["criterion"] for action in reading.sheet.actions] == ["RP-03"]


def test_an_action_on_a_retired_criterion_can_be_worked_on_and_goes_on_naming_it(session, ours):
    move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)
    field = "/actions/0190f1c0000000000000000001a"

    record_answer(deed(session, "writer"), ours, field, {"criterion": "RP-03", "action": "Publish all figures"}, 1)

    assert now(session, ours).fields[field]["criterion"] == "RP-03"
    assert now(session, ours).pins == {field: FIRST}


def test_a_moved_assessment_travels_whole(session, ours, store, databases, tmp_path):
    move_assessment(deed(session, "lead"), ours, SECOND, DECISIONS)
    content, before = exported(session, ours, store), holdings_bytes(now(session, ours))
    engine = open_engine(databases.migrated_copy("sqlite"))

    with Session(writing(engine)) as elsewhere:
        read_in(deed(elsewhere, "operator"), io.BytesIO(content), Folder(tmp_path / "there"))

        assert holdings_bytes(now(elsewhere, ours)) == before
        assert list(assessment_differences(elsewhere, ours, KEY, Folder(tmp_path / "there"))) == []
    engine.dispose()
