"""What a receipt says, as plain values: for the page, the letter and the paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt of a frozen copy."""

    # whether it was handed in; else it is a baseline, a copy for the institution itself
    is_submission: bool
    # such as "Receipt of submission 1"
    title: str
    institution_name: str
    # what it is about, in rows of name and text
    facts: tuple[tuple[str, str], ...]
    # who signed, when, and the statement with name and position as typed; "" = nobody did
    signed_text: str
    statement: str
    # digests and checksums that prove it, in rows of name and text
    proofs: tuple[tuple[str, str], ...]
    # how somebody checks it, a sentence or two each
    checks: tuple[str, ...]
