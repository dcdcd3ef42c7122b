"""Who gets which letters: each kind can be switched off by the person whom it would be sent to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from charter.domain.notices import Notice
from charter.domain.permissions import PERMISSIONS, Action, Role
from charter.services.deeds import Deed
from charter.store.accounts import MembershipRow, PersonRow
from charter.store.notices import DeclinedNoticeRow


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody of a team who wants a kind of letter."""

    person_id: str
    name: str
    email: str
    roles: frozenset[Role]


def wanted_notices(deed: Deed) -> frozenset[Notice]:
    """Give the kinds of letter that the person gets. Everybody may ask for themselves; one statement."""
    chosen = select(DeclinedNoticeRow.notice).where(DeclinedNoticeRow.person_id == deed.person_id)
    declined = set(deed.session.scalars(chosen))
    return frozenset(notice for notice in Notice if notice not in declined)


def choose_notices(deed: Deed, wanted: Collection[Notice]) -> None:
    """Switch on the kinds of letter that are wanted, and the others off. Everybody may for themselves. Commits."""
    deed.session.execute(delete(DeclinedNoticeRow).where(DeclinedNoticeRow.person_id == deed.person_id))
    for notice in Notice:
        if notice not in wanted:
            deed.session.add(DeclinedNoticeRow(person_id=deed.person_id, notice=notice))
    deed.session.commit()


def recipients(session: Session, organisation_id: str, notice: Notice) -> dict[str, Recipient]:
    """Give the members of an institution's team who want a kind of letter and have an address, by id."""
    declined = select(DeclinedNoticeRow.person_id).where(DeclinedNoticeRow.notice == notice)
    chosen = (
        select(PersonRow.id, PersonRow.name, PersonRow.email, MembershipRow.role)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.until_at.is_(None),
            MembershipRow.role.in_(PERMISSIONS[Action.SEE_ASSESSMENT]),
            PersonRow.email.is_not(None),
            PersonRow.id.not_in(declined),
        )
        .order_by(PersonRow.id)
    )
    roles: dict[tuple[str, str, str], set[Role]] = {}
    for person_id, name, email, role in session.execute(chosen):
        roles.setdefault((person_id, name, email or ""), set()).add(Role(role))
    return {key[0]: Recipient(*key, frozenset(held)) for key, held in roles.items()}
