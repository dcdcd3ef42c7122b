"""What came over from another edition or an earlier year, and waits until somebody has looked at it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from charter.domain.carrying_routes import CRITERIA, DUE_DATES, INPUTS, OFFERS, OWNERS
from charter.domain.carrying_things import NAMED_FILE, OFFER
from charter.domain.edition import Edition
from charter.domain.holdings import DUE_KEY, OWNER_KEY
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
OFFERED_HERE = (OFFER, CONFIRMED)  # kind and decision of a file that a criterion was offered, and took


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
    """Give what waits, in its order: one statement.

    What somebody has saved since, or taken out, waits no more. For services and pages that have let somebody in.
    """
    return tuple(_waiting(row, edition) for row in _marked(session, assessment_id, (WAITING,)))


def waiting_for(deed: Deed, workspace: Workspace) -> tuple[Waiting, ...]:
    """Give what waits in an assessment that the person may see. As ``waiting_of``."""
    return waiting_of(deed.session, workspace.assessment_id, workspace.edition)


@dataclass(frozen=True, slots=True)
class CriterionMarks:
    """What came over to one criterion: what waits, and the offered files that somebody confirmed."""

    waiting: tuple[Waiting, ...] = ()
    confirmed_files: tuple[str, ...] = ()


def criterion_marks(deed: Deed, workspace: Workspace, criterion_id: str) -> CriterionMarks:
    """Give what came over to a criterion of an assessment that the person may see: none where it never moved."""
    if not workspace.has_moved:
        return CriterionMarks()
    rows = [
        row
        for row in _marked(deed.session, workspace.assessment_id, (WAITING, CONFIRMED))
        if criterion_id in _criteria(row.place, workspace.edition)
    ]
    waiting = tuple(_waiting(row, workspace.edition) for row in rows if row.decision == WAITING)
    offered = {_waiting(row, workspace.edition).file_name for row in rows if (row.kind, row.decision) == OFFERED_HERE}
    return CriterionMarks(waiting, tuple(sorted(offered)))


def offered_uses(deed: Deed, workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """Give the criteria that were offered a file and took it, by its name; for an assessment that the person may see.

    One statement; none where it never moved.
    """
    return offers_taken(deed.session, workspace.assessment_id, workspace.edition) if workspace.has_moved else {}


def offers_taken(session: Session, assessment_id: str, edition: Edition) -> dict[str, tuple[str, ...]]:
    """Give the same for services that have let somebody in."""
    uses: dict[str, tuple[str, ...]] = {}
    for row in _marked(session, assessment_id, (CONFIRMED,)):
        one = _waiting(row, edition)
        if one.kind == OFFER:
            uses[one.file_name] = (*uses.get(one.file_name, ()), *one.criterion_ids)
    return uses


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


def _marked(session: Session, assessment_id: str, decisions: Collection[str]) -> list[CarriedMarkRow]:
    """The marks of which this was decided, without those whose field, list of files or assignment was saved since."""
    is_in_list = func.substr(CarriedMarkRow.place, 1, func.length(AnswerRow.field) + 1) == AnswerRow.field + "/"
    is_its = and_(
        AnswerRow.assessment_id == CarriedMarkRow.assessment_id,
        or_(AnswerRow.field == CarriedMarkRow.place, and_(CarriedMarkRow.kind == NAMED_FILE, is_in_list)),
    )
    places = [
        head + AssignmentRow.criterion_id + f"/{key}" for head, key in ((OWNERS, OWNER_KEY), (DUE_DATES, DUE_KEY))
    ]
    is_assigned = and_(
        AssignmentRow.assessment_id == CarriedMarkRow.assessment_id,
        or_(*(CarriedMarkRow.place == one for one in places)),
    )
    chosen = (
        select(CarriedMarkRow, AnswerRow, AssignmentRow.version)
        .outerjoin(AnswerRow, is_its)
        .outerjoin(AssignmentRow, is_assigned)
        .where(CarriedMarkRow.assessment_id == assessment_id, CarriedMarkRow.decision.in_(decisions))
        .order_by(CarriedMarkRow.number)
    )
    return [mark for mark, answer, version in session.execute(chosen) if _stands(mark, answer, version)]


def _stands(mark: CarriedMarkRow, answer: AnswerRow | None, assigned_version: int | None) -> bool:
    """Whether what a mark is about is as it came over."""
    if mark.kind == NAMED_FILE:
        return answer is not None and "/".join(mark.place.split("/")[5:]) in (answer.value or ())
    now = answer.version if answer is not None else assigned_version
    return now is None or now == mark.version


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
