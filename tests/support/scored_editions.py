"""Tiny editions for tests of scores and tiers: by hand, and drawn at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from charter.domain.edition import (
    Criterion,
    DecisionRules,
    Edition,
    EligibilityRule,
    NarrowMiss,
    Repeats,
    Scoring,
    Theme,
    Tier,
)

NARROW = NarrowMiss(Fraction(3), Fraction(5), 2, 1, True, True)
OUTCOMES = dict.fromkeys(("conferred", "minor_revisions", "lower_tier_offered", "major_revisions", "no_award"), "")
DECISION = DecisionRules(OUTCOMES, tuple(OUTCOMES), NARROW, ("ineligible",))
A_CONDITION = EligibilityRule("E1", "declared", "it is so", {})


def criterion(criterion_id: str, weight: float | Fraction = 1, top: int = 2, *, optional: bool = True) -> Criterion:
    """Give a criterion of the theme that its id begins with, such as A of A1."""
    return Criterion(
        id=criterion_id,
        theme_id=criterion_id[0],
        title=f"Title of {criterion_id}",
        requirement="",
        guidance="",
        evidence=(),
        questions=(),
        rubric=tuple(f"Level {level}" for level in range(top + 1)),
        gates=(),
        metrics=(),
        weight=Fraction(weight),
        minimums={},
        quotations=(),
        crosswalk={},
        may_be_not_applicable=optional,
    )


def tier(
    tier_id: str,
    overall: float | Fraction | None = None,
    themes: Mapping[str, float | Fraction] | None = None,
    criteria: Mapping[str, int] | None = None,
    **more: Any,
) -> Tier:
    """Give a tier without a floor and without conditions."""
    return Tier(
        id=tier_id,
        name=tier_id.capitalize(),
        overall_minimum=None if overall is None else Fraction(overall),
        theme_minimums={theme: Fraction(minimum) for theme, minimum in (themes or {}).items()},
        criterion_minimums=dict(criteria or {}),
        floor=more.get("floor"),
        includes=more.get("includes"),
        eligibility=more.get("eligibility", ()),
    )


def edition(criteria: Sequence[Criterion], tiers: Sequence[Tier] = (), **more: Any) -> Edition:
    """Give an edition of these criteria and tiers; ``repeats``: theme id -> how often it is rated."""
    repeats = more.get("repeats", {})
    names = dict.fromkeys(item.theme_id for item in criteria)
    themes = [
        Theme(
            name,
            f"Theme {name}",
            "core",
            sum((item.weight for item in criteria if item.theme_id == name), Fraction(0)),
            Repeats(repeats[name], "median") if name in repeats else None,
        )
        for name in names
    ]
    measure = more.get("measure", "percent")
    return Edition(
        charter_id="small",
        version="1.0",
        title="Small charter",
        status="draft",
        nation="nowhere",
        levels=(),
        themes=tuple(themes),
        criteria=tuple(criteria),
        code_lists={},
        code_groupings={},
        tables=(),
        typed_inputs=(),
        metrics=(),
        survey=None,
        tiers=tuple(tiers),
        no_tier_name="None",
        scoring=Scoring(measure, "%" if measure == "percent" else "points"),
        decision=more.get("decision", DECISION),
        disclosure={},
        action_fields=(),
        definitions={},
        research_themes={},
        crosswalk_names={},
        checksum="0" * 64,
    )


def without(whole: Edition, criterion_id: str) -> Edition:
    """Give the edition as if a criterion had never been in it."""
    kept = tuple(item for item in whole.criteria if item.id != criterion_id)
    return replace(whole, criteria=kept)


# ---- drawn at random -----------------------------------------------------------------------------------------------

WEIGHTS = st.sampled_from([Fraction(1), Fraction(2), Fraction(3), Fraction(5), Fraction(1, 2), Fraction(4, 3)])


@st.composite
def editions(draw, *, most_criteria: int = 6, repeats: Sequence[int] = (), measures=("percent", "points")):
    """Draw an edition of one to three themes and a ladder of three tiers; a theme may be rated several times."""
    count = draw(st.integers(1, most_criteria))
    ids = [f"{draw(st.sampled_from('ABC'))}{place}" for place in range(count)]
    criteria = [
        criterion(item, draw(WEIGHTS), draw(st.integers(1, 4)), optional=draw(st.booleans())) for item in sorted(ids)
    ]
    names = sorted({item[0] for item in ids})
    measure = draw(st.sampled_from(measures))
    chosen = {name: draw(st.sampled_from([1, *repeats])) for name in names} if repeats else {}
    most = 110 if measure == "percent" else sum(item.weight * item.top_level for item in criteria) + 1
    ladder = [_tier(draw, name, names, criteria, Fraction(most)) for name in ("low", "middle", "high")]
    return edition(
        criteria,
        ladder,
        measure=measure,
        repeats={name: count for name, count in chosen.items() if count > 1},
        decision=draw(st.sampled_from([DECISION, DecisionRules({}, (), None, ()), replace(DECISION, narrow_miss=LAX)])),
    )


LAX = NarrowMiss(Fraction(20), Fraction(20), 3, 2, False, False)


def _tier(draw, name: str, themes: list[str], criteria: list[Criterion], most: Fraction) -> Tier:
    def share() -> Fraction:
        return most * draw(st.integers(0, 100)) / 100

    asked = [item for item in criteria if draw(st.booleans())]
    return tier(
        name,
        draw(st.none() | st.builds(share)),
        {theme: share() / len(themes) for theme in themes if draw(st.booleans())},
        {item.id: draw(st.integers(0, item.top_level)) for item in asked},
        floor=draw(st.sampled_from([None, None, 0, 1])),
        eligibility=draw(st.sampled_from([(), (A_CONDITION,)])),
    )


@st.composite
def levels_of(draw, whole: Edition):
    """Draw a complete set of levels for an edition."""
    repeats = {theme.id: theme.repeats.count for theme in whole.themes if theme.repeats}
    found: dict[str, Any] = {}
    for item in whole.criteria:
        one = st.integers(0, item.top_level)
        count = repeats.get(item.theme_id)
        value = one if count is None else st.tuples(*[one] * count)
        found[item.id] = draw(st.none() | value if item.may_be_not_applicable else value)
    return found


@st.composite
def rated(draw, **more):
    """Draw an edition and a complete set of levels for it."""
    whole = draw(editions(**more))
    return whole, draw(levels_of(whole))
