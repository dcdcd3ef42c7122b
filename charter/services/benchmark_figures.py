"""One published figure among peers, and one as a funnel."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from charter.domain.benchmarks import MinPeers, peer_statistics, percent_interval, quantile
from charter.domain.funnel import FunnelLimits, funnel_limits
from charter.domain.summaries import Funnel, FunnelPoint, PeerFigure, Source
from charter.domain.wording import percent_text
from charter.services import benchmark_words as words
from charter.store.reference_queries import PublishedRate

GRID_STEPS = 40  # points along a funnel's limits


@dataclass(frozen=True, slots=True)
class Peers:
    """An institution's own rate, if it has one, and those of its peers; peers keep no name from here on."""

    own: PublishedRate | None
    is_invented: bool
    rates: tuple[PublishedRate, ...]
    name: str  # who the peers are, plural, in words
    nearer: tuple[PublishedRate, ...]  # those of them in the same region
    region: str
    sources: tuple[Source, ...]


def figure_of(peers: Peers, figure_id: str, title: str, higher_is_better: bool, least: MinPeers) -> PeerFigure | None:
    """Give the figure among its peers; None where there is neither a figure nor enough peers for a median."""
    if peers.own is None and len(peers.rates) < least.median:
        return None
    own = peers.own.percent if peers.own else None
    white = peers.own.white_percent if peers.own else None
    base_n = peers.own.base_n if peers.own else None
    interval = percent_interval(own, base_n) if own is not None and base_n else None
    ordered = sorted(peers.rates, key=lambda rate: (rate.percent, rate.base_n or 0))
    values = tuple(rate.percent for rate in ordered)
    bases = tuple(rate.base_n for rate in ordered if rate.base_n is not None)
    statistics = peer_statistics(values, own, least)
    text = "" if own is None else words.own_text(own, base_n, interval, white)
    sentence = words.peer_sentence(
        statistics, text, peers.name, is_invented=peers.is_invented and own is not None, fewest=least.median
    )
    return PeerFigure(
        figure_id=figure_id,
        title=f"{title} (BME staff)" if _is_wres(peers) else title,
        unit="pct",
        value=own,
        value_text=_value_text(own, peers.is_invented),
        interval=interval,
        base_n=base_n,
        peer_group=f"{len(values):,} {peers.name}",
        peer_values=values,
        peer_bases=bases if len(bases) == len(values) else (),
        median=statistics.median,
        lower_quartile=statistics.lower_quartile,
        upper_quartile=statistics.upper_quartile,
        sentence=f"{sentence}{_nearer_text(peers, least)}",
        sources=peers.sources,
        white_value=white,
        bme_value=own if white is not None else None,
        higher_is_better=higher_is_better,
    )


def funnel_of(peers: Peers, title: str, least: MinPeers) -> Funnel | None:
    """Give a proportion among peers by base; limits rest on the peers alone. None with too few peers for a median."""
    based = [(rate.base_n, rate.percent) for rate in peers.rates if rate.base_n]
    if len(based) < least.median:
        return None
    limits = funnel_limits([percent for _, percent in based], [base for base, _ in based], least.quartiles)
    if limits is None:
        return None
    own = peers.own if peers.own and peers.own.base_n else None
    points = [FunnelPoint(base, percent, False) for base, percent in sorted(based)]
    if own is not None and own.base_n:
        points.append(FunnelPoint(own.base_n, own.percent, True))
    ends = limits.at(own.base_n) if own is not None and own.base_n else None
    sentence = words.funnel_sentence(
        own.percent if own else None, ends, 100 * limits.mean, is_invented=peers.is_invented
    )
    return Funnel(
        title=title,
        mean_percent=100 * limits.mean,
        points=tuple(points),
        limits=_grid(limits, [point.base_n for point in points]),
        dispersion=limits.dispersion or 0.0,
        note=words.funnel_note(limits.kind, limits.dispersion, limits.plain_outside_share, len(based)),
        sentence=sentence,
        sources=peers.sources,
    )


def _grid(limits: FunnelLimits, bases: list[int]) -> tuple[tuple[int, float, float, float, float], ...]:
    """Limits at bases spread evenly by ratio from the smallest to the largest, so that the narrow end is smooth."""
    low, high = min(bases), max(bases)
    ratio = (high / low) ** (1 / GRID_STEPS)
    places = dict.fromkeys([low, *(round(low * ratio**step) for step in range(1, GRID_STEPS)), high])
    found = ((base, limits.at(base)) for base in places)
    return tuple((base, *ends) for base, ends in found if ends is not None)


def _is_wres(peers: Peers) -> bool:
    rates = (*peers.rates, *((peers.own,) if peers.own else ()))
    return any(rate.white_percent is not None for rate in rates)


def _value_text(own: float | None, is_invented: bool) -> str:
    if own is None:
        return "Not published"
    return f"{percent_text(own)} (invented)" if is_invented else percent_text(own)


def _nearer_text(peers: Peers, least: MinPeers) -> str:
    if len(peers.nearer) < least.median:
        return ""
    median = quantile([rate.percent for rate in peers.nearer], Fraction(1, 2))
    return "" if median is None else f" {words.region_sentence(len(peers.nearer), median, peers.region)}"
