"""Where people who sit on panels work and worked: as they wrote it, and by the teams here that they belong to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.case_workflow import MatterKind
from charter.domain.permissions import OrganisationKind
from charter.store.accounts import MembershipRow, OrganisationRow
from charter.store.proceedings import Matter, told_proceedings
from charter.store.reviewers import EmploymentRow

EMPLOYMENT_CHANGED, DELETED = "own_employment_changed", "deleted"  # as the body's record tells it


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody works or worked."""

    id: str  # "" = it follows from their place in that institution's team
    name: str
    is_known: bool  # an institution that takes part here
    from_on: dt.date | None
    until_on: dt.date | None


def posts_of(session: Session, person_ids: Collection[str]) -> dict[str, tuple[Post, ...]]:
    """Give where people work and worked: teams here first, then as they wrote it, those of now first.

    By person, whoever has any; two statements. For services that have let somebody in.
    """
    found: dict[str, list[Post]] = defaultdict(list)
    teams = (
        select(MembershipRow.person_id, OrganisationRow.name)
        .join(OrganisationRow, OrganisationRow.id == MembershipRow.organisation_id)
        .where(
            MembershipRow.person_id.in_(person_ids),
            MembershipRow.until_at.is_(None),
            OrganisationRow.kind == OrganisationKind.INSTITUTION,
        )
        .distinct()
        .order_by(OrganisationRow.name)
    )
    for person_id, name in session.execute(teams):
        found[person_id].append(Post("", name, True, None, None))
    written = select(EmploymentRow).where(EmploymentRow.person_id.in_(person_ids)).order_by(EmploymentRow.name)
    for row in sorted(session.scalars(written), key=lambda row: row.until_on or dt.date.max, reverse=True):
        is_known = row.organisation_id is not None
        found[row.person_id].append(Post(row.id, row.name, is_known, row.from_on, row.until_on))
    return {person_id: tuple(posts) for person_id, posts in found.items()}


def deleted_posts(session: Session, body_id: str, person_id: str) -> list[tuple[str, dt.datetime]]:
    """Give what somebody had written of their employers and deleted, with when: it might have kept them off a panel.

    One statement. For services and pages that have let the office in.
    """
    told = told_proceedings(session, Matter(MatterKind.BODY, body_id), (EMPLOYMENT_CHANGED,))
    return [
        (text, row.happened_at)
        for row, _, text in told
        if row.details["change"] == DELETED and row.details["person"] == person_id and text
    ]
