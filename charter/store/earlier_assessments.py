"""The assessments that came before: the same part of the same institution, the same charter, an earlier round."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.workflow import State
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.mergers import gathered_under


def submitted_before(session: Session, row: AssessmentRow) -> list[AssessmentRow]:
    """Give the assessment submitted in the newest of the earlier rounds; none where there is none.

    They may be several, where another institution that took part in that round has become part of this one since.
    """
    family = gathered_under(session, [row.organisation_id])
    whole = session.get_one(RoundRow, row.round_id)
    charter = whole.edition_reference.partition("/")[0]
    found = session.execute(
        select(AssessmentRow, RoundRow.closes_at)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .where(
            AssessmentRow.organisation_id.in_(family),
            AssessmentRow.scope == row.scope,
            AssessmentRow.scope_name == row.scope_name,
            AssessmentRow.state == State.SUBMITTED,
            AssessmentRow.id != row.id,
            RoundRow.edition_reference.startswith(f"{charter}/", autoescape=True),
            RoundRow.closes_at < whole.closes_at,
        )
        .order_by(RoundRow.closes_at.desc(), AssessmentRow.registered_at)
    ).all()
    return [earlier for earlier, closed_at in found if closed_at == found[0].closes_at]
