"""What an institution is told of its award: to whoever leads or approves there, once each."""

from __future__ import annotations

from collections.abc import Sequence

from charter.domain.permissions import Role
from charter.domain.wording import date_text
from charter.services.award_access import HeldAward
from charter.services.body_looks import look_of
from charter.services.deeds import Deed
from charter.services.outbox import Letter, put_letter
from charter.store.mergers import people_on

TOLD_ROLES = (Role.LEAD, Role.APPROVER)


def tell_institution(deed: Deed, held: HeldAward, head: str, lines: Sequence[str], name: str) -> int:
    """Put a letter to each lead and approver into the outbox, once by its name; give how many. Commits nothing."""
    body_name = look_of(deed, held.row.body_id).name
    award = f"{held.row.tier_name}, conferred by {body_name} on {date_text(held.row.awarded_on)}"
    text = "\n\n".join(
        [
            head,
            f"It is about: {held.row.organisation_name}, {award}.",
            *(line for line in lines if line),
            "Sign in to the site of the charter and open “Awards” to see what you can do.",
        ]
    )
    people = people_on(deed.session, held.row.organisation_id, TOLD_ROLES)
    letters = [
        Letter(f"award:{held.row.id}:{name}:{person.id}", person.email or "", f"{head} {held.row.tier_name}", text)
        for person in people
    ]
    return sum(put_letter(deed.session, letter, deed.now) for letter in letters)
