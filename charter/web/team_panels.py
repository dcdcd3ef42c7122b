"""What a criterion's page shows of the team: who looks after it, and what is said under each question."""

from __future__ import annotations

from typing import Any

from charter.domain.edition import Criterion
from charter.domain.permissions import Action
from charter.domain.wording import date_text
from charter.domain.workflow import Event
from charter.services.criterion_overview import CriterionOverview, assigned_to
from charter.services.workspaces import Workspace
from charter.web.comments import threads_of
from charter.web.people import deed


def team_context(found: Workspace, criterion: Criterion) -> dict[str, Any]:
    """Give what the templates ``assignments/_panel.html`` and ``comments/_thread.html`` need: two statements."""
    one = assigned_to(deed(), found, criterion.id)
    return {
        "threads": threads_of(found, criterion),
        "is_commenting": found.can(Event.COMMENTED),
        "assignment": {
            "owner_text": owner_text(one) or "Nobody yet",
            "due_text": date_text(one.due_on) or "No day yet",
            "is_blocked": one.is_blocked,
            "reason": one.blocked_reason or "The reason was removed.",
            "may_change": found.may(Action.ASSIGN_CRITERION) and found.can(Event.CRITERION_ASSIGNED),
        },
    }


def owner_text(one: CriterionOverview) -> str:
    """Give who looks after a criterion; empty where nobody does."""
    if one.owner_id is None:
        return ""
    name = one.owner_name or "somebody who was forgotten"
    return f"{name} (left the team)" if one.owner_has_left else name
