"""Awards that were conferred: out of a case with a panel, by a decision that both confirmed."""

from __future__ import annotations

import datetime as dt
import json

from charter.domain.award_states import AwardEvent
from charter.domain.case_workflow import CaseEvent
from charter.domain.method import METHOD_VERSION
from charter.services.awards import confer_award, note_award
from charter.services.cases import happen_in
from charter.store.awards import AwardRow, AwardStandingRow, award_digest
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow, decision_digest
from charter.store.editions import load_edition
from tests.support.panels import case_with_panel
from tests.support.snapshots import once
from tests.support.teams import BODY, OPENS, REFERENCE, TRUST, deed

CONFERRED = dt.datetime(2027, 11, 8, 12, tzinfo=dt.UTC)
CRITERIA = [criterion.id for criterion in load_edition(REFERENCE).criteria]


def conferred_award(session, tier="bronze", conditions=(), level=3):
    """Give the id of an award conferred on 8 November 2027, on one level throughout."""
    return once(session, f"award {tier} {conditions} {level}", lambda: _confer(session, tier, list(conditions), level))


def _confer(session, tier, conditions, level):
    case_id = case_with_panel(session)
    case = session.get_one(CaseRow, case_id)
    edition = load_edition(REFERENCE)
    findings = {"levels": dict.fromkeys(CRITERIA, level), "themes": {theme.id: "3/4" for theme in edition.themes}}
    row = DecisionRow(
        id="decision", case_id=case_id, number=1, copy_number=1, edition_reference=REFERENCE,
        edition_checksum=edition.checksum, method_version=METHOD_VERSION, outcome="conferred", tier_id=tier,
        reached="silver", no_award_reason=None, findings=json.dumps(findings), conditions=conditions,
        reason="All rules are met.", person_id="chair", decided_at=CONFERRED,
    )  # fmt: skip
    row.digest = decision_digest(row)
    session.add(row)
    case.state = "agreeing"
    happen_in(deed(session, "chair", CONFERRED), case, CaseEvent.DECISION_PUT, {"number": 1, "digest": row.digest})
    award = confer_award(deed(session, "officer", CONFERRED), case, row)
    session.commit()
    return award.id


def earlier_award(session, award_id="earlier"):
    """Give the id of an award of the institution from before the register, without a case."""
    row = AwardRow(
        id=award_id, body_id=BODY, organisation_id=TRUST, organisation_name="Example trust", organisation_type="acute",
        region="London", case_id=None, decision_id=None, edition_reference="", edition_checksum="", tier_id="bronze",
        tier_name="Bronze", scope="whole_organisation", scope_name="", awarded_on=dt.date(2025, 3, 3),
        valid_until=dt.date(2028, 3, 3), themes={}, person_id="officer", conferred_at=OPENS,
    )  # fmt: skip
    row.digest = award_digest(row)
    session.add(row)
    session.flush()
    session.add(
        AwardStandingRow(
            award_id=award_id, state="current", since_at=OPENS, ends_on=row.valid_until, has_had_grace=False,
            shows_themes=False, shows_plan=False,
        )
    )  # fmt: skip
    note_award(deed(session, "officer"), award_id, AwardEvent.CONFERRED, {"digest": row.digest})
    session.commit()
    return award_id
