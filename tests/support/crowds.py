"""Many institutions in a round at once, each with the worked example's answers: put straight into the database."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert

from charter.services.document_fields import fields_of
from charter.services.standings import example_sheet
from charter.store.accounts import OrganisationRow
from charter.store.answer_files import answers_document
from charter.store.assessments import AnswerRow, AssessmentRow
from charter.store.editions import load_edition
from tests.support.teams import JUNE, REFERENCE
from tests.support.years import add_copy


def add_crowd(session, round_id, count, submitted=0):
    """Add so many institutions to a round; the first ones have submitted. A third of them stands a level higher."""
    document = answers_document(example_sheet(REFERENCE), load_edition(REFERENCE))
    fields = fields_of(document, JUNE)
    for number in range(count):
        name, state = f"crowd-{number:02}", "submitted" if number < submitted else "started"
        session.execute(insert(OrganisationRow), [{"id": name, "name": f"Example {name}", "kind": "institution"}])
        session.execute(insert(AssessmentRow), [_assessment(name, round_id, state)])
        answers = [
            {"assessment_id": name, "field": field, "version": 1, "value": _value(field, value, number)}
            for field, value in fields
        ]
        session.execute(insert(AnswerRow), answers)
        if number < submitted:
            add_copy(session, name, 2027)
    session.commit()


def _assessment(name, round_id, state):
    return {
        "id": name, "round_id": round_id, "organisation_id": name, "scope": "whole_organisation", "scope_name": "",
        "state": state, "registered_at": dt.datetime(2027, 4, 2, tzinfo=dt.UTC), "edition_reference": REFERENCE,
    }  # fmt: skip


def _value(field, value, number):
    return min(value + 1, 4) if field.endswith("/level") and number % 3 == 0 else value
