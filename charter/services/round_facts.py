"""What happened in a round, read from its cases for the report: a few statements, however many cases there are."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charter.domain.agreement import spread_of
from charter.domain.case_workflow import CaseEvent, CaseKind, CaseState, MatterKind
from charter.domain.edition import Edition
from charter.domain.objections import ObjectionState
from charter.domain.palettes import Palette
from charter.domain.promises import (
    BODY,
    KEPT,
    KEPT_LATE,
    LATE,
    OUTCOME,
    OUTCOME_AFTER_PANEL,
    SCREENING,
    Promises,
    due_days,
    promises_of,
)
from charter.domain.round_alpha import round_alpha
from charter.domain.round_reports import RoundReport
from charter.domain.round_spread import dividing_criteria
from charter.domain.wording import count_text
from charter.domain.working_days import day_in_england
from charter.services.case_courses import course_of
from charter.services.matter_papers import ROUND_REPORT, MatterPaper
from charter.services.register import bodies_named
from charter.services.round_agreement import confidence_of, panels_judging, seed_of, severities_of
from charter.services.round_reports import Challenges, Judged, ReportFrame, RoundFacts, round_report
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.awards import AwardRow
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow
from charter.store.editions import load_edition
from charter.store.objections import ObjectionRow
from charter.store.proceedings import Matter, ProceedingRow
from charter.store.ratings import AgreedLevelRow
from charter.store.reference_files import bank_holidays

DONE = frozenset({KEPT, KEPT_LATE, LATE})
OVER = frozenset({CaseState.TOLD, CaseState.CLOSED})
Levels = Mapping[str, "int | None"]
Found = tuple[CaseRow, OrganisationRow]


def round_report_of(
    session: Session, round_id: str, now: dt.datetime, palette: Palette | None = None, *, warning: str = ""
) -> RoundReport:
    """Give the report of a round by its own edition, as it stands now: for services that have let somebody in.

    It is in the body's own colours and under the name that it wants, unless others are given.
    """
    whole = session.get_one(RoundRow, round_id)
    body = bodies_named(session, [whole.organisation_id])[whole.organisation_id]
    edition = load_edition(whole.edition_reference)
    frame = ReportFrame(
        body_name=body.name,
        palette=palette or body.palette,
        round_title=whole.title,
        opened_on=day_in_england(whole.opens_at),
        submit_by=day_in_england(whole.closes_at),
        made_on=day_in_england(now),
        warning=warning,
    )
    return round_report(edition, round_facts(session, whole, edition, day_in_england(now)), frame)


def round_report_paper(session: Session, round_id: str, today: dt.date) -> MatterPaper:
    """Give which paper the report of a round is: made anew once a day at most, and whenever a case moved."""
    chosen = select(CaseRow.id, CaseRow.state, CaseRow.since_at).where(
        CaseRow.round_id == round_id, CaseRow.kind != CaseKind.PRACTICE
    )
    told = sorted(f"{case_id} {state} {since.isoformat()}" for case_id, state, since in session.execute(chosen))
    source = hashlib.sha256("\n".join([today.isoformat(), *told]).encode()).hexdigest()
    return MatterPaper(Matter(MatterKind.PANELS, round_id), ROUND_REPORT, source)


def round_facts(session: Session, whole: RoundRow, edition: Edition, today: dt.date) -> RoundFacts:
    """Give what happened in a round to the submissions that an edition judges, exact. Seven statements.

    An appeal is no submission of its own: what the first panel thought counts, and the appeal is told as one.
    """
    found = _cases(session, whole.id, edition)
    ids = [case.id for case, _ in found if case.outcome_at is not None]
    panels = panels_judging(session, edition, ids)
    spreads = [spread for panel in panels for row in panel.ratings if (spread := spread_of(row)) is not None]
    return RoundFacts(
        judged=_judged(found, _decided(session, ids), _agreed(session, ids), edition),
        waiting_count=sum(case.outcome_at is None and case.state != CaseState.CLOSED for case, _ in found),
        is_over=day_in_england(whole.closes_at) < today and all(case.state in OVER for case, _ in found),
        left_out=tuple(load_edition(one).version for one in whole.edition_references if one != edition.reference),
        alpha=round_alpha(panels, seed=seed_of(whole.id), confidence_percent=confidence_of(edition)),
        exact=(sum(spread == 0 for spread in spreads), len(spreads)),
        adjacent=(sum(spread <= 1 for spread in spreads), len(spreads)),
        severities=severities_of(panels, edition),
        divisions=dividing_criteria(panels),
        has_promises=promises_of(edition) != Promises(),
        promises=_promises(edition, [case for case, _ in found if case.state != CaseState.CLOSED], today),
        challenges=(
            _appeals(session, [case for case, _ in found]),
            _objections(session, whole.id, edition.reference),
        ),
    )


def _cases(session: Session, round_id: str, edition: Edition) -> list[Found]:
    rows = session.execute(
        select(CaseRow, OrganisationRow)
        .join(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(
            CaseRow.round_id == round_id,
            CaseRow.kind == CaseKind.FIRST,
            CaseRow.edition_reference == edition.reference,
        )
        .order_by(CaseRow.id)
    )
    return [(case, organisation) for case, organisation in rows]


def _decided(session: Session, case_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Each case's newest outcome, and the tier that was applied for, or else the one that the outcome is about."""
    chosen = select(DecisionRow.case_id, DecisionRow.outcome, DecisionRow.tier_id, DecisionRow.findings)
    rows = session.execute(chosen.where(DecisionRow.case_id.in_(case_ids)).order_by(DecisionRow.number))
    return {
        case_id: (outcome, str(json.loads(findings).get("applied_for") or tier_id))
        for case_id, outcome, tier_id, findings in rows
    }


def _agreed(session: Session, case_ids: Sequence[str]) -> dict[str, dict[str, int | None]]:
    chosen = select(AgreedLevelRow.case_id, AgreedLevelRow.criterion_id, AgreedLevelRow.level)
    rows = session.execute(chosen.where(AgreedLevelRow.case_id.in_(case_ids)).order_by(AgreedLevelRow.number))
    found: dict[str, dict[str, int | None]] = defaultdict(dict)
    for case_id, criterion_id, level in rows:
        found[case_id][criterion_id] = level
    return found


def _judged(
    found: Iterable[Found], decided: Mapping[str, tuple[str, str]], agreed: Mapping[str, Levels], edition: Edition
) -> tuple[Judged, ...]:
    kinds = (edition.facts.get("benchmarking") or {}).get("trust_type") or {}
    tiers = {tier.id for tier in edition.tiers}
    return tuple(
        Judged(
            region=organisation.region,
            kind=str(kinds.get(organisation.organisation_type, "")),
            applied_for=applied_for,
            outcome=outcome,
            levels=agreed.get(case.id, {}),
        )
        for case, organisation in found
        for outcome, applied_for in [decided.get(case.id, ("", ""))]
        if applied_for in tiers
    )


def _promises(edition: Edition, cases: Sequence[CaseRow], today: dt.date) -> tuple[tuple[str, int, int], ...]:
    """How often each promise of the awarding body was kept, of those that are over."""
    promises, holidays = promises_of(edition), bank_holidays()
    kept: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        for due in due_days(promises, course_of(case), today, holidays, warn_days=0):
            if due.owner == BODY and due.state in DONE:
                kept[due.promise].append(due.state == KEPT)
    names = {
        SCREENING: f"Screening within {count_text(promises.screening_days or 0, 'working day')}",
        OUTCOME: f"Outcome within {count_text(promises.outcome_weeks or 0, 'week')} of the submission",
        OUTCOME_AFTER_PANEL: (
            f"Outcome within {count_text(promises.outcome_after_panel_days or 0, 'working day')} of the panel"
        ),
    }
    return tuple((name, sum(kept[promise]), len(kept[promise])) for promise, name in names.items() if kept[promise])


def _objections(session: Session, round_id: str, reference: str) -> Challenges:
    """Objections to the awards of a round, by what became of them; those after an appeal too."""
    chosen = (
        select(ObjectionRow.state, func.count())
        .join(AwardRow, AwardRow.id == ObjectionRow.award_id)
        .join(CaseRow, CaseRow.id == AwardRow.case_id)
        .where(CaseRow.round_id == round_id, AwardRow.edition_reference == reference)
        .group_by(ObjectionRow.state)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in session.execute(chosen)}
    return Challenges(
        "Objections",
        upheld=counts.get(ObjectionState.UPHELD, 0),
        dismissed=counts.get(ObjectionState.DISMISSED, 0),
        open=counts.get(ObjectionState.OPEN, 0),
    )


def _appeals(session: Session, cases: Sequence[CaseRow]) -> Challenges:
    """Appeals by what was ruled; an event of the chain says whether it was upheld."""
    ids = [case.id for case in cases if case.appealed_at is not None]
    chosen = select(ProceedingRow.matter_id, ProceedingRow.details).where(
        ProceedingRow.kind == MatterKind.CASE,
        ProceedingRow.matter_id.in_(ids),
        ProceedingRow.event == CaseEvent.APPEAL_RULED,
    )
    rows = session.execute(chosen.order_by(ProceedingRow.number)) if ids else ()
    ruled = {case_id: bool(details.get("is_upheld")) for case_id, details in rows}
    upheld = sum(ruled.values())
    return Challenges("Appeals", upheld, len(ruled) - upheld, len(ids) - len(ruled))
