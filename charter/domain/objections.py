"""Objections to an award: on which grounds anybody may make one, and where one stands."""

from __future__ import annotations

from enum import StrEnum

from charter.domain.edition import Edition


class ObjectionState(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    UPHELD = "upheld"  # the award is reviewed
    DISMISSED = "dismissed"


def objection_grounds(edition: Edition | None) -> tuple[str, ...]:
    """Give the grounds that an edition names, in its words; () where it names none, or is not known."""
    if edition is None:
        return ()
    found = (edition.facts.get("award_decision") or {}).get("objection_grounds") or ()
    return tuple(str(one) for one in found)
