"""Scanning: each file once, nobody told twice, and a scanner that is down loses nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.errors import EvidenceUnavailable, InvalidEvidence
from charter.services.assessments import record_answer
from charter.services.completeness import gaps_of
from charter.services.evidence import NewFile, add_evidence, read_evidence
from charter.services.memberships import remove_member
from charter.services.scanning import CannotScan, Scanner, ScannerDown, scan_waiting
from charter.services.submissions import save_baseline
from charter.services.verification import differences
from charter.store.assessments import AssessmentRow
from charter.store.base import writing
from charter.store.evidence import EvidenceRow, Folder, evidence_of
from charter.store.history import EventRow
from charter.store.outbox import MailRow
from tests.support.teams import JUNE, KEY, deed, round_in_progress

PDF = b"%PDF-1.7 policy"
HARMFUL = b"%PDF-1.7 harmful"
FINDING = "Test.Harmful"


class Watch:
    """A scanner that notes what it looked at, and finds what is called harmful; ``trouble`` is raised instead."""

    def __init__(self):
        self.seen = []
        self.trouble = None
        self.now = JUNE

    def scan(self, parts):
        content = b"".join(parts)
        self.seen.append(content)
        if self.trouble:
            raise self.trouble
        return FINDING if b"harmful" in content else ""


@pytest.fixture
def assessment_id(session):
    return round_in_progress(session)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "evidence")


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def scanner(folder, watch):
    return Scanner(folder, watch.scan, KEY, lambda: watch.now, "https://charter.example.org")


@pytest.fixture
def add(session, assessment_id, folder):
    def one(content=PDF, name="Policy.pdf", who="writer"):
        file = NewFile(name, content, has_no_personal_data=True)
        return add_evidence(deed(session, who), assessment_id, file, ["MA-01.q4"], folder).id

    return one


def states(session, assessment_id):
    session.expire_all()
    return {row.name: row.scan_state for row in evidence_of(session, assessment_id)}


def gaps(session, assessment_id):
    return gaps_of(deed(session, "lead"), session.get_one(AssessmentRow, assessment_id))


def letters(session):
    return {row.address: row for row in session.scalars(select(MailRow).where(MailRow.key.startswith("infected:")))}


def test_each_file_that_waits_is_scanned_once(session, assessment_id, add, scanner, watch):
    add()
    add(b"a,b\n", "Figures.csv")

    assert scan_waiting(session, scanner) == 2
    assert scan_waiting(session, scanner) == 0

    assert sorted(watch.seen) == [PDF, b"a,b\n"]
    assert states(session, assessment_id) == {"Figures.csv": "clean", "Policy.pdf": "clean"}


def test_a_harmful_file_is_not_handed_out_and_history_says_why(session, assessment_id, add, scanner, folder):
    file_id = add(HARMFUL)

    scan_waiting(session, scanner)

    told = session.scalars(select(EventRow).where(EventRow.event == "evidence_infected")).one()
    assert (told.person_id, told.details["name"], told.details["finding"]) == ("scanner", "Policy.pdf", FINDING)
    assert list(differences(session, KEY, folder)) == []
    with pytest.raises(InvalidEvidence, match="not handed out"):
        read_evidence(deed(session, "lead"), assessment_id, file_id, folder)


def test_a_mark_that_somebody_wiped_out_in_the_database_is_found(session, assessment_id, add, scanner, folder):
    file_id = add(HARMFUL)
    scan_waiting(session, scanner)

    session.get_one(EvidenceRow, file_id).scan_state = "clean"
    session.commit()

    words = "Policy.pdf, version 1: history tells something else of what the scanner found."
    assert list(differences(session, KEY, folder)) == [f"Assessment {assessment_id}, {words}"]


def test_who_added_it_and_the_lead_are_told_once(session, assessment_id, add, scanner):
    add(HARMFUL)

    scan_waiting(session, scanner)
    scan_waiting(session, scanner)

    found = letters(session)
    assert sorted(found) == ["lead@example.org", "writer@example.org"]
    body = found["writer@example.org"].body
    assert "Hello Writer" in body
    assert "Policy.pdf, version 1, added on 1 June 2027" in body
    assert f"https://charter.example.org/assessments/{assessment_id}/evidence" in body


def test_who_left_the_team_is_not_told(session, assessment_id, add, scanner):
    add(HARMFUL)
    remove_member(deed(session, "lead"), "trust", "writer")

    scan_waiting(session, scanner)

    assert sorted(letters(session)) == ["lead@example.org"]


def test_a_lead_who_added_it_gets_one_letter(session, assessment_id, add, scanner):
    add(HARMFUL, who="lead")

    scan_waiting(session, scanner)

    assert sorted(letters(session)) == ["lead@example.org"]


def test_a_scanner_that_is_down_for_an_hour_leaves_files_waiting_and_each_is_then_scanned_once(
    session, assessment_id, add, scanner, watch
):
    add()
    add(b"a,b\n", "Figures.csv")
    watch.trouble = ScannerDown()
    for minute in range(60):
        watch.now = JUNE + dt.timedelta(minutes=minute)
        assert scan_waiting(session, scanner) == 0
    assert states(session, assessment_id) == {"Figures.csv": "not_scanned", "Policy.pdf": "not_scanned"}

    watch.trouble, watch.seen, watch.now = None, [], JUNE + dt.timedelta(hours=1, minutes=1)
    scan_waiting(session, scanner)

    assert sorted(watch.seen) == [PDF, b"a,b\n"]
    assert states(session, assessment_id) == {"Figures.csv": "clean", "Policy.pdf": "clean"}


def test_a_file_that_cannot_be_scanned_keeps_no_other_waiting(session, assessment_id, add, scanner, watch):
    add()
    add(b"a,b\n", "Figures.csv")
    scan = watch.scan

    def refuse_pdf(parts):
        if scan(parts) == "" and watch.seen[-1] == PDF:
            raise CannotScan
        return ""

    refusing = Scanner(scanner.store, refuse_pdf, KEY, scanner.clock)

    assert scan_waiting(session, refusing) == 1

    row = session.scalars(select(EvidenceRow).where(EvidenceRow.name == "Policy.pdf")).one()
    assert states(session, assessment_id) == {"Figures.csv": "clean", "Policy.pdf": "not_scanned"}
    assert (row.scan_tries, row.next_scan_at) == (1, JUNE + dt.timedelta(minutes=1))


def test_what_cannot_be_scanned_is_tried_ever_more_seldom(session, add, scanner, watch):
    file_id = add()
    watch.trouble = CannotScan()
    waits = []
    for _ in range(11):
        scan_waiting(session, scanner)
        due = session.get_one(EvidenceRow, file_id).next_scan_at
        waits.append((due - watch.now) / dt.timedelta(minutes=1))
        watch.now = due

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]


def test_a_place_of_evidence_that_cannot_be_reached_leaves_files_waiting(session, assessment_id, add, scanner, watch):
    class Away:
        def parts(self, _digest):
            raise EvidenceUnavailable("Away.")

    add()

    assert scan_waiting(session, Scanner(Away(), watch.scan, KEY, scanner.clock)) == 0
    assert states(session, assessment_id) == {"Policy.pdf": "not_scanned"}


def test_a_worker_that_died_while_it_scanned_leaves_the_file_to_another_after_ten_minutes(
    session, assessment_id, add, scanner, watch
):
    add()
    watch.trouble = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        scan_waiting(session, scanner)
    session.rollback()

    watch.trouble, watch.now = None, JUNE + dt.timedelta(minutes=9)
    assert scan_waiting(session, scanner) == 0
    watch.now = JUNE + dt.timedelta(minutes=10)
    assert scan_waiting(session, scanner) == 1


def test_two_workers_do_not_look_at_the_same_file_and_nobody_waits_for_them(
    session, assessment_id, add, scanner, engine
):
    add()
    others = []

    def scan_while_others_work(parts):
        with Session(writing(engine)) as other:
            others.append(scan_waiting(other, scanner))
            record_answer(deed(other, "lead"), assessment_id, "/criteria/MA-01/level", 2, 0)
        return ""

    assert scan_waiting(session, Scanner(scanner.store, scan_while_others_work, KEY, scanner.clock)) == 1
    assert others == [0]


def test_a_harmful_file_stands_in_the_way_of_a_signature_until_a_clean_version_is_there(
    session, assessment_id, add, scanner
):
    add(HARMFUL)
    scan_waiting(session, scanner)
    sentence = "MA-01.q4 names “Policy.pdf”, which is harmful. Add it anew, or take it out."
    before = [gap.text for gap in gaps(session, assessment_id)]

    add(PDF)

    assert sentence in before
    assert sentence not in [gap.text for gap in gaps(session, assessment_id)]


def test_a_file_found_harmful_after_it_was_frozen_changes_no_copy(session, assessment_id, add, scanner, folder):
    add(HARMFUL)
    copy = save_baseline(deed(session, "lead"), assessment_id)
    digest = copy.digest

    scan_waiting(session, scanner)

    assert copy.digest == digest
    assert list(differences(session, KEY, folder)) == []
