"""What a renewal that failed does to the award that it was to follow: it is kept for a while, once."""

from __future__ import annotations

from sqlalchemy import select

from charter.domain.award_upkeep import is_kept_by_failed_renewal
from charter.domain.tiers import INELIGIBLE, MAJOR, NO_AWARD
from charter.services.award_access import award_found
from charter.services.award_keeping import add_grace
from charter.services.deeds import Deed
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.cases import CaseRow

REASON = "The renewal did not succeed. The edition keeps the award for a while, once, so that it can be tried again."


def has_failed(outcome: str, no_award_reason: str | None) -> bool:
    """Tell whether an outcome is a renewal that failed: to be tried again, or not eligible; integrity is none."""
    return outcome == MAJOR or (outcome == NO_AWARD and no_award_reason == INELIGIBLE)


def keep_after_failed_renewal(deed: Deed, case: CaseRow) -> int:
    """Keep the award that a submission was to follow, where its edition says so; give how many were kept.

    An award of the same institution, scope, charter and body that holds and would end before the submission can be made
    again. For services; commits nothing.
    """
    assessment = deed.session.get_one(AssessmentRow, case.assessment_id)
    whole = deed.session.get_one(RoundRow, case.round_id)
    charter = case.edition_reference.partition("/")[0]
    chosen = (
        select(AwardRow.id)
        .join(AwardStandingRow, AwardStandingRow.award_id == AwardRow.id)
        .where(
            AwardRow.organisation_id == assessment.organisation_id,
            AwardRow.body_id == whole.organisation_id,
            AwardRow.scope == assessment.scope,
            AwardRow.scope_name == assessment.scope_name,
            AwardRow.edition_reference.startswith(f"{charter}/", autoescape=True),
        )
        .order_by(AwardRow.id)
    )
    count = 0
    for award_id in deed.session.scalars(chosen).all():
        held = award_found(deed, award_id, changes=True)
        if is_kept_by_failed_renewal(
            held.state,
            held.row.valid_until,
            held.rules,
            deed.now.date(),
            handed_in_on=case.submitted_at.date(),
            has_had_grace=held.standing.has_had_grace,
        ):
            add_grace(deed, held, REASON)
            count += 1
    return count
