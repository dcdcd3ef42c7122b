"""The files that an invented institution's answers name: each is there to be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from charter.services.deeds import Deed
from charter.services.evidence import NewFile, add_evidence
from charter.store.evidence import EvidenceStore

ENDING = ".pdf"  # others are named and not there, as happens


@dataclass(frozen=True, slots=True)
class ExampleFiles:
    """Where they are kept, and how one is written: its name and its institution's -> its bytes."""

    store: EvidenceStore
    write: Callable[[str, str], bytes]

    def add_to(self, deed: Deed, assessment_id: str, document: Mapping[str, Any], institution_name: str) -> None:
        """Add every PDF that the answers name. Raises as ``add_evidence``. Commits."""
        for question, name in _named(document):
            content = self.write(name, institution_name)
            add_evidence(deed, assessment_id, NewFile(name, content, has_no_personal_data=True), [question], self.store)


def _named(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Question and name of every PDF, as the answers name them."""
    for said in document["criteria"].values():
        for question, names in said.get("files", {}).items():
            yield from ((question, name) for name in names if name.endswith(ENDING))
