"""How far the panels of a round agree, as plain values for pages, charts and paper."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.round_alpha import RoundAlpha
from charter.domain.wording import decimal_text

DECIMALS = 2  # of alpha, of kappa and of levels, wherever they are shown


@dataclass(frozen=True, slots=True)
class SeverityLine:
    """How far one reviewer lies from the others who rated the same."""

    name: str
    difference: float | None  # in levels; below 0 is stricter than the others
    why_not: str  # why there is none, as the rest of a sentence; "" = there is one
    comparison_count: int
    submission_count: int


@dataclass(frozen=True, slots=True)
class DividingLine:
    """How far panels were apart on one criterion."""

    criterion_id: str
    title: str
    mean_spread: float  # highest less lowest level, in levels
    submission_count: int
    divided_count: int  # of these, on which the panel differed at all


@dataclass(frozen=True, slots=True)
class RoundAgreement:
    """How far panels agree over the submissions of a round that are judged by one edition."""

    edition_reference: str
    edition_title: str
    alpha: RoundAlpha
    confidence_percent: int
    line: float | None  # alpha below which the edition asks for calibration; None = it names none
    needs_calibration: bool | None  # None = alpha is not computable, or there is no line
    severities: tuple[SeverityLine, ...]  # by name; () = not for whoever asked
    dividing: tuple[DividingLine, ...]  # the widest first

    @property
    def alpha_text(self) -> str:
        """Give alpha in words, with its interval or the reason why there is none."""
        found = self.alpha
        if found.alpha is None:
            return f"Alpha has no value: {found.why_not}."
        start = f"Alpha is {decimal_text(found.alpha, DECIMALS)}"
        if found.interval is None:
            return f"{start}; {found.why_no_interval}."
        low, high = (decimal_text(end, DECIMALS) for end in found.interval)
        return f"{start}, with a {self.confidence_percent} % interval from {low} to {high}."

    @property
    def calibration_text(self) -> str:
        """Give what follows from alpha and the edition's line, as a sentence or two; "" where no line is stated."""
        if self.line is None or self.alpha.alpha is None:
            return ""
        line = f"{self.line:g}"
        if not self.needs_calibration:
            return f"That is not below {line}, the line of the edition."
        return f"That is below {line}, the line of the edition: calibrate before outcomes go out."

    @property
    def held_text(self) -> str:
        """Give that outcomes wait, without a figure: whoever sends them may be shut out of one of the submissions."""
        return f"Alpha is below {self.line:g}, the line of {self.edition_title}: calibrate before outcomes go out."

    @property
    def severity_text(self) -> str:
        """Give why nothing is said of how severe anybody is; "" where something is, or where nobody asked may know."""
        if not self.severities or any(one.difference is not None for one in self.severities):
            return ""
        return f"How severe each reviewer is cannot be said yet: {self.severities[0].why_not}."
