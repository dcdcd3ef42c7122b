"""What practice taught: one's own levels beside the agreed ones and the others'; to the office how severe each was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.agreement import Panel
from charter.domain.agreement_summaries import RoundAgreement
from charter.domain.case_workflow import CaseKind, CaseState
from charter.domain.errors import WrongState
from charter.domain.practice import Severity, severity_from
from charter.domain.round_spread import reviewer_severities
from charter.services.cases import Case
from charter.services.deeds import Deed
from charter.services.practice_cases import Practices
from charter.services.round_agreement import agreements_of
from charter.store.cases import CaseRow
from charter.store.meetings import counted_reviews, locked_levels
from charter.store.ratings import AgreedLevelRow, agreed_levels

NOT_REVEALED = "The agreed levels of this practice submission were not revealed yet."
FORGOTTEN = "Somebody who was forgotten"


@dataclass(frozen=True, slots=True)
class Compared:
    """One criterion after practice."""

    criterion_id: str
    title: str
    has_own: bool  # whether the asker locked a review; then own is theirs
    own: int | None  # None = does not apply
    agreed: AgreedLevelRow
    others: tuple[int | None, ...]  # what the others locked, in the order of levels: never whose


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """A practice submission after its levels were revealed, as one of those who took part sees it."""

    rows: tuple[Compared, ...]
    has_own: bool
    from_agreed: Severity
    from_others: Severity  # from the median of the others; same is not counted
    others: int  # how many others locked
    lines: tuple[OfficeLine, ...]  # to the office alone


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """How severe one reviewer was."""

    name: str
    from_agreed: Severity


def result_of(deed: Deed, case: Case, *, is_office: bool) -> PracticeResult:
    """Give what practice taught, for whoever was let in by ``practice_levels.practice_for``: three statements.

    ``is_office``: with each reviewer's name and severity. Raises WrongState until the levels are revealed.
    """
    if case.state != CaseState.TOLD:
        raise WrongState(NOT_REVEALED)
    agreed = agreed_levels(deed.session, case.id)
    levels: dict[str, dict[str, int | None]] = defaultdict(dict)
    for _, person_id, criterion_id, level in locked_levels(deed.session, [case.id]):
        levels[person_id][criterion_id] = level
    targets = {key: row.level for key, row in agreed.items()}
    own = levels.get(deed.person_id, {})
    others = {person_id: said for person_id, said in levels.items() if person_id != deed.person_id}
    return PracticeResult(
        rows=tuple(_compared(item.id, item.title, own, agreed[item.id], others) for item in case.edition.criteria),
        has_own=bool(own),
        from_agreed=severity_from(own, targets),
        from_others=_from_others(deed, case, levels),
        others=len(others),
        lines=office_lines(deed, case, levels, targets) if is_office else (),
    )


def office_lines(
    deed: Deed, case: Case, levels: Mapping[str, Mapping[str, int | None]], agreed: Mapping[str, int | None]
) -> tuple[OfficeLine, ...]:
    """Give how severe each reviewer was, by name."""
    names = {person_id: name for _, person_id, name, _ in counted_reviews(deed.session, [case.id])}
    lines = [OfficeLine(names.get(who) or FORGOTTEN, severity_from(said, agreed)) for who, said in levels.items()]
    return tuple(sorted(lines, key=lambda one: one.name))


def practice_agreement(deed: Deed, found: Practices) -> tuple[RoundAgreement, ...]:
    """Give how far reviewers agree over a round's practice that was revealed, with each one's severity.

    For whoever was let in by ``practice_cases.practices_to_keep``; in practice nobody has an interest.
    """
    chosen = select(CaseRow).where(
        CaseRow.round_id == found.whole.id, CaseRow.kind == CaseKind.PRACTICE, CaseRow.state == CaseState.TOLD
    )
    return agreements_of(deed, found.whole.id, deed.session.scalars(chosen.order_by(CaseRow.id)))


def _compared(
    criterion_id: str,
    title: str,
    own: Mapping[str, int | None],
    agreed: AgreedLevelRow,
    others: Mapping[str, Mapping[str, int | None]],
) -> Compared:
    given = sorted((said.get(criterion_id) for said in others.values()), key=lambda one: (one is None, one or 0))
    return Compared(criterion_id, title, criterion_id in own, own.get(criterion_id), agreed, tuple(given))


def _from_others(deed: Deed, case: Case, levels: Mapping[str, Mapping[str, int | None]]) -> Severity:
    """The mean difference from the median of the others, as over a round."""
    people = tuple(sorted(levels))
    ids = tuple(item.id for item in case.edition.criteria)
    panel = Panel(case.id, ids, people, [[levels[who].get(one) for who in people] for one in ids])
    for found in reviewer_severities([panel], least=1):
        if found.reviewer_id == deed.person_id:
            value = found.difference.value
            return Severity(value, found.difference.count, 0) if value is not None else Severity(None, 0, 0)
    return Severity(None, 0, 0)
