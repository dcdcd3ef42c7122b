"""Everything of an assessment as one ZIP, and back: nothing lost, nothing let in that is not sound."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select

from charter.domain.errors import InvalidArchive, NotAllowed, UnknownAssessment
from charter.domain.permissions import Role
from charter.services.archive_reading import read_in
from charter.services.deeds import Deed
from charter.services.export_words import archive_schema_text
from charter.services.mergers import merge_organisations
from charter.services.redaction import forget_address
from charter.services.verification import assessment_differences, differences
from charter.store.accounts import MembershipRow, OrganisationRow, PersonRow, roles_in
from charter.store.archive_parts import LEFT_OUT, PARTS
from charter.store.assessments import AssessmentRow
from charter.store.evidence import EvidenceRow, Folder
from charter.store.history import EventRow
from charter.store.schema import all_tables
from tests.support.archives import PDF, STATEMENT, entries, exported, full_assessment, manifest
from tests.support.databases import kinds
from tests.support.teams import JUNE, KEY, OTHER, TRUST, add_member, add_people, deed

SCHEMA = Path(__file__).parents[2] / "docs" / "assessment-export.schema.json"


@pytest.fixture
def store(tmp_path):
    return Folder(tmp_path / "evidence")


@pytest.fixture
def assessment_id(session, store):
    return full_assessment(session, store)


@pytest.fixture
def whole(session, assessment_id, store):
    """The export that moves the assessment to another installation."""
    return exported(session, assessment_id, store)


@pytest.fixture(params=kinds()[0])
def elsewhere(request, databases):
    """A session on the empty database of another installation."""
    with databases.session(request.param) as session:
        yield session


@pytest.fixture
def there(tmp_path):
    """Where the other installation keeps its files."""
    return Folder(tmp_path / "elsewhere")


def read(session, content, store, key=KEY):
    return read_in(Deed(session, "operator", JUNE, key), io.BytesIO(content), store)


def records(content, table):
    return [json.loads(line) for line in entries(content)[f"records/{table}.jsonl"].splitlines()]


# ---- there and back --------------------------------------------------------------------------------------------------


def test_read_in_elsewhere_and_exported_again_it_is_the_same_to_the_byte(whole, assessment_id, elsewhere, there):
    read(elsewhere, whole, there)

    again = exported(elsewhere, assessment_id, there)

    assert {name: value for name, value in entries(again).items() if entries(whole)[name] != value} == {}
    assert list(entries(again)) == list(entries(whole))


def test_the_same_content_makes_the_same_file(session, whole, assessment_id, store):
    assert exported(session, assessment_id, store) == whole


def test_with_our_key_nothing_is_wrong_elsewhere(sample, session, there):
    done = read(session, sample, there)

    assert done.sentences == ()
    assert list(differences(session, KEY, there)) == []


def test_with_another_key_only_the_signatures_are_not_ours(sample, session, there):
    done = read(session, sample, there, b"the key of another installation")

    [found] = differences(session, b"the key of another installation", there)
    assert done.sentences == (found,)
    assert found.startswith(f"Assessment {manifest(sample)['assessment_id']}, events 1 to ")
    assert "the signature is not ours. History that was read in from elsewhere has another key." in found


def test_work_goes_on_elsewhere_with_what_came(sample, session, there):
    read(session, sample, there)

    assert roles_in(session, "lead", TRUST) == {Role.LEAD}
    assert session.get_one(PersonRow, "lead").password is None
    assert there.read(session.scalars(select(EvidenceRow.sha256).order_by(EvidenceRow.version)).first()) == PDF


def test_a_forgotten_person_comes_without_a_name_and_history_holds(session, assessment_id, store, elsewhere, there):
    forget_address(deed(session, "operator"), "signer@example.org")
    content = exported(session, assessment_id, store)

    read(elsewhere, content, there)

    person = elsewhere.get_one(PersonRow, "signer")
    assert (person.name, person.email, person.active) == ("", None, False)
    assert b"signer@example.org" not in b"".join(entries(content).values())
    assert list(differences(elsewhere, KEY, there)) == []


def test_what_is_here_already_is_not_touched(session, whole, assessment_id, store):
    before = [row.digest for row in session.scalars(select(EventRow)).all()]

    with pytest.raises(InvalidArchive, match="is here already"):
        read(session, whole, store)

    assert [row.digest for row in session.scalars(select(EventRow)).all()] == before


def test_what_is_shared_stays_as_it_is_here_and_nobody_gets_a_role_by_a_file(sample, session, there):
    session.add(OrganisationRow(id=TRUST, ods_code=None, name="As it is called here", kind="institution"))
    session.add(PersonRow(id="lead", email="lead@example.org", name="As known here", added_at=JUNE, redacted_at=None))
    session.commit()

    read(session, sample, there)

    assert session.get_one(OrganisationRow, TRUST).name == "As it is called here"
    assert session.get_one(PersonRow, "lead").name == "As known here"
    assert session.scalars(select(MembershipRow.id)).all() == []


def test_an_assessment_of_an_organisation_that_became_part_of_another_here_says_so(sample, session, there):
    add_people(session)
    merge_organisations(deed(session, "operator"), TRUST, OTHER, JUNE.date())

    done = read_in(deed(session, "operator"), io.BytesIO(sample), there)

    newest = session.scalars(select(EventRow).order_by(EventRow.number.desc()).limit(1)).one()
    assert newest.event == "organisation_merged"
    assert newest.details == {"from": TRUST, "into": OTHER, "on": "2027-06-01"}
    assert list(assessment_differences(session, done.assessment_id, KEY, there)) == []


def test_an_address_that_somebody_else_has_here_stays_theirs(sample, session, there):
    session.add(PersonRow(id="me", email="writer@example.org", name="Me", added_at=JUNE, redacted_at=None))
    session.commit()

    done = read(session, sample, there)

    assert session.get_one(PersonRow, "writer").email is None
    assert done.sentences == (
        "writer@example.org belongs to somebody else here, so the person who came with it has no address.",
    )


# ---- what is in it -----------------------------------------------------------------------------------------------


def test_it_holds_everything_by_readable_names(sample):
    names = set(entries(sample))

    assert {"README.txt", "manifest.json", "schema.json", "assessment.json"} <= names
    assert {"evidence/v1/Policy.pdf", "evidence/v2/Policy.pdf"} <= names
    assert {"copies/1-baseline.json", "copies/2-submission.json", "copies/3-submission.json"} <= names
    assert {"tables/answers.csv", "tables/actions.csv", "tables/DT-01.csv", "records/events.jsonl"} <= names
    assert "action-plan.pdf" not in names


def test_before_the_submission_text_and_pdf_say_that_it_is_a_draft_and_after_it_neither(session, assessment_id, store):
    told = {}
    for state in ("started", "submitted"):
        session.get_one(AssessmentRow, assessment_id).state = state
        session.flush()
        content = exported(session, assessment_id, store, make_pdf=lambda summary: summary.basis_text.encode())
        told[state] = entries(content)["README.txt"].decode(), entries(content)["action-plan.pdf"].decode()

    assert "\nDRAFT. Answers and figures stand as the team had saved them" in told["started"][0]
    assert told["started"][1].startswith("Draft: worked out from what is saved so far.")
    assert "\nSubmitted. What was submitted lies in copies/" in told["submitted"][0]
    assert "Draft" not in told["submitted"][1]


def test_every_record_is_as_the_published_schema_says(sample):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))

    Draft202012Validator(schema).validate(manifest(sample))
    for part in PARTS:
        check = Draft202012Validator({"$ref": f"#/$defs/{part.table}", "$defs": schema["$defs"]})
        found = [next(check.iter_errors(record), None) for record in records(sample, part.table)]
        assert set(found) <= {None}
    assert len(records(sample, "comments")) == len(records(sample, "comment_mentions")) == 1
    assert len(records(sample, "network_statements")) == 1


def test_the_published_schema_is_that_of_the_tables():
    assert SCHEMA.read_text(encoding="utf-8") == archive_schema_text()


def test_every_table_is_in_it_or_left_out_for_a_reason():
    tables = {name for name in all_tables().tables if not name.startswith("reference_")}

    assert tables - {part.table for part in PARTS} - set(LEFT_OUT) == set()


def test_nothing_of_another_institution_is_in_it(sample):
    everything = b"".join(entries(sample).values())

    assert b"stranger" not in everything
    assert b"Example other" not in everything


def test_the_officers_of_the_awarding_body_keep_their_addresses(sample):
    people = {record["id"]: record["email"] for record in records(sample, "people")}

    assert people["lead"] == "lead@example.org"
    assert people.get("officer") is None


@pytest.mark.parametrize("who", ["lead", "writer", "viewer"])
def test_the_networks_statement_goes_to_nobody_of_the_team(session, assessment_id, store, who):
    content = exported(session, assessment_id, store, who=who)

    assert STATEMENT.encode() not in b"".join(entries(content).values())
    assert manifest(content)["left_out"] == ["network_statement", "pdf"]
    assert "It is the network’s own" in entries(content)["README.txt"].decode()


def test_the_statement_goes_to_the_network_once_it_was_sent_and_never_to_a_lead(session, assessment_id, store):
    add_member(session, "both", Role.NETWORK)
    add_member(session, "both", Role.VIEWER)
    add_member(session, "lead", Role.NETWORK)

    assert len(records(exported(session, assessment_id, store, who="both"), "network_statements")) == 1
    assert "records/network_statements.jsonl" not in entries(exported(session, assessment_id, store, who="lead"))


def test_read_in_without_the_statement_a_check_says_that_it_is_not_here(
    session, assessment_id, store, elsewhere, there
):
    done = read(elsewhere, exported(session, assessment_id, store, who="lead"), there)

    assert "It is the network’s own" in done.sentences[0]
    assert list(differences(elsewhere, KEY, there)) == [
        f"Assessment {assessment_id}, the network’s statement, version 1: it is not here."
    ]


@pytest.mark.parametrize("who", ["network", "officer"])
def test_only_the_team_takes_an_export_away(session, assessment_id, store, who):
    with pytest.raises(NotAllowed):
        exported(session, assessment_id, store, who=who)
    with pytest.raises(UnknownAssessment):
        exported(session, assessment_id, store, who="stranger")


def test_the_pdf_goes_along_where_one_can_be_made(session, assessment_id, store):
    content = exported(
        session, assessment_id, store, make_pdf=lambda summary: b"PDF for the " + summary.audience.encode()
    )

    assert entries(content)["action-plan.pdf"] == b"PDF for the public"
    assert manifest(content)["left_out"] == []


def test_a_pdf_that_cannot_be_made_keeps_nobody_from_their_words(session, assessment_id, store):
    def fail(_summary):
        raise RuntimeError("no browser")

    assert manifest(exported(session, assessment_id, store, make_pdf=fail))["left_out"] == ["pdf"]


def test_a_file_that_is_gone_or_harmful_is_named_and_everything_else_comes(session, assessment_id, store, tmp_path):
    [first, second] = session.scalars(select(EvidenceRow).order_by(EvidenceRow.version)).all()
    (tmp_path / "evidence" / first.sha256[:2] / first.sha256).unlink()
    second.scan_state = "infected"
    session.commit()

    content = exported(session, assessment_id, store)

    assert manifest(content)["missing_files"] == ["Policy.pdf, version 1", "Policy.pdf, version 2"]
    assert "Policy.pdf, version 1" in entries(content)["README.txt"].decode()
    assert [name for name in entries(content) if name.startswith("evidence/")] == []


def test_an_export_without_a_file_can_be_read_in_and_a_check_names_it(
    session, assessment_id, store, tmp_path, elsewhere
):
    first = session.scalars(select(EvidenceRow).order_by(EvidenceRow.version)).first()
    (tmp_path / "evidence" / first.sha256[:2] / first.sha256).unlink()
    content = exported(session, assessment_id, store)

    done = read(elsewhere, content, Folder(tmp_path / "there"))

    assert done.sentences[0] == "Policy.pdf, version 1, did not come along: a check will say that it is gone."
