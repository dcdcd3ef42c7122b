"""The worked example's answers, field by field, as a team saves them."""

from __future__ import annotations

import datetime as dt
from functools import cache

from charter.services.assessments import Saved, record_answers
from charter.services.plan_fields import PLANS, field_of, new_key
from charter.services.standings import example_sheet
from charter.store.answer_files import answers_document
from charter.store.editions import load_edition
from tests.support.snapshots import once
from tests.support.teams import REFERENCE, deed, round_in_progress

ADDED_AT = dt.datetime(2027, 5, 3, tzinfo=dt.UTC)


def fields_of(document):
    """Give an answers document field by field."""
    for name in ("applied_for", "held_awards", "tables_not_applicable"):
        if name in document:
            yield f"/{name}", document[name]
    for plan in PLANS:
        for place, action in enumerate(document.get(plan, [])):
            yield field_of(plan, new_key(ADDED_AT, place, "0" * 12)), action
    for part in ("institution", "inputs"):
        yield from ((f"/{part}/{name}", value) for name, value in document[part].items())
    for table, years in document["tables"].items():
        yield from ((f"/tables/{table}/{year}", value) for year, value in years.items())
    for name, said in document["criteria"].items():
        for key, value in said.items():
            if key in ("answers", "files"):
                yield from ((f"/criteria/{name}/{key}/{inner}", one) for inner, one in value.items())
            else:
                yield f"/criteria/{name}/{key}", value


def fill_in(session, assessment_id):
    """Let the writer save every answer of the worked example."""
    record_answers(deed(session, "writer"), assessment_id, list(_every_answer()))


def filled_round(session):
    """Give the id of the assessment of a round in progress, with every answer of the worked example."""

    def make():
        assessment_id = round_in_progress(session)
        fill_in(session, assessment_id)
        return assessment_id

    return once(session, "filled round", make)


@cache
def _every_answer():
    document = answers_document(example_sheet(REFERENCE), load_edition(REFERENCE))
    return tuple(Saved(field, value, 0) for field, value in fields_of(document))
