"""Credentials of awards: issued where one is due, kept to how the award stands, replaced where a key was lost."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from charter.domain.award_states import HOLDS, AwardState
from charter.domain.credentials import Purpose
from charter.domain.errors import NoCredentialKey
from charter.services.award_entries import claim_of
from charter.services.credential_office import Office
from charter.services.credentials import change_status, issue_credential, set_status, statuses_now
from charter.services.deeds import Deed
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.credentials import CredentialRow, signed_by

COUNTED = frozenset({*HOLDS, AwardState.SUSPENDED})


def issue_credentials(deed: Deed, office: Office, award: AwardRow) -> str:
    """Issue the credential of an award in every rendition; give its id. Commits nothing.

    Raises NoCredentialKey where a key of the awarding body is not on this machine.
    """
    return issue_credential(deed, office, award.id, claim_of(deed.session, award))


def is_any_due(session: Session) -> bool:
    """Tell whether a credential is due."""
    return session.scalar(select(AwardStandingRow.award_id).where(_is_due()).limit(1)) is not None


def issue_due(deed: Deed, office: Office) -> int:
    """Issue the credentials of awards that count and have none, or none that lasts as long; give how many.

    One award after another, each in its own transaction and locked, so that several workers issue each once. Raises
    NoCredentialKey where a body's key is not on this machine, after those of other bodies were issued. Commits.
    """
    due = deed.session.scalars(select(AwardStandingRow.award_id).where(_is_due()).order_by(AwardStandingRow.award_id))
    issued, lacking = 0, None
    for award_id in due.all():
        try:
            issued += _issue_once(deed, office, award_id)
        except NoCredentialKey as reason:
            deed.session.rollback()
            lacking = reason
    if lacking is not None:
        raise lacking
    return issued


def follow_standing(deed: Deed, award_id: str, state: AwardState) -> None:
    """Let what is published of an award's credentials be as it stands: call it wherever that changes. Commits nothing.

    One that ended by the calendar says so itself.
    """
    if state in (AwardState.WITHDRAWN, AwardState.SUPERSEDED):
        set_status(deed, award_id, Purpose.REVOCATION, is_set=True)
    elif state in COUNTED:
        set_status(deed, award_id, Purpose.SUSPENSION, is_set=state is AwardState.SUSPENDED)


def replace_credentials(deed: Deed, office: Office, key_id: str) -> int:
    """Revoke every credential that a lost key signed, and issue anew those of awards that count; give how many.

    Commits. Done twice, the second time does nothing.
    """
    lost = {row.credential_id: row.award_id for row in signed_by(deed.session, key_id)}
    replaced = 0
    for credential_id, award_id in sorted(lost.items()):
        if Purpose.REVOCATION in statuses_now(deed.session, credential_id, deed.key):
            continue
        change_status(deed, credential_id, Purpose.REVOCATION, is_set=True)
        standing = _counted(deed.session, award_id)
        if standing is not None:
            _issue(deed, office, standing)
            replaced += 1
    deed.session.commit()
    return replaced


def _is_due() -> ColumnElement[bool]:
    lasts = CredentialRow.ends_on >= AwardStandingRow.ends_on
    has_one = exists().where(CredentialRow.award_id == AwardStandingRow.award_id, lasts)
    return AwardStandingRow.state.in_(COUNTED) & ~has_one


def _issue_once(deed: Deed, office: Office, award_id: str) -> bool:
    # locked by a statement of its own: what another worker issued meanwhile is seen by the next one alone
    deed.session.get_one(AwardStandingRow, award_id, with_for_update=True, populate_existing=True)
    mine = select(AwardStandingRow).where(AwardStandingRow.award_id == award_id)
    standing = deed.session.scalars(mine.where(_is_due())).one_or_none()
    if standing is not None:
        _issue(deed, office, standing)
    deed.session.commit()
    return standing is not None


def _counted(session: Session, award_id: str) -> AwardStandingRow | None:
    standing = session.get(AwardStandingRow, award_id)
    return standing if standing is not None and standing.state in COUNTED else None


def _issue(deed: Deed, office: Office, standing: AwardStandingRow) -> None:
    credential_id = issue_credentials(deed, office, deed.session.get_one(AwardRow, standing.award_id))
    if standing.state == AwardState.SUSPENDED:
        change_status(deed, credential_id, Purpose.SUSPENSION, is_set=True)
