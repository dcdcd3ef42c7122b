"""What a file is, by its content."""

from __future__ import annotations

import io
import zipfile

import pytest

from charter.domain.errors import InvalidEvidence
from charter.domain.evidence import MEDIA_TYPES, kind_of

KINDS = ("pdf", "docx", "xlsx", "csv", "png")


def archive(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("name;count\nŁukasz;3\n".encode(), "csv"),
        ("\ufeffa,b\n1,2\n".encode(), "csv"),
    ],
)
def test_the_content_says_what_a_file_is(content, kind):
    assert kind_of(content, KINDS, 1000) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"x" * 1001, "bigger than"),
        (b"MZ\x90\x00 a program", "none that can be kept"),
        (b"just words without a table", "none that can be kept"),
        (b"<svg onload='x'/>", "none that can be kept"),
        (b"PK\x03\x04 broken", "damaged"),
        (archive("readme.txt"), "none that can be kept"),
        (archive("word/document.xml", "word/vbaProject.bin"), "macros"),
        (b"\xd0\xcf\x11\xe0 old or locked", "password"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(content, words):
    with pytest.raises(InvalidEvidence, match=words):
        kind_of(content, KINDS, 1000)


def test_a_kind_that_the_edition_does_not_accept_is_refused():
    with pytest.raises(InvalidEvidence, match=r"Save it as pdf\."):
        kind_of(b"\x89PNG\r\n\x1a\n", ["pdf"], 1000)


def test_every_kind_has_a_media_type():
    assert set(MEDIA_TYPES) == set(KINDS)
