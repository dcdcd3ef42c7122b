"""Which cases of a round count in figures over many of them, for whoever asks: the one door's rule, for a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, select

from charter.domain.case_workflow import OPENED, CaseKind, Seat
from charter.domain.conflicts import Declared, Facts, conflict_of, interest_rules
from charter.domain.permissions import Action, Role
from charter.services.case_interests import LOOK_BACK_YEARS, employments_of, mergers_known, pairings_in
from charter.services.cases import OF_THE_PANEL
from charter.services.deeds import Deed
from charter.services.rounds import round_and_roles
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.panels import DeclarationRow, RulingRow, SeatRow
from charter.store.reviewers import ConfidentialityRow


@dataclass(frozen=True, slots=True)
class CountedCases:
    """The cases of one kind whose meeting was opened, and that the asker may know of."""

    whole: RoundRow
    roles: frozenset[Role]
    cases: tuple[CaseRow, ...]
    left_out: tuple[CaseRow, ...]  # open, but shut to the asker by an interest: for what is told to nobody

    @property
    def is_office(self) -> bool:
        """Whether the asker sees the whole round, rather than the panels that they chair."""
        return not self.roles <= OF_THE_PANEL


def counted_cases(deed: Deed, round_id: str, action: Action, kind: CaseKind = CaseKind.FIRST) -> CountedCases:
    """Give the open cases of one kind in a round. The awarding body's office: all; a chair: those that they chair.

    Nothing in which the asker has an interest that shuts them out. Raises as ``rounds.round_for``.
    """
    whole, roles = round_and_roles(deed, round_id, action)
    found = _open(deed, whole, kind, chaired_only=roles <= OF_THE_PANEL)
    shut = _shut_out(deed, whole, found)
    rows = [row for row, _ in found]
    return CountedCases(
        whole,
        roles,
        tuple(row for row in rows if row.id not in shut),
        tuple(row for row in rows if row.id in shut),
    )


def _open(deed: Deed, whole: RoundRow, kind: CaseKind, *, chaired_only: bool) -> list[tuple[CaseRow, str]]:
    """Open cases with whose submission they are about ("" = practice), by id."""
    chosen = (
        select(CaseRow, AssessmentRow.organisation_id)
        .outerjoin(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .where(CaseRow.round_id == whole.id, CaseRow.kind == kind, CaseRow.state.in_(OPENED))
        .order_by(CaseRow.id)
    )
    if chaired_only:
        own = DeclarationRow.person_id == deed.person_id
        seats = and_(SeatRow.case_id == CaseRow.id, SeatRow.person_id == deed.person_id, SeatRow.left_at.is_(None))
        promises = and_(ConfidentialityRow.round_id == CaseRow.round_id, ConfidentialityRow.person_id == deed.person_id)
        declared = exists().where(DeclarationRow.case_id == CaseRow.id, own)
        chosen = chosen.join(SeatRow, and_(seats, SeatRow.seat == Seat.CHAIR)).join(ConfidentialityRow, promises)
        chosen = chosen.where(declared | CaseRow.assessment_id.is_(None))
    return [(row, organisation_id or "") for row, organisation_id in deed.session.execute(chosen)]


def _shut_out(deed: Deed, whole: RoundRow, found: Sequence[tuple[CaseRow, str]]) -> set[str]:
    """The cases that an interest of the asker shuts: as ``case_interests.conflict_in``, in five statements."""
    session, person_id, on = deed.session, deed.person_id, deed.now.date()
    posts = employments_of(session, [person_id]).get(person_id, ())
    mergers = mergers_known(session)
    pairings = pairings_in(session, whole.id, without=person_id, on=on)
    declared = _declared(deed, whole)
    shut = set()
    for row, organisation_id in found:
        facts = Facts(organisation_id, posts, pairings, mergers)
        rules = interest_rules(load_edition(row.edition_reference), LOOK_BACK_YEARS)
        if organisation_id and conflict_of(declared[row.id], facts, on, rules).denies:
            shut.add(row.id)
    return shut


def _declared(deed: Deed, whole: RoundRow) -> defaultdict[str, list[Declared]]:
    ruled = and_(
        RulingRow.case_id == DeclarationRow.case_id,
        RulingRow.person_id == DeclarationRow.person_id,
        RulingRow.number == DeclarationRow.number,
    )
    rows = deed.session.execute(
        select(DeclarationRow.case_id, DeclarationRow.kinds, RulingRow.is_allowed)
        .join(CaseRow, CaseRow.id == DeclarationRow.case_id)
        .outerjoin(RulingRow, ruled)
        .where(CaseRow.round_id == whole.id, DeclarationRow.person_id == deed.person_id)
        .order_by(DeclarationRow.number)
    )
    found: defaultdict[str, list[Declared]] = defaultdict(list)
    for case_id, kinds, is_allowed in rows:
        found[case_id] += [Declared(kind, "", is_allowed) for kind in kinds]
    return found
