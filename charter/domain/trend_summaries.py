"""What a page or PDF may say of an institution's years: plain values, already safe for the audience named.

``services.trends`` builds a ``Trend``; charts, paper and screen read it and nothing else. Every text is ready to show.
"""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.trends import Segment

SCORE, LEVEL = "score", "level"  # units beside those of figures: ratio, pct, pp, hours


@dataclass(frozen=True, slots=True)
class TrendYear:
    """One year with a submission, or the present draft."""

    name: str  # "2027": of the day that the figures refer to
    place: int  # where it stands from left to right; what is left between two is a year without a submission
    round_title: str
    edition_reference: str
    edition_text: str  # "edition 1.0"
    is_draft: bool
    basis_text: str  # which copy it is, or how far the draft is
    overall_text: str
    reached_text: str  # the tier by levels, in the edition's words

    @property
    def title(self) -> str:
        """The year with its edition, and that it is a draft where it is one."""
        return f"{self.name}, {self.edition_text}{' (draft)' if self.is_draft else ''}"


@dataclass(frozen=True, slots=True)
class TrendGap:
    """Years between two submissions in which nothing was submitted."""

    name: str  # "2028", "2028 to 2030"
    place: int


@dataclass(frozen=True, slots=True)
class TrendBreak:
    """Where the edition changes."""

    year: int  # number of the last year before it
    old_text: str  # "edition 1.0"
    new_text: str


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One score, criterion or figure over the years."""

    line_id: str
    name: str
    unit: str  # score, level, ratio, pct, pp, hours
    values: tuple[float | None, ...]  # one a year
    texts: tuple[str, ...]  # the same in words
    segments: tuple[Segment, ...]  # lines between points; none crosses what does not compare
    compares: tuple[str, ...]  # one a break: how both sides compare, in few words
    sentences: tuple[str, ...] = ()  # why it does not compare in full, where it does not


@dataclass(frozen=True, slots=True)
class TrendGroup:
    """Lines that share a chart and a table."""

    group_id: str
    title: str
    unit: str
    top: float | None  # of the axis; None = as the values ask
    lines: tuple[TrendLine, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Everything that is shown of an institution's years."""

    institution_title: str
    theme_word: str
    is_common: bool  # True where scores rest on the criteria alone that all editions shown have in common
    common_text: str  # which criteria those are, in words; "" where there is no break
    years: tuple[TrendYear, ...]
    gaps: tuple[TrendGap, ...]
    breaks: tuple[TrendBreak, ...]
    overall: TrendGroup
    themes: TrendGroup
    criteria: tuple[TrendGroup, ...]  # a group a theme
    figures: tuple[TrendGroup, ...]  # a group a unit; () in the view of common criteria
    notes: tuple[str, ...]
