"""Advice beside an edition: what its guidance asks of a plan as a whole. It decides nothing, so it may grow."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidEdition
from charter.domain.plan_checks import PlanRule
from charter.store.edition_reading import read_document
from charter.store.editions import load_edition, root_of

PLAN_ADVICE = "advice/action-plan.yaml"
_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError)


def plan_rules(reference: str, root: Path | None = None) -> tuple[PlanRule, ...]:
    """Give what the edition's guidance asks of a plan as a whole; none where it has no such advice. Read once.

    Raises UnknownEdition; InvalidEdition where the file cannot be used.
    """
    return _load(reference, root or root_of(reference))


@lru_cache(maxsize=32)
def _load(reference: str, root: Path) -> tuple[PlanRule, ...]:
    edition = load_edition(reference, root)
    path = root / reference / PLAN_ADVICE
    if not path.is_file():
        return ()
    document, faults = read_document(path, str(path))
    if faults or document is None:
        raise InvalidEdition(faults)
    try:
        return tuple(_rule(edition, item) for item in document.value["plan_checks"])
    except _MISSHAPEN as error:
        message = f"A check cannot be used: {error}. Compare it with the edition’s fields of an action."
        raise InvalidEdition((Fault(str(path), message),)) from error


def _rule(edition: Edition, item: dict[str, Any]) -> PlanRule:
    name, values = str(item.get("field", "")), tuple(str(value) for value in item.get("values", ()))
    known = {field.id: field.values for field in edition.action_fields}
    if name and not set(values) <= set(known[name]):
        raise ValueError(f"{name} has no such values")
    return PlanRule(
        text=str(item["text"]),
        source=edition.criterion(str(item["criterion"])).id,
        most=int(item["most"]) if "most" in item else None,
        field=name,
        values=values,
        least=Fraction(str(item["least"])) if name else None,
    )
