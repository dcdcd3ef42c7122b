"""What is wrong with the files that questions name: the scanner found something harmful in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from charter.domain.edition import Edition
from charter.services.deeds import Deed
from charter.services.evidence_uses import Place, places_of
from charter.store.evidence import INFECTED, evidence_of


def file_gaps(
    deed: Deed, assessment_id: str, edition: Edition, values: Mapping[str, Any]
) -> Iterator[tuple[Place, str]]:
    """Give each place whose newest file is harmful, with a sentence that says what to do. One statement."""
    newest = {row.name: row.scan_state for row in evidence_of(deed.session, assessment_id)}  # the last version counts
    for place in places_of(edition).values():
        for name in values.get(place.field) or ():
            if newest.get(name) == INFECTED:
                yield place, f"{place.question.id} names “{name}”, which is harmful. Add it anew, or take it out."
