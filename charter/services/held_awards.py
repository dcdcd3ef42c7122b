"""Awards that an institution holds by the register: an edition may ask for one that was held for some time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from charter.domain.award_states import HOLDS, AwardState
from charter.domain.edition import Edition
from charter.domain.register import state_on
from charter.store.assessments import AssessmentRow
from charter.store.awards import AwardRow, AwardStandingRow

Held = dict[str, Any]  # as an answers document names an award that is held


def with_register(typed: Iterable[Held] | None, registered: Iterable[Held]) -> list[Held]:
    """Give awards as the institution named them, and those of the register that it did not name."""
    named = list(typed or ())
    return [*named, *(one for one in registered if one not in named)]


def held_by_register(session: Session, row: AssessmentRow, edition: Edition, today: dt.date) -> list[Held]:
    """Give the awards of the same charter, for what an assessment is for, that hold without a gap; one statement.

    Newest first. One that a later award followed counts from its own day on, with the lowest tier since.
    """
    chosen = (
        select(AwardRow, AwardStandingRow)
        .join(AwardStandingRow, AwardStandingRow.award_id == AwardRow.id)
        .where(
            AwardRow.organisation_id == row.organisation_id,
            AwardRow.scope == row.scope,
            AwardRow.scope_name == row.scope_name,
            AwardRow.edition_reference.startswith(f"{edition.charter_id}/", autoescape=True),
        )
        .order_by(AwardRow.awarded_on.desc(), AwardRow.id)
    )
    order = [tier.id for tier in edition.tiers]
    lowest, found = len(order), list[Held]()
    for award, standing in session.execute(chosen).all():
        state = state_on(AwardState(standing.state), award.valid_until, standing.ends_on, today)
        follows = bool(found) and state == AwardState.SUPERSEDED
        if award.tier_id not in order or not (state in HOLDS or follows):
            break
        lowest = min(lowest, order.index(award.tier_id))
        found.append({"tier": order[lowest], "awarded_on": award.awarded_on.isoformat()})
    return found
