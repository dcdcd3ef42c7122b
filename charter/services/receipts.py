"""Receipts of frozen copies: what they say, and the seal that proves that this site gave them."""

from __future__ import annotations

import datetime as dt
import hmac

from sqlalchemy.orm import Session

from charter.domain.receipts import Receipt
from charter.domain.wording import date_text
from charter.domain.workflow import Event
from charter.store.accounts import OrganisationRow, PersonRow
from charter.store.assessments import AssessmentRow, FrozenCopyRow, RoundRow
from charter.store.chains import signature_of
from charter.store.told_events import ToldEvent, told_events

NOBODY = "somebody who was forgotten"
KEEP = (
    "Keep this receipt. The digest is worked out from all that was frozen: answers, files, edition, result and method. "
    "If any of it were changed, the digest would be another."
)
ASK = (
    "To check it, send digest and seal to the awarding body. Whoever runs its site gives them to the command “flask "
    "charter verify”, as --receipt and --seal, and learns whether all is still as it was frozen."
)
SEALED = "Only that site can make the seal. It proves that the receipt was given, even if the copy were deleted there."


def seal_of(digest: str, key: bytes) -> str:
    """Give what nobody can make without the key that signs history: that this site gave a receipt with the digest."""
    return signature_of(f"receipt {digest}", key)


def is_sealed(digest: str, seal: str, key: bytes) -> bool:
    """Tell whether a seal is ours."""
    return hmac.compare_digest(seal.strip().lower().encode(), seal_of(digest, key).encode())


def receipt_of(session: Session, copy: FrozenCopyRow, key: bytes) -> Receipt:
    """Give the receipt of a frozen copy, for whoever was let in already: five statements."""
    row = session.get_one(AssessmentRow, copy.assessment_id)
    whole = session.get_one(RoundRow, row.round_id)
    name = session.get_one(OrganisationRow, row.organisation_id).name
    person = session.get(PersonRow, copy.person_id)
    signed = signature_under(session, copy)
    return Receipt(
        is_submission=copy.kind == "submission",
        title=f"Receipt of {copy.kind} {copy.number}",
        institution_name=name,
        facts=(
            ("Institution", name),
            ("Scope", _scope_text(row)),
            ("Round", whole.title),
            ("Frozen", f"{_moment_text(copy.frozen_at)}, by {(person.name if person else '') or NOBODY}"),
        ),
        signed_text=f"{signed.person_name or NOBODY}, {_moment_text(signed.happened_at)}" if signed else "",
        statement=signed.text if signed else "",
        proofs=_proofs(copy, key),
        checks=(KEEP, ASK, SEALED),
    )


def receipt_letter(receipt: Receipt) -> str:
    """Give the receipt as the body of a letter."""
    facts = "\n".join(f"{name}: {text}" for name, text in (*receipt.facts, *receipt.proofs))
    checks = "\n\n".join(receipt.checks)
    return f"{receipt.title}\n\n{facts}\n\n{checks}\n\nThe site has the receipt as a page and as a PDF, too.\n"


def signature_under(session: Session, copy: FrozenCopyRow) -> ToldEvent | None:
    """Give the signature that a submission went in with: the newest before it; None where it is no submission."""
    newest = None
    for event in told_events(session, copy.assessment_id, [Event.SIGNED_OFF, Event.SUBMITTED]):
        if event.event == Event.SIGNED_OFF:
            newest = event
        elif event.details.get("number") == copy.number:
            return newest
    return None


def _proofs(copy: FrozenCopyRow, key: bytes) -> tuple[tuple[str, str], ...]:
    sealed = copy.network_statement
    return (
        ("Digest (SHA-256)", copy.digest),
        ("Seal", seal_of(copy.digest, key)),
        ("Edition", copy.edition_reference.replace("/", " ")),
        ("Edition’s checksum", copy.edition_checksum),
        ("Method", copy.method_version),
        *((("Network’s statement", f"Went in sealed; digest {sealed}"),) if sealed else ()),
    )


def _scope_text(row: AssessmentRow) -> str:
    words = row.scope.replace("_", " ").capitalize()
    return f"{words}: {row.scope_name}" if row.scope_name else words


def _moment_text(moment: dt.datetime) -> str:
    """Give a moment in UTC, and say so: a receipt is read anywhere, years later."""
    there = moment.astimezone(dt.UTC)
    return f"{date_text(there.date())}, {there:%H:%M} UTC"
