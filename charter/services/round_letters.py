"""Letters about a changed round, to whoever leads or signs for an institution in it; they always come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

from charter.domain.permissions import Role
from charter.domain.wording import date_text
from charter.services.deeds import Deed
from charter.services.outbox import Letter, put_letter
from charter.services.teams import subject_of
from charter.store.accounts import OrganisationRow, PersonRow
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.mergers import people_on

BESIDE = "beside"  # the part of a round that says which edition stands beside its own
PARTS = {
    "title": "Title",
    "edition": "Edition",
    BESIDE: "Edition beside it",
    "opens_at": "Opening",
    "snapshot_on": "Data snapshot",
    "baseline_at": "Baseline save",
    "closes_at": "Submission",
}


class Told(Protocol):
    """A change of a round, as its record tells it."""

    @property
    def number(self) -> int:
        """Of the event in the round's record."""

    @property
    def changes(self) -> Mapping[str, Mapping[str, str | None]]:
        """Each part with what it was and is."""

    @property
    def reason(self) -> str:
        """Why."""


def put_round_letters(
    deed: Deed, whole: RoundRow, joined: Iterable[AssessmentRow], told: Told, site_url: str | None
) -> None:
    """Put a letter for each lead and approver of each institution, or what it became part of, into the outbox.

    One for each institution, however many of its parts take part. Commits nothing.
    """
    who = deed.session.get_one(PersonRow, deed.person_id).name
    body = deed.session.get_one(OrganisationRow, whole.organisation_id).name
    lines = "\n".join(_line(name, was_and_is) for name, was_and_is in told.changes.items())
    for row in joined:
        about = subject_of(deed, row, site_url)
        part = f"{about.organisation_name} takes part with edition {about.edition_version}"
        head = f"{who or 'Somebody'} of {body} changed {whole.title}, in which {part}:"
        more = [*_own(whole, row), *_choice(whole, told)]
        text = "\n\n".join([head, lines, f"Why: {told.reason}", *more, about.way_to()])
        for to in people_on(deed.session, row.organisation_id, (Role.LEAD, Role.APPROVER)):
            key = f"round:{whole.id}:{told.number}:{row.organisation_id}:{to.id}"
            greeting = f"Hello {to.name},\n\n" if to.name else ""
            foot = f"You get this letter because you lead or sign for {about.organisation_name}."
            subject = f"Changed: {whole.title}"
            put_letter(
                deed.session, Letter(key, to.email or "", subject, f"{greeting}{text}\n\n--\n{foot}\n"), deed.now
            )


def _line(name: str, was_and_is: Mapping[str, str | None]) -> str:
    was, now = (_value(name, was_and_is[key]) for key in ("from", "to"))
    return f"- {PARTS[name]}: {now} instead of {was}"


def _value(name: str, text: str | None) -> str:
    if text is None:
        return "none" if name == BESIDE else "no day"
    if name in ("edition", BESIDE):
        return f"edition {text.rpartition('/')[2]}"
    if name.endswith("_at"):
        return date_text(dt.datetime.fromisoformat(text).date())
    return date_text(dt.date.fromisoformat(text)) if name.endswith("_on") else f"“{text}”"


def _choice(whole: RoundRow, told: Told) -> list[str]:
    """What an institution may do where another edition stands beside its own from now on."""
    if BESIDE not in told.changes or whole.beside_reference is None:
        return []
    version = whole.beside_reference.rpartition("/")[2]
    stay = "You may stay with your edition, and need do nothing."
    return [f"{stay} Before the lead moves the assessment to edition {version}, a page shows what that would mean."]


def _own(whole: RoundRow, row: AssessmentRow) -> list[str]:
    """What an institution with a later deadline of its own needs to know."""
    if row.extended_until is None or row.extended_until <= whole.closes_at:
        return []
    return [f"The later deadline that your institution was given, {date_text(row.extended_until.date())}, stays."]
