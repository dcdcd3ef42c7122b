"""The three things to do first, each a sentence that a chief executive can act on."""

from __future__ import annotations

from charter.domain.levels import LevelsInUse
from charter.domain.summaries import ThemeSummary, TierSummary
from charter.domain.wording import list_text, sentence

MOST = 3
NAMED = 5


def three_things(
    themes: tuple[ThemeSummary, ...], tiers: tuple[TierSummary, ...], next_tier: str | None, in_use: LevelsInUse
) -> tuple[str, ...]:
    """Give at most three sentences: lift caps, then the raises of the smallest way up, then what bars eligibility.

    Where these are fewer than three: levels that the figures do not bear out, then the criteria furthest from the top,
    heaviest first.
    """
    things = [*_levels_to_give(in_use), *_caps(in_use)]
    tier = next((item for item in tiers if item.tier_id == next_tier), None)
    if tier is not None:
        things.extend(
            f"Lift {item.criterion_id} {item.title} from level {item.from_level} to {item.to_level}: "
            f"{_lower_first(item.what_it_takes)}"
            for item in tier.raises
        )
        things.extend(item.text for item in tier.blockers if item.kind == "eligibility")
    named = {item.criterion_id for item in tier.raises} if tier else set()
    things.extend(_to_explain(themes))
    things.extend(_keep_up(themes, named))
    return tuple(sentence(item) for item in things[:MOST])


def _levels_to_give(in_use: LevelsInUse) -> list[str]:
    if not in_use.missing:
        return []
    rest = len(in_use.missing) - NAMED
    shown = list_text([*in_use.missing[:NAMED], *([f"{rest} more"] if rest > 0 else [])])
    return [f"Give a level to {shown}: without one a criterion counts as 0"]


def _caps(in_use: LevelsInUse) -> list[str]:
    return [
        f"{criterion_id}: {reason}" for criterion_id, reason in in_use.reasons.items() if criterion_id in in_use.caps
    ]


def _to_explain(themes: tuple[ThemeSummary, ...]) -> list[str]:
    """Levels above everything that the figures indicate: a panel will ask."""
    above = [
        item
        for theme in themes
        for item in theme.criteria
        if item.level is not None and item.level_range is not None and item.level > item.level_range[1]
    ]
    above.sort(key=lambda item: -item.weight)
    return [
        f"Be ready to explain {item.criterion_id} {item.title}: level {item.level} is given and the figures indicate "
        f"{item.indicated_level}"
        for item in above
    ]


def _keep_up(themes: tuple[ThemeSummary, ...], named: set[str]) -> list[str]:
    below = [
        item
        for theme in themes
        for item in theme.criteria
        if item.level is not None and item.rubric_next and item.criterion_id not in named
    ]
    below.sort(key=lambda item: (item.level or 0, -item.weight))
    return [
        f"Take {item.criterion_id} {item.title} beyond level {item.level}: {_lower_first(item.rubric_next)}"
        for item in below
    ]


def _lower_first(text: str) -> str:
    """A rubric sentence inside another: its first word small, unless it is an abbreviation."""
    if len(text) > 1 and text[0].isupper() and text[1].islower():
        return text[0].lower() + text[1:]
    return text
