"""A process killed before each of its writes while a panel judges, an outcome is sent, and awards are kept."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from charter.domain.agreed_levels import AgreedLevel
from charter.services.agreed_levels import agree_level, confirm_agreed
from charter.services.award_calendar import keep_awards
from charter.services.award_credentials import issue_due
from charter.services.issuer_keys import make_missing_keys
from charter.services.outcome_sending import send_outcome
from charter.services.rating_saves import Given, save_rating
from charter.services.reviews import LEVEL, REASON, lock_review
from charter.services.verification import differences
from charter.store.award_upkeep import AwardReviewRow
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.base import writing
from charter.store.credentials import credentials_of
from charter.store.decisions import newest_decision
from charter.store.feedback import SentOutcomeRow
from charter.store.outbox import MailRow
from charter.store.proceedings import Matter, told_proceedings
from charter.store.ratings import LockRow, RatingVersionRow
from tests.support.awards import conferred_award
from tests.support.credentials import office_in, with_quick_keys
from tests.support.decisions import ALL_THREE, confirmed_case, november
from tests.support.interruptions import at_once, killed_everywhere
from tests.support.meetings import REASON as LONG
from tests.support.meetings import levels_of, open_case
from tests.support.panels import CHAIR, case_with_panel, panel_deed, rate
from tests.support.snapshots import all_rows
from tests.support.teams import BODY, KEY, NO_FILES, deed

MISSED = dt.datetime(2028, 11, 9, 6, tzinfo=dt.UTC)  # the day after the first annual return was due


@pytest.fixture
def kill(engine):
    """Kill a process at some work before each of its writes; gives how often, once nothing was ever half done."""

    def everywhere(work, step=1):
        with Session(engine) as session:
            before = all_rows(session)
            assert list(differences(session, KEY, NO_FILES)) == []
        seen = killed_everywhere(engine, work, step)
        assert [one == before for one in seen] == [True] * len(seen)
        with Session(engine) as session:
            assert list(differences(session, KEY, NO_FILES)) == []
        return len(seen)

    return everywhere


@pytest.fixture
def prepared(engine):
    """Begin with what somebody makes in a session."""

    def begin(make, *given):
        with Session(writing(engine)) as session:
            return make(session, *given)

    return begin


@pytest.fixture
def office(tmp_path, monkeypatch):
    with_quick_keys(monkeypatch)
    return office_in(tmp_path / "keys")


def test_a_rating_is_saved_with_its_version_or_not_at_all(engine, prepared, kill):
    case_id = prepared(case_with_panel)

    kills = kill(
        lambda session: save_rating(
            panel_deed(session, "anna"), case_id, "MA-01", Given({LEVEL: "2", REASON: "They show it."})
        )
    )

    assert kills == 3  # the rating, its version, the commit
    with Session(engine) as session:
        assert [row.reason for row in session.query(RatingVersionRow)] == ["They show it."]


def test_a_review_is_locked_with_its_event_or_not_at_all(engine, prepared, kill):
    case_id = prepared(case_with_panel)
    prepared(rate, case_id, "anna", levels_of("anna"), LONG)

    kills = kill(lambda session: lock_review(panel_deed(session, "anna"), case_id))

    assert kills == 3
    with Session(engine) as session:
        assert [row.person_id for row in session.query(LockRow)] == ["anna"]


def test_an_agreed_level_is_recorded_with_its_event_or_not_at_all(prepared, kill):
    case_id = prepared(open_case)
    level = AgreedLevel("MA-02", 2, reason=LONG)

    assert kill(lambda session: agree_level(panel_deed(session, CHAIR), case_id, level, 0)) == 3


def test_levels_that_all_gave_are_recorded_together_or_not_at_all(engine, prepared, kill):
    case_id = prepared(open_case)

    kills = kill(lambda session: confirm_agreed(panel_deed(session, CHAIR), case_id), step=8)

    assert kills > 2
    with Session(engine) as session:
        told = [row.event for row, _, _ in told_proceedings(session, Matter("case", case_id), ["level_agreed"])]
    assert len(told) == len(levels_of("anna")) - 2  # all but the two on which they differ


def test_an_outcome_is_sent_with_its_award_and_letters_or_not_at_all(engine, prepared, kill):
    case_id = prepared(confirmed_case, ALL_THREE)
    with Session(engine) as session:
        decision_id = newest_decision(session, case_id).id

    kills = kill(lambda session: send_outcome(november(session, "manager"), case_id, decision_id))

    assert kills > 8
    with Session(engine) as session:
        [award] = session.query(AwardRow).all()
        assert session.get_one(AwardStandingRow, award.id).state == "current"
        assert [row.event for row, _, _ in told_proceedings(session, Matter("award", award.id))] == ["conferred"]
        assert [row.decision_id for row in session.query(SentOutcomeRow)] == [decision_id]
        assert len([row for row in session.query(MailRow) if row.subject.startswith("The outcome")]) == 2


def test_the_calendar_does_a_step_whole_or_not_at_all_and_two_workers_do_it_once(engine, prepared, kill):
    award_id = prepared(conferred_award)

    kills = kill(lambda session: keep_awards(session, MISSED, KEY), step=2)
    again = at_once(engine, [lambda session: keep_awards(session, MISSED, KEY)] * 2)

    assert kills > 2
    assert again == [0, 0]
    later = dt.datetime(2030, 11, 9, 6, tzinfo=dt.UTC)
    assert sorted(at_once(engine, [lambda session: keep_awards(session, later, KEY)] * 2)) == [0, 1]
    with Session(engine) as session:
        told = [row.event for row, _, _ in told_proceedings(session, Matter("award", award_id))]
        assert (told.count("review_opened"), told.count("expired")) == (1, 1)
        assert session.query(AwardReviewRow).count() == 1
        assert len([row for row in session.query(MailRow) if row.subject.startswith("Your award has ended")]) == 2
        assert list(differences(session, KEY, NO_FILES)) == []


def test_a_credential_is_issued_whole_or_not_at_all(engine, prepared, office, kill):
    award_id = prepared(conferred_award)
    prepared(_make_keys, office)

    kills = kill(lambda session: issue_due(deed(session, "worker", MISSED), office))

    assert kills == 3  # both renditions, the commits before and after
    with Session(engine) as session:
        assert [row.algorithm for row in credentials_of(session, award_id)] == ["EdDSA", "RS256"]


def test_two_workers_issue_a_credential_once(engine, prepared, office):
    award_id = prepared(conferred_award)

    counts = at_once(engine, [lambda session: issue_due(deed(session, "worker", MISSED), office)] * 2)

    assert sorted(counts) == [0, 1]
    with Session(engine) as session:
        assert [row.algorithm for row in credentials_of(session, award_id)] == ["EdDSA", "RS256"]
        assert list(differences(session, KEY, NO_FILES)) == []


def _make_keys(session, office):
    make_missing_keys(deed(session, "officer"), office.private, BODY)
    session.commit()
