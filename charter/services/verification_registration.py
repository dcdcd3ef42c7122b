"""How an assessment stands in its round, against what history tells: whose, which part, which dates, which state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from charter.services.verification_told import Told
from charter.store.assessments import AssessmentRow, RoundRow, round_digest
from charter.store.chains import text_digest
from charter.store.mergers import MergerRow


def registration_faults(session: Session, assessment_id: str, told: Told) -> Iterator[str]:
    """Give a sentence for each fact of an assessment that is not what history tells."""
    row = session.get_one(AssessmentRow, assessment_id)
    if told.registered is None:
        yield "its registration: history does not tell of it."
        return
    now = _registered(session, row)
    since = {} if told.round_digest is None else {"round_digest": told.round_digest}
    then = {name: value for name, value in told.registered.details.items() if name != "edition"}  # looked at below
    if now != {**now, **then, **since}:
        yield "its registration: organisation, scope, tier or the round’s dates are not those that history tells."
    if (row.edition_reference or _of_round(session, row)) != (told.edition or _of_round(session, row)):
        yield "its edition: it is not the one that history tells."
    if row.registered_at != told.registered.stamp.at:
        yield "its registration: it is not from when history tells."
    if row.state != told.state:
        yield f"its state: it is {row.state}, and history leads to {told.state}."
    if row.extended_until != told.extended_until:
        yield "its deadline: the extension is not what history tells."
    if row.only_criteria != told.only_criteria:
        yield "its revision: the criteria that may change are not those that history tells."
    yield from _merger_faults(session, row, told)


def _of_round(session: Session, row: AssessmentRow) -> str | None:
    """The edition of the round: what an assessment answers whose history is older than editions of its own."""
    whole = session.get(RoundRow, row.round_id)
    return whole.edition_reference if whole is not None else None


def _registered(session: Session, row: AssessmentRow) -> dict[str, Any]:
    """What an event of a registration tells; an older one tells less, and is compared in what it tells."""
    whole = session.get(RoundRow, row.round_id)
    return {
        "round": row.round_id,
        "round_digest": None if whole is None else round_digest(whole),
        "organisation": row.organisation_id,
        "scope": row.scope,
        "scope_name": text_digest(row.scope_name),
        "aims_for": row.aims_for,
    }


def _merger_faults(session: Session, row: AssessmentRow, told: Told) -> Iterator[str]:
    """What the register says that the organisation became part of; an assessment from elsewhere may tell of more."""
    merger = session.get(MergerRow, row.organisation_id)
    if merger is not None and told.mergers.get(merger.into_id) != merger.merged_on.isoformat():
        yield "its organisation: what it became part of is not what history tells."
