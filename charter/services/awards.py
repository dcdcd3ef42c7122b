"""Awards: conferred out of a confirmed decision, frozen, with a standing and a chain of their own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from charter.domain.award_states import HOLDS, AwardEvent, AwardState
from charter.domain.case_workflow import MatterKind
from charter.domain.errors import InvalidDecision
from charter.domain.metric_figures import months_after
from charter.domain.tiers import tier_named
from charter.services.award_credentials import follow_standing
from charter.services.deeds import Deed, new_id
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.award_upkeep import OPEN, ConditionRow
from charter.store.awards import AwardRow, AwardStandingRow, award_digest
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow
from charter.store.editions import load_edition
from charter.store.proceedings import Matter, ProceedingRow, add_proceeding

VALIDITY = "award_validity_months"


@dataclass(frozen=True, slots=True)
class Whose:
    """What an award is about."""

    organisation: OrganisationRow
    body_id: str
    assessment: AssessmentRow


def confer_award(deed: Deed, case: CaseRow, decision: DecisionRow, tier_id: str = "") -> AwardRow:
    """Confer the tier of a decision that both confirmed; what it follows is superseded. For services; commits nothing.

    ``decision.findings`` holds the exact share of each theme under "themes". ``tier_id``: another tier than the one
    that the decision is about, where it fell back to a lower one that was accepted; "" = the decision's own. Raises
    InvalidDecision where the edition does not say for how long an award holds.
    """
    edition = load_edition(decision.edition_reference)
    months = edition.facts.get(VALIDITY)
    if not isinstance(months, int):
        raise InvalidDecision(f"Edition {edition.reference} does not say for how many months an award holds.")
    whose = _whose(deed, case)
    today = deed.now.date()
    row = AwardRow(
        id=new_id(),
        body_id=whose.body_id,
        organisation_id=whose.organisation.id,
        organisation_name=whose.organisation.name,
        organisation_type=whose.organisation.organisation_type,
        region=whose.organisation.region,
        case_id=case.id,
        decision_id=decision.id,
        edition_reference=decision.edition_reference,
        edition_checksum=decision.edition_checksum,
        tier_id=tier_id or decision.tier_id,
        tier_name=tier_named(edition, tier_id or decision.tier_id).name,
        scope=whose.assessment.scope,
        scope_name=whose.assessment.scope_name,
        awarded_on=today,
        valid_until=months_after(today, months),
        themes={name: share for name, share in json.loads(decision.findings)["themes"].items() if share is not None},
        person_id=deed.person_id,
        conferred_at=deed.now,
    )
    row.digest = award_digest(row)
    supersede_held(deed, row)
    deed.session.add(row)
    deed.session.flush()
    deed.session.add(new_standing(row, deed))
    deed.session.add_all(_conditions(row.id, decision.conditions))
    note_award(deed, row.id, AwardEvent.CONFERRED, {"digest": row.digest, "case": case.id, "decision": decision.id})
    return row


def note_award(deed: Deed, award_id: str, event: AwardEvent, details: Mapping[str, Any], *, text: str = "") -> None:
    """Add an event to an award's chain; commits nothing."""
    add_proceeding(
        deed.session,
        Matter(MatterKind.AWARD, award_id),
        event,
        person_id=deed.person_id,
        now=deed.now,
        details=details,
        key=deed.key,
        text=text,
    )


def was_entered(row: ProceedingRow) -> bool:
    """Tell whether an event is that an award from before this register was entered: it names no case."""
    return row.event == AwardEvent.CONFERRED and "case" not in row.details


def _whose(deed: Deed, case: CaseRow) -> Whose:
    assessment = deed.session.get_one(AssessmentRow, case.assessment_id)
    organisation = deed.session.get_one(OrganisationRow, assessment.organisation_id)
    return Whose(organisation, deed.session.get_one(RoundRow, case.round_id).organisation_id, assessment)


def new_standing(row: AwardRow, deed: Deed) -> AwardStandingRow:
    """Give how an award stands that was just conferred; for services."""
    return AwardStandingRow(
        award_id=row.id,
        state=AwardState.CURRENT,
        since_at=deed.now,
        ends_on=row.valid_until,
        has_had_grace=False,
        shows_themes=False,
        shows_plan=False,
    )


def _conditions(award_id: str, attached: Sequence[Mapping[str, Any]]) -> list[ConditionRow]:
    return [
        ConditionRow(
            award_id=award_id,
            number=number,
            text=str(one["text"]),
            due_on=dt.date.fromisoformat(one["due_on"]),
            state=OPEN,
            settled_at=None,
        )
        for number, one in enumerate(attached, 1)
    ]


def supersede_held(deed: Deed, new: AwardRow) -> None:
    """End what held until now for the same institution, scope and charter: the new award takes its place. For services.

    Commits nothing.
    """
    charter = new.edition_reference.partition("/")[0]
    held = deed.session.execute(
        select(AwardRow, AwardStandingRow)
        .join(AwardStandingRow, AwardStandingRow.award_id == AwardRow.id)
        .where(
            AwardRow.organisation_id == new.organisation_id,
            AwardRow.body_id == new.body_id,
            AwardRow.scope == new.scope,
            AwardRow.scope_name == new.scope_name,
            AwardStandingRow.state.in_([*HOLDS, AwardState.SUSPENDED]),
        )
        .order_by(AwardRow.id)
        .with_for_update(of=AwardStandingRow)
        .execution_options(populate_existing=True)
    )
    for row, standing in held.all():
        if row.edition_reference.partition("/")[0] == charter:
            standing.state, standing.since_at = AwardState.SUPERSEDED, deed.now
            follow_standing(deed, row.id, AwardState.SUPERSEDED)
            note_award(deed, row.id, AwardEvent.SUPERSEDED, {"by": new.id})
