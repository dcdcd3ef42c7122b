"""How far the panels of a round agree: alpha, severity, what divides them; and whether outcomes may go out.

Only submissions whose meeting was opened count, so that nothing tells what a reviewer thinks before.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from charter.domain.agreement import Panel
from charter.domain.agreement_summaries import DividingLine, RoundAgreement, SeverityLine
from charter.domain.case_workflow import CaseKind
from charter.domain.edition import Edition
from charter.domain.meeting_rules import meeting_rules
from charter.domain.permissions import Action
from charter.domain.round_alpha import needs_calibration
from charter.domain.round_spread import Severity, dividing_criteria
from charter.services.counted_cases import CountedCases, counted_cases
from charter.services.counted_panels import alpha_of_round, confidence_percent, panels_of, severities_of
from charter.services.deeds import Deed
from charter.services.remembering import Memory
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.meetings import counted_reviews

FORGOTTEN = "Somebody who was forgotten"

_memory: Memory[str] = Memory(64)


@dataclass(frozen=True, slots=True)
class Agreements:
    """What somebody may know of the agreement over a round."""

    counted: CountedCases
    kind: CaseKind
    parts: tuple[RoundAgreement, ...]  # one an edition, by reference; () = no meeting was opened yet


def agreement_over(deed: Deed, round_id: str, kind: CaseKind = CaseKind.FIRST) -> Agreements:
    """Give how far panels agree over the submissions of a round: to the office the whole, to a chair their own panels.

    Appeals and practice are never mixed with the rest. Raises as ``rounds.round_for``.
    """
    counted = counted_cases(deed, round_id, Action.SEE_AGREEMENT, kind)
    return Agreements(counted, kind, agreements_of(deed, round_id, counted.cases))


def agreements_of(deed: Deed, round_id: str, cases: Iterable[CaseRow]) -> tuple[RoundAgreement, ...]:
    """Give the agreement over cases of one round, an edition at a time, for services that chose them."""
    by_edition: dict[str, list[str]] = defaultdict(list)
    for row in cases:
        by_edition[row.edition_reference].append(row.id)
    return tuple(_agreement(deed, round_id, reference, ids) for reference, ids in sorted(by_edition.items()))


def _agreement(deed: Deed, round_id: str, reference: str, case_ids: list[str]) -> RoundAgreement:
    """Worked out once for each set of reviews: what is locked never changes."""
    reviews = counted_reviews(deed.session, case_ids)
    key = hashlib.sha256(repr((round_id, reference, sorted(case_ids), reviews)).encode()).hexdigest()
    names = {person_id: name for _, person_id, name, _ in reviews}

    def made() -> RoundAgreement:
        edition = load_edition(reference)
        return _worked_out(edition, panels_of(deed.session, edition, case_ids), names, round_id)

    return _memory.get(key, made)


def _worked_out(edition: Edition, panels: Sequence[Panel], names: Mapping[str, str], round_id: str) -> RoundAgreement:
    line, alpha = meeting_rules(edition).calibrate_below, alpha_of_round(edition, panels, round_id)
    severities = severities_of(edition, panels)
    titles = {item.id: item.title for item in edition.criteria}
    return RoundAgreement(
        edition_reference=edition.reference,
        edition_title=f"{edition.title}, edition {edition.version}",
        alpha=alpha,
        confidence_percent=confidence_percent(edition),
        line=line,
        needs_calibration=None if line is None else needs_calibration(alpha, line),
        severities=tuple(sorted((_line(one, names) for one in severities), key=lambda one: one.name)),
        dividing=tuple(
            DividingLine(
                one.criterion_id,
                titles[one.criterion_id],
                float(one.mean_spread),
                one.submission_count,
                one.divided_count,
            )
            for one in dividing_criteria(panels)
        ),
    )


def _line(one: Severity, names: Mapping[str, str]) -> SeverityLine:
    found = one.difference
    return SeverityLine(
        name=names.get(one.reviewer_id) or FORGOTTEN,
        difference=float(found.value) if found.value is not None else None,
        why_not=found.why_not,
        comparison_count=found.count,
        submission_count=one.submission_count,
    )
