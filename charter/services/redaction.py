"""Forgetting a person: name, address, sign-in and what they wrote are removed; that it was done stays on record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select, union, update
from sqlalchemy.orm import Session

from charter.domain.case_workflow import CaseEvent
from charter.domain.errors import UnknownPerson
from charter.domain.permissions import HEADS, Action, OrganisationKind, Role, require
from charter.domain.wording import count_text
from charter.domain.workflow import Event, RoundEvent
from charter.services.deeds import Deed, note
from charter.services.objection_redaction import forget_objector
from charter.store.accounts import (
    InvitationRow,
    MembershipRow,
    OrganisationRow,
    PersonRow,
    new_uniquifier,
    person_of,
    roles_in,
)
from charter.store.assessments import AssessmentRow, RoundRow
from charter.store.history import EventRow
from charter.store.matter_papers import delete_matter_papers
from charter.store.outbox import REFUSED, SENT, MailRow
from charter.store.personal import Whose, delete_made, delete_rows, empty_writings
from charter.store.proceedings import Matter, add_proceeding, proceeding_texts_by
from charter.store.round_events import add_round_event, round_texts_of

# A shorter name would be found in words that are not about the person.
SHORTEST_NAME = 5
SOMEBODY = "somebody"
STAYS = (
    "What the institution answered, its evidence and the network’s statement stay: they are the institution’s.",
    "Look through them for the person’s name.",
)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done: how much, and in sentences what the operator must know."""

    assessment_count: int
    text_count: int
    sentences: tuple[str, ...]


def forget_person(deed: Deed, person_id: str) -> Forgotten:
    """Remove a person's name, address and sign-in, what they wrote beside the answers, and texts that name them.

    The administrator of an awarding body may, for whoever belongs or belonged to it or to an institution in its rounds.
    Each assessment concerned gets an event with ids alone; roles end, sessions too. Done twice, the second changes
    nothing. Raises UnknownPerson, NotAllowed. Commits.
    """
    person = deed.session.get(PersonRow, person_id, with_for_update=True)
    if person is None:
        raise UnknownPerson("There is no such person. Check the address of the page.")
    require(_roles_over(deed, person_id), Action.REDACT_PERSON)
    return _forget(deed, person)


def forget_address(deed: Deed, address: str) -> Forgotten:
    """As ``forget_person``, for whoever runs the installation: by address, also one that was only ever invited.

    Nothing is asked of the deed's person. Nothing is found the second time, and nothing changes. Commits.
    """
    email = address.strip().lower()
    person = person_of(deed.session, email)
    if person is not None:
        return _forget(deed, person)
    count = _clear_mail(deed, email, ()) + _clear_invitations(deed, email) + forget_objector(deed, email)
    deed.session.commit()
    if not count:
        return Forgotten(0, 0, ("Nothing is kept under this address.",))
    what = count_text(count, "letter, invitation or objection", "letters, invitations and objections")
    return Forgotten(0, 0, (f"{what} cleared.",))


def _forget(deed: Deed, person: PersonRow) -> Forgotten:
    if person.redacted_at is not None:
        return Forgotten(0, 0, ("This person was forgotten already.",))
    words = tuple(word for word in (person.name, person.email or "") if len(word) >= SHORTEST_NAME)
    whose = Whose(person.id, words)
    rounds = _redact_rounds(deed, whose)
    told = _redact_proceedings(deed, whose)
    told += forget_objector(deed, person.email or "", person.name if person.name in words else "")
    concerned = _assessments_of(deed.session, person.id, rounds)
    emptied = [_redact_in(deed, assessment_id, whose) for assessment_id in concerned]
    _clear_mail(deed, person.email or "", words)
    _clear_invitations(deed, person.email or "")
    sentences = _end_roles(deed, person.id)
    person.email, person.name, person.redacted_at = None, "", deed.now
    _end_sign_in(person)
    delete_rows(deed.session, person.id)
    delete_matter_papers(deed.session)
    deed.session.commit()
    return Forgotten(len(emptied), sum(rounds.values()) + told + sum(emptied), (*sentences, *STAYS))


def _end_sign_in(person: PersonRow) -> None:
    """Take away whatever lets them sign in; a new uniquifier ends every session."""
    person.active, person.fs_uniquifier = False, new_uniquifier()
    person.password = person.tf_primary_method = person.tf_totp_secret = None
    person.mf_recovery_codes = person.fs_webauthn_user_handle = person.tf_last_counter = None


def _redact_in(deed: Deed, assessment_id: str, whose: Whose) -> int:
    """Empty the texts of one assessment, and put on record which; give how many they were."""
    deed.session.get(AssessmentRow, assessment_id, with_for_update=True)
    emptied = empty_writings(deed.session, assessment_id, whose)
    delete_made(deed.session, assessment_id)
    note(deed, assessment_id, Event.PERSON_REDACTED, {"person": whose.person_id, "emptied": emptied})
    return sum(len(keys) for keys in emptied.values())


def _redact_rounds(deed: Deed, whose: Whose) -> dict[str, int]:
    """Empty the reasons for changes of rounds that they wrote or that name them, with a record; how many, by round.

    Each assessment of such a round repeats the reason.
    """
    emptied = round_texts_of(deed.session, whose.person_id, whose.words)
    for round_id, rows in emptied.items():
        deed.session.get(RoundRow, round_id, with_for_update=True)
        for row in rows:
            row.text = ""
        add_round_event(
            deed.session,
            round_id,
            RoundEvent.PERSON_REDACTED,
            person_id=deed.person_id,
            now=deed.now,
            details={"person": whose.person_id, "emptied": [row.number for row in rows]},
            key=deed.key,
        )
    return {round_id: len(rows) for round_id, rows in emptied.items()}


def _redact_proceedings(deed: Deed, whose: Whose) -> int:
    """Empty what they wrote in cases and about awards, or what names them there, with a record; give how much."""
    emptied: dict[Matter, list[int]] = {}
    for row in proceeding_texts_by(deed.session, whose.person_id, whose.words):
        row.text = ""
        emptied.setdefault(Matter(row.kind, row.matter_id), []).append(row.number)
    for matter, numbers in emptied.items():
        add_proceeding(
            deed.session,
            matter,
            CaseEvent.PERSON_REDACTED,
            person_id=deed.person_id,
            now=deed.now,
            details={"person": whose.person_id, "emptied": numbers},
            key=deed.key,
        )
    return sum(len(numbers) for numbers in emptied.values())


def _assessments_of(session: Session, person_id: str, round_ids: Iterable[str]) -> list[str]:
    """Every assessment that they had to do with, by what they did or by where they belong; and those of the rounds."""
    theirs = select(MembershipRow.organisation_id).where(MembershipRow.person_id == person_id)
    at = (
        select(AssessmentRow.id)
        .join(RoundRow, RoundRow.id == AssessmentRow.round_id)
        .where(
            or_(
                AssessmentRow.organisation_id.in_(theirs),
                RoundRow.organisation_id.in_(theirs),
                RoundRow.id.in_(list(round_ids)),
            )
        )
    )
    did = select(EventRow.assessment_id).where(EventRow.person_id == person_id)
    return sorted(session.scalars(union(at, did)))


def _clear_mail(deed: Deed, address: str, words: tuple[str, ...]) -> int:
    """Empty letters to the address, which are then not sent any more; and take their name out of letters to others."""
    if not address:
        return 0
    rows = deed.session.scalars(select(MailRow).where(MailRow.address == address)).all()
    for row in rows:
        row.address, row.subject, row.body, row.last_answer = "", "", "", ""
        row.state = row.state if row.state == SENT else REFUSED
    for word in words:
        named = MailRow.subject.icontains(word, autoescape=True)
        deed.session.execute(update(MailRow).where(named, MailRow.state == SENT).values(subject=""))
        _take_out(deed, word)
    return len(rows)


def _take_out(deed: Deed, word: str) -> None:
    """Letters to others that wait, or were given up, go on without the name."""
    naming = or_(MailRow.subject.icontains(word, autoescape=True), MailRow.body.icontains(word, autoescape=True))
    name = re.compile(re.escape(word), re.IGNORECASE)
    for row in deed.session.scalars(select(MailRow).where(naming, MailRow.state != SENT)).all():
        row.subject, row.body = name.sub(SOMEBODY, row.subject)[:200], name.sub(SOMEBODY, row.body)


def _clear_invitations(deed: Deed, address: str) -> int:
    if not address:
        return 0
    rows = deed.session.scalars(select(InvitationRow).where(InvitationRow.email == address)).all()
    for row in rows:
        row.email, row.expires_at = "", min(row.expires_at, deed.now)
    return len(rows)


def _end_roles(deed: Deed, person_id: str) -> list[str]:
    """End every role; give a sentence for each organisation that is left without a lead or an administrator."""
    held = select(MembershipRow).where(MembershipRow.person_id == person_id, MembershipRow.until_at.is_(None))
    sentences = []
    for row in deed.session.scalars(held).all():
        row.until_at = deed.now
        deed.session.flush()
        where = deed.session.get_one(OrganisationRow, row.organisation_id)
        head = HEADS[OrganisationKind(where.kind)]
        if row.role == head and not _has_head(deed.session, row.organisation_id, head):
            sentences.append(f"{where.name} has no {head} any more. Give somebody the role.")
    return sentences


def _has_head(session: Session, organisation_id: str, head: Role) -> bool:
    heads = select(MembershipRow.id).where(
        MembershipRow.organisation_id == organisation_id,
        MembershipRow.role == head,
        MembershipRow.until_at.is_(None),
    )
    return session.scalar(heads.limit(1)) is not None


def _roles_over(deed: Deed, person_id: str) -> frozenset[Role]:
    """The asker's roles at the awarding bodies that have to do with the person."""
    theirs = select(MembershipRow.organisation_id).where(MembershipRow.person_id == person_id)
    through = (
        select(RoundRow.organisation_id)
        .join(AssessmentRow, AssessmentRow.round_id == RoundRow.id)
        .where(AssessmentRow.organisation_id.in_(theirs))
    )
    bodies = set(deed.session.scalars(theirs)) | set(deed.session.scalars(through))
    return frozenset(role for body in bodies for role in roles_in(deed.session, deed.person_id, body))
