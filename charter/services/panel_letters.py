"""Letters about panels. They name the submission and say what to do; no interest and no reason stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from charter.domain.case_workflow import Seat
from charter.domain.permissions import Role
from charter.domain.wording import count_text
from charter.services.case_interests import interests_of
from charter.services.cases import Case
from charter.services.deeds import Deed
from charter.services.outbox import Letter, put_letter
from charter.store.accounts import OrganisationRow, PersonRow
from charter.store.cases import CaseRow
from charter.store.mergers import people_on
from charter.store.panels import SeatRow, held_seats

OFFICE = (Role.ADMINISTRATOR, Role.ROUND_MANAGER)


class AboutCase(Protocol):
    """What letters need to know of a case; ``cases.Case`` has it."""

    @property
    def id(self) -> str:
        """Of the case."""

    @property
    def name(self) -> str:
        """Of the institution."""

    @property
    def organisation_id(self) -> str:
        """Of the institution."""

    @property
    def body_id(self) -> str:
        """Of the awarding body."""

    @property
    def round_title(self) -> str:
        """Of the round."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a letter says, and the key by which it is told once."""

    key: str
    subject: str
    text: str


def put_left_letters(deed: Deed, case: Case, held: SeatRow, lacks: Sequence[str], site_url: str | None) -> None:
    """Tell the office that somebody left a panel because of an interest, and what it lacks. Commits nothing."""
    name = _name(deed, held.person_id)
    now = "\n".join(f"- {text}" for text in lacks) or "It lacks nothing."
    text = (
        f"{name} does not sit any more on the panel of {case.name}, because of an interest in the submission.\n\n"
        f"The panel now:\n\n{now}\n\n{_way(site_url, f'/cases/{case.id}/panel')}"
    )
    for to in office_of(deed, case, OFFICE):
        put_to(deed, case, to, Written(f"left:{held.id}:{to.id}", f"A seat is free on the panel of {case.name}", text))


def put_waiting_letters(deed: Deed, case: Case, number: int, site_url: str | None) -> None:
    """Tell whoever rules on it that an interest waits: the chair; of the chair's own, the body's administrators."""
    name = _name(deed, deed.person_id)
    chairs = [] if case.seat == Seat.CHAIR else chairs_of(deed, case.id)
    text = (
        f"{name} declared an interest in the submission of {case.name}. Until you have ruled on it, nothing of the "
        f"submission is shown to them.\n\n{_way(site_url, f'/cases/{case.id}/rulings')}"
    )
    if not chairs and case.seat != Seat.CHAIR:
        text = f"{text}\n\nThe panel has no chair, who would rule on it. Seat one."
    for to in chairs or office_of(deed, case, OFFICE[:1]):
        key = f"interest:{case.id}:{deed.person_id}:{number}:{to.id}"
        put_to(deed, case, to, Written(key, f"An interest waits for your ruling: {case.name}", text))


def put_ruled_letter(
    deed: Deed, case: Case, person_id: str, number: int, *, is_allowed: bool, site_url: str | None
) -> None:
    """Tell somebody what was ruled on an interest that they declared."""
    to = deed.session.get_one(PersonRow, person_id)
    ruled = (
        f"The interest that you declared does not keep you from judging it.\n\n{_way(site_url, '/assessments')}"
        if is_allowed
        else "The interest that you declared keeps you from judging it. If you sat on its panel, you do not any more; "
        "nothing of the submission is shown to you, and you need do nothing."
    )
    text = f"About the submission of {case.name}: {ruled}"
    put_to(
        deed,
        case,
        to,
        Written(f"ruled:{case.id}:{person_id}:{number}", f"Your interest in {case.name} was ruled on", text),
    )


def put_seated_letter(deed: Deed, case: Case, held: SeatRow, site_url: str | None) -> None:
    """Tell somebody that they were seated, and what to do first."""
    to = deed.session.get_one(PersonRow, held.person_id)
    text = (
        f"You are asked to {_task(held, case.name)}.\n\nBefore you open anything, say whether you have an interest in "
        f"it.\n\n{_way(site_url, f'/cases/{case.id}/declarations/new')}"
    )
    put_to(deed, case, to, Written(f"seated:{held.id}", f"You are on the panel of {case.name}", text))


def put_unseated_letter(deed: Deed, case: Case, held: SeatRow, site_url: str | None) -> None:
    """Tell somebody that their seat was taken away."""
    to = deed.session.get_one(PersonRow, held.person_id)
    text = (
        f"You do not sit any more on the panel of {case.name}. Keep to yourself what you read of it, and delete what "
        f"you saved.\n\n{_way(site_url, '/assessments')}"
    )
    put_to(deed, case, to, Written(f"unseated:{held.id}", f"You are not on the panel of {case.name} any more", text))


def put_seats_letter(deed: Deed, person_id: str, about: str, seats: Sequence[SeatRow], site_url: str | None) -> None:
    """Tell somebody of several seats at once; ``about``: the round's title."""
    to = deed.session.get_one(PersonRow, person_id)
    text = (
        f"You are on the panels of {count_text(len(seats), 'submission')}. Before you open one, say whether you have "
        f"an interest in it.\n\n{_way(site_url, '/assessments')}"
    )
    _send(deed, to, Written(f"seats:{seats[0].id}", f"Your submissions: {about}", text), about)


def _task(held: SeatRow, name: str) -> str:
    return f"chair the panel of {name}" if held.seat == Seat.CHAIR else f"review the submission of {name}"


def office_of(deed: Deed, case: AboutCase, roles: Sequence[Role]) -> list[PersonRow]:
    """Give the body's people of those roles, but for whom an interest shuts out of the case."""
    row = deed.session.get_one(CaseRow, case.id)
    return [
        person
        for person in people_on(deed.session, case.body_id, roles)
        if not interests_of(deed, row, case.organisation_id, person.id).denies
    ]


def chairs_of(deed: Deed, case_id: str) -> list[PersonRow]:
    """Give whoever chairs the panel of a case."""
    held = [one.person_id for one in held_seats(deed.session, [case_id]) if one.seat == Seat.CHAIR]
    return [person for person_id in held if (person := deed.session.get(PersonRow, person_id)) is not None]


def _name(deed: Deed, person_id: str) -> str:
    return deed.session.get_one(PersonRow, person_id).name or "Somebody"


def _way(site_url: str | None, path: str) -> str:
    return f"{site_url}{path}" if site_url else "Sign in to the site of the charter."


def put_to(deed: Deed, case: AboutCase, to: PersonRow, written: Written) -> None:
    """Put a letter about a case into the outbox, once by its key. Commits nothing."""
    _send(deed, to, written, f"{case.round_title} of {deed.session.get_one(OrganisationRow, case.body_id).name}")


def _send(deed: Deed, to: PersonRow, written: Written, about: str) -> None:
    if to.email:
        greeting = f"Hello {to.name},\n\n" if to.name else ""
        body = f"{greeting}{written.text}\n\n--\nYou get this letter because you work for {about}.\n"
        put_letter(deed.session, Letter(written.key[:160], to.email, written.subject, body), deed.now)
