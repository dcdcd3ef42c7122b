"""Awards: what was conferred, frozen, and how each stands today."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from charter.domain.register import LONGEST_SEARCH_NAME, search_name
from charter.store.base import Base
from charter.store.chains import canonical


def _search_name(context: DefaultExecutionContext) -> str:
    return search_name(context.get_current_parameters()["organisation_name"])


class AwardRow(Base):
    """A tier that an awarding body conferred. Written once: what becomes of it stands in its chain and standing."""

    __tablename__ = "awards"
    __table_args__ = (
        Index("ix_awards_organisation_id", "organisation_id"),
        Index("ix_awards_awarded_on_id", "awarded_on", "id"),
        Index("ix_awards_search_name_id", "search_name", "id"),
        # what the register can be filtered by
        Index("ix_awards_register", "body_id", "edition_reference", "tier_id", "tier_name", "region"),
    )

    # random, and public: it stands in the address of the award's page, on its certificate and in its credential
    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    # the awarding body
    body_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    # whose award it is; its name, type and region as they were on the day
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    organisation_name: Mapped[str] = mapped_column(String(300))
    # the name as the register looks for it: follows from it, so no digest holds it
    search_name: Mapped[str] = mapped_column(String(LONGEST_SEARCH_NAME), default=_search_name, server_default="")
    organisation_type: Mapped[str] = mapped_column(String(40))
    region: Mapped[str] = mapped_column(String(60))
    # what led to it; None = it was conferred before this register, and entered by the body
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decisions.id"), unique=True)
    # charter/version, and its checksum; empty = from before this register
    edition_reference: Mapped[str] = mapped_column(String(80))
    edition_checksum: Mapped[str] = mapped_column(String(64))
    # id and name of the tier
    tier_id: Mapped[str] = mapped_column(String(40))
    tier_name: Mapped[str] = mapped_column(String(80))
    # id of an application scope, and the name of the part; empty = the whole organisation
    scope: Mapped[str] = mapped_column(String(40))
    scope_name: Mapped[str] = mapped_column(String(200))
    # from when until when it holds, both days counted in
    awarded_on: Mapped[dt.date] = mapped_column(Date)
    valid_until: Mapped[dt.date] = mapped_column(Date)
    # exact share of each theme by its id, as text; shown only with the institution's consent
    themes: Mapped[dict[str, str]] = mapped_column(JSON)
    # who conferred it, and when
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    conferred_at: Mapped[dt.datetime]
    # SHA-256 over everything else above, hexadecimal: it stands on the certificate
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class AwardStandingRow(Base):
    """How an award stands today: worked out from its chain, kept here so that the register is quick."""

    __tablename__ = "award_standings"
    __table_args__ = (Index("ix_award_standings_state_ends_on", "state", "ends_on"),)

    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), primary_key=True)
    # a value of domain.award_states.AwardState
    state: Mapped[str] = mapped_column(String(12))
    # since when
    since_at: Mapped[dt.datetime]
    # the last day on which it holds, a period of grace counted in
    ends_on: Mapped[dt.date] = mapped_column(Date)
    # whether grace was given; it is given once
    has_had_grace: Mapped[bool]
    # what the institution lets the register show
    shows_themes: Mapped[bool]
    shows_plan: Mapped[bool]


def award_digest(row: AwardRow) -> str:
    """Give what the digest of an award must be."""
    told = [
        row.id,
        row.body_id,
        row.organisation_id,
        row.organisation_name,
        row.organisation_type,
        row.region,
        row.case_id,
        row.decision_id,
        row.edition_reference,
        row.edition_checksum,
        row.tier_id,
        row.tier_name,
        row.scope,
        row.scope_name,
        row.awarded_on.isoformat(),
        row.valid_until.isoformat(),
        row.themes,
        row.person_id,
        row.conferred_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(canonical(told)).hexdigest()
