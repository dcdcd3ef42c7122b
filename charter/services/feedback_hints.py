"""What helps a panel to write feedback: the level that it agreed and why, and what is short of the next tier."""

from __future__ import annotations

from sqlalchemy.orm import Session

from charter.domain.errors import InvalidDecision
from charter.domain.tiers import CONFERRED, level_asked, shortfalls
from charter.domain.wording import points_text
from charter.services.cases import Case
from charter.services.judged_cases import judged_case
from charter.store.ratings import agreed_levels


def agreed_hint(session: Session, case: Case, part: str) -> tuple[str, str]:
    """Give the level that the panel agreed on a criterion, and why; empty where there is none: one statement."""
    row = agreed_levels(session, case.id).get(part)
    if row is None:
        return "", ""
    if row.level is None:
        return "Agreed: not applicable.", row.reason
    labels = {one.level: one.label for one in case.edition.levels}
    return f"Agreed: level {row.level}, {labels.get(row.level, '')}.".replace(", .", "."), row.reason


def next_tier_hints(session: Session, case: Case) -> tuple[str, ...]:
    """Give what stands between the institution and the next tier, a sentence each: proposals, taken or left."""
    try:
        judged = judged_case(session, case)
        result = judged.found
    except InvalidDecision:
        return ()
    ids = [tier.id for tier in judged.edition.tiers]
    place = ids.index(result.applied_for) + (result.decision.outcome == CONFERRED)
    if place >= len(ids):
        return ()
    tier = judged.edition.tiers[place]
    short = shortfalls(judged.edition, result.card, tier.id)
    said = [f"Overall: {points_text(short.overall).lstrip('+')} short of {tier.name}."] if short.overall else []
    said += [
        f"{judged.edition.theme(name).name}: {points_text(gap).lstrip('+')} short."
        for name, gap in short.themes.items()
    ]
    for name in short.criteria:
        item = judged.edition.criterion(name)
        asked = level_asked(tier, name)
        said.append(f"{name} {item.title}: {tier.name} asks for level {asked}. {item.rubric[asked]}")
    said += [f"Not met: {one.text}." for one in result.findings.get(tier.id, ()) if one.answer != "met"]
    return tuple(said)
