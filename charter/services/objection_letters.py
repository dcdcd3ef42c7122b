"""Letters about an objection: to whoever made it and gave an address, and to the office. None repeats its words."""

from __future__ import annotations

from dataclasses import replace

from charter.domain.permissions import Role
from charter.domain.wording import date_text
from charter.services.award_access import HeldAward
from charter.services.case_interests import shut_awards
from charter.services.deeds import Deed
from charter.services.outbox import Letter, put_letter
from charter.store.accounts import OrganisationRow
from charter.store.mergers import people_on
from charter.store.objections import ObjectionRow

OFFICE = (Role.ADMINISTRATOR, Role.ROUND_MANAGER)
HEADS = {
    "received": "Your objection came in.",
    "acknowledged": "The awarding body has read your objection and looks into it.",
    "upheld": "Your objection is upheld: it is asked again whether the award still stands.",
    "dismissed": "Your objection is not upheld: the award stands.",
}


def tell_objector(deed: Deed, held: HeldAward, row: ObjectionRow, what: str, reason: str = "") -> bool:
    """Put a letter to whoever objected into the outbox, where they gave an address. Commits nothing."""
    if not row.email:
        return False
    parts = [
        HEADS[what],
        reason,
        f"It is about: {_about(deed, held)}.",
        f"Its number is {row.id}. The institution is told neither who made it nor its words.",
        "If this was not you, somebody else typed your address: there is nothing to do.",
    ]
    subject = HEADS[what].partition(":")[0].rstrip(".")
    body = "\n\n".join(part for part in parts if part)
    return put_letter(deed.session, Letter(f"objection:{row.id}:{what}", row.email, subject, body), deed.now)


def tell_office(deed: Deed, held: HeldAward, row: ObjectionRow) -> int:
    """Put a letter to everybody of the office into the outbox but to whoever has an interest; give how many.

    Commits nothing.
    """
    body = "\n\n".join(
        [
            "Somebody objects to an award.",
            f"It is about: {_about(deed, held)}.",
            "Sign in to the site of the charter and open “Objections” to read it.",
        ]
    )
    people = [
        person
        for person in people_on(deed.session, held.row.body_id, OFFICE)
        if held.row.id not in shut_awards(replace(deed, person_id=person.id))
    ]
    letters = (
        Letter(f"objection:{row.id}:office:{person.id}", person.email or "", "An objection to an award", body)
        for person in people
    )
    return sum(put_letter(deed.session, letter, deed.now) for letter in letters)


def _about(deed: Deed, held: HeldAward) -> str:
    body = deed.session.get_one(OrganisationRow, held.row.body_id)
    award = f"{held.row.tier_name}, conferred by {body.name} on {date_text(held.row.awarded_on)}"
    return f"{held.row.organisation_name}, {award}"
