"""The public register: every award that was ever conferred here, with how it stands today. Anybody may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from charter.domain.award_states import AwardState
from charter.domain.edition import Edition
from charter.domain.palettes import Palette, palette_named
from charter.domain.register import LIVE, ended_on, search_name
from charter.domain.working_days import day_in_england
from charter.services.body_looks import Look
from charter.services.certificates import scope_text
from charter.services.editions import edition_or_none
from charter.store.accounts import OrganisationRow
from charter.store.awards import AwardRow, AwardStandingRow
from charter.store.body_looks import BodyLookRow

PAGE_SIZE, LARGEST_PAGE = 50, 100
LONGEST_TEXT = 100
MOST_STRANGE, LIKENESS = 2, 0.75  # words that no name has, for which others are proposed; how near, 0 to 1
BY_NAME, BY_DATE = "name", "date"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; "" = whatever it is."""

    text: str = ""  # words of the institution's name, or parts of them, in any order; or its ODS code
    tier: str = ""  # id
    body: str = ""  # id
    region: str = ""
    edition: str = ""  # charter/version
    state: str = ""  # a value of domain.award_states.AwardState
    sort: str = BY_DATE
    page: int = 1
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class RegisterBody:
    """An awarding body as the register names it."""

    id: str
    name: str
    website: str
    palette: Palette


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """An award as the register has it today."""

    id: str
    institution_name: str
    ods_code: str
    region: str
    tier_id: str
    tier_name: str
    scope_text: str  # "" = the whole organisation
    edition_reference: str  # "" = from before this register
    edition_text: str  # its title and version; of one that is not installed any more, its reference
    body: RegisterBody
    awarded_on: dt.date
    ends_on: dt.date  # the last day of its time, whether or not it ended before
    state: AwardState
    since_at: dt.datetime
    digest: str

    @property
    def ended_on(self) -> dt.date | None:
        """The day on which it ended; None where it has not."""
        return ended_on(self.state, day_in_england(self.since_at), self.ends_on)


@dataclass(slots=True)
class _Known:
    """What lines name, looked up once each: an edition is looked for in files each time."""

    bodies: Mapping[str, RegisterBody]
    editions: dict[str, Edition | None] = field(default_factory=dict)

    def edition(self, reference: str) -> Edition | None:
        if reference not in self.editions:
            self.editions[reference] = edition_or_none(reference)
        return self.editions[reference]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the register can be filtered by: ids with their words."""

    tiers: Mapping[str, str]
    bodies: Mapping[str, str]
    regions: tuple[str, ...]
    editions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Some of the awards that somebody looks for, and how many there are."""

    lines: tuple[RegisterLine, ...]
    count: int
    choices: Choices


def register_page(session: Session, wanted: Wanted, today: dt.date) -> RegisterPage:
    """Give a page of the register, and what it can be filtered by: five statements at most, for any number."""
    facts = session.execute(_FACTS).all()
    known = _Known(bodies_named(session, {row.body_id for row in facts}))
    conditions = _conditions(wanted, today)
    # which ones first, by an index alone; the rest of each row only of those
    ids = _joined(select(AwardRow.id), wanted).where(*conditions).order_by(*_order(wanted.sort))
    mine = ids.limit(wanted.size).offset((wanted.page - 1) * wanted.size)
    found = session.execute(_chosen(today).where(AwardRow.id.in_(mine)).order_by(*_order(wanted.sort)))
    lines = tuple(_line(row, known) for row in found)
    count = (wanted.page - 1) * wanted.size + len(lines)
    if len(lines) == wanted.size or (not lines and wanted.page > 1):  # else this is the last page
        count = session.scalar(_joined(select(func.count()), wanted).where(*conditions)) or 0
    return RegisterPage(lines, count, _choices(facts, known))


def near_text(session: Session, text: str) -> str:
    """Give what somebody may have meant whose words no name has; "" where no name comes near. One statement."""
    names = session.scalars(select(AwardRow.search_name).distinct()).all()
    known = sorted({word for name in names for word in name.split()})
    words = search_name(text).split()
    strange = {word for word in words if not any(word in one for one in known)}
    if not 0 < len(strange) <= MOST_STRANGE:
        return ""
    near = [next(iter(get_close_matches(one, known, 1, LIKENESS)), one) if one in strange else one for one in words]
    return " ".join(near) if any(all(word in name for word in near) for name in names) else ""


def register_lines(session: Session, wanted: Wanted, today: dt.date) -> Iterator[RegisterLine]:
    """Give every award that somebody looks for, some at a time: three statements."""
    known = _Known(bodies_named(session, set(session.scalars(select(AwardRow.body_id).distinct()))))
    chosen = _chosen(today).where(*_conditions(wanted, today)).order_by(*_order(wanted.sort))
    for row in session.execute(chosen.execution_options(yield_per=500)):
        yield _line(row, known)


def register_line(session: Session, award_id: str, today: dt.date) -> RegisterLine | None:
    """Give one award as the register has it; None where there is none."""
    found = session.execute(_chosen(today).where(AwardRow.id == award_id)).one_or_none()
    return _line(found, _Known(bodies_named(session, {found[0].body_id}))) if found is not None else None


def register_lines_of(session: Session, award_ids: Iterable[str], today: dt.date) -> dict[str, RegisterLine]:
    """Give awards as the register has them, by id: three statements."""
    found = session.execute(_chosen(today).where(AwardRow.id.in_(list(award_ids)))).all()
    known = _Known(bodies_named(session, {row[0].body_id for row in found}))
    return {row[0].id: _line(row, known) for row in found}


def awarding_bodies(session: Session) -> list[RegisterBody]:
    """Give the bodies that have conferred an award, by name."""
    found = bodies_named(session, set(session.scalars(select(AwardRow.body_id).distinct())))
    return sorted(found.values(), key=lambda body: (body.name.casefold(), body.id))


def awarded_editions(session: Session) -> list[tuple[str, Edition | None]]:
    """Give the editions that awards were conferred under; None beside one that is not installed any more."""
    found = session.scalars(select(AwardRow.edition_reference).distinct().order_by(AwardRow.edition_reference))
    return [(reference, edition_or_none(reference)) for reference in found if reference]


def bodies_named(session: Session, body_ids: Iterable[str]) -> dict[str, RegisterBody]:
    """Give awarding bodies as they show themselves, by id: two statements."""
    ids = list(body_ids)
    names = session.execute(select(OrganisationRow.id, OrganisationRow.name).where(OrganisationRow.id.in_(ids)))
    newest = select(BodyLookRow.organisation_id, func.max(BodyLookRow.number)).group_by(BodyLookRow.organisation_id)
    mine = tuple_(BodyLookRow.organisation_id, BodyLookRow.number).in_(newest)
    looks = {
        row.organisation_id: row
        for row in session.scalars(select(BodyLookRow).where(BodyLookRow.organisation_id.in_(ids), mine))
    }
    return {body_id: _body(body_id, name, looks.get(body_id)) for body_id, name in names}


def _body(body_id: str, name: str, look: BodyLookRow | None) -> RegisterBody:
    shown = (look.shown_name if look is not None else "") or name
    palette_id = look.palette_id if look is not None else Look().palette_id
    return RegisterBody(body_id, shown, look.website if look is not None else "", palette_named(palette_id))


_FACTS = select(
    AwardRow.body_id, AwardRow.edition_reference, AwardRow.tier_id, AwardRow.tier_name, AwardRow.region
).distinct()


def _state(today: dt.date) -> ColumnElement[str]:
    """As domain.register.state_on, for the database."""
    return case(
        (
            and_(AwardStandingRow.state.in_(sorted(LIVE)), AwardStandingRow.ends_on < today),
            str(AwardState.EXPIRED),
        ),
        (
            and_(AwardStandingRow.state == AwardState.CURRENT, AwardRow.valid_until < today),
            str(AwardState.GRACE),
        ),
        else_=AwardStandingRow.state,
    )


def _chosen(today: dt.date) -> Select[AwardRow, AwardStandingRow, str | None, str]:
    chosen = select(AwardRow, AwardStandingRow, OrganisationRow.ods_code, _state(today))
    return chosen.join(AwardStandingRow, AwardStandingRow.award_id == AwardRow.id).join(
        OrganisationRow, OrganisationRow.id == AwardRow.organisation_id
    )


def _joined(chosen: Select[Any], wanted: Wanted) -> Select[Any]:
    """Only what the conditions need: counting is what costs most where there are many awards."""
    chosen = chosen.select_from(AwardRow)
    if wanted.state:
        chosen = chosen.join(AwardStandingRow, AwardStandingRow.award_id == AwardRow.id)
    return chosen


def _conditions(wanted: Wanted, today: dt.date) -> list[ColumnElement[bool]]:
    exact = (
        (AwardRow.tier_id, wanted.tier),
        (AwardRow.body_id, wanted.body),
        (AwardRow.region, wanted.region),
        (AwardRow.edition_reference, wanted.edition),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in exact if value]
    if wanted.state:
        conditions.append(_state(today) == wanted.state)
    if wanted.text:
        words = [AwardRow.search_name.contains(word) for word in sorted(set(search_name(wanted.text).split()))]
        named = and_(*words) if words else false()
        coded = select(OrganisationRow.id).where(OrganisationRow.ods_code == wanted.text.upper())
        conditions.append(or_(named, AwardRow.organisation_id == coded.scalar_subquery()))
    return conditions


def _order(sort: str) -> tuple[Any, ...]:
    if sort == BY_NAME:
        return AwardRow.search_name, AwardRow.id
    return AwardRow.awarded_on.desc(), AwardRow.id.desc()


def _line(row: Any, known: _Known) -> RegisterLine:
    award, standing, ods_code, state = row
    edition = known.edition(award.edition_reference)
    return RegisterLine(
        id=award.id,
        institution_name=award.organisation_name,
        ods_code=ods_code or "",
        region=award.region,
        tier_id=award.tier_id,
        tier_name=award.tier_name,
        scope_text=scope_text(edition, award.scope, award.scope_name),
        edition_reference=award.edition_reference,
        edition_text=_edition_text(award.edition_reference, edition),
        body=known.bodies[award.body_id],
        awarded_on=award.awarded_on,
        ends_on=standing.ends_on,
        state=AwardState(state),
        since_at=standing.since_at,
        digest=award.digest,
    )


def _edition_text(reference: str, edition: Edition | None) -> str:
    return f"{edition.title}, edition {edition.version}" if edition is not None else reference


def _choices(facts: Iterable[Any], known: _Known) -> Choices:
    rows = list(facts)
    references = sorted({row.edition_reference for row in rows if row.edition_reference})
    return Choices(
        tiers=_by_words({row.tier_id: row.tier_name for row in rows}),
        bodies=_by_words({row.body_id: known.bodies[row.body_id].name for row in rows}),
        regions=tuple(sorted({row.region for row in rows if row.region})),
        editions={one: _edition_text(one, known.edition(one)) for one in references},
    )


def _by_words(words: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(words.items(), key=lambda item: (item[1].casefold(), item[0])))
