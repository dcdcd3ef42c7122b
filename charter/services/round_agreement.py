"""How far the panels of a round agree: alpha, severity, what divides them; and whether outcomes may go out.

Only submissions whose meeting was opened count, so that nothing tells what a reviewer thinks before.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.domain.agreement import Panel
from charter.domain.agreement_summaries import DividingLine, RoundAgreement, SeverityLine
from charter.domain.case_workflow import CaseKind
from charter.domain.edition import Edition
from charter.domain.meeting_rules import meeting_rules
from charter.domain.permissions import Action
from charter.domain.round_alpha import needs_calibration, round_alpha
from charter.domain.round_spread import Severity, dividing_criteria, reviewer_severities
from charter.services.counted_cases import CountedCases, counted_cases
from charter.services.deeds import Deed
from charter.services.remembering import Memory
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.meetings import counted_reviews, locked_levels

FORGOTTEN = "Somebody who was forgotten"
CONFIDENCE_PERCENT = 95  # where an edition states none
SEED_BYTES = 4

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
        return _worked_out(edition, _panels(deed.session, edition, reviews), names, round_id)

    return _memory.get(key, made)


def panels_judging(session: Session, edition: Edition, case_ids: Sequence[str]) -> list[Panel]:
    """Give what the panels of some cases locked, for services that chose them: two statements."""
    return _panels(session, edition, counted_reviews(session, case_ids))


def _panels(session: Session, edition: Edition, reviews: Iterable[tuple[str, str, str, str]]) -> list[Panel]:
    people: dict[str, list[str]] = defaultdict(list)
    for case_id, person_id, _, _ in reviews:
        people[case_id].append(person_id)
    given: dict[str, dict[tuple[str, str], int | None]] = defaultdict(dict)
    for case_id, person_id, criterion_id, level in locked_levels(session, people):
        given[case_id][criterion_id, person_id] = level
    ids = tuple(item.id for item in edition.criteria)
    return [
        Panel(case_id, ids, tuple(who), [[given[case_id].get((one, person)) for person in who] for one in ids])
        for case_id, who in people.items()
    ]


def _worked_out(edition: Edition, panels: list[Panel], names: Mapping[str, str], round_id: str) -> RoundAgreement:
    rules = meeting_rules(edition)
    line, confidence = rules.calibrate_below, confidence_of(edition)
    alpha = round_alpha(panels, seed=seed_of(round_id), confidence_percent=confidence)
    severities = severities_of(panels, edition)
    titles = {item.id: item.title for item in edition.criteria}
    return RoundAgreement(
        edition_reference=edition.reference,
        edition_title=f"{edition.title}, edition {edition.version}",
        alpha=alpha,
        confidence_percent=confidence,
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


def severities_of(panels: Sequence[Panel], edition: Edition) -> tuple[Severity, ...]:
    """Give how severe reviewers are; nothing of one with fewer comparisons than criteria that nobody may leave out."""
    return reviewer_severities(panels, least=sum(not item.may_be_not_applicable for item in edition.criteria))


def _line(one: Severity, names: Mapping[str, str]) -> SeverityLine:
    found = one.difference
    return SeverityLine(
        name=names.get(one.reviewer_id) or FORGOTTEN,
        difference=float(found.value) if found.value is not None else None,
        why_not=found.why_not,
        comparison_count=found.count,
        submission_count=one.submission_count,
    )


def confidence_of(edition: Edition) -> int:
    """Give the confidence of the interval of alpha, in percent."""
    return meeting_rules(edition).confidence_percent or CONFIDENCE_PERCENT


def seed_of(round_id: str) -> int:
    """The same for a round each time, so that its interval can be worked out again."""
    return int.from_bytes(hashlib.sha256(round_id.encode()).digest()[:SEED_BYTES])
