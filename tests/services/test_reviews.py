"""A reviewer's own review: every save kept, two windows told apart, locked once, and blind to everybody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent
from charter.domain.errors import ConflictOfInterest, Incomplete, InvalidAnswers, UnknownCase, WrongState
from charter.domain.permissions import Action
from charter.domain.reviews import Rating
from charter.services.cases import case_for, happen_in
from charter.services.rating_saves import Given, save_rating
from charter.services.reviews import LEVEL, REASON, Locks, lock_review, locks_of, own_review, ratings_seen
from charter.services.verification import differences
from charter.store.base import writing
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.ratings import RatingRow, RatingVersionRow
from tests.support.panels import CHAIR, case_of_all_doors, case_with_panel, lock, panel_deed, rate
from tests.support.teams import KEY, NO_FILES, REFERENCE

CRITERIA = [item.id for item in load_edition(REFERENCE).criteria]
LEVELS = dict.fromkeys(CRITERIA, 2)
LONG = "They show it in many ways. " * 6


def give(session, case_id, who, criterion_id="MA-01", version=0, **typed):
    return save_rating(panel_deed(session, who), case_id, criterion_id, Given(typed, dict.fromkeys(typed, version)))


def case_seen_by(session, case_id, who, action=Action.SEE_CASE):
    return case_for(panel_deed(session, who), case_id, action)


def test_every_save_is_a_version_and_what_is_left_as_it_was_is_none(session):
    case_id = case_with_panel(session)

    give(session, case_id, "anna", level="2")
    give(session, case_id, "anna", version=1, reason="The policy says so.")
    unchanged = give(session, case_id, "anna", version=2, level="2", reason="The policy says so.")

    saves = [(row.version, row.level, row.reason) for row in session.query(RatingVersionRow).order_by("version")]
    assert saves == [(1, 2, ""), (2, 2, "The policy says so.")]
    assert not unchanged.is_saved


def test_two_windows_are_told_apart_field_by_field(session):
    case_id = case_with_panel(session)
    give(session, case_id, "anna", level="2")

    other_field = give(session, case_id, "anna", reason="Written in another window.")
    same_field = give(session, case_id, "anna", level="3")

    assert other_field.own.rating == Rating(2, reason="Written in another window.")
    assert [(one.theirs, one.yours, one.version) for one in same_field.stale] == [("2", "3", 2)]
    assert session.query(RatingRow).one().level == 2


def test_no_level_is_taken_that_the_rubric_does_not_have(session):
    case_id = case_with_panel(session)

    for criterion_id, level in (("MA-01", "5"), ("MA-01", "na"), ("NW-04", "two")):
        with pytest.raises(InvalidAnswers):
            give(session, case_id, "anna", criterion_id, level=level)

    assert give(session, case_id, "anna", "NW-04", level="na").own.rating == Rating(is_not_applicable=True)


@pytest.mark.parametrize(
    ("who", "refusal"), [(CHAIR, UnknownCase), ("idle", UnknownCase), ("shut", ConflictOfInterest)]
)
def test_nobody_rates_who_has_no_reviewers_seat_or_an_interest(session, who, refusal):
    case_id = case_of_all_doors(session)

    with pytest.raises(refusal):
        give(session, case_id, who, level="2")


def test_a_review_is_locked_whole_and_never_changes_again(session):
    case_id = case_with_panel(session)
    rate(session, case_id, "anna", LEVELS | {"MA-03": 4}, LONG)
    give(session, case_id, "anna", "MA-03", version=1, reason="Short.")
    with pytest.raises(Incomplete, match="MA-03: Level 4 is 2 levels outside"):
        lock_review(panel_deed(session, "anna"), case_id)
    session.rollback()
    give(session, case_id, "anna", "MA-03", version=2, reason=LONG)

    lock_review(panel_deed(session, "anna"), case_id)

    with pytest.raises(WrongState, match="locked your review"):
        give(session, case_id, "anna", version=1, level="3")
    with pytest.raises(WrongState, match="locked your review"):
        lock_review(panel_deed(session, "anna"), case_id)
    session.rollback()
    assert list(differences(session, KEY, NO_FILES)) == []
    session.query(RatingRow).first().level = 4
    with pytest.raises(DatabaseError):
        session.flush()


def test_whoever_has_not_locked_learns_nothing_of_other_reviews_not_even_how_many(session):
    case_id = case_with_panel(session)
    rate(session, case_id, "ben", LEVELS)
    lock(session, case_id, "ben")

    told = {
        who: (locks_of(panel_deed(session, who), case), ratings_seen(panel_deed(session, who), case))
        for who in ("anna", "ben", CHAIR)
        for case in [case_seen_by(session, case_id, who)]
    }

    assert told == {"anna": (None, {}), "ben": (Locks(2, 2), {}), CHAIR: (Locks(2, 2), {})}
    assert own_review(panel_deed(session, "anna"), case_seen_by(session, case_id, "anna")) == {}


def test_once_the_meeting_is_open_everybody_of_the_panel_sees_the_locked_reviews_and_nobody_rates(session):
    case_id = case_with_panel(session)
    for who in ("anna", "ben"):
        rate(session, case_id, who, {"MA-01": 1})
        lock(session, case_id, who)
    rate(session, case_id, "cara", {"MA-01": 4})
    happen_in(panel_deed(session, CHAIR), session.get_one(CaseRow, case_id), CaseEvent.MEETING_OPENED, {})
    session.commit()

    seen = ratings_seen(panel_deed(session, CHAIR), case_seen_by(session, case_id, CHAIR))

    assert {who: (one.name, one.ratings["MA-01"].level) for who, one in seen.items()} == {
        "anna": ("Anna", 1),
        "ben": ("Ben", 1),
    }
    with pytest.raises(WrongState, match="closed"):
        give(session, case_id, "cara", version=1, level="2")


def test_many_saves_at_once_lose_nothing(engine):
    with Session(writing(engine)) as session:
        case_id = case_with_panel(session)

    def save(job):
        who, criterion_id, name, typed = job
        with Session(writing(engine)) as session:
            return give(session, case_id, who, criterion_id, **{name: typed}).is_saved

    jobs = [
        (who, name, field, typed)
        for who in ("anna", "ben")
        for name in CRITERIA[:4]
        for field, typed in ((LEVEL, "2"), (REASON, "They say so."))
    ]
    with ThreadPoolExecutor(len(jobs)) as pool:
        saved = list(pool.map(save, jobs))

    assert saved == [True] * 16
    with Session(engine) as session:
        rows = session.query(RatingRow).all()
        assert {(row.version, row.level, row.reason) for row in rows} == {(2, 2, "They say so.")}
        assert session.query(RatingVersionRow).count() == 16
