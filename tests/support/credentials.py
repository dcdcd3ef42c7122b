"""An award that was conferred, and an office that issues its credentials with keys made once."""

from __future__ import annotations

import datetime as dt
from functools import cache

from charter.domain.credentials import Addresses
from charter.services import issuer_keys
from charter.services.credential_office import Office
from charter.services.credential_signing import make_key
from charter.store.accounts import OrganisationRow
from charter.store.awards import AwardRow, AwardStandingRow, award_digest
from charter.store.credential_keys import PrivateKeys
from tests.support.teams import BODY, JUNE, TRUST, add_people

SITE = "https://charter.example.org"
AWARD = "award-of-the-trust"
CHECKSUM = "c" * 64
DAYS = (dt.date(2027, 6, 1), dt.date(2031, 5, 31))


def office_in(folder):
    """Give an office with a folder of its own."""
    return Office(PrivateKeys(folder), Addresses(SITE))


@cache
def made_before(algorithm, number):
    """Give a private key; a large prime is not looked for twice."""
    return make_key(algorithm)


def with_quick_keys(monkeypatch):
    """Let keys come from those made before, another each time."""
    counts = {}

    def made(algorithm):
        counts[algorithm] = counts.get(algorithm, 0) + 1
        return made_before(algorithm, counts[algorithm])

    monkeypatch.setattr(issuer_keys, "make_key", made)


def conferred(session, award_id=AWARD, *, state="current", days=DAYS, body=BODY):
    """Give an award of the trust, which holds from 1 June 2027 to 31 May 2031 unless told otherwise."""
    if session.get(OrganisationRow, BODY) is None:
        add_people(session)
        session.get_one(OrganisationRow, TRUST).ods_code = "RX1"
    award = AwardRow(
        id=award_id,
        body_id=body,
        organisation_id=TRUST,
        organisation_name="Example Trust",
        organisation_type="acute",
        region="London",
        case_id=None,
        decision_id=None,
        edition_reference="bme-mentoring/1.0",
        edition_checksum=CHECKSUM,
        tier_id="silver",
        tier_name="Silver",
        scope="whole_organisation",
        scope_name="",
        awarded_on=days[0],
        valid_until=days[1],
        themes={},
        person_id="officer",
        conferred_at=JUNE,
    )
    award.digest = award_digest(award)
    session.add(award)
    session.flush()
    standing = AwardStandingRow(
        award_id=award_id,
        state=state,
        since_at=JUNE,
        ends_on=award.valid_until,
        has_had_grace=False,
        shows_themes=False,
        shows_plan=False,
    )
    session.add(standing)
    session.commit()
    return award
