"""Awards on the register: a few that stand differently, and thousands."""

from __future__ import annotations

import datetime as dt

from charter.domain.award_states import AwardEvent
from charter.services.awards import note_award
from charter.store.awards import AwardRow, AwardStandingRow, award_digest
from tests.support.teams import BODY, OPENS, REFERENCE, TRUST, deed, round_in_progress


def few_awards(session):
    """Give the id of an award that holds; others are suspended, withdrawn, and over without being noted so yet."""
    round_in_progress(session)
    put_award(session, "held", name="Example trust", region="London", shows_themes=True, themes={"MA": "3/4"})
    put_award(session, "suspended", name="=SUM(A1) trust", state="suspended", tier_id="silver", tier_name="Silver")
    now = deed(session, "officer").now
    put_award(session, "withdrawn", name="Withdrawn <trust>", state="withdrawn", since_at=now, edition_reference="")
    put_award(session, "over", name="Former trust", valid_until=dt.date(2027, 5, 31), region="North West")
    note_award(deed(session, "officer"), "suspended", AwardEvent.SUSPENDED, {}, text="The secret reason.")
    note_award(deed(session, "officer"), "withdrawn", AwardEvent.WITHDRAWN, {}, text="The secret reason.")
    session.commit()
    return "held"


def put_award(session, award_id, *, name, state="current", since_at=OPENS, shows_themes=False, **more):
    """Add an award as rows, with the beginning of its chain."""
    facts = {
        "id": award_id,
        "body_id": BODY,
        "organisation_id": TRUST,
        "organisation_name": name,
        "organisation_type": "acute",
        "region": "",
        "edition_reference": REFERENCE,
        "edition_checksum": "0" * 64,
        "tier_id": "bronze",
        "tier_name": "Bronze",
        "scope": "whole_organisation",
        "scope_name": "",
        "awarded_on": dt.date(2026, 5, 31),
        "valid_until": dt.date(2029, 5, 31),
        "themes": {},
        "person_id": "officer",
        "conferred_at": OPENS,
    }
    row = AwardRow(**(facts | more))
    row.digest = award_digest(row)
    session.add(row)
    session.flush()
    session.add(
        AwardStandingRow(
            award_id=award_id, state=state, since_at=since_at, ends_on=row.valid_until, has_had_grace=False,
            shows_themes=shows_themes, shows_plan=False,
        )
    )  # fmt: skip
    note_award(deed(session, "officer", OPENS), award_id, AwardEvent.CONFERRED, {"digest": row.digest})
