"""An assessment's answers: saved field by field, every version kept, nothing overwritten silently."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from charter.domain.answers import Reading
from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidAnswers, StaleAnswer, WrongState
from charter.domain.permissions import Action
from charter.domain.workflow import REVISED_ONLY, Event
from charter.services.deeds import Deed, assessment_for, begin, happen, round_of
from charter.services.held_awards import held_by_register, with_register
from charter.services.plan_fields import PLANS, at_fields, is_key, listed
from charter.store.accounts import OrganisationRow
from charter.store.answer_facts import MOST_AWARDS
from charter.store.answer_files import read_document, read_saved
from charter.store.assessments import (
    AnswerRow,
    AnswerVersionRow,
    AssessmentRow,
    RoundRow,
    answers_of,
    versions_of,
)
from charter.store.chains import canonical
from charter.store.editions import load_edition

# What a field's pointer begins with -> how many steps it has. Dates and edition belong to the round.
CRITERION = 3
HELD = "held_awards"
DEPTHS = {
    "institution": 2,
    "applied_for": 1,
    "criteria": CRITERION,
    "inputs": 2,
    "tables": 3,
    "tables_not_applicable": 1,
    "actions": 2,
    "previous_actions": 2,
    HELD: 1,
}
PARTED = ("answers", "files")  # of a criterion: each question has a field of its own


@dataclass(frozen=True, slots=True)
class Saved:
    """A field as it stands, or as it is to stand: its value, and the version to name when saving it next."""

    field: str
    value: Any
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of saving several fields: those saved, those that somebody saved first, and those with a fault."""

    saved: tuple[Saved, ...]
    stale: tuple[StaleAnswer, ...]
    faults: tuple[Fault, ...]


def record_answer(deed: Deed, assessment_id: str, field: str, value: Any, version: int) -> Saved:
    """Save one field of an assessment.

    Lead and contributors may, while the window is open; a signature is taken back by it. ``field`` is the JSON pointer
    of the answers document, ``value`` its JSON value (None empties it), ``version`` the version that the person saw
    (0 = none). Saving what is there already changes nothing.

    Raises UnknownAssessment, NotAllowed, WrongState; InvalidAnswers with every fault of the value; StaleAnswer where
    somebody saved the field since. Commits.
    """
    row = begin(deed, assessment_id, Event.ANSWER_RECORDED)
    change = Saved(field, value, version)
    there = _near(deed, row, [change])
    now = there.get(field)
    if not _is_new(change, now):
        return Saved(field, value, now.version if now else 0)
    beside = [answer for answer in there.values() if answer.field != field and answer.value is not None]
    _check(edition_of(deed, row), beside, [change])
    saved = write_version(deed, row, change, now)
    deed.session.commit()
    return saved


def record_answers(deed: Deed, assessment_id: str, changes: Sequence[Saved]) -> list[Saved]:
    """Save several fields at once, all or none: an import. Each names the version that the person saw.

    As ``record_answer``; fields that hold the value already are passed over, and what is given is what was saved.
    """
    row = begin(deed, assessment_id, Event.ANSWER_RECORDED)
    saved = save_fields(deed, row, changes)
    deed.session.commit()
    return saved


def record_each(deed: Deed, assessment_id: str, changes: Sequence[Saved]) -> Outcome:
    """Save what can be saved of several fields at once: a page's form, of which no field may hold up another.

    As ``record_answer``, but a fault or somebody else's save comes back instead of being raised. Commits.
    """
    row = begin(deed, assessment_id, Event.ANSWER_RECORDED)
    there = _near(deed, row, changes)
    new, stale = [], []
    for change in changes:
        try:
            new += [change] if _is_new(change, there.get(change.field)) else []
        except StaleAnswer as error:
            stale.append(error)
    beside = [answer for answer in there.values() if answer.value is not None]
    faults = _faults(edition_of(deed, row), beside, new)
    sound = [change for change in new if not any(_is_of(fault, change.field) for fault in faults)]
    saved = [write_version(deed, row, change, there.get(change.field)) for change in sound]
    deed.session.commit()
    return Outcome(tuple(saved), tuple(stale), faults)


def save_fields(deed: Deed, row: AssessmentRow, changes: Sequence[Saved]) -> list[Saved]:
    """Save fields as a part of something larger, with the same checks; commits nothing."""
    there = _near(deed, row, changes)
    new = [change for change in changes if _is_new(change, there.get(change.field))]
    _check(edition_of(deed, row), [answer for answer in there.values() if answer.value is not None], new)
    return [write_version(deed, row, change, there.get(change.field)) for change in new]


def restore_version(deed: Deed, assessment_id: str, field: str, old: int, version: int) -> Saved:
    """Save an earlier version of a field again, as its newest. As ``record_answer``."""
    earlier = deed.session.get(AnswerVersionRow, (assessment_id, field, old))
    if earlier is None:
        begin(deed, assessment_id, Event.ANSWER_RECORDED)
        raise InvalidAnswers((Fault(field, f"There is no version {old} of it. Choose one from the list."),))
    return record_answer(deed, assessment_id, field, earlier.value, version)


def saved_fields(deed: Deed, assessment_id: str) -> Mapping[str, Saved]:
    """Give every field as it stands. The team may read. Raises UnknownAssessment, NotAllowed."""
    assessment_for(deed, assessment_id, Action.SEE_ASSESSMENT)
    found = answers_of(deed.session, assessment_id)
    return {name: Saved(name, row.value, row.version) for name, row in sorted(found.items())}


def field_versions(deed: Deed, assessment_id: str, field: str) -> list[AnswerVersionRow]:
    """Give every save of a field, oldest first. The team may read. Raises UnknownAssessment, NotAllowed."""
    assessment_for(deed, assessment_id, Action.SEE_HISTORY)
    return versions_of(deed.session, assessment_id, field)


def reading_of(deed: Deed, row: AssessmentRow, *, is_draft: bool = False) -> tuple[Edition, Reading]:
    """Give the edition and the sheet that the answers make; a draft may hold texts above their limits.

    Who the institution is, its scope and the tier aimed for are as registered, until somebody answers otherwise. Awards
    that it holds by the register count beside those that it names.
    """
    edition = edition_of(deed, row)
    institution = deed.session.get_one(OrganisationRow, row.organisation_id)
    document = as_registered(row, round_of(deed.session, row), institution, edition.reference)
    for field, answer in answers_of(deed.session, row.id).items():
        if answer.value is not None:
            place(document, field, answer.value)
    registered = held_by_register(deed.session, row, edition, deed.now.date())
    document[HELD] = with_register(document.get(HELD), registered)[:MOST_AWARDS]
    return edition, read_saved(listed(document), edition, is_draft=is_draft)


def as_registered(row: AssessmentRow, whole: RoundRow, institution: OrganisationRow, reference: str) -> dict[str, Any]:
    """Give the document as it is before anybody answers: who the institution is, its scope, and the round's days."""
    return {
        "edition": reference,
        "snapshot": whole.snapshot_on.isoformat(),
        "submit_by": whole.closes_at.date().isoformat(),
        "applied_for": row.aims_for,
        "institution": {
            "name": institution.name,
            "ods_code": institution.ods_code or "",
            "organisation_type": institution.organisation_type,
            "region": institution.region,
            "scope": row.scope,
            "scope_name": row.scope_name,
        },
    }


def value_digest(value: Any) -> str:
    """Give the SHA-256 of a JSON value, hexadecimal: what history holds in its place."""
    return hashlib.sha256(canonical(value)).hexdigest()


def place(document: dict[str, Any], field: str, value: Any) -> None:
    """Put a value into a document at its JSON pointer."""
    *steps, last = field.strip("/").split("/")
    for step in steps:
        document = document.setdefault(step, {})
    document[last] = value


def edition_of(deed: Deed, row: AssessmentRow) -> Edition:
    """Give the edition that an assessment answers."""
    return load_edition(answered_edition(deed.session, row))


def answered_edition(session: Session, row: AssessmentRow) -> str:
    """Give the reference of the edition that an assessment answers."""
    return row.edition_reference or round_of(session, row).edition_reference


def _is_new(change: Saved, now: AnswerRow | None) -> bool:
    """Whether there is something to save. StaleAnswer where somebody saved the field since."""
    there, value = (now.version, now.value) if now is not None else (0, None)
    if there and value == change.value:
        return False
    if change.version != there:
        raise StaleAnswer(change.field, theirs=_text(value), yours=_text(change.value), version=there)
    return True


def _check(edition: Edition, beside: Iterable[AnswerRow], changes: Sequence[Saved]) -> None:
    """Refuse values that a file would be refused for, with what stands beside them: gates need it."""
    faults = _faults(edition, beside, changes)
    if faults:
        raise InvalidAnswers(faults)


def _faults(edition: Edition, beside: Iterable[AnswerRow], changes: Sequence[Saved]) -> tuple[Fault, ...]:
    """The faults of the changed fields."""
    if not changes:
        return ()
    unknown = [change.field for change in changes if not is_field(change.field)]
    if unknown:
        words = "There is no such field in this edition. Open the question again."
        return tuple(Fault(field, words) for field in unknown)
    document: dict[str, Any] = {"edition": edition.reference}
    for answer in beside:
        place(document, answer.field, answer.value)
    for change in changes:
        place(document, change.field, change.value)
    found = at_fields(read_document(listed(document), edition, is_draft=True).faults, document)
    return tuple(fault for fault in found if any(_is_of(fault, change.field) for change in changes))


def write_version(deed: Deed, row: AssessmentRow, change: Saved, now: AnswerRow | None) -> Saved:
    """Write the next version of a field that is known to be sound, for services alone; commits nothing.

    Raises WrongState where a revision leaves the field shut.
    """
    _require_open(deed, row, change.field)
    if now is None:
        now = AnswerRow(assessment_id=row.id, field=change.field, version=0, value=None)
        deed.session.add(now)
    now.version, now.value = now.version + 1, change.value
    deed.session.add(_version(deed, now))
    details = {"field": now.field, "version": now.version, "digest": value_digest(now.value)}
    happen(deed, row, Event.ANSWER_RECORDED, details)
    return Saved(now.field, now.value, now.version)


def _require_open(deed: Deed, row: AssessmentRow, field: str) -> None:
    """Refuse a field of no criterion that may be revised, where a revision is with the institution."""
    if row.only_criteria is None:
        return
    open_criteria = [one for one in edition_of(deed, row).criteria if one.id in row.only_criteria]
    inputs = {f"/inputs/{question.input_id}" for one in open_criteria for question in one.questions}
    if field not in inputs and not any(field.startswith(f"/criteria/{one.id}/") for one in open_criteria):
        raise WrongState(REVISED_ONLY)


def _near(deed: Deed, row: AssessmentRow, changes: Sequence[Saved]) -> dict[str, AnswerRow]:
    """The fields that are to change, and all of the criteria that they belong to: gates look at those."""
    fields = {change.field for change in changes}
    criteria = {"/".join(field.split("/")[:3]) + "/" for field in fields if field.startswith("/criteria/")}
    parts = [AnswerRow.field.startswith(text, autoescape=True) for text in sorted(criteria)]
    chosen = select(AnswerRow).where(AnswerRow.assessment_id == row.id, or_(AnswerRow.field.in_(fields - {""}), *parts))
    return {answer.field: answer for answer in deed.session.scalars(chosen)}


def _is_of(fault: Fault, field: str) -> bool:
    """Whether a fault is the field's: at it, inside it, or at what holds it, which then does not know it."""
    return fault.place.startswith(field) or field.startswith(f"{fault.place}/")


def is_field(field: str) -> bool:
    """Whether the pointer is as long as a field's is: a shorter one would hold fields with versions of their own."""
    start, *steps = field.split("/")
    depth = DEPTHS.get(steps[0]) if not start and steps and all(steps) else None
    if steps[:1] == ["criteria"] and len(steps) > 2 and steps[2] in PARTED:
        return len(steps) == CRITERION + 1
    return len(steps) == depth and (steps[0] not in PLANS or is_key(steps[1]))


def _version(deed: Deed, answer: AnswerRow) -> AnswerVersionRow:
    return AnswerVersionRow(
        assessment_id=answer.assessment_id,
        field=answer.field,
        version=answer.version,
        value=answer.value,
        person_id=deed.person_id,
        saved_at=deed.now,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else canonical(value).decode()
