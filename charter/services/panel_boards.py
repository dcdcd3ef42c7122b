"""The panels of a round as the awarding body's office sees them: who sits where, and what each panel lacks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from charter.domain.case_workflow import CaseEvent, CaseKind, CaseState, Seat, case_transition
from charter.domain.panels import PanelRules, panel_rules
from charter.domain.permissions import Action, Role
from charter.services.cases import Case, case_for
from charter.services.deeds import Deed
from charter.services.panel_changes import ETHNICITY_AIM
from charter.services.panel_checks import conflict_text, lacks_of
from charter.services.panel_facts import FORGOTTEN, Judged, RoundPanels, professions_of, round_panels
from charter.services.panel_seats import barred_from
from charter.services.rounds import round_for
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.proceedings import told_proceedings

ALL, SHORT, DAYLESS = "all", "short", "dayless"  # which panels are shown
CHANGES = case_transition(CaseEvent.SEATED).sources  # the states in which a panel can be changed


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody on a panel."""

    person_id: str
    name: str
    seat: Seat
    reason: str
    is_by_hand: bool
    seated_at: dt.datetime
    has_declared: bool
    is_locked: bool


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A case with its panel."""

    case_id: str
    name: str
    scope_name: str
    is_appeal: bool
    version: str  # of the edition
    state: CaseState
    meets_on: dt.date | None
    sitters: tuple[Sitter, ...]
    lacks: tuple[str, ...]  # sentences; conflicts last
    may_change: bool


@dataclass(frozen=True, slots=True)
class PanelBoard:
    """A page of a round's panels."""

    round_id: str
    body_id: str
    title: str
    aims: tuple[tuple[str, str], ...]  # version of an edition, and its aim in its words
    lines: tuple[PanelLine, ...]
    counts: Mapping[str, int]  # by what is shown
    hidden_count: int  # submissions in which whoever asks has an interest
    has_more: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a panel, with the reason."""

    event: CaseEvent
    who: str
    whom: str
    happened_at: dt.datetime
    text: str
    is_against_rules: bool
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CasePanel:
    """One case's panel."""

    case: Case
    line: PanelLine
    rules: PanelRules
    changes: tuple[Change, ...]  # oldest first
    aim_notes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be seated."""

    person_id: str
    name: str
    may_chair: bool
    expertise: tuple[str, ...]
    profession: str
    load: int
    load_limit: int | None


def panel_board(deed: Deed, round_id: str, shown: str = ALL, page: int = 1, size: int = 25) -> PanelBoard:
    """Give a page of a round's panels, by name of the institution: nine statements, however many there are.

    The office may. What an interest shuts them out of is left out. Raises UnknownRound, NotAllowed, UnknownEdition.
    """
    whole = round_for(deed, round_id, Action.SEE_PANELS)
    panels = round_panels(deed.session, round_id, whole.organisation_id, deed.now.date(), beside=[deed.person_id])
    professions, _ = professions_of(deed.session, whole.organisation_id)
    found = _cases(deed, round_id)
    open_to_them = [one for one in found if not panels.conflict(one[0], one[1], deed.person_id).denies]
    rules = {name: panel_rules(load_edition(name)) for name in {row.edition_reference for row, *_ in open_to_them}}
    kinds = {row.id: tuple(_kinds_of(row, panels, rules[row.edition_reference])) for row, *_ in open_to_them}
    wanted = [one for one in open_to_them if shown in kinds[one[0].id]]
    begin = (max(page, 1) - 1) * size
    return PanelBoard(
        round_id=round_id,
        body_id=whole.organisation_id,
        title=whole.title,
        aims=_aims(whole),
        lines=tuple(_line(panels, professions, *one) for one in wanted[begin : begin + size]),
        counts=Counter(kind for each in kinds.values() for kind in each),
        hidden_count=len(found) - len(open_to_them),
        has_more=len(wanted) > begin + size,
    )


def case_panel(deed: Deed, case_id: str) -> CasePanel:
    """Give one case's panel, with what happened to it, to the office. Raises as ``cases.case_for``."""
    case = case_for(deed, case_id, Action.SEE_PANELS)
    told = told_proceedings(deed.session, case.matter, (CaseEvent.SEATED, CaseEvent.UNSEATED, CaseEvent.NOTED))
    ever = [str(event.details["person"]) for event, _, _ in told if "person" in event.details]
    panels = round_panels(deed.session, case.round_id, case.body_id, deed.now.date(), beside=ever)
    professions, _ = professions_of(deed.session, case.body_id)
    changes = [
        Change(
            CaseEvent(event.event),
            name or FORGOTTEN,
            _name(panels, str(event.details.get("person", ""))),
            event.happened_at,
            text,
            bool(event.details.get("breaks")),
            event.details,
        )
        for event, name, text in told
    ]
    return CasePanel(
        case=case,
        line=_line(panels, professions, case, case.organisation_id, case.name, case.scope_name),
        rules=panel_rules(case.edition),
        changes=tuple(one for one in changes if one.event != CaseEvent.NOTED),
        aim_notes=tuple(one for one in changes if one.details.get("about") == ETHNICITY_AIM),
    )


def candidates(deed: Deed, case_id: str) -> tuple[Case, tuple[Candidate, ...], int]:
    """Give who could be seated on a panel, who has fewest submissions first, and how many have an interest in it.

    Nobody of the panel that an appeal is against is among them.
    The office may. Raises as ``cases.case_for``.
    """
    case = case_for(deed, case_id, Action.APPOINT_PANEL)
    panels = round_panels(deed.session, case.round_id, case.body_id, deed.now.date())
    seated = {held.row.person_id for held in panels.seats.get(case_id, ())} | barred_from(deed, case)
    free = [(key, one) for key, one in panels.people.items() if one.roles and key not in seated]
    open_to = [one for key, one in free if not panels.conflict(case, case.organisation_id, key).is_hard]
    found = [
        Candidate(
            one.reviewer.id,
            one.reviewer.name,
            Role.PANEL_CHAIR in one.roles,
            tuple(sorted(one.reviewer.expertise)),
            one.reviewer.profession,
            one.reviewer.load,
            one.reviewer.load_limit,
        )
        for one in open_to
    ]
    return case, tuple(sorted(found, key=lambda one: (one.load, one.name))), len(free) - len(open_to)


class _Listed(NamedTuple):  # quicker to make than a row of the session, and a round has hundreds
    """What a list needs to know of a case."""

    id: str
    kind: str
    state: str
    edition_reference: str
    meets_on: dt.date | None


_Found = tuple[_Listed, str, str, str]


def _cases(deed: Deed, round_id: str) -> list[_Found]:
    """Cases of the round that are somebody's and not taken back, with whose they are."""
    found = deed.session.execute(
        select(
            CaseRow.id,
            CaseRow.kind,
            CaseRow.state,
            CaseRow.edition_reference,
            CaseRow.meets_on,
            OrganisationRow.id,
            OrganisationRow.name,
            AssessmentRow.scope_name,
        )
        .join(AssessmentRow, AssessmentRow.id == CaseRow.assessment_id)
        .join(OrganisationRow, OrganisationRow.id == AssessmentRow.organisation_id)
        .where(CaseRow.round_id == round_id, CaseRow.kind != CaseKind.PRACTICE, CaseRow.state != CaseState.CLOSED)
        .order_by(OrganisationRow.name, AssessmentRow.scope_name, CaseRow.submitted_at, CaseRow.id)
    )
    return [(_Listed(*row[:5]), *row[5:]) for row in found]


def _kinds_of(row: Judged, panels: RoundPanels, rules: PanelRules) -> Iterable[str]:
    """Under what a case is shown."""
    yield ALL
    if row.state not in CHANGES:
        return
    panel = panels.panel(row.id)
    if len(panel.reviewers) < rules.reviewers or (rules.chairs and panel.chair is None):
        yield SHORT
    if row.meets_on is None:
        yield DAYLESS


def _line(
    panels: RoundPanels, professions: frozenset[str], row: Judged, organisation_id: str, *names: str
) -> PanelLine:
    name, scope_name = names
    may_change = row.state in CHANGES
    held = panels.seats.get(row.id, ())
    lacks = [one.text for one in lacks_of(panels, professions, row)] if may_change else []
    for one in held if may_change else ():
        conflict = panels.conflict(row, organisation_id, one.row.person_id)
        lacks += [text] if (text := conflict_text(_name(panels, one.row.person_id), conflict)) else []
    return PanelLine(
        case_id=row.id,
        name=name,
        scope_name=scope_name,
        is_appeal=row.kind == CaseKind.APPEAL,
        version=row.edition_reference.rpartition("/")[2],
        state=CaseState(row.state),
        meets_on=row.meets_on,
        sitters=tuple(
            Sitter(
                one.row.person_id,
                _name(panels, one.row.person_id),
                Seat(one.row.seat),
                one.row.reason,
                one.row.seed is None,
                one.row.seated_at,
                (row.id, one.row.person_id) in panels.declared,
                one.is_locked,
            )
            for one in held
        ),
        lacks=tuple(lacks),
        may_change=may_change,
    )


def _name(panels: RoundPanels, person_id: str) -> str:
    found = panels.people.get(person_id)
    return found.reviewer.name if found is not None else FORGOTTEN


def _aims(whole: RoundRow) -> tuple[tuple[str, str], ...]:
    stated = [(one.rpartition("/")[2], panel_rules(load_edition(one)).aim) for one in whole.edition_references]
    return tuple((version, aim) for version, aim in stated if aim)
