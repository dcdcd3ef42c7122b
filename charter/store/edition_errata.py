"""Corrections of an edition out of its file, which stands beside its checksum."""

from __future__ import annotations

import datetime as dt

from charter.domain.errata import Erratum
from charter.store.edition_files import ERRATA, Source, entries
from charter.store.edition_reading import Document
from charter.store.edition_values import text_or_none


def build_errata(source: Source) -> tuple[Erratum, ...]:
    """Give the corrections of a folder that was read; raises KeyError, TypeError or ValueError on a wrong shape."""
    document = source.documents.get(ERRATA)
    return errata_in(document) if document is not None else ()


def errata_in(document: Document) -> tuple[Erratum, ...]:
    """Give the corrections of a file; raises as ``build_errata``."""
    return tuple(
        Erratum(
            number=int(item["number"]),
            dated_on=dt.date.fromisoformat(str(item["dated"])),
            criterion_id=str(item["of"]["criterion"]),
            question_id=text_or_none(item["of"].get("question")),
            field=str(item["of"]["field"]),
            note=str(item["note"]),
            touches=str(item["touches"]),
        )
        for item in entries(document.value["errata"])
    )
