"""Every institution of a round in one line each: how far it is, its case, its panel, and what waits for a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select, true

from charter.domain.case_attention import DueDecision
from charter.domain.case_workflow import CaseKind, CaseState
from charter.domain.edition import Edition
from charter.domain.panels import PanelRules, panel_rules
from charter.domain.promises import DueDay
from charter.domain.workflow import State
from charter.domain.working_days import day_in_england
from charter.services.board_beside import Beside, Seats, beside_in
from charter.services.board_cases import CaseFacts, attention_of, case_columns, case_facts
from charter.services.case_interests import shut_out_of
from charter.services.deeds import Deed
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.cases import CaseRow
from charter.store.editions import load_edition
from charter.store.progress_counts import ProgressCountRow


class BoardRow(NamedTuple):  # quicker to make than a dataclass, and there are a thousand
    """An institution in the round, with the case of its submission; a second row where it appealed."""

    assessment_id: str
    organisation_id: str
    name: str
    scope_name: str
    edition: Edition  # that it answers
    aims_for: str  # name of a tier; "" = none was named
    tier_id: str
    registered_at: dt.datetime
    state: State
    closes_at: dt.datetime
    is_extended: bool
    done_count: int | None  # criteria that are complete; None = the worker has not counted
    criterion_count: int
    case: CaseFacts | None  # None = it has not come in, or an interest of the asker shuts them out
    is_shut: bool  # the asker has an interest in it: what becomes of it is not for them
    beside: Beside
    rules: PanelRules  # of its panel
    today: dt.date

    # worked out where they are asked for: a page shows fifty of a thousand rows
    @property
    def due(self) -> tuple[DueDay, ...]:
        """The promises of the edition to this submission."""
        return self.case.due_days(self.today) if self.case is not None else ()

    @property
    def seats(self) -> Seats:
        """How many sit on its panel."""
        return self.beside.seats

    @property
    def attention(self) -> tuple[DueDecision, ...]:
        """What waits for a decision, and since when."""
        if self.case is None:
            return ()
        return attention_of(self.case, self.beside, self.rules, self.closes_at, self.today)

    @property
    def waiting_days(self) -> int | None:
        """Days in its state; None = it has not come in."""
        return (self.today - day_in_england(self.case.since_at)).days if self.case is not None else None

    @property
    def is_at_risk(self) -> bool:
        """Whether a promise that the awarding body keeps is nearly or wholly over."""
        return any(day.needs_attention for day in self.due)

    @property
    def is_appeal(self) -> bool:
        """Whether the row is of an appeal."""
        return self.case is not None and self.case.kind == CaseKind.APPEAL

    @property
    def case_state(self) -> CaseState | None:
        """How far its case is; None = it has none, or none for the asker."""
        return self.case.state if self.case is not None else None


class ListedRow(NamedTuple):
    """As much of a row as choosing needs, states and names: the rest is read of the few that are shown."""

    assessment_id: str
    case_id: str | None  # whoever asks
    name: str
    scope_name: str
    edition: Edition  # that it answers
    tier_id: str
    state: State
    case_state: CaseState | None  # None = it has not come in, or an interest of the asker shuts them out


@dataclass(frozen=True, slots=True)
class Listing:
    """Every row of a round to choose from, by name."""

    rows: tuple[ListedRow, ...]
    shut: frozenset[str]  # cases from which the asker's interests shut them out


class _Entry(NamedTuple):  # quicker to make than a dataclass, and there are a thousand
    """An assessment as the statement gives it."""

    id: str
    organisation_id: str
    name: str
    scope_name: str
    state: str
    aims_for: str
    edition_reference: str
    registered_at: dt.datetime
    extended_until: dt.datetime | None
    done_count: int | None
    criterion_count: int | None


_ENTRY_COLUMNS = 11


@dataclass(frozen=True, slots=True)
class _Around:
    """What every row of a board needs beside its own."""

    whole: RoundRow
    shut: frozenset[str]
    beside: Mapping[str, Beside]
    editions: Mapping[str, Edition]  # by reference: those of assessments and those of cases
    tiers: Mapping[str, Mapping[str, str]]  # names by edition and id
    rules: Mapping[str, PanelRules]  # by edition
    today: dt.date


def board_rows(deed: Deed, whole: RoundRow, *, with_panels: bool = True) -> tuple[BoardRow, ...]:
    """Give every row of a round, by name, to somebody who was let in: seven statements at most.

    ``with_panels``: False where nobody asks for panels, nor for what waits for a decision.
    """
    found = _read(deed, whole, true())
    cases = {one.id: (entry.organisation_id, one.edition_reference) for entry, one in found if one is not None}
    beside = beside_in(deed.session, whole.id, _editions(whole)) if with_panels else {}
    around = _around(whole, found, shut_out_of(deed, whole.id, cases), beside, deed)
    return tuple(_row(around, entry, one) for entry, one in found)


def listing_of(deed: Deed, whole: RoundRow) -> Listing:
    """Give every row of a round to choose from, by name, to somebody who was let in: five statements at most."""
    row = AssessmentRow
    chosen = _joined(
        select(
            row.id,
            CaseRow.id,
            OrganisationRow.name,
            row.scope_name,
            row.edition_reference,
            row.aims_for,
            row.state,
            CaseRow.state,
            row.organisation_id,
            CaseRow.edition_reference,
        )
    )
    found = deed.session.connection().execute(_of_round(chosen, whole)).all()
    shut = shut_out_of(deed, whole.id, {one[1]: (one[8], one[9]) for one in found if one[1] is not None})
    editions = {name: load_edition(name) for name in {one[4] or whole.edition_reference for one in found}}
    rows = (
        ListedRow(
            assessment_id,
            case_id,
            name,
            scope_name,
            editions[reference or whole.edition_reference],
            aims_for,
            State(state),
            None if case_id is None or case_id in shut else CaseState(case_state),
        )
        for assessment_id, case_id, name, scope_name, reference, aims_for, state, case_state, *_ in found
    )
    return Listing(tuple(rows), shut)


def rows_listed(deed: Deed, whole: RoundRow, listed: Sequence[ListedRow], shut: frozenset[str]) -> tuple[BoardRow, ...]:
    """Give some rows of a listing in full, in their order: two statements. ``shut``: as the listing says."""
    found = _read(deed, whole, AssessmentRow.id.in_({one.assessment_id for one in listed}))
    among = [one.case_id for one in listed if one.case_id is not None]
    around = _around(whole, found, shut, beside_in(deed.session, whole.id, _editions(whole), among), deed)
    read = {(entry.id, one.id if one is not None else None): (entry, one) for entry, one in found}
    keys = ((one.assessment_id, one.case_id) for one in listed)
    return tuple(_row(around, *read[key]) for key in keys if key in read)


def with_their_panels(deed: Deed, whole: RoundRow, rows: Sequence[BoardRow]) -> tuple[BoardRow, ...]:
    """Give rows that were read without their panels with them: one statement."""
    among = [row.case.id for row in rows if row.case is not None]
    beside = beside_in(deed.session, whole.id, _editions(whole), among)
    return tuple(row._replace(beside=beside.get(row.case.id, Beside())) if row.case else row for row in rows)


_Found = Sequence[tuple[_Entry, CaseFacts | None]]


def _read(deed: Deed, whole: RoundRow, among: ColumnElement[bool]) -> _Found:
    """Some assessments of a round with their cases."""
    # straight from the connection: the session's own way of giving rows takes longer than the database
    rows = deed.session.connection().execute(_of_round(_chosen(), whole).where(among)).all()
    return [(_Entry(*row[:_ENTRY_COLUMNS]), case_facts(row[_ENTRY_COLUMNS:])) for row in rows]


def _around(whole: RoundRow, found: _Found, shut: frozenset[str], beside: Mapping[str, Beside], deed: Deed) -> _Around:
    answered = {entry.edition_reference for entry, _ in found if entry.edition_reference}
    judged = {one.edition_reference for _, one in found if one is not None}
    editions = {name: load_edition(name) for name in {*whole.edition_references, *answered, *judged}}
    return _Around(
        whole=whole,
        shut=shut,
        beside=beside,
        editions=editions,
        tiers={name: {tier.id: tier.name for tier in edition.tiers} for name, edition in editions.items()},
        rules={name: panel_rules(edition) for name, edition in editions.items()},
        today=day_in_england(deed.now),
    )


def _chosen() -> Select[Any]:
    row = AssessmentRow
    return _joined(
        select(
            row.id,
            row.organisation_id,
            OrganisationRow.name,
            row.scope_name,
            row.state,
            row.aims_for,
            row.edition_reference,
            row.registered_at,
            row.extended_until,
            ProgressCountRow.done_count,
            ProgressCountRow.criterion_count,
            *case_columns(),
        )
    ).outerjoin(ProgressCountRow, ProgressCountRow.assessment_id == row.id)


def _editions(whole: RoundRow) -> list[Edition]:
    """Those of a round: its own, and the one that stands beside it."""
    return [load_edition(reference) for reference in whole.edition_references]


def _joined(chosen: Any) -> Select[Any]:
    """Of assessments, with whose they are and their cases."""
    row = AssessmentRow
    joined: Select[Any] = (
        chosen.select_from(row)
        .join(OrganisationRow, OrganisationRow.id == row.organisation_id)
        .outerjoin(CaseRow, CaseRow.assessment_id == row.id)
    )
    return joined


def _of_round(chosen: Select[Any], whole: RoundRow) -> Select[Any]:
    """Those of a round, by name."""
    row = AssessmentRow
    ordered = (OrganisationRow.name, row.scope_name, row.id, CaseRow.submitted_at, CaseRow.id)
    return chosen.where(row.round_id == whole.id).order_by(*ordered)


def _row(around: _Around, entry: _Entry, facts: CaseFacts | None) -> BoardRow:
    is_shut = facts is not None and facts.id in around.shut
    seen = None if is_shut else facts
    beside = around.beside.get(seen.id, Beside()) if seen is not None else Beside()
    reference = entry.edition_reference or around.whole.edition_reference
    edition = around.editions[reference]
    closes_at = around.whole.closes_at
    own_end = max(closes_at, entry.extended_until or closes_at)
    return BoardRow(
        assessment_id=entry.id,
        organisation_id=entry.organisation_id,
        name=entry.name,
        scope_name=entry.scope_name,
        edition=edition,
        aims_for=around.tiers[reference].get(entry.aims_for, ""),
        tier_id=entry.aims_for,
        registered_at=entry.registered_at,
        state=State(entry.state),
        closes_at=own_end,
        is_extended=own_end > closes_at,
        done_count=entry.done_count,
        criterion_count=entry.criterion_count or len(edition.criteria),
        case=seen,
        is_shut=is_shut,
        beside=beside,
        rules=around.rules[seen.edition_reference if seen is not None else reference],
        today=around.today,
    )
