"""A submission before its panel: screened, with three reviewers and a chair; and people whom the door must keep out."""

from __future__ import annotations

import datetime as dt
import hashlib

from charter.domain.case_workflow import CaseEvent, CaseKind, Seat
from charter.domain.permissions import Role
from charter.services.cases import happen_in
from charter.services.declarations import declare_interests, promise_confidence
from charter.services.evidence import NewFile, add_evidence
from charter.services.panel_seats import NewSeat, seat
from charter.services.submissions import sign_off, submit
from charter.store.cases import CaseRow, case_of_assessment
from charter.store.ratings import LockRow, RatingRow, RatingVersionRow, ratings_digest
from charter.store.reviewers import EmploymentRow, ReviewerRow
from tests.support.answers import filled_round
from tests.support.snapshots import once
from tests.support.teams import BODY, CLOSES, TRUST, add_member, deed

OCTOBER = CLOSES + dt.timedelta(days=7)
MEETING = dt.date(2027, 11, 8)
REVIEWERS = ("anna", "ben", "cara")
CHAIR = "chair"
PANEL = (*REVIEWERS, CHAIR)


class Forgetful:
    """A place for files that keeps none: for what needs a file's row alone."""

    def keep(self, content):
        """Give the SHA-256 of the bytes."""
        return hashlib.sha256(content).hexdigest()


def panel_deed(session, who, now=OCTOBER):
    """Give somebody doing something a week after the deadline."""
    return deed(session, who, now)


def submitted_case(session):
    """Give the id of the case of a submission that came in and waits to be screened."""
    return once(session, "submitted case", lambda: _submitted(session, filled_round(session)))


def case_with_panel(session):
    """Give the id of a case that is complete, with a panel that has declared; nobody has rated yet."""
    return once(session, "case with panel", lambda: _with_panel(session, submitted_case(session)))


def case_of_all_doors(session):
    """As ``case_with_panel``, with people whom the door keeps out.

    ``idle`` reviews for the body and has no seat; ``silent`` has one and has declared nothing; ``shut`` has one and
    turned out to work for the institution; ``torn`` has one and a soft interest on which nobody ruled; ``insider`` is
    administrator of the body and works for the institution.
    """
    return once(session, "case of all doors", lambda: _of_all_doors(session, case_with_panel(session)))


def case_with_file(session):
    """As ``case_of_all_doors``, where a file went in with the submission; its bytes lie nowhere."""
    return once(session, "case with a file", lambda: _of_all_doors(session, _with_panel(session, _with_file(session))))


def rate(session, case_id, who, levels, reason="What they sent shows it."):
    """Let somebody rate criteria, as rows: criterion -> level."""
    for criterion_id, level in levels.items():
        facts = {"version": 1, "level": level, "is_not_applicable": level is None, "reason": reason}
        named = {"case_id": case_id, "person_id": who, "criterion_id": criterion_id}
        session.add(RatingRow(**named, **facts))
        session.add(RatingVersionRow(**named, **facts, saved_at=OCTOBER))
    session.commit()


def lock(session, case_id, who):
    """Let somebody lock what they rated, as rows and on record."""
    rows = session.query(RatingRow).filter_by(case_id=case_id, person_id=who).all()
    digest = ratings_digest(rows)
    case = session.get_one(CaseRow, case_id)
    happen_in(panel_deed(session, who), case, CaseEvent.REVIEW_LOCKED, {"person": who, "digest": digest})
    session.add(LockRow(case_id=case_id, person_id=who, locked_at=OCTOBER, digest=digest))
    session.commit()


def _with_file(session):
    assessment_id = filled_round(session)
    file = NewFile("Policy.pdf", b"%PDF-1.7 policy", has_no_personal_data=True)
    add_evidence(deed(session, "writer"), assessment_id, file, ["MA-01.q4"], Forgetful())
    return _submitted(session, assessment_id)


def _submitted(session, assessment_id):
    add_member(session, "manager", Role.ROUND_MANAGER, BODY)
    sign_off(deed(session, "signer"), assessment_id, "It is true.")
    submit(deed(session, "lead"), assessment_id)
    return case_of_assessment(session, assessment_id, CaseKind.FIRST).id


def _with_panel(session, case_id):
    row = session.get_one(CaseRow, case_id)
    happen_in(panel_deed(session, "manager"), row, CaseEvent.SCREENED, {})
    row.meets_on = MEETING
    session.commit()
    for who in REVIEWERS:
        add_reviewer(session, who)
    add_reviewer(session, CHAIR, Role.PANEL_CHAIR)
    for who in PANEL:
        seat_and_promise(session, case_id, who)
        declare_interests(panel_deed(session, who), case_id, [])
    return case_id


def _of_all_doors(session, case_id):
    add_reviewer(session, "idle")
    for who, kinds in (("silent", None), ("shut", []), ("torn", ["acquaintance"])):
        add_reviewer(session, who)
        seat_and_promise(session, case_id, who)
        if kinds is not None:
            declare_interests(panel_deed(session, who), case_id, kinds, "We met at work.")
    add_member(session, "insider", Role.ADMINISTRATOR, BODY)
    for who in ("insider", "shut"):
        session.add(EmploymentRow(id=f"{who}-post", person_id=who, organisation_id=TRUST, name="Example trust"))
    session.commit()
    return case_id


def add_reviewer(session, who, role=Role.REVIEWER, **facts):
    """Add somebody to the body's list of reviewers, under a role."""
    add_member(session, who, role, BODY)
    row = {
        "expertise": ["mentoring_expertise", "data_skills"],
        "profession": "Occupational therapy",
        "lived_experience": True,
        "trained_on": dt.date(2027, 5, 3),
        "standardised_on": None,
        "load_limit": 20,
        "version": 1,
        "saved_by": who,
        "saved_at": OCTOBER,
    }
    session.add(ReviewerRow(organisation_id=BODY, person_id=who, **(row | facts)))
    session.commit()


def seat_and_promise(session, case_id, who):
    """Seat somebody, the chair as chair, and let them promise confidence for the round."""
    place = Seat.CHAIR if who == CHAIR else Seat.REVIEWER
    seat(panel_deed(session, "manager"), case_id, NewSeat(who, place, "They know mentoring."))
    promise_confidence(panel_deed(session, who), session.get_one(CaseRow, case_id).round_id)
