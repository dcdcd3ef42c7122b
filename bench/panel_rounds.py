"""A whole round before its panels for the measurements: rows written straight, without what each would cost to make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from bench.teams import NOW
from charter.domain.case_workflow import CaseKind, CaseState, Seat
from charter.domain.permissions import Role
from charter.domain.workflow import State
from charter.services.editions import newest_edition
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow, new_uniquifier
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.base import writing
from charter.store.cases import CaseRow
from charter.store.panels import DeclarationRow, SeatRow
from charter.store.ratings import LockRow

BODY, ROUND, OFFICER, CHAIR = "bench-body", "bench-round", "bench-officer", "bench-chair"
DAY = dt.timedelta(days=1)
REVIEWERS = 60
OPENED = (CaseState.COMPLETE, CaseState.AGREEING, CaseState.DECIDING, CaseState.TOLD)
STATES = (CaseState.WAITING, *OPENED, CaseState.COMPLETE)


def make_round(engine: Engine, submissions: int, reviews_each: int) -> str:
    """Make a round with so many submissions, each with a panel of so many reviewers and a chair; give its id."""
    with Session(writing(engine)) as session:
        for table, rows in _people():
            session.execute(insert(table), rows)
        session.execute(insert(RoundRow), [_round()])
        for table, made in _submissions(submissions, reviews_each).items():
            session.execute(insert(table), made)
        session.commit()
    return ROUND


def reviewer_id(number: int) -> str:
    """Give the id of one of the reviewers."""
    return f"reviewer-{number % REVIEWERS}"


def _people() -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    roles = {OFFICER: Role.ADMINISTRATOR, CHAIR: Role.PANEL_CHAIR}
    roles |= {reviewer_id(number): Role.REVIEWER for number in range(REVIEWERS)}
    yield OrganisationRow, [{"id": BODY, "ods_code": None, "name": "Bench Body", "kind": "awarding_body"}]
    yield (
        PersonRow,
        [
            {
                "id": who,
                "email": f"{who}@bench.example",
                "name": who,
                "added_at": NOW,
                "redacted_at": None,
                "fs_uniquifier": new_uniquifier(),
                "active": True,
            }
            for who in roles
        ],
    )
    yield (
        MembershipRow,
        [
            {
                "id": f"m-{who}",
                "person_id": who,
                "organisation_id": BODY,
                "role": role,
                "since_at": NOW,
                "until_at": None,
            }
            for who, role in roles.items()
        ],
    )


def _round() -> dict[str, Any]:
    return {
        "id": ROUND,
        "organisation_id": BODY,
        "title": "Round of the bench",
        "edition_reference": newest_edition().reference,
        "opens_at": NOW - 90 * DAY,
        "closes_at": NOW - 10 * DAY,
        "snapshot_on": (NOW - 100 * DAY).date(),
        "baseline_at": None,
        "beside_reference": None,
    }


def _submissions(count: int, reviews_each: int) -> dict[Any, list[dict[str, Any]]]:
    made: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (OrganisationRow, AssessmentRow, CaseRow, SeatRow, DeclarationRow, LockRow)
    }
    for number in range(count):
        made[OrganisationRow].append(
            {"id": f"o-{number}", "ods_code": None, "name": f"Example NHS Trust {number}", "kind": "institution"}
        )
        made[AssessmentRow].append(_assessment(number))
        state = STATES[number % len(STATES)]
        made[CaseRow].append(_case(number, state))
        people = [(reviewer_id(number + place), Seat.REVIEWER) for place in range(reviews_each)]
        for who, seat in [*people, (CHAIR, Seat.CHAIR)]:
            made[SeatRow].append(_seat(number, who, seat))
            made[DeclarationRow].append(_declaration(number, who))
            if seat == Seat.REVIEWER:
                made[LockRow].append({**_named(number, who), "locked_at": NOW, "digest": "0" * 64})
    return made


def _assessment(number: int) -> dict[str, Any]:
    return {
        "id": f"a-{number}",
        "round_id": ROUND,
        "organisation_id": f"o-{number}",
        "scope": "whole_organisation",
        "scope_name": "",
        "state": State.SUBMITTED,
        "registered_at": NOW - 80 * DAY,
        "extended_until": None,
        "aims_for": newest_edition().tiers[number % 3].id,
        "edition_reference": newest_edition().reference,
    }


def _case(number: int, state: CaseState) -> dict[str, Any]:
    is_open = state in OPENED
    return {
        "id": f"c-{number}",
        "kind": CaseKind.FIRST,
        "round_id": ROUND,
        "assessment_id": f"a-{number}",
        "copy_number": 1,
        "edition_reference": newest_edition().reference,
        "title": "",
        "state": state,
        "submitted_at": NOW - (10 + number % 40) * DAY,
        "returned_at": None,
        "completed_at": None,
        "screened_at": NOW - (number % 9) * DAY if is_open else None,
        "meets_on": (NOW + (number % 30) * DAY).date() if is_open else None,
        "outcome_at": NOW if state == CaseState.TOLD else None,
        "revisions_asked_at": None,
        "revisions_received_at": None,
        "appealed_at": None,
        "since_at": NOW - (number % 20) * DAY,
    }


def _named(number: int, who: str) -> dict[str, str]:
    return {"case_id": f"c-{number}", "person_id": who}


def _seat(number: int, who: str, seat: Seat) -> dict[str, Any]:
    return {
        **_named(number, who),
        "id": f"s-{number}-{who}",
        "seat": seat,
        "reason": "They know mentoring.",
        "origin": "solver",
        "seed": 1,
        "seated_by": OFFICER,
        "seated_at": NOW,
        "left_at": None,
    }


def _declaration(number: int, who: str) -> dict[str, Any]:
    return {
        **_named(number, who),
        "number": 1,
        "stage": "opening",
        "kinds": ["acquaintance"] if number % 50 == 0 else [],
        "declared_at": NOW,
        "event_number": 1,
    }
