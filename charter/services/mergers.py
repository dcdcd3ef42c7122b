"""Organisations that become part of another, as trusts do: both histories stay, and one of them goes on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from charter.domain.errors import InvalidMerger, MergedOrganisation, UnknownOrganisation
from charter.domain.permissions import Role
from charter.domain.wording import count_text, date_text
from charter.domain.workflow import Event
from charter.services.deeds import Deed, new_id, note
from charter.store.accounts import InvitationRow, MembershipRow, OrganisationRow, held_memberships
from charter.store.assessments import AssessmentRow
from charter.store.mergers import MergerRow, merger_of, roles_on
from charter.store.reference import ListedOrganisation


@dataclass(frozen=True, slots=True)
class Merger:
    """What was put on record: who became part of whom, and in sentences what the operator should know."""

    name: str
    into_name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation that takes part here, with what became of it or what the published lists say about it."""

    organisation_id: str
    code: str  # "" = not listed
    name: str
    note: str  # a sentence; "" = nothing is the matter
    suggestion: str  # the arguments of the command that would merge it; "" = none


def merge_organisations(deed: Deed, which: str, into: str, on: dt.date) -> Merger:
    """Let an organisation become part of another, from a day on. Both are named by code or id.

    Whoever runs the installation may: nothing is asked of the deed's person. The old one keeps its assessments and
    their history, where the people of the other now hold their roles too; it can begin nothing new. Its roles end on
    that day and begin in the other; invitations that wait lead there. Each of its assessments gets an event. A
    successor that takes no part here yet is added from the published lists. Raises UnknownOrganisation, InvalidMerger.
    Commits.
    """
    old, new = _known(deed.session, which), _successor(deed.session, into)
    _check(deed, old, new, on)
    deed.session.add(
        MergerRow(organisation_id=old.id, into_id=new.id, merged_on=on, person_id=deed.person_id, noted_at=deed.now)
    )
    deed.session.flush()
    moved = _move_roles(deed, old.id, new.id, on)
    waiting = InvitationRow.accepted_at.is_(None)
    deed.session.execute(
        update(InvitationRow).where(InvitationRow.organisation_id == old.id, waiting).values(organisation_id=new.id)
    )
    theirs = select(AssessmentRow.id).where(AssessmentRow.organisation_id == old.id).order_by(AssessmentRow.id)
    assessments = deed.session.scalars(theirs).all()
    for assessment_id in assessments:
        deed.session.get(AssessmentRow, assessment_id, with_for_update=True)
        note(deed, assessment_id, Event.ORGANISATION_MERGED, {"from": old.id, "into": new.id, "on": on.isoformat()})
    sentences = _sentences(deed.session, new, moved, len(assessments))
    deed.session.commit()
    return Merger(old.name, new.name, sentences)


def refuse_merged(deed: Deed, organisation_id: str) -> None:
    """Raise MergedOrganisation, with who succeeded, where the organisation begins nothing any more.

    To a stranger it says nothing.
    """
    merger = merger_of(deed.session, organisation_id)
    if merger is None or not roles_on(deed.session, deed.person_id, organisation_id):
        return
    old = deed.session.get_one(OrganisationRow, organisation_id)
    new = deed.session.get_one(OrganisationRow, merger.into_id)
    raise MergedOrganisation(
        f"{old.name} became part of {new.name} on {date_text(merger.merged_on)}. Do this for {new.name} instead."
    )


def known_organisations(session: Session) -> tuple[KnownOrganisation, ...]:
    """Give every organisation that takes part here, by name: merged ones with their successor, closed ones marked.

    For whoever runs the installation. Four statements.
    """
    rows = session.scalars(select(OrganisationRow).order_by(OrganisationRow.name, OrganisationRow.id)).all()
    by_id = {row.id: row for row in rows}
    mergers = {row.organisation_id: row for row in session.scalars(select(MergerRow))}
    codes = [row.ods_code for row in rows if row.ods_code]
    chosen = select(ListedOrganisation).where(ListedOrganisation.code.in_(codes))
    listed = {one.code: one for one in session.scalars(chosen)}
    found = []
    for row in rows:
        merger = mergers.get(row.id)
        if merger is not None:
            said = f"Became part of {by_id[merger.into_id].name} on {date_text(merger.merged_on)}.", ""
        else:
            said = _advice(listed.get(row.ods_code or ""))
        found.append(KnownOrganisation(row.id, row.ods_code or "", row.name, *said))
    return tuple(found)


def _advice(listed: ListedOrganisation | None) -> tuple[str, str]:
    """What the published lists say of an organisation that stands by itself here, and the merger that they suggest."""
    if listed is None:
        return "", ""
    if listed.closed_on is None:
        gone = listed.in_ods_2022 and not listed.in_ods_2025
        return ("The newest published list does not name it. Ask who succeeded it." if gone else ""), ""
    closed = f"The published lists say that it closed on {date_text(listed.closed_on)}"
    if not listed.successor:
        return f"{closed}, and not who succeeded it. Ask.", ""
    next_day = listed.closed_on + dt.timedelta(days=1)
    return f"{closed}; {listed.successor} succeeded it.", f"{listed.code} {listed.successor} --on {next_day}"


def _known(session: Session, which: str) -> OrganisationRow:
    code = which.strip()
    chosen = select(OrganisationRow).where(or_(OrganisationRow.id == code, OrganisationRow.ods_code == code.upper()))
    row = session.scalars(chosen).one_or_none()
    if row is None:
        raise UnknownOrganisation(f"No organisation “{code}” takes part here. See `flask charter organisations`.")
    return row


def _successor(session: Session, which: str) -> OrganisationRow:
    """The organisation that goes on; one that only the published lists know is added."""
    try:
        return _known(session, which)
    except UnknownOrganisation:
        listed = session.get(ListedOrganisation, which.strip().upper())
        if listed is None:
            raise
    row = OrganisationRow(
        id=new_id(),
        ods_code=listed.code,
        name=listed.name,
        kind="institution",
        organisation_type=listed.organisation_type,
        region=listed.region,
    )
    session.add(row)
    session.flush()
    return row


def _check(deed: Deed, old: OrganisationRow, new: OrganisationRow, on: dt.date) -> None:
    wrong = ""
    if old.id == new.id:
        wrong = "An organisation cannot become part of itself. Name two."
    elif old.kind != new.kind:
        wrong = "An institution and an awarding body cannot become one. Name two of a kind."
    elif merger_of(deed.session, old.id) is not None:
        wrong = f"{old.name} became part of another already. See `flask charter organisations`."
    elif merger_of(deed.session, new.id) is not None:
        wrong = f"{new.name} became part of another itself. Name the one that goes on."
    elif on > deed.now.date():
        wrong = "The day lies ahead. Come back on it: until then both work on by themselves."
    if wrong:
        deed.session.rollback()
        raise InvalidMerger(wrong)


def _move_roles(deed: Deed, old_id: str, new_id_: str, on: dt.date) -> int:
    """End every role in the old organisation, and begin it in the new one; give how many began."""
    day = dt.datetime.combine(on, dt.time(), dt.UTC)
    there = {(row.person_id, row.role) for row in held_memberships(deed.session, new_id_)}
    moved = 0
    for row in held_memberships(deed.session, old_id):
        moment = max(day, row.since_at)
        row.until_at = moment
        if (row.person_id, row.role) in there:
            continue
        moved += 1
        deed.session.add(
            MembershipRow(
                id=new_id(),
                person_id=row.person_id,
                organisation_id=new_id_,
                role=row.role,
                since_at=moment,
                until_at=None,
            )
        )
    deed.session.flush()
    return moved


def _sentences(session: Session, new: OrganisationRow, moved: int, assessments: int) -> tuple[str, ...]:
    leads = sum(row.role == Role.LEAD for row in held_memberships(session, new.id))
    told = [f"{count_text(moved, 'role')} moved; {count_text(assessments, 'assessment')} can be read on."]
    if leads != 1:
        told.append(f"{new.name} has {count_text(leads, 'lead')} now. Agree who it is.")
    return tuple(told)
