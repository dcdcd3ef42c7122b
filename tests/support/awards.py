"""Awards that were conferred: out of a case with a panel, by a decision that both confirmed."""

from __future__ import annotations

import datetime as dt
import json

from charter.domain.case_workflow import CaseEvent
from charter.domain.method import METHOD_VERSION
from charter.services.awards import confer_award
from charter.services.cases import happen_in
from charter.store.cases import CaseRow
from charter.store.decisions import DecisionRow, decision_digest
from charter.store.editions import load_edition
from tests.support.panels import case_with_panel
from tests.support.snapshots import once
from tests.support.teams import REFERENCE, deed

CONFERRED = dt.datetime(2027, 11, 8, 12, tzinfo=dt.UTC)
LEVELS = {criterion.id: 3 for criterion in load_edition(REFERENCE).criteria}


def conferred_award(session, tier="bronze", conditions=()):
    """Give the id of an award conferred on 8 November 2027, on level 3 throughout."""
    return once(session, f"award {tier} {conditions}", lambda: _confer(session, tier, list(conditions)))


def _confer(session, tier, conditions):
    case_id = case_with_panel(session)
    case = session.get_one(CaseRow, case_id)
    edition = load_edition(REFERENCE)
    findings = {"levels": LEVELS, "themes": {theme.id: "3/4" for theme in edition.themes}}
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
