"""The sentences beside benchmarks: findings, and honest reasons where there is none."""

from __future__ import annotations

import datetime as dt

from charter.domain.benchmarks import PeerStatistics
from charter.domain.summaries import Source
from charter.domain.wording import count_text, date_text, list_text, percent_text, points_text

NOTHING_LOADED = "No reference data is loaded, so nothing is compared."
STILL = "Peers of the type that you gave are shown without a figure of your own."
NATIONAL = "National figures are shown."


def invented_source(is_needed: bool) -> tuple[Source, ...]:
    """Give the source to name beside an invented figure; none where it is not one."""
    return (Source("Invented figures of the worked example", "Charter", "2026"),) if is_needed else ()


def invented_sentence(code: str) -> str:
    """Say that the institution's own figures are invented and its peers' are not."""
    return (
        f"{code} is an institution that does not exist. Its own figures below are invented; the organisations that "
        "they are shown among are real, published and not named."
    )


def no_code_sentence(has_peers: bool) -> str:
    """Say that no code was given."""
    return (
        f"No Organisation Data Service code was given, so no published figure can be found. {_what_is_shown(has_peers)}"
    )


def nobody_sentence(code: str, has_peers: bool) -> str:
    """Say that the code belongs to nobody."""
    return (
        f"{code} is the code of an institution that does not exist, so it has no published figure. "
        f"{_what_is_shown(has_peers)}"
    )


def unknown_sentence(code: str, has_peers: bool) -> str:
    """Say that the published lists do not hold the code."""
    return (
        f"The code {code} is in none of the published lists that we hold, so no figure of your own is shown. Check the "
        f"code. {_what_is_shown(has_peers)}"
    )


def parts_sentence(name: str, codes: tuple[str, ...]) -> str:
    """Say that figures are published for parts of the organisation only."""
    return f"Figures of {name} are published in parts. Enter {list_text(codes, 'or')} to see those of one part."


def no_figures_sentence(name: str, closed_on: dt.date | None, successor: str) -> str:
    """Say that the organisation is listed but has no published figure."""
    closed = f" It closed on {date_text(closed_on)}." if closed_on else ""
    heir = f" Its successor in the lists is {successor}." if successor else ""
    return f"{name} is in the published lists, but they hold no figure of it.{closed}{heir} {NATIONAL}"


def figures_sentence(name: str, code: str, has_wres: bool) -> str:
    """Say whose published figures these are."""
    gap = "" if has_wres else " The source for WRES 5 to 8 by trust does not hold this organisation."
    return f"Published figures of {name} ({code}) among its peers, who are not named.{gap}"


def _what_is_shown(has_peers: bool) -> str:
    return f"{STILL} {NATIONAL}" if has_peers else NATIONAL


def peer_sentence(statistics: PeerStatistics, own_text: str, peer_name: str, *, is_invented: bool, fewest: int) -> str:
    """Give the finding of one figure: the own value, the middle of the peers, and how it lies."""
    begin = "Invented figure: " if is_invented else ""
    own = f"{begin}{own_text}." if own_text else "There is no published figure of this institution."
    if statistics.median is None:
        peers = count_text(statistics.count, "peer has a figure", "peers have a figure")
        return f"{own} Only {peers}: a median needs {fewest}."
    middle = f"The median of {statistics.count:,} {peer_name} is {percent_text(statistics.median)}"
    if statistics.lower_quartile is not None and statistics.upper_quartile is not None:
        low, high = percent_text(statistics.lower_quartile), percent_text(statistics.upper_quartile)
        middle += f", and half of them lie between {low} and {high}"
    position = "" if statistics.percentile is None else f" {_position(statistics.percentile)}"
    return f"{own} {middle}.{position}"


def _position(percentile: float) -> str:
    if percentile in (0, 100):
        return f"All of them have a {'higher' if percentile == 0 else 'lower'} figure."
    return f"About {round(percentile)} in 100 of them have a lower figure."


def region_sentence(count: int, median: float, region: str) -> str:
    """Give the median of the peers of the same region."""
    return f"The median of the {count:,} of them in the {region} region is {percent_text(median)}."


def own_text(percent: float, base_n: int | None, interval: tuple[float, float] | None, white: float | None) -> str:
    """Give the institution's own value in words, with its interval and base, or with the rate of White staff."""
    if white is not None:
        gap = points_text(percent - white)
        return f"{percent_text(percent)} of BME and {percent_text(white)} of White staff, a difference of {gap}"
    if interval is None or base_n is None:
        return percent_text(percent)
    low, high = (percent_text(end) for end in interval)
    return f"{percent_text(percent)} of {base_n:,} respondents (95\u00a0% interval {low} to {high})"


def funnel_note(kind: str, dispersion: float | None, plain_outside: float, count: int) -> str:
    """Say which limits a funnel has, or why it has none."""
    if dispersion is None:
        return "No limits are drawn: every organisation gave the same answer."
    z = f"mean squared z {dispersion:.1f}"
    outside = f"plain binomial limits would leave {percent_text(100 * plain_outside, 0)} of them outside 95\u00a0%"
    if kind == "additive":
        return (
            f"Limits are 95\u00a0% and 99.8\u00a0% around the mean of all respondents, with the variance between "
            f"organisations added (Spiegelhalter 2005): the {count} organisations differ by more than chance ({z}), "
            f"and {outside}."
        )
    if kind == "plain":
        return (
            f"Limits are 95\u00a0% and 99.8\u00a0% binomial limits around the mean of all respondents: the {count} "
            f"organisations differ by little more than chance ({z})."
        )
    return (
        f"No limits are drawn: the {count} organisations differ by more than chance ({z}), they are too few to tell by "
        f"how much, and {outside}."
    )


def funnel_sentence(
    own: float | None, ends: tuple[float, float, float, float] | None, mean: float, *, is_invented: bool
) -> str:
    """Say where the institution lies in the funnel."""
    middle = f"Of all respondents of the peers, {percent_text(mean)} answer so."
    if own is None:
        return f"{middle} There is no published figure of this institution."
    has = f"This institution has {percent_text(own)}{' (invented)' if is_invented else ''}"
    if ends is None:
        return f"{middle} {has}."
    if ends[0] <= own <= ends[1]:
        place = "inside the 95\u00a0% limits: no more apart than organisations usually are"
    elif ends[2] <= own <= ends[3]:
        place = "outside the 95\u00a0% limits and inside the 99.8\u00a0% ones"
    else:
        place = "outside the 99.8\u00a0% limits"
    return f"{middle} {has}, {place}."
