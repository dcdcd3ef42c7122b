"""An institution's published figures among its peers. Peers have no names, and nobody has a rank."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from charter.domain.answers import Institution
from charter.domain.benchmarks import min_peers
from charter.domain.edition import Edition
from charter.domain.summaries import BenchmarkSummary, Funnel, PeerFigure, Source
from charter.services import benchmark_words as words
from charter.services.benchmark_context import national_context, source_of
from charter.services.benchmark_figures import Peers, figure_of, funnel_of
from charter.store import reference_queries as queries
from charter.store.illustrations import InventedFigures, invented_figures, is_invented
from charter.store.reference import ListedOrganisation, ReferenceSource
from charter.store.reference_queries import PublishedRate

WRES_SOURCE, SURVEY_SOURCE, ODS_SOURCE = "wres_trusts", "staff_survey", "ods"


@dataclass(frozen=True, slots=True)
class _Place:
    """Which peers an institution is shown among, and where that was taken from."""

    code: str
    listed: ListedOrganisation | None
    invented: InventedFigures | None
    peer_group: str
    group_name: str  # plural, in words; "" where the type is not known
    region: str


def benchmark_summary(session: Session, edition: Edition, institution: Institution) -> BenchmarkSummary:
    """Give the institution's published figures among organisations of its type, then of its region.

    Anybody may; everything in it is published, but for the worked example's own figures, which are invented and say
    so. Where the institution is in no list, peers of the type that it gave are shown without it, and national values
    always. A dozen statements at most, however many peers there are.
    """
    place = _place(session, edition, institution)
    known = queries.sources(session)
    if not known:
        return BenchmarkSummary(words.NOTHING_LOADED, (), (), (), ())
    wres, survey = _wres_figures(session, edition, place, known), _survey_figures(session, edition, place, known)
    figures, funnels = wres + survey[0], survey[1]
    context, context_sources = national_context(session, edition, known)
    parts = queries.parts_of(session, place.code) if place.listed is not None else ()
    return BenchmarkSummary(
        sentence=_sentence(institution, place, figures, parts),
        figures=figures,
        funnels=funnels,
        context=context,
        sources=_distinct((*(source for figure in figures for source in figure.sources), *context_sources)),
    )


def _place(session: Session, edition: Edition, institution: Institution) -> _Place:
    code = institution.ods_code.strip().upper()
    listed = queries.organisation(session, code) if code else None
    invented = invented_figures(edition.reference, code)
    group = listed.peer_group if listed and listed.peer_group else invented.peer_group if invented else ""
    region = (listed.region if listed else "") or (invented.region if invented else "") or institution.region
    names = {}
    for row in queries.peer_groups(session):
        names[row.peer_group] = row.name_many
        if not group and institution.organisation_type in row.organisation_types.split():
            group = row.peer_group
    return _Place(code, listed, invented, group, names.get(group, ""), region)


def _wres_figures(
    session: Session, edition: Edition, place: _Place, known: dict[str, ReferenceSource]
) -> tuple[PeerFigure, ...]:
    rates = queries.wres_rates(session, place.peer_group, place.region)
    found = []
    for indicator in queries.wres_indicators(session):
        figure = str(indicator.indicator)
        peers = _peers(edition, place, rates, figure, known[WRES_SOURCE])
        shown = figure_of(
            peers, f"WRES{figure}", f"WRES {figure}: {indicator.title}", indicator.higher_is_better, min_peers(edition)
        )
        found.append(shown)
    return tuple(figure for figure in found if figure is not None)


def _survey_figures(
    session: Session, edition: Edition, place: _Place, known: dict[str, ReferenceSource]
) -> tuple[tuple[PeerFigure, ...], tuple[Funnel, ...]]:
    results = queries.survey_results(session, place.peer_group, place.region)
    figures: list[PeerFigure | None] = []
    funnels: list[Funnel | None] = []
    for item in queries.survey_items(session, edition.charter_id):
        peers = _peers(edition, place, results, item.item, known[SURVEY_SOURCE])
        figures.append(figure_of(peers, item.item, item.title, item.higher_is_better, min_peers(edition)))
        if item.has_funnel:
            funnels.append(funnel_of(peers, item.title, min_peers(edition)))
    return tuple(item for item in figures if item), tuple(item for item in funnels if item)


def _peers(
    edition: Edition, place: _Place, rates: tuple[PublishedRate, ...], figure: str, source: ReferenceSource
) -> Peers:
    """One figure's peers, in the order of the edition's peer keys: the first key with enough of them."""
    of_figure = [rate for rate in rates if rate.figure == figure]
    others = [rate for rate in of_figure if rate.code != place.code]
    own = next((rate for rate in of_figure if rate.code == place.code), None) or _invented(place, figure)
    same_type = tuple(rate for rate in others if place.peer_group and rate.peer_group == place.peer_group)
    near = tuple(rate for rate in others if place.region and rate.region == place.region)
    keys = {
        "trust_type": (same_type, f"{place.group_name} in England"),
        "region": (near, f"organisations in the {place.region} region"),
    }
    order = [key for key in (edition.facts.get("benchmarking") or {}).get("peer_keys") or keys if key in keys]
    enough = [key for key in order if len(keys[key][0]) >= min_peers(edition).median]
    rows, name = keys[(enough or order)[0]]
    nearer = tuple(rate for rate in same_type if place.region and rate.region == place.region)
    sources = (source_of(source), *words.invented_source(place.invented is not None))
    return Peers(
        own, place.invented is not None, rows, name, nearer if rows is same_type else (), place.region, sources
    )


def _invented(place: _Place, figure: str) -> PublishedRate | None:
    if place.invented is None:
        return None
    group, region = place.invented.peer_group, place.invented.region
    if figure in place.invented.wres:
        white, bme = place.invented.wres[figure]
        return PublishedRate(place.code, group, region, figure, bme, white_percent=white)
    if figure in place.invented.survey:
        percent, base_n = place.invented.survey[figure]
        return PublishedRate(place.code, group, region, figure, percent, base_n)
    return None


def _sentence(
    institution: Institution, place: _Place, figures: tuple[PeerFigure, ...], parts: tuple[ListedOrganisation, ...]
) -> str:
    """The sentence over the figures: what is shown, or honestly why there is none."""
    if place.invented is not None or place.listed is None:
        return _unlisted_sentence(place, bool(figures))
    if parts:
        return words.parts_sentence(place.listed.name, tuple(part.code for part in parts))
    if not any(figure.value is not None for figure in figures):
        return words.no_figures_sentence(place.listed.name, place.listed.closed_on, place.listed.successor)
    has_wres = any(figure.white_value is not None for figure in figures)
    return words.figures_sentence(place.listed.name, place.code, has_wres)


def _unlisted_sentence(place: _Place, has_peers: bool) -> str:
    """The sentence over the figures of an institution that no published list holds."""
    if place.invented is not None:
        return words.invented_sentence(place.code)
    if not place.code:
        return words.no_code_sentence(has_peers)
    if is_invented(place.code):
        return words.nobody_sentence(place.code, has_peers)
    return words.unknown_sentence(place.code, has_peers)


def _distinct(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(sources))
