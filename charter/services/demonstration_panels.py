"""Two more institutions that have handed in to a demonstration’s round: one with its panel, one that waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseKind, Seat
from charter.domain.panels import expertise_asked, panel_rules
from charter.domain.permissions import OrganisationKind, Role
from charter.services.declarations import declare_interests, promise_confidence
from charter.services.deeds import Deed, new_id
from charter.services.demonstration import ADMINISTRATOR, DOMAIN, add_demonstration_person, address_of, newest_round
from charter.services.demonstration_files import ExampleFiles
from charter.services.demonstration_years import Moments, Team, document_of_year, hand_in, unnamed
from charter.services.panel_seats import NewSeat, seat
from charter.services.reviewer_lists import save_professions
from charter.services.screenings import find_complete
from charter.store.accounts import OrganisationRow, person_of
from charter.store.assessments import RoundRow
from charter.store.cases import CaseRow, case_of_assessment
from charter.store.editions import load_edition
from charter.store.outbox import MailRow
from charter.store.reviewers import ReviewerRow

BEFORE_PANEL, WAITING = "Example Community NHS Trust", "Example Mental Health NHS Trust"
LEAD, APPROVER = ("Imani Institution-Lead", "institution-lead"), ("Sefu Signatory", "signatory")
CHAIR = ("Chidi Chair", "chair", Role.PANEL_CHAIR)
REVIEWERS = (
    ("Rhea Reviewer", "reviewer", Role.REVIEWER),
    ("Ravi Reviewer", "second-reviewer", Role.REVIEWER),
    ("Ruth Reviewer", "third-reviewer", Role.REVIEWER),
    ("Rufus Reviewer", "fourth-reviewer", Role.REVIEWER),  # sits nowhere yet, and can take the place of another
)
SOFT = "acquaintance"  # an interest for the chair to rule on
PROFESSION = "Occupational therapy"
A_DAY = dt.timedelta(days=1)
NO_LIMIT = 12  # submissions a reviewer takes


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where all of it happens."""

    session: Session
    key: bytes
    whole: RoundRow
    now: dt.datetime
    officer_id: str
    files: ExampleFiles | None = None

    def by(self, person_id: str, days_ago: int) -> Deed:
        return Deed(self.session, person_id, self.now - days_ago * A_DAY, self.key)


def add_submission_before_panel(
    session: Session, now: dt.datetime, key: bytes, files: ExampleFiles | None = None
) -> bool:
    """Add a chair, three reviewers and a submission before them, unless they are there; give whether it was added.

    Whoever runs a demonstration may. Each of the panel finds something to do, and the submission's files where
    ``files`` are given. Commits.
    """
    stage = _stage(session, now, key, files)
    if stage is None or person_of(session, address_of(CHAIR[1])) is not None:
        return False
    *people, _spare = _panel(stage)
    case = _submitted(stage, BEFORE_PANEL, days_ago=12)
    find_complete(stage.by(stage.officer_id, 8), case.id, 1)
    for place, person_id in enumerate(people):
        as_what = Seat.CHAIR if place == 0 else Seat.REVIEWER
        seat(stage.by(stage.officer_id, 7), case.id, NewSeat(person_id, as_what, "They know mentoring in hospitals."))
    chair, first, _second, third = people
    for person_id in people:
        promise_confidence(stage.by(person_id, 6), stage.whole.id)
    for person_id in (chair, first):
        declare_interests(stage.by(person_id, 6), case.id, [])
    declare_interests(stage.by(third, 5), case.id, [SOFT], "We spoke at a conference once.")
    session.execute(
        delete(MailRow).where(MailRow.address.endswith(f"@{DOMAIN}"))
    )  # no letter goes to somebody invented
    session.commit()
    return True


def add_waiting_submission(session: Session, now: dt.datetime, key: bytes) -> bool:
    """Add a submission that waits to be screened, unless it is there; give whether it was added. As the other."""
    stage = _stage(session, now, key)
    if stage is None or session.query(OrganisationRow).filter_by(name=WAITING).first() is not None:
        return False
    _submitted(stage, WAITING, days_ago=3)
    return True


def _stage(session: Session, now: dt.datetime, key: bytes, files: ExampleFiles | None = None) -> _Stage | None:
    officer, whole = person_of(session, address_of(ADMINISTRATOR)), newest_round(session)
    return _Stage(session, key, whole, now, officer.id, files) if officer is not None and whole is not None else None


def _panel(stage: _Stage) -> list[str]:
    """The ids of the chair and the reviewers, each on the body's list with all that the edition asks of a panel."""
    expertise = sorted(expertise_asked(panel_rules(load_edition(stage.whole.edition_reference))))
    day = (stage.now - 60 * A_DAY).date()
    ids = []
    for name, address, role in (CHAIR, *REVIEWERS):
        person_id = add_demonstration_person(stage.by("", 60), name, address, stage.whole.organisation_id, role)
        stage.session.add(
            ReviewerRow(
                organisation_id=stage.whole.organisation_id,
                person_id=person_id,
                expertise=expertise,
                profession=PROFESSION,
                lived_experience=True,
                trained_on=day,
                standardised_on=day,
                load_limit=NO_LIMIT,
                version=1,
                saved_by=stage.officer_id,
                saved_at=stage.now - 60 * A_DAY,
            )
        )
        ids.append(person_id)
    stage.session.commit()
    save_professions(stage.by(stage.officer_id, 60), stage.whole.organisation_id, [PROFESSION], 0)
    return ids


def _submitted(stage: _Stage, name: str, *, days_ago: int) -> CaseRow:
    """The case of an invented institution's submission that came in so many days ago."""
    row = OrganisationRow(id=new_id(), ods_code=None, name=name, kind=OrganisationKind.INSTITUTION)
    stage.session.add(row)
    stage.session.flush()
    at = stage.by("", 50)
    lead = add_demonstration_person(at, *LEAD, row.id, Role.LEAD)
    signer = add_demonstration_person(at, *APPROVER, row.id, Role.APPROVER)
    ids = {"lead": lead, "contributor": lead, "approver": signer, "administrator": stage.officer_id}
    team = Team(stage.session, stage.key, ids, stage.whole.organisation_id, row.id, name)
    document = document_of_year(stage.whole.edition_reference, stage.whole.snapshot_on)
    document = {**document, "institution": unnamed(document)}
    came_at = stage.now - days_ago * A_DAY
    moments = Moments(stage.now - 50 * A_DAY, came_at - 5 * A_DAY, came_at)
    assessment_id = hand_in(team, stage.whole, document, moments, stage.files)
    found = case_of_assessment(stage.session, assessment_id, CaseKind.FIRST)
    if found is None:
        raise LookupError(f"The submission of {name} opened no case.")
    return found
