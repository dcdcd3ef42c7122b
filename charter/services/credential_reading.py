"""What is handed in to be checked: a credential, a certificate that carries one, or a digest. Nothing is kept."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from charter.domain.errors import UnreadableCredential
from charter.services.credentials import CREDENTIAL_FILE

FILE_LIMIT_BYTES = 10 * 1024 * 1024
TEXT_LIMIT_BYTES = 64 * 1024  # a credential has about four thousand
PDF_HEAD_BYTES = 1024  # within so many a PDF says that it is one
TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
# As it is printed, in an address, or in groups as somebody copied it by hand; blanks are left out before.
DIGEST = re.compile(r"(?:https?://\S+/verify/|(?:digest)?\(?(?:sha-?256)?\)?:?)([0-9a-f]{64})", re.IGNORECASE)
ENVELOPE = re.compile(r"data:application/(?:vc\+)?jwt,(.+)", re.DOTALL)

NOTHING = "Choose a file, or paste a credential or a digest"
TOO_LARGE_FILE = f"The file is bigger than {FILE_LIMIT_BYTES // 1024**2} MB. No certificate or credential of ours is"
TOO_LARGE_TEXT = f"This is longer than {TEXT_LIMIT_BYTES // 1024} KB. No credential of ours is"
NOT_READABLE = (
    "This is not a credential, a certificate or a digest. A credential is a file such as credential.jwt, a "
    "certificate is a PDF, and a digest has 64 letters and digits"
)
NOT_A_PDF = "This PDF cannot be read. It may be damaged or protected with a password"
NO_CREDENTIAL = (
    "This PDF carries no credential, so it proves nothing. Certificates of ours carry one, which is lost where they "
    "are printed, scanned or saved anew. Type the digest that is printed on it instead"
)


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed in, of which one is there: a signed token, an unsigned document, or a digest."""

    token: str = ""
    document: dict[str, Any] | None = None
    digest: str = ""
    # whether the token was attached to a PDF
    is_certificate: bool = False


def read_handed(content: bytes) -> Handed:
    """Give what was handed in. Raises UnreadableCredential with the reason."""
    if not content.strip():
        raise UnreadableCredential(NOTHING)
    if len(content) > FILE_LIMIT_BYTES:
        raise UnreadableCredential(TOO_LARGE_FILE)
    if b"%PDF-" in content[:PDF_HEAD_BYTES]:
        return _read_text(_attached(content), is_certificate=True)
    return _read_text(content)


def _attached(content: bytes) -> bytes:
    """The credential that a certificate carries. The library raises what it likes where a file is hostile."""
    try:
        found = PdfReader(BytesIO(content)).attachments.get(CREDENTIAL_FILE, [])
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise UnreadableCredential(NOT_A_PDF) from error
    except (ArithmeticError, NotImplementedError, AssertionError, MemoryError) as error:
        raise UnreadableCredential(NOT_A_PDF) from error
    if not found:
        raise UnreadableCredential(NO_CREDENTIAL)
    return found[0]


def _read_text(content: bytes, *, is_certificate: bool = False) -> Handed:
    if len(content) > TEXT_LIMIT_BYTES:
        raise UnreadableCredential(TOO_LARGE_TEXT)
    try:
        text = content.decode("utf-8-sig").strip().strip('"')
    except UnicodeDecodeError as error:
        raise UnreadableCredential(NOT_READABLE) from error
    if digest := DIGEST.fullmatch(re.sub(r"\s+", "", text)):
        return Handed(digest=digest[1].lower())
    if text.startswith("{"):
        return _read_json(text, is_certificate=is_certificate)
    return _read_token(text, is_certificate=is_certificate)


def _read_token(text: str, *, is_certificate: bool) -> Handed:
    token = re.sub(r"\s+", "", text)  # as an e-mail may have broken it
    if not TOKEN.fullmatch(token):
        raise UnreadableCredential(NOT_READABLE)
    return Handed(token=token, is_certificate=is_certificate)


def _read_json(text: str, *, is_certificate: bool) -> Handed:
    """A credential in the clear, or one in an envelope, as the Verifiable Credentials Data Model 2.0 wraps it."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableCredential(NOT_READABLE) from error
    wrapped = ENVELOPE.fullmatch(str(document.get("id", "")))
    if wrapped:
        return _read_token(wrapped[1], is_certificate=is_certificate)
    return Handed(document=document, is_certificate=is_certificate)
