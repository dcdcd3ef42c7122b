"""An award, as rows, without what led to it."""

from __future__ import annotations

import datetime as dt

from charter.domain.award_states import AwardState
from charter.services.certificates import CertificateFrame
from charter.store.awards import AwardRow, AwardStandingRow, award_digest
from tests.support.panels import OCTOBER
from tests.support.teams import BODY, REFERENCE, TRUST, round_in_progress

FRAME = CertificateFrame("https://charter.example.org/awards/award", signatory_name="Jo", credential="a.b.c")
AWARDED = dt.date(2027, 11, 12)


def conferred(session, **more):
    """Give the id of an award, as a row."""
    round_in_progress(session)
    facts = {
        "id": "award",
        "body_id": BODY,
        "organisation_id": TRUST,
        "organisation_name": "Example trust",
        "organisation_type": "acute",
        "region": "North West",
        "edition_reference": REFERENCE,
        "edition_checksum": "0" * 64,
        "tier_id": "silver",
        "tier_name": "Silver",
        "scope": "directorate",
        "scope_name": "Therapies",
        "awarded_on": AWARDED,
        "valid_until": dt.date(2030, 11, 12),
        "themes": {},
        "person_id": "officer",
        "conferred_at": OCTOBER,
    }
    row = AwardRow(**(facts | more))
    row.digest = award_digest(row)
    session.add(row)
    session.flush()
    standing = {"since_at": OCTOBER, "has_had_grace": False, "shows_themes": False, "shows_plan": False}
    session.add(AwardStandingRow(award_id="award", state=AwardState.CURRENT, ends_on=row.valid_until, **standing))
    session.commit()
    return row
