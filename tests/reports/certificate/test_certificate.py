"""The certificate as its readers and machines get it."""

import io
from dataclasses import replace

import page
import pytest
from pypdf import PdfReader

import reports
from reports.certificate.ornaments import seal_svg
from reports.certificate.qr_code import qr_svg
from tests.support.certificates import CERTIFICATE, LONG_CERTIFICATE, LONG_NAME, LONGEST_NAME

CASES = ("usual", "longest")


@pytest.fixture(scope="module")
def made():
    """Both certificates, printed once."""
    return {
        "usual": reports.render_certificate(CERTIFICATE),
        "longest": reports.render_certificate(LONG_CERTIFICATE),
    }


@pytest.fixture(scope="module")
def texts(made):
    readers = {case: PdfReader(io.BytesIO(content)) for case, content in made.items()}
    return {case: [one.extract_text() for one in reader.pages] for case, reader in readers.items()}


@pytest.mark.parametrize("case", CASES)
def test_a_certificate_is_pdf_ua(made, case):
    report = page.validate_pdf_bytes(made[case], profile="ua1")

    assert [failure.message for failure in report.failures] == []


@pytest.mark.parametrize("case", CASES)
def test_a_certificate_is_one_sheet_across(made, case):
    sheets = PdfReader(io.BytesIO(made[case])).pages

    assert len(sheets) == 1
    assert [round(float(side) / 72 * 25.4) for side in sheets[0].mediabox[2:]] == [297, 210]


def test_a_certificate_says_who_what_and_until_when(texts):
    told = " ".join(texts["usual"][0].split())

    for words in (
        "Society of Invented Therapists certifies that Northern Example University Hospitals NHS Trust",
        "Directorate: Allied health professions holds the Silver award of the Invented Mentoring Charter",
        "Awarded on 3 May 2027, valid until 3 May 2030. Edition 1.0.",
        "Professor Siân Example Chair of the board of the charter",
        "0123456789abcdef" * 4,
    ):
        assert words in told
    # the address may take two lines
    assert "https://charter.example.org/awards/9f3k2m7q" in told.replace(" ", "")


def test_the_longest_names_are_printed_whole(texts):
    told = "".join(texts["longest"][0].split())

    # body, institution, scope, charter, signatory and position
    assert (len(LONG_NAME), len(LONGEST_NAME)) == (200, 300)
    assert told.count("".join(LONG_NAME.split())) == 6
    assert "".join(LONGEST_NAME.split()) in told
    assert "thisisnoaward." in told


def test_the_credential_travels_inside_and_its_absence_is_not_claimed(made, texts):
    readers = {case: PdfReader(io.BytesIO(content)) for case, content in made.items()}

    assert dict(readers["usual"].attachments) == {"credential.jwt": [b"eyJhbGciOiJFZERTQSJ9.e30.c2lnbmVk"]}
    assert dict(readers["longest"].attachments) == {}
    assert "attached to this file" in " ".join(texts["usual"][0].split())
    assert "attached to this file" not in " ".join(texts["longest"][0].split())


def test_the_same_certificate_is_the_same_bytes(made):
    assert reports.render_certificate(CERTIFICATE) == made["usual"]


def test_a_seal_counts_the_steps_up_in_stars_and_rings():
    seals = {rank: seal_svg(CERTIFICATE.palette, replace(CERTIFICATE.tier, rank=rank)) for rank in (1, 2, 3, 9)}

    # the edge, and a star a rank
    assert [seals[rank].count("Z") for rank in (1, 2, 3, 9)] == [2, 3, 4, 6]
    # two woven lines a ring
    assert [seals[rank].count('fill="none" stroke="#9a6a00"') for rank in (1, 2, 3, 9)] == [2, 4, 6, 10]


def test_a_qr_code_is_one_path_and_asks_for_nothing():
    drawn = qr_svg("https://charter.example.org/awards/9f3k2m7q")

    assert drawn.count(b"<path") == 1
    assert b"href" not in drawn
