"""What a file is, by its content."""

from __future__ import annotations

import io
import zipfile

import pytest

from charter.domain.errors import InvalidEvidence
from charter.domain.evidence import MEDIA_TYPES, kept_name, kind_of

KINDS = ("pdf", "docx", "xlsx", "csv", "png")
TYPES = "[Content_Types].xml"


def archive(*names, text="x"):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, text)
    return content.getvalue()


def bomb(zeros):
    """A document with one part of so many zero bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(TYPES, "x")
        with file.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(bytes(zeros))
    return content.getvalue()


def overlapping():
    """A document whose parts share their bytes, so that a small file unpacks to any size."""
    content = bytearray(archive(TYPES, "word/document.xml"))
    places = [place for place in range(len(content)) if content[place : place + 4] == b"PK\x01\x02"]
    for place in places:
        content[place + 20 : place + 24] = (1000).to_bytes(4, "little")
    return bytes(content)


def locked():
    """A document whose parts say that they are encrypted."""
    content = bytearray(archive(TYPES, "word/document.xml"))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (b"%PDF-1.7\n" + archive(TYPES, "word/document.xml"), "pdf"),  # two in one: its first bytes say how it goes out
        ("name;count\nŁukasz;3\n".encode(), "csv"),
        ("\ufeffa,b\n1,2\n".encode(), "csv"),
        ("pay band,£\nCafé,3\n".encode("cp1252"), "csv"),
    ],
)
def test_the_content_says_what_a_file_is(content, kind):
    assert kind_of(content, KINDS, 1000) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"x" * 1001, "bigger than"),
        (b"MZ\x90\x00 a program", "not a kind of file that can be kept"),
        (b"just words without a table", "not a kind of file that can be kept"),
        (b"<svg onload='x'/>", "not a kind of file that can be kept"),
        (b"PK\x03\x04 broken", "damaged"),
        (archive("readme.txt"), "not a kind of file that can be kept"),
        (archive("word/document.xml", "word/vbaProject.bin"), "macros"),
        (archive(TYPES, "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "macros"),
        (archive(TYPES, "word/document.xml", "word/activeX/activeX1.bin"), "macros"),
        (archive(TYPES, "word/document.xml", text="application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (archive(TYPES, "word/document.xml", "xl/workbook.xml"), "not a kind of file that can be kept"),
        (archive("word/document.xml"), "not a kind of file that can be kept"),
        (archive(TYPES, "word/document.xml", "WORD/document.xml"), "damaged"),
        (overlapping(), "damaged"),
        (locked(), "password"),
        (b"\xd0\xcf\x11\xe0 old or locked", "password"),
        (b"<html>,<script>alert(1)</script>", "not a kind of file that can be kept"),
        (b"@echo off, please", "not a kind of file that can be kept"),
        (b"a,b\x1b[2Jc", "not a kind of file that can be kept"),
        ("a,b\n1,2\n".encode("utf-16"), "CSV UTF-8"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(content, words):
    with pytest.raises(InvalidEvidence, match=words):
        kind_of(content, KINDS, 1000)


def test_what_would_unpack_to_far_more_than_a_document_is_refused():
    content = bomb(20 * 1024**2)

    assert len(content) < 30_000
    with pytest.raises(InvalidEvidence, match="unpack to far more"):
        kind_of(content, KINDS, 1_000_000)


def test_a_document_of_more_parts_than_any_has_is_refused():
    content = archive(TYPES, "word/document.xml", *(f"word/media/{number}.xml" for number in range(10_000)))

    with pytest.raises(InvalidEvidence, match="unpack to far more"):
        kind_of(content, KINDS, 10_000_000)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Policy.pdf", "Policy.pdf"),
        ("Policy.PDF", "Policy.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\..\\Policy.pdf", "Policy.pdf"),
        ("\\\\server\\share\\Policy.pdf", "Policy.pdf"),
        ("a/b\\c/Policy.pdf", "Policy.pdf"),
        ("Policy.pdf:hidden.exe", "Policy.pdf_hidden.exe.pdf"),
        ("Policy.exe", "Policy.exe.pdf"),
        ("Policy", "Policy.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("Policy.pdf. . .", "Policy.pdf"),
        ("Policy\x00.pdf", "Policy.pdf"),
        ("a\r\nSet-Cookie b.pdf", "a Set-Cookie b.pdf"),
        ('say "hello".pdf', "say _hello_.pdf"),
        ("Policy\u202efdp.exe", "Policyfdp.exe.pdf"),
        ("Policy \ud800.pdf", "Policy .pdf"),
        ("  a   b\u202fc.pdf ", "a b c.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("Równość.pdf", "Równość.pdf"),
        ("سياسة.pdf", "سياسة.pdf"),
        ("می\u200cکنم.pdf", "می\u200cکنم.pdf"),
        ("मार्गदर्शन.pdf", "मार्गदर्शन.pdf"),
        ("政策 🎓.pdf", "政策 🎓.pdf"),
    ],
)
def test_a_name_is_kept_in_any_script_without_what_could_mislead(given, kept):
    assert kept_name(given, "pdf") == kept


@pytest.mark.parametrize("name", ["", "..", " / ", "\u202e", "x" * 252 + ".pdf", "x" * 252])
def test_a_name_of_which_nothing_is_left_or_too_much_is_refused(name):
    with pytest.raises(InvalidEvidence, match="at most 255 characters"):
        kept_name(name, "pdf")


def test_a_kind_that_the_edition_does_not_accept_is_refused():
    with pytest.raises(InvalidEvidence, match=r"Save it as \.pdf\."):
        kind_of(b"\x89PNG\r\n\x1a\n", ["pdf"], 1000)


def test_every_kind_has_a_media_type():
    assert set(MEDIA_TYPES) == set(KINDS)
