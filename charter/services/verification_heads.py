"""Was anything cut off? Histories and registers against heads that were noted earlier, outside the database."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from charter.domain.wording import date_text
from charter.services.verification_rounds import is_succeeded
from charter.store.heads import Heads, heads_now
from charter.store.history import EventRow

WHAT = {
    "rounds": "Round {}: its dates, title or edition are not those noted on {}.",
    "round_events": "Round {}: what its record tells is not what was noted on {}.",
    "proceedings": "What an awarding body did, of the kind “{}”, is not what was noted on {}.",
    "issuer_key_events": "Key {}: what happened to it is not what was noted on {}.",
    "credentials": "Credential {}: it is not the one that was noted on {}.",
    "credential_statuses": "Credential {}: what became of it is not what was noted on {}.",
    "organisation_mergers": "Organisation {}: what it became part of is not what was noted on {}.",
    "memberships": "Membership {}: who held which role, and when, is not what was noted on {}.",
}


def head_differences(session: Session, earlier: Heads) -> Iterator[str]:
    """Give one sentence for each history that does not go on from where it was, and each register that was changed."""
    day, now = date_text(earlier.noted_at.date()), heads_now(session, earlier.noted_at)
    for assessment_id, (number, digest) in earlier.chains.items():
        if assessment_id not in now.chains:
            yield f"Assessment {assessment_id}: it is gone. On {day} its history had come to event {number}."
            continue
        event = session.get(EventRow, (assessment_id, number))
        if event is None:
            yield f"Assessment {assessment_id}: its history was cut off. On {day} it had come to event {number}."
        elif event.digest != digest:
            yield f"Assessment {assessment_id}, event {number}: it is not the one that was noted on {day}."
        session.expunge_all()
    for name, digest in earlier.rows.items():
        table, key = name.split("/")[:2]
        is_changed = now.rows.get(name) != digest
        # a change through the service stands in the round's record, which is looked at for itself
        if is_changed and not (table == "rounds" and name in now.rows and is_succeeded(session, key, digest)):
            yield WHAT[table].format(key, day)
