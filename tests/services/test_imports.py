"""A file into an assessment: shown change by change, applied as ticked, all or nothing, over nobody's newer work."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import func, select

from charter.domain.errors import (
    InvalidAnswers,
    NotAllowed,
    StaleImport,
    UnknownAssessment,
    UnknownEdition,
    UnknownImport,
    UnreadableWorkbook,
    WrongState,
)
from charter.services.action_plans import plan_of
from charter.services.assessments import Saved, record_answer, record_answers, saved_fields
from charter.services.import_reading import open_import, waiting_file
from charter.services.imports import Chosen, apply_import, discard_import, preview_import
from charter.services.plan_fields import new_key
from charter.services.visits import Upload, delete_expired
from charter.services.workbook_copies import workbook_copy
from charter.services.workspaces import workspace_of
from charter.store.assessments import AnswerVersionRow
from charter.store.editions import example_path, load_edition
from charter.store.visits import VisitRow
from charter.store.workbooks.layout import lay_out
from tests.support.teams import CLOSES, JUNE, REFERENCE, deed, round_in_progress
from tests.support.workbook_files import with_cell

LEVEL = "/criteria/MA-01/level"
WORDS = "/criteria/MA-01/answers/MA-01.q3"
STAFF = "/tables/DT-01/year_0"
LATER = JUNE + dt.timedelta(hours=2)
KEY_ONE = new_key(JUNE, 1)


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


def cell_of(*path):
    """The sheet and cell of a field, by its place in the answers document."""
    sheets = lay_out(load_edition(REFERENCE)).sheets
    return next(
        (sheet.title, place.address) for sheet in sheets for place, field in sheet.fields.items() if field.path == path
    )


def record(session, assessment_id, field, value, version=0, *, who="lead", now=JUNE):
    return record_answer(deed(session, who, now), assessment_id, field, value, version)


def send(session, assessment_id, document, *, who="writer"):
    content = document if isinstance(document, bytes) else json.dumps({"edition": REFERENCE, **document}).encode()
    return open_import(deed(session, who, LATER), assessment_id, Upload(content, "answers.json"))


def preview(session, assessment_id, import_id, who="writer"):
    given = deed(session, who, LATER)
    return preview_import(given, workspace_of(given, assessment_id), import_id)


def items(session, assessment_id, import_id):
    return {item.change.pointer: item for item in preview(session, assessment_id, import_id).items}


def choose(session, assessment_id, import_id, *pointers, groups=(), seen=None, who="writer"):
    versions = preview(session, assessment_id, import_id, who).versions if seen is None else seen
    chosen = Chosen(frozenset(pointers), frozenset(groups), versions)
    return apply_import(deed(session, who, LATER), assessment_id, import_id, chosen)


def value(session, assessment_id, field):
    return saved_fields(deed(session, "viewer"), assessment_id)[field].value


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_file_shows_what_is_there_and_what_would_be_with_who_saved_it(session, assessment_id):
    record(session, assessment_id, LEVEL, 2)
    record(session, assessment_id, WORDS, "Ours.")

    sent = send(session, assessment_id, {"criteria": {"MA-01": {"level": 3, "answers": {"MA-01.q3": "Ours."}}}})

    level = items(session, assessment_id, sent)[LEVEL]
    assert (level.title, level.label) == (
        "Mentoring access",
        "MA-01 An open, resourced mentoring offer: self-assessed level",
    )
    assert (level.old_text, level.new_text) == ("2 Established", "3 Embedded")
    assert (level.saved_by, level.saved_at) == ("Lead", JUNE)
    assert WORDS not in items(session, assessment_id, sent)


def test_nothing_is_saved_before_somebody_applies_it(session, assessment_id):
    send(session, assessment_id, {"applied_for": "silver"})

    assert count(session, AnswerVersionRow) == 0


def test_what_is_ticked_is_saved_and_nothing_else(session, assessment_id):
    record(session, assessment_id, STAFF, {"A": {"b2": {"staff": 12}, "b3": {"staff": 7}}})
    rows = {"A": {"b2": {"staff": 13}, "b3": {"staff": 8}}, "B": {"b2": {"staff": 0}}}
    sent = send(session, assessment_id, {"tables": {"DT-01": {"year_0": rows}}, "applied_for": "silver"})

    applied = choose(session, assessment_id, sent, f"{STAFF}/A/b2/staff", f"{STAFF}/B/b2/staff")

    assert applied == 2
    assert value(session, assessment_id, STAFF) == {
        "A": {"b2": {"staff": 13}, "b3": {"staff": 7}},
        "B": {"b2": {"staff": 0}},
    }
    assert "/applied_for" not in saved_fields(deed(session, "viewer"), assessment_id)


def test_what_the_institution_registered_with_is_not_called_emptied(session, assessment_id):
    sent = send(session, assessment_id, {})

    assert preview(session, assessment_id, sent).items == ()


def test_a_blank_in_the_file_empties_only_what_is_ticked_and_is_not_ticked_at_first(session, assessment_id):
    record(session, assessment_id, LEVEL, 2)
    record(session, assessment_id, WORDS, "Ours.")
    sent = send(session, assessment_id, {})
    shown = items(session, assessment_id, sent)

    choose(session, assessment_id, sent, WORDS)

    assert {(item.kind, item.is_ticked) for item in shown.values()} == {("emptied", False)}
    assert value(session, assessment_id, WORDS) is None
    assert value(session, assessment_id, LEVEL) == 2


def test_one_tick_takes_everything_under_a_heading(session, assessment_id):
    rows = {"A": {"b2": {"staff": 13}, "b3": {"staff": 8}}}
    sent = send(session, assessment_id, {"tables": {"DT-01": {"year_0": rows}}, "applied_for": "silver"})
    group = items(session, assessment_id, sent)[f"{STAFF}/A/b2/staff"].group

    assert choose(session, assessment_id, sent, groups=[group]) == 2
    assert value(session, assessment_id, STAFF) == rows


def test_an_import_never_goes_over_what_somebody_saved_while_it_was_looked_at(session, assessment_id):
    record(session, assessment_id, LEVEL, 2)
    sent = send(session, assessment_id, {"criteria": {"MA-01": {"level": 3}}, "applied_for": "silver"})
    seen = preview(session, assessment_id, sent).versions
    record(session, assessment_id, LEVEL, 1, 1)

    with pytest.raises(StaleImport) as moved:
        choose(session, assessment_id, sent, LEVEL, "/applied_for", seen=seen)

    assert moved.value.fields == (LEVEL,)
    assert value(session, assessment_id, LEVEL) == 1
    assert "/applied_for" not in saved_fields(deed(session, "viewer"), assessment_id)
    assert choose(session, assessment_id, sent, LEVEL, "/applied_for") == 2


def test_a_change_that_is_none_any_more_is_told_and_not_passed_over(session, assessment_id):
    sent = send(session, assessment_id, {"applied_for": "silver"})
    seen = preview(session, assessment_id, sent).versions
    record(session, assessment_id, "/applied_for", "silver")

    with pytest.raises(StaleImport) as moved:
        choose(session, assessment_id, sent, "/applied_for", seen=seen)

    assert moved.value.fields == ("/applied_for",)


def test_one_refused_value_stops_all_of_it(session, assessment_id):
    record(session, assessment_id, "/criteria/MA-01/answers/MA-01.q1", "no")
    sent = send(session, assessment_id, {"criteria": {"MA-01": {"level": 3}}, "applied_for": "silver"})

    with pytest.raises(InvalidAnswers, match="cannot be claimed"):
        choose(session, assessment_id, sent, LEVEL, "/applied_for")

    assert "/applied_for" not in saved_fields(deed(session, "viewer"), assessment_id)
    assert preview(session, assessment_id, sent).items


def test_what_could_not_be_saved_as_it_is_says_why_and_is_not_ticked(session, assessment_id):
    said = {"MA-01": {"level": 3, "answers": {"MA-01.q1": "no"}}}

    sent = send(session, assessment_id, {"criteria": said})

    level = items(session, assessment_id, sent)[LEVEL]
    assert "cannot be claimed" in level.refusal
    assert level.is_ticked is False


def test_nothing_ticked_is_told(session, assessment_id):
    sent = send(session, assessment_id, {"applied_for": "silver"})

    with pytest.raises(InvalidAnswers, match="Tick at least one change"):
        choose(session, assessment_id, sent)


def test_an_applied_file_waits_no_longer(session, assessment_id):
    sent = send(session, assessment_id, {"applied_for": "silver"})
    choose(session, assessment_id, sent, "/applied_for")

    with pytest.raises(UnknownImport):
        preview(session, assessment_id, sent)


def test_a_file_waits_for_a_day_for_the_one_who_sent_it_in_the_assessment_that_it_is_for(session, assessment_id):
    sent = send(session, assessment_id, {"applied_for": "silver"})
    other = next(iter(session.scalars(select(VisitRow.id))))
    day_after = LATER + dt.timedelta(days=1)

    with pytest.raises(UnknownImport):
        preview(session, assessment_id, sent, who="lead")
    with pytest.raises(UnknownImport):
        waiting_file(deed(session, "writer", day_after), assessment_id, sent)
    with pytest.raises(UnknownAssessment):
        preview(session, assessment_id, other, who="stranger")
    assert delete_expired(session, day_after) == 1


def test_the_same_file_sent_twice_waits_once(session, assessment_id):
    assert send(session, assessment_id, {"applied_for": "silver"}) == send(
        session, assessment_id, {"applied_for": "silver"}
    )
    assert count(session, VisitRow) == 1


def test_a_file_can_be_left_aside(session, assessment_id):
    sent = send(session, assessment_id, {"applied_for": "silver"})

    discard_import(deed(session, "writer", LATER), assessment_id, sent)

    assert count(session, VisitRow) == 0
    with pytest.raises(UnknownImport):
        discard_import(deed(session, "writer", LATER), assessment_id, sent)


@pytest.mark.parametrize(
    ("who", "refused"), [("viewer", NotAllowed), ("signer", NotAllowed), ("stranger", UnknownAssessment)]
)
def test_only_those_who_write_may_import(session, assessment_id, who, refused):
    with pytest.raises(refused):
        send(session, assessment_id, {"applied_for": "silver"}, who=who)


def test_after_the_deadline_nothing_is_read(session, assessment_id):
    late = deed(session, "writer", CLOSES)

    with pytest.raises(WrongState):
        open_import(late, assessment_id, Upload(b"{}", "answers.json"))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", InvalidAnswers),
        (b"PK\x03\x04 broken", UnreadableWorkbook),
        (b"edition: eds-2022/1.0", UnknownEdition),
        (b"{", InvalidAnswers),
        (b"\x00\xff", InvalidAnswers),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_waits(session, assessment_id, content, error):
    with pytest.raises(error):
        send(session, assessment_id, content)

    assert count(session, VisitRow) == 0


def test_actions_are_matched_by_reference_and_new_ones_added(session, assessment_id):
    record(session, assessment_id, f"/actions/{KEY_ONE}", {"ref": "A1", "target": "40 %"})
    actions = [{"ref": "A2", "action": "New."}, {"ref": "A1", "target": "60 %"}]
    sent = send(session, assessment_id, {"actions": actions})
    shown = items(session, assessment_id, sent)

    choose(session, assessment_id, sent, *shown)

    given = deed(session, "viewer")
    plan = plan_of(given, workspace_of(given, assessment_id)).actions
    assert {item.label for item in shown.values()} == {"A2: the whole action", "A1: Target"}
    assert [item.values for item in plan] == [{"ref": "A1", "target": "60 %"}, {"ref": "A2", "action": "New."}]


def test_a_whole_example_goes_in_and_comes_out_the_same(session, assessment_id):
    content = example_path(REFERENCE).read_bytes()
    sent = send(session, assessment_id, content)
    shown = items(session, assessment_id, sent)

    choose(session, assessment_id, sent, groups={item.group for item in shown.values()})

    again = send(session, assessment_id, content + b"\n")
    assert preview(session, assessment_id, again).items == ()


def test_a_workbook_knows_what_was_saved_after_it_was_downloaded(session, assessment_id):
    changes = {LEVEL: 2, WORDS: "Ours.", "/applied_for": "bronze", "/institution/region": "London"}
    record_answers(deed(session, "lead"), assessment_id, [Saved(field, said, 0) for field, said in changes.items()])
    _, content = workbook_copy(deed(session, "viewer"), assessment_id)
    content = with_cell(content, *cell_of("criteria", "MA-01", "level"), "3")
    content = with_cell(content, *cell_of("applied_for"), "Gold")
    record(session, assessment_id, "/applied_for", "silver", 1)
    record(session, assessment_id, WORDS, "Ours, newer.", 1)

    sent = send(session, assessment_id, content)

    shown = items(session, assessment_id, sent)
    assert {name: (item.kind, item.is_later, item.is_ticked) for name, item in shown.items()} == {
        LEVEL: ("changed", False, True),
        "/applied_for": ("changed", True, False),
        WORDS: ("older", True, False),
    }
    assert shown[LEVEL].cell == "'{}'!{}".format(*cell_of("criteria", "MA-01", "level"))


def test_a_cell_that_could_not_be_read_is_not_called_blank(session, assessment_id):
    record(session, assessment_id, STAFF, {"A": {"b2": {"staff": 12}, "b3": {"staff": 7}}})
    _, content = workbook_copy(deed(session, "viewer"), assessment_id)
    content = with_cell(content, *cell_of("tables", "DT-01", "year_0", "A", "b2", "staff"), "a dozen")

    sent = send(session, assessment_id, content)

    assert preview(session, assessment_id, sent).items == ()
    assert len(preview(session, assessment_id, sent).file.faults) == 1


def test_without_knowing_when_a_file_was_made_only_blanks_are_ticked(session, assessment_id):
    record(session, assessment_id, LEVEL, 2)

    sent = send(session, assessment_id, {"criteria": {"MA-01": {"level": 3}}, "applied_for": "silver"})

    shown = items(session, assessment_id, sent)
    assert (shown[LEVEL].is_ticked, shown["/applied_for"].is_ticked) == (False, True)
    assert preview(session, assessment_id, sent).is_dated is False
