"""How a reviewer's levels of a practice submission lie beside what was agreed, and beside the others'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from charter.domain.agreed_levels import MOST_CHARACTERS, AgreedLevel
from charter.domain.edition import Criterion, Edition
from charter.domain.errors import Fault, UnknownCriterion
from charter.domain.wording import count_text, decimal_text

LEVEL, REASON = "level", "reason"
DECIMALS = 2  # of a mean difference in levels


@dataclass(frozen=True, slots=True)
class Severity:
    """How far somebody's levels lie from others, on the criteria that both gave a level."""

    difference: Fraction | None  # mean, in levels: below 0 is stricter; None = there was nothing to compare
    compared: int
    same: int  # of these, on which there was no difference


def severity_from(own: Mapping[str, int | None], agreed: Mapping[str, int | None]) -> Severity:
    """Give how far somebody's levels lie from the agreed ones, by criterion.

    Parameters
    ----------
    own, agreed: level by criterion, 0 and up; None = not applicable, which compares with nothing.

    Returns
    -------
    The mean signed difference over the criteria with a level on both sides; None where there are none.

    Source: our own rule, as of reviewers' severity over a round; docs/method.md.
    """
    differences = [
        level - right for key, level in own.items() if level is not None and (right := agreed.get(key)) is not None
    ]
    if not differences:
        return Severity(None, 0, 0)
    return Severity(Fraction(sum(differences), len(differences)), len(differences), differences.count(0))


def severity_text(difference: Fraction | float | None, than: str, who: str = "you were") -> str:
    """Give a mean difference as a sentence; ``than``: from what, such as “the agreed levels”."""
    if difference is None:
        return f"There is nothing to compare with {than}."
    exact = Fraction(difference)
    size = decimal_text(abs(exact), DECIMALS)
    if not difference:
        return f"On average {who} neither stricter nor more generous than {than}."
    way = "stricter" if difference < 0 else "more generous"
    return f"On average {who} {size} levels {way} than {than}."


def spread_texts(levels: Iterable[int | None]) -> tuple[str, ...]:
    """Give how many gave each level, lowest first, “does not apply” last; nothing where nobody gave one."""
    counts = Counter(levels)
    told = [f"{counts[level]} gave level {level}" for level in sorted(one for one in counts if one is not None)]
    return (*told, *((f"{counts[None]} said that it does not apply",) if None in counts else ()))


def agreed_faults(edition: Edition, wanted: Sequence[AgreedLevel]) -> tuple[Fault, ...]:
    """Give what is wrong with levels that an office wants to record; a place is ``criterion:level`` or ``…:reason``.

    Each needs a level that the criterion has, and a reason that reviewers can learn from. Raises UnknownCriterion.
    """
    known = {item.id: item for item in edition.criteria}
    found: list[Fault] = []
    for one in wanted:
        if one.criterion_id not in known:
            raise UnknownCriterion("This edition has no such criterion.")
        found += _faults_of(known[one.criterion_id], one)
    return tuple(found)


def _faults_of(criterion: Criterion, one: AgreedLevel) -> list[Fault]:
    found = []
    if one.is_not_applicable and not criterion.may_be_not_applicable:
        found.append(Fault(f"{criterion.id}:{LEVEL}", "This criterion applies to everybody. Choose a level."))
    if not one.is_not_applicable and (one.level is None or not 0 <= one.level <= criterion.top_level):
        found.append(Fault(f"{criterion.id}:{LEVEL}", "Choose the level that was agreed."))
    over = len(one.reason) - MOST_CHARACTERS
    if over > 0:
        words = f"This is {count_text(over, 'character')} too long. Shorten it to {MOST_CHARACTERS:,}."
        found.append(Fault(f"{criterion.id}:{REASON}", words))
    if not one.reason:
        found.append(Fault(f"{criterion.id}:{REASON}", "Write why, so that reviewers can learn from it."))
    return found
