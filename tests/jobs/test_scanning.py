"""Scanning with a real clamd, which knows one signature: of the tests' own words."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy.orm import Session

from charter.jobs.scanning import clamd_at, scan_evidence
from charter.services.evidence import NewFile, add_evidence
from charter.services.scanning import CannotScan, ScannerDown
from charter.settings import keep_secret
from charter.store.base import open_engine, writing
from charter.store.evidence import EvidenceRow, Folder
from tests.support.scanners import FINDING, HARMFUL, MOST_BYTES
from tests.support.teams import deed, round_in_progress


def packed(content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", content)
    return file.getvalue()


@pytest.mark.parametrize("address", ["url", "tcp_url"])
def test_what_holds_nothing_harmful_is_clean(clamd, address):
    scan = clamd_at(getattr(clamd, address))

    assert scan(iter([b"%PDF-1.7 ", b"a policy"])) == ""


@pytest.mark.parametrize(
    "parts",
    [
        [b"%PDF-1.7 " + HARMFUL],
        [b"%PDF-1.7 " + HARMFUL[:7], HARMFUL[7:]],
        [b"%PDF-1.7 ", b"x" * 500_000, b"", HARMFUL],
        [packed(b"<w>" + HARMFUL + b"</w>")],
    ],
)
def test_what_the_scanner_knows_is_found_wherever_it_hides(clamd, parts):
    assert clamd_at(clamd.url)(iter(parts)) == f"{FINDING}.UNOFFICIAL"


def test_a_file_too_large_for_the_scanner_is_told_from_a_scanner_that_is_down(clamd):
    with pytest.raises(CannotScan):
        clamd_at(clamd.url)(iter([b"x" * (MOST_BYTES + 1)] * 3))


@pytest.mark.parametrize("url", ["unix:/nowhere/socket", "tcp://127.0.0.1:1"])
def test_a_scanner_that_is_not_there_is_down(url):
    with pytest.raises(ScannerDown):
        clamd_at(url)(iter([b"%PDF-1.7"]))


@pytest.fixture
def file(settings):
    """A harmful file of a site whose worker knows its settings."""
    keep_secret(settings.instance_dir, "signing-key")
    engine = open_engine(settings.database_url)
    with Session(writing(engine)) as session:
        assessment_id = round_in_progress(session)
        new = NewFile("Policy.pdf", b"%PDF-1.7 " + HARMFUL, has_no_personal_data=True)
        row = add_evidence(deed(session, "writer"), assessment_id, new, ["MA-01.q4"], Folder(settings.evidence_dir))
        session.commit()
        yield lambda: session.get_one(EvidenceRow, row.id, populate_existing=True)
    engine.dispose()


def test_the_worker_scans_where_a_scanner_is_set(file, clamd, monkeypatch):
    monkeypatch.setenv("CHARTER_CLAMD", clamd.url)

    scan_evidence.call_local()

    found = file()
    assert (found.scan_state, found.scan_finding) == ("infected", f"{FINDING}.UNOFFICIAL")


def test_without_a_scanner_everything_stays_not_scanned(file):
    scan_evidence.call_local()

    assert file().scan_state == "not_scanned"
    assert file().next_scan_at is None


def test_a_scanner_that_is_down_leaves_files_not_scanned(file, monkeypatch):
    monkeypatch.setenv("CHARTER_CLAMD", "unix:/nowhere/socket")

    scan_evidence.call_local()

    assert file().scan_state == "not_scanned"
