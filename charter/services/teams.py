"""A team as its members see it: who can be named, asked and told."""

from __future__ import annotations

from sqlalchemy import select

from charter.domain.permissions import PERMISSIONS, Action
from charter.services.deeds import Deed
from charter.services.letters import Subject
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow
from charter.store.assessments import AssessmentRow, RoundRow, edition_answered


def team_names(deed: Deed, organisation_id: str) -> dict[str, str]:
    """Give id -> name of everybody who may see an institution's assessments, by name: one statement.

    For services that have let somebody in already.
    """
    chosen = (
        select(PersonRow.id, PersonRow.name)
        .join(MembershipRow, MembershipRow.person_id == PersonRow.id)
        .where(
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.until_at.is_(None),
            MembershipRow.role.in_(PERMISSIONS[Action.SEE_ASSESSMENT]),
        )
        .distinct()
    )
    found = [(person_id, name) for person_id, name in deed.session.execute(chosen)]
    return dict(sorted(found, key=lambda pair: (pair[1].casefold(), pair[0])))


def name_of(deed: Deed) -> str:
    """Give the name of whoever does something, for letters; "Somebody" where it was redacted."""
    return deed.session.get_one(PersonRow, deed.person_id).name or "Somebody of your team"


def subject_of(deed: Deed, row: AssessmentRow, site_url: str | None) -> Subject:
    """Give what a letter about an assessment needs to say."""
    organisation = deed.session.get_one(OrganisationRow, row.organisation_id)
    whole = deed.session.get_one(RoundRow, row.round_id)
    version = edition_answered(row, whole).rpartition("/")[2]
    return Subject(row.id, organisation.name, whole.title, version, site_url)
