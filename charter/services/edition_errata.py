"""Corrections beside an edition's wording, as sentences for whoever reads it."""

from __future__ import annotations

from charter.domain.edition import Edition
from charter.domain.errata import erratum_texts
from charter.store.errata import load_errata


def corrections_of(edition: Edition, criterion_id: str) -> tuple[str, ...]:
    """Give the corrections of a criterion, oldest first, as they stand beside its wording; anybody may ask."""
    return erratum_texts(edition, load_errata(edition.reference), criterion_id)
