"""What a comparison needs of the reference tables, in a fixed number of statements however many peers there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from charter.store.reference import (
    ListedOrganisation,
    NationalFigure,
    NationalMeasure,
    OccupationRow,
    PeerGroup,
    ReferenceSource,
    ShownOccupation,
    SurveyItemRow,
    SurveyItemTheme,
    SurveyResult,
    WresIndicator,
    WresRate,
)

_ORGANISATION = (ListedOrganisation.code, ListedOrganisation.peer_group, ListedOrganisation.region)


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """One published rate of one organisation; the code only tells the institution's own row from its peers'."""

    code: str
    peer_group: str
    region: str
    figure: str  # WRES indicator or survey item
    percent: float
    base_n: int | None = None  # None = not published
    white_percent: float | None = None  # WRES only; percent is then the rate of BME staff


def organisation(session: Session, code: str) -> ListedOrganisation | None:
    """Give the organisation of that code, or None."""
    return session.get(ListedOrganisation, code)


def parts_of(session: Session, code: str) -> tuple[ListedOrganisation, ...]:
    """Give the parts of an organisation that have figures of their own."""
    query = select(ListedOrganisation).where(ListedOrganisation.part_of == code).order_by(ListedOrganisation.code)
    return tuple(session.scalars(query))


def peer_groups(session: Session) -> tuple[PeerGroup, ...]:
    """Give every group of the staff survey."""
    return tuple(session.scalars(select(PeerGroup).order_by(PeerGroup.peer_group)))


def wres_indicators(session: Session) -> tuple[WresIndicator, ...]:
    """Give the indicators in order."""
    return tuple(session.scalars(select(WresIndicator).order_by(WresIndicator.indicator)))


def wres_rates(session: Session, peer_group: str, region: str) -> tuple[PublishedRate, ...]:
    """Give the rates of every organisation of the group or the region; suppressed ones are left out."""
    query = (
        select(*_ORGANISATION, WresRate.indicator, WresRate.bme_percent, WresRate.white_percent)
        .join(WresRate, WresRate.code == ListedOrganisation.code)
        .where(_is_near(peer_group, region), WresRate.bme_percent.is_not(None))
    )
    return tuple(
        PublishedRate(code, group, place, str(indicator), bme, white_percent=white)
        for code, group, place, indicator, bme, white in session.execute(query)
        if bme is not None
    )


def survey_items(session: Session, charter: str) -> tuple[SurveyItemRow, ...]:
    """Give the items that speak to the charter's themes, in order; every item where none is assigned to it."""
    items = tuple(session.scalars(select(SurveyItemRow).order_by(SurveyItemRow.position)))
    chosen = set(session.scalars(select(SurveyItemTheme.item).where(SurveyItemTheme.charter == charter)))
    return tuple(item for item in items if item.item in chosen) if chosen else items


def survey_results(session: Session, peer_group: str, region: str) -> tuple[PublishedRate, ...]:
    """Give the results of every organisation of the group or the region; suppressed ones are left out."""
    query = (
        select(*_ORGANISATION, SurveyResult.item, SurveyResult.percent, SurveyResult.base_n)
        .join(SurveyResult, SurveyResult.code == ListedOrganisation.code)
        .where(_is_near(peer_group, region), SurveyResult.percent.is_not(None))
    )
    return tuple(
        PublishedRate(code, group, place, item, percent, base_n)
        for code, group, place, item, percent, base_n in session.execute(query)
        if percent is not None
    )


def sources(session: Session) -> dict[str, ReferenceSource]:
    """Give every source by its short name."""
    return {row.source: row for row in session.scalars(select(ReferenceSource))}


def national_figures(session: Session) -> Sequence[tuple[NationalMeasure, NationalFigure]]:
    """Give national values, measure by measure, newest year first."""
    query = (
        select(NationalMeasure, NationalFigure)
        .join(NationalFigure, NationalFigure.measure == NationalMeasure.measure)
        .order_by(NationalMeasure.position, NationalFigure.year.desc(), NationalFigure.group)
    )
    return [(measure, figure) for measure, figure in session.execute(query)]


def shown_occupations(session: Session, charter: str) -> Sequence[tuple[str, OccupationRow]]:
    """Give the occupation groups that the charter shows, in order, each with what its people are called."""
    query = (
        select(ShownOccupation.name, OccupationRow)
        .join(OccupationRow, OccupationRow.occupation == ShownOccupation.occupation)
        .where(ShownOccupation.charter == charter)
        .order_by(ShownOccupation.position)
    )
    return [(name, row) for name, row in session.execute(query)]


def _is_near(peer_group: str, region: str) -> ColumnElement[bool]:
    """Of the group or of the region; a blank one matches nobody."""
    same_group = (ListedOrganisation.peer_group == peer_group) & (ListedOrganisation.peer_group != "")
    same_region = (ListedOrganisation.region == region) & (ListedOrganisation.region != "")
    return or_(same_group, same_region)
