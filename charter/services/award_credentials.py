"""Credentials of awards: issued when one is conferred, made up for where none was, replaced where a key was lost."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.award_states import HOLDS, AwardState
from charter.domain.credentials import Purpose
from charter.services.award_entries import claim_of
from charter.services.credential_office import Office
from charter.services.credentials import change_status, issue_credential, statuses_now
from charter.services.deeds import Deed
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.credentials import CredentialRow, signed_by

COUNTED = frozenset({*HOLDS, AwardState.SUSPENDED})


def issue_credentials(deed: Deed, office: Office, award: AwardRow) -> str:
    """Issue the credential of an award in every rendition; give its id. Commits nothing.

    Raises NoCredentialKey where a key of the awarding body is not on this machine.
    """
    return issue_credential(deed, office, award.id, claim_of(deed.session, award))


def issue_missing(deed: Deed, office: Office) -> int:
    """Issue the credentials of awards that count and have none; give how many. Commits."""
    has_one = select(CredentialRow.award_id)
    chosen = select(AwardStandingRow).where(
        AwardStandingRow.state.in_(COUNTED), AwardStandingRow.award_id.not_in(has_one)
    )
    missing = list(deed.session.scalars(chosen.order_by(AwardStandingRow.award_id)))
    for standing in missing:
        _issue(deed, office, standing)
    deed.session.commit()
    return len(missing)


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


def _counted(session: Session, award_id: str) -> AwardStandingRow | None:
    standing = session.get(AwardStandingRow, award_id)
    return standing if standing is not None and standing.state in COUNTED else None


def _issue(deed: Deed, office: Office, standing: AwardStandingRow) -> None:
    credential_id = issue_credentials(deed, office, deed.session.get_one(AwardRow, standing.award_id))
    if standing.state == AwardState.SUSPENDED:
        change_status(deed, credential_id, Purpose.SUSPENSION, is_set=True)
