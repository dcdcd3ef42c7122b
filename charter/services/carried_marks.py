"""What came over from another edition or an earlier year, and waits until somebody has looked at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from charter.domain.carrying_routes import CRITERIA, INPUTS, OFFERS
from charter.domain.carrying_things import NAMED_FILE, OFFER
from charter.domain.edition import Edition
from charter.domain.workflow import Event
from charter.services.assessments import edition_of, save_fields
from charter.services.deeds import Deed, begin, happen
from charter.services.evidence_uses import without_name
from charter.services.holdings import assigned_criterion
from charter.services.workspaces import Workspace
from charter.store.assessments import AnswerRow, AssessmentRow
from charter.store.assignments import AssignmentRow
from charter.store.edition_moves import CONFIRMED, DECLINED, WAITING, CarriedMarkRow

FILE_KINDS = (NAMED_FILE, OFFER)  # what can be declined: a file that is no evidence here


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits."""

    number: int
    kind: str
    place: str
    reason: str
    criterion_ids: tuple[str, ...]  # of the edition; none = it belongs to the assessment as a whole
    file_name: str  # "" = it is no file

    @property
    def may_be_declined(self) -> bool:
        """Whether somebody may say that it does not belong here."""
        return self.kind in FILE_KINDS


def waiting_of(session: Session, assessment_id: str, edition: Edition) -> tuple[Waiting, ...]:
    """Give what waits, in its order: one statement where nothing came over, four at most.

    What somebody has saved since, or taken out, waits no more. For services and pages that have let somebody in.
    """
    is_its = and_(AnswerRow.assessment_id == CarriedMarkRow.assessment_id, AnswerRow.field == CarriedMarkRow.place)
    chosen = (
        select(CarriedMarkRow, AnswerRow.version)
        .outerjoin(AnswerRow, is_its)
        .where(CarriedMarkRow.assessment_id == assessment_id, CarriedMarkRow.decision == WAITING)
        .order_by(CarriedMarkRow.number)
    )
    found = [(row, version) for row, version in session.execute(chosen)]
    assigned = _assigned(session, assessment_id, [row.place for row, _ in found])
    named = _named(session, assessment_id, [row.place for row, _ in found if row.kind == NAMED_FILE])
    return tuple(
        _waiting(row, edition)
        for row, version in found
        if assigned.get(row.place, row.version if version is None else version) == row.version
        and (row.kind != NAMED_FILE or row.place in named)
    )


def waiting_for(deed: Deed, workspace: Workspace) -> tuple[Waiting, ...]:
    """Give what waits in an assessment that the person may see. As ``waiting_of``."""
    return waiting_of(deed.session, workspace.assessment_id, workspace.edition)


def offered_files(session: Session, assessment_id: str, criterion_id: str) -> tuple[str, ...]:
    """Give the files that were offered to a criterion and confirmed there, by name: one statement."""
    chosen = select(CarriedMarkRow.place).where(
        CarriedMarkRow.assessment_id == assessment_id,
        CarriedMarkRow.kind == OFFER,
        CarriedMarkRow.decision == CONFIRMED,
        CarriedMarkRow.place.startswith(f"{OFFERS}{criterion_id}/", autoescape=True),
    )
    return tuple(sorted({place.removeprefix(f"{OFFERS}{criterion_id}/") for place in session.scalars(chosen)}))


def decide(deed: Deed, assessment_id: str, numbers: Collection[int], *, is_declined: bool = False) -> int:
    """Confirm what waits, or decline files that are no evidence here; give how many were decided.

    Lead and contributors may, while the window is open. What waits no more is passed over, so that a form sent twice
    does no harm. A file that is declined is taken out of its question; it stays on record. Raises UnknownAssessment,
    NotAllowed, WrongState. Commits.
    """
    row = begin(deed, assessment_id, Event.CARRIED_DECIDED)
    edition = edition_of(deed, row)
    wanted = [
        one
        for one in waiting_of(deed.session, assessment_id, edition)
        if one.number in numbers and (one.may_be_declined or not is_declined)
    ]
    if not wanted:
        deed.session.rollback()
        return 0
    decision = DECLINED if is_declined else CONFIRMED
    happen(deed, row, Event.CARRIED_DECIDED, {"marks": [one.number for one in wanted], "decision": decision})
    for one in wanted:
        mark = deed.session.get_one(CarriedMarkRow, (assessment_id, one.number))
        mark.decision, mark.person_id, mark.decided_at = decision, deed.person_id, deed.now
    if is_declined:
        _take_out(deed, row, edition, wanted)
    deed.session.commit()
    return len(wanted)


def _take_out(deed: Deed, row: AssessmentRow, edition: Edition, wanted: Iterable[Waiting]) -> None:
    for one in wanted:
        if one.kind == NAMED_FILE:
            question_id = one.place.split("/")[4]
            save_fields(deed, row, without_name(deed, row, edition, [question_id], one.file_name))


def _assigned(session: Session, assessment_id: str, places: Iterable[str]) -> dict[str, int]:
    """The version of each assignment that a place is about."""
    criteria = {place: assigned_criterion(place) for place in places if assigned_criterion(place)}
    if not criteria:
        return {}
    chosen = select(AssignmentRow.criterion_id, AssignmentRow.version).where(
        AssignmentRow.assessment_id == assessment_id, AssignmentRow.criterion_id.in_(set(criteria.values()))
    )
    versions: Mapping[str, int] = dict(session.execute(chosen).tuples().all())
    return {place: versions.get(criterion_id, -1) for place, criterion_id in criteria.items()}


def _named(session: Session, assessment_id: str, places: Iterable[str]) -> set[str]:
    """Those places of files whose question still names them."""
    fields = {"/".join(place.split("/")[:5]) for place in places}
    if not fields:
        return set()
    chosen = select(AnswerRow.field, AnswerRow.value).where(
        AnswerRow.assessment_id == assessment_id, AnswerRow.field.in_(fields)
    )
    found: list[tuple[str, Any]] = [(field, value) for field, value in session.execute(chosen)]
    return {f"{field}/{name}" for field, value in found for name in value or ()}


def _waiting(row: CarriedMarkRow, edition: Edition) -> Waiting:
    parts = row.place.split("/")
    name = ""
    if row.kind == NAMED_FILE:
        name = "/".join(parts[5:])
    elif row.kind == OFFER:
        name = "/".join(parts[3:])
    elif row.place.startswith("/files/"):
        name = row.place.removeprefix("/files/")
    return Waiting(row.number, row.kind, row.place, row.reason, _criteria(row.place, edition), name)


def _criteria(place: str, edition: Edition) -> tuple[str, ...]:
    """The criteria that a place belongs to; of an input, all that ask for it."""
    if place.startswith((CRITERIA, OFFERS)) or assigned_criterion(place):
        return (place.split("/")[2],)
    if place.startswith(INPUTS):
        input_id = place.removeprefix(INPUTS)
        return tuple(
            criterion.id
            for criterion in edition.criteria
            if any(question.input_id == input_id for question in criterion.questions)
        )
    return ()
