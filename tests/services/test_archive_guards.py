"""What is not read in: files that are no export, lead elsewhere, or do not hold together."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy import select, text

from charter.domain.errors import InvalidArchive
from charter.services.archive_reading import read_in
from charter.services.deeds import Deed
from charter.store.accounts import OrganisationRow
from charter.store.assessments import AssessmentRow
from charter.store.evidence import Folder
from tests.support.archives import changed, entries
from tests.support.teams import JUNE, KEY, OTHER, TRUST


@pytest.fixture
def there(tmp_path):
    """Where the installation keeps its files."""
    return Folder(tmp_path / "elsewhere")


def read(session, content, store, key=KEY):
    return read_in(Deed(session, "operator", JUNE, key), io.BytesIO(content), store)


def refusal(session, content, store):
    with pytest.raises(InvalidArchive) as refused:
        read(session, content, store)
    assert session.scalars(select(AssessmentRow.id)).all() == []
    return str(refused.value)


def records(content, table):
    return [json.loads(line) for line in entries(content)[f"records/{table}.jsonl"].splitlines()]


def as_lines(found):
    return b"".join(json.dumps(record).encode() + b"\n" for record in found)


def zipped(files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in files:
            archive.writestr(name, value)
    return target.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"no ZIP at all", zipped([]), zipped([("manifest.json", "[]")])]
)
def test_what_is_no_export_is_refused(session, there, content):
    assert "is not an export" in refusal(session, content, there)


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "records/../../evil", "a\\b", "C:evil", "evidence/v1/../x", "other/x.txt"]
)
def test_names_that_lead_session_are_refused(sample, session, there, name):
    assert "is not an export" in refusal(session, changed(sample, {name: b"x"}), there)


def test_the_same_name_twice_is_refused(session, there):
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped([("manifest.json", "{}"), ("manifest.json", "{}")])

    assert "is not an export" in refusal(session, content, there)


def test_a_link_is_refused(session, there):
    link = zipfile.ZipInfo("README.txt")
    link.external_attr = 0o120777 << 16

    assert "is not an export" in refusal(session, zipped([(link, "/etc/passwd")]), there)


def test_a_bomb_is_not_opened(session, there):
    bomb = zipped([("README.txt", b"0" * 40 * 1024**2)])

    assert "unpacks to far more" in refusal(session, bomb, there)


def test_an_entry_that_was_changed_on_its_way_is_named(sample, session, there):
    content = changed(sample, {"tables/answers.csv": b"x"}, is_honest=False)

    assert "tables/answers.csv is not what the export held" in refusal(session, content, there)


def test_half_a_file_is_refused(sample, session, there):
    assert "is not an export" in refusal(session, sample[: len(sample) // 2], there)


def test_an_entry_too_many_or_too_few_is_refused(sample, session, there):
    assert "is not an export" in refusal(session, changed(sample, {"more.txt": b"x"}, is_honest=False), there)
    assert "is not an export" in refusal(session, changed(sample, {"README.txt": None}, is_honest=False), there)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("answers", {"version": "two"}),
        ("people", {"password": "x"}),
        ("events", {"happened_at": "yesterday"}),
        ("events", {"happened_at": "2027-06-01T10:00:00"}),
        ("organisations", {"name": None}),
        ("organisations", {"name": "x" * 301}),
    ],
)
def test_a_record_that_the_schema_does_not_allow_is_named(sample, session, there, table, change):
    first, *rest = records(sample, table)
    content = changed(sample, {f"records/{table}.jsonl": as_lines([{**first, **change}, *rest])})

    assert f"records/{table}.jsonl, line 1, is not what an export holds there" in refusal(session, content, there)


def test_a_table_of_a_newer_software_is_not_passed_over(sample, session, there):
    assert "Bring it up to date" in refusal(session, changed(sample, {"records/ratings.jsonl": b""}), there)


def test_rows_of_another_assessment_or_organisation_are_refused(sample, session, there):
    first, *rest = records(sample, "answers")
    mixed = changed(sample, {"records/answers.jsonl": as_lines([{**first, "assessment_id": "another"}, *rest])})
    role, *roles = records(sample, "memberships")
    officer = changed(sample, {"records/memberships.jsonl": as_lines([{**role, "organisation_id": "body"}, *roles])})

    assert "mixes assessments or organisations" in refusal(session, mixed, there)
    assert "mixes assessments or organisations" in refusal(session, officer, there)


def test_an_answer_changed_in_the_file_does_not_hold_together(sample, session, there):
    told = [
        {**record, "value": 4} if record["field"] == "/criteria/MA-01/level" else record
        for record in records(sample, "answer_versions")
    ]
    content = changed(sample, {"records/answer_versions.jsonl": as_lines(told)})

    words = refusal(session, content, there)

    assert "does not hold together" in words
    assert "/criteria/MA-01/level, version 1: it is not what was saved." in words


def test_a_file_whose_bytes_were_changed_is_missing(sample, session, there):
    content = changed(sample, {"evidence/v1/Policy.pdf": b"%PDF-1.7 another"})

    assert "Policy.pdf, version 1, is missing" in refusal(session, content, there)


def test_a_frozen_copy_that_is_missing_is_named(sample, session, there):
    assert "copies/2-submission.json is missing" in refusal(
        session, changed(sample, {"copies/2-submission.json": None}), there
    )


def test_an_organisation_of_the_same_code_under_another_id_is_told(sample, session, there):
    [trust] = [record for record in records(sample, "organisations") if record["id"] == TRUST]
    [body] = [record for record in records(sample, "organisations") if record["id"] != TRUST]
    session.add(OrganisationRow(id=OTHER, ods_code="X01", name="Here", kind="institution"))
    session.commit()
    content = changed(sample, {"records/organisations.jsonl": as_lines([{**trust, "ods_code": "X01"}, body])})

    assert "an organisation of the same code" in refusal(session, content, there)


def test_deep_nesting_is_no_crash(sample, session, there):
    content = changed(sample, {"records/answers.jsonl": b"[" * 100_000 + b"\n"})

    assert "is not an export" in refusal(session, content, there)


def test_the_guards_of_the_database_stand_after_reading_in(sample, session, there):
    read(session, sample, there)

    with pytest.raises(Exception, match="is written once"), session.begin_nested():
        session.execute(text("UPDATE events SET person_id = ''"))
