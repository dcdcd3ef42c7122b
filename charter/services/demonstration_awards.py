"""A few invented awards, so that the register of a demonstration has something to show: they stand differently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from charter.domain.edition import Edition
from charter.domain.metric_figures import months_after
from charter.domain.permissions import OrganisationKind, Role
from charter.services.award_calendar import keep_awards
from charter.services.award_desks import let_show
from charter.services.award_keeping import suspend
from charter.services.body_looks import Look, save_look
from charter.services.deeds import Deed, new_id
from charter.services.demonstration import ADMINISTRATOR, BODY, TRUST, add_demonstration_person, address_of
from charter.services.demonstration_crowd import NAME
from charter.services.earlier_awards import EarlierAward, enter_award
from charter.services.editions import newest_edition
from charter.store.accounts import OrganisationRow, person_of
from charter.store.awards import AwardRow
from charter.store.outbox import MailRow

NOON = dt.time(12, tzinfo=dt.UTC)
# Whose award, months ago, which tier counted from the lowest, and for which part: the last one's time ran out.
AWARDS = ((TRUST, 11, 0, ""), (NAME.format(number=2), 7, 1, "Therapies"), (NAME.format(number=3), 8, 0, ""),
          (NAME.format(number=4), 49, 0, ""))  # fmt: skip
# Another body, so that the register has two: its administrator, how it looks, and what it conferred.
OTHER_BODY, OTHER_ADMINISTRATOR = "Example College of Therapies", ("Cora College-Administrator", "college")
OTHER_LOOK = Look(
    palette_id="plum",
    contact_email="awards@college.example",
    letter_opening="The College thanks everybody who took part.",
    signatory_name="Professor Petra President",
    signatory_position="President",
)
OTHER_AWARD = (NAME.format(number=4), 5, 1, "")
SUSPENDED, SUSPENDED_DAYS_AGO = 2, 20  # place among these
SHARES = ("7/12", "1/2", "2/3", "5/8")
WHOLE, PART = "whole_organisation", "directorate"
REASON = "The annual return shows that the list of mentors was not kept up."


def add_awards(session: Session, key: bytes, today: dt.date) -> int:
    """Add the invented awards unless the body has some; give how many were added.

    Whoever runs a demonstration may. Their credentials are made by the worker. Commits.
    """
    there = _organisations(session)
    body = there.get(BODY)
    officer, lead = (person_of(session, address_of(who)) for who in (ADMINISTRATOR, "lead"))
    if body is None or officer is None or lead is None or _has_any(session, body):
        return 0
    ids = [_enter(Deed(session, officer.id, _noon(today), key), body, one) for one in AWARDS if one[0] in there]
    if OTHER_AWARD[0] in there:
        ids.append(_add_other_body(session, key, today))
    if len(ids) > SUSPENDED:
        then = _noon(today - dt.timedelta(days=SUSPENDED_DAYS_AGO))
        suspend(Deed(session, officer.id, then, key), ids[SUSPENDED], REASON)
    now = _noon(today)
    let_show(Deed(session, lead.id, now, key), ids[0], themes=True, plan=False)
    keep_awards(session, now, key)
    session.execute(delete(MailRow).where(MailRow.key.startswith("award:")))  # no letter goes to somebody invented
    session.commit()
    return len(ids)


def _add_other_body(session: Session, key: bytes, today: dt.date) -> str:
    """Add the other body with its look and an award; give the award's id."""
    body = OrganisationRow(id=new_id(), ods_code=None, name=OTHER_BODY, kind=OrganisationKind.BODY)
    session.add(body)
    session.flush()
    before = Deed(session, "", _noon(months_after(today, -OTHER_AWARD[1])), key)
    officer = Deed(
        session, add_demonstration_person(before, *OTHER_ADMINISTRATOR, body.id, Role.ADMINISTRATOR), before.now, key
    )
    save_look(officer, body.id, OTHER_LOOK, seen=0)
    return _enter(replace(officer, now=_noon(today)), body.id, OTHER_AWARD)


def _enter(deed: Deed, body_id: str, what: tuple[str, int, int, str]) -> str:
    """Enter an award as of so many months ago; give its id."""
    name, ago, rank, part = what
    today = deed.now.date()
    at = replace(deed, now=_noon(months_after(today, -ago)))
    institution_id = _organisations(deed.session)[name]
    return enter_award(at, body_id, _award(newest_edition(today), institution_id, at.now.date(), (ago, rank, part))).id


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, NOON)


def _award(edition: Edition, institution_id: str, day: dt.date, what: tuple[int, int, str]) -> EarlierAward:
    """An award; one that is older than the edition is of none that is known here."""
    ago, rank, part = what
    tier = edition.tiers[min(rank, len(edition.tiers) - 1)]
    months = edition.facts.get("award_validity_months") or 36
    shares = {theme.id: SHARES[place % len(SHARES)] for place, theme in enumerate(edition.themes)}
    return EarlierAward(
        organisation_id=institution_id,
        tier_id=tier.id,
        tier_name=tier.name,
        scope=PART if part else WHOLE,
        awarded_on=day,
        valid_until=months_after(day, months),
        edition_reference=edition.reference if ago < months else "",
        scope_name=part,
        themes=shares if ago < months else {},
    )


def _organisations(session: Session) -> Mapping[str, str]:
    found = session.execute(select(OrganisationRow.name, OrganisationRow.id))
    return {row.name: row.id for row in found}


def _has_any(session: Session, body_id: str) -> bool:
    return session.scalar(select(AwardRow.id).where(AwardRow.body_id == body_id).limit(1)) is not None
