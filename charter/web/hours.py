"""The time that an assessment takes, as its edition estimates it."""

from __future__ import annotations

from charter.domain.edition import Edition
from charter.domain.wording import count_text


def hours_by_role(edition: Edition) -> list[tuple[str, str]]:
    """Give who it takes how long for a first submission, in words; nobody where the edition estimates nothing."""
    hours = edition.facts.get("estimated_hours", {}).get("first_submission", {})
    return [(_role(who), count_text(count, "hour")) for who, count in hours.items()]


def _role(who: str) -> str:
    """A role's code as words: ``bme_staff_network`` as ``BME staff network``."""
    words = who.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}".replace("Bme", "BME").replace("bme", "BME")
