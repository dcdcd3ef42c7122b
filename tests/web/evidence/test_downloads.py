"""Files handed out: as downloads that nothing runs, scanned where a scanner is set, from a folder or a bucket."""

from __future__ import annotations

import dataclasses
from urllib.parse import quote

import pytest
from sqlalchemy import select

from charter.store.evidence import EvidenceRow
from tests.support.evidence_forms import PDF, send, ticked
from tests.support.pages import Page, fetch
from tests.support.scanners import HARMFUL


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Policy.pdf", "Policy.pdf"),
        ("Równość 2027.pdf", "Rownosc 2027.pdf"),
        ("政策.pdf", "file.pdf"),
        ("می\u200cکنم.pdf", "file.pdf"),
        ("50%, “draft”.pdf", "50__ draft.pdf"),
    ],
)
def test_a_file_goes_out_as_a_download_that_nothing_runs(writer, root, add, name, plain):
    response = writer.get(f"{root}/{add(name=name)}")

    headers = response.headers
    assert response.data == PDF
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == "15"
    assert headers["Content-Disposition"] == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "no-store"


def test_a_csv_that_holds_markup_goes_out_as_text(writer, root, add):
    response = writer.get(f"{root}/{add(b'a,<script>alert(1)</script>', 'page.html')}")

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="page.html.csv"' in response.headers["Content-Disposition"]


def test_a_large_file_goes_out_a_part_at_a_time(writer, root, add):
    response = writer.get(f"{root}/{add(b'%PDF-1.7 ' + b'x' * 3 * 1024**2)}", buffered=False)

    sizes = [len(part) for part in response.iter_encoded()]
    response.close()

    assert sum(sizes) == 3 * 1024**2 + 9
    assert max(sizes) <= 1024**2


@pytest.fixture
def scanned(app, clamd, monkeypatch):
    """The site and its worker have a scanner."""
    monkeypatch.setenv("CHARTER_CLAMD", clamd.url)
    app.config["CHARTER"] = dataclasses.replace(app.config["CHARTER"], clamd_url=clamd.url)


def test_a_file_added_with_a_scanner_set_is_scanned_at_once_and_a_harmful_one_not_handed_out(
    session, writer, root, scanned
):
    send(writer, root, b"%PDF-1.7 " + HARMFUL, "Harm.pdf")
    send(writer, root)
    page = fetch(writer, root)
    harmful = session.scalars(select(EvidenceRow.id).where(EvidenceRow.name == "Harm.pdf")).one()
    session.rollback()

    assert "Harmful PDF" in page.words
    assert "Clean PDF" in page.words
    assert "This site has no scanner" not in page.words
    assert [item.get("href") for item in page.all("a") if item.get("href") == f"{root}/{harmful}"] == []
    refused = fetch(writer, f"{root}/{harmful}")
    assert refused.status == 422
    assert "The scanner found harmful software in this file" in refused.words


@pytest.fixture
def in_a_bucket(app, bucket_url, clamd, monkeypatch):
    """The site and its worker keep evidence in an S3-compatible store, and have a scanner."""
    monkeypatch.setenv("CHARTER_EVIDENCE_URL", bucket_url)
    monkeypatch.setenv("CHARTER_CLAMD", clamd.url)
    settings = app.config["CHARTER"]
    app.config["CHARTER"] = dataclasses.replace(settings, evidence_url=bucket_url, clamd_url=clamd.url)


def test_with_a_bucket_a_file_is_added_scanned_and_handed_out_alike(writer, root, settings, in_a_bucket):
    send(writer, root)
    page = fetch(writer, root)

    assert "Clean PDF, 15 bytes" in page.words
    assert writer.get(page.link("Policy.pdf")).data == PDF
    assert not settings.evidence_dir.exists()


def test_a_bucket_that_does_not_answer_is_said_in_words_and_nothing_is_written(app, writer, root, bucket_url, kept):
    gone = "s3://bucket?endpoint=http%3A%2F%2F127.0.0.1%3A1&region=eu-west-2"
    app.config["CHARTER"] = dataclasses.replace(app.config["CHARTER"], evidence_url=gone)

    page = Page(send(writer, root, questions=["MA-01.q8"]), root)

    assert page.status == 503
    assert "The place where files are kept cannot be reached now" in page.words
    assert ticked(page) == ["MA-01.q8", "y"]
    assert kept() == []
