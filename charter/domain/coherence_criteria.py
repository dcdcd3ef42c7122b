"""Whether themes, criteria and survey hold together: ids, references, weights, rubrics and word budgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from charter.domain.coherence_findings import Finding, Keys, repeated, unknown
from charter.domain.edition import Criterion, Edition, Question, Survey
from charter.domain.wording import decimal_text

_POINTS_TO = {  # kind of question -> what it must point to
    "metric": ("metric", "metric_id"),
    "data_table": ("table", "table_id"),
    "number": ("input", "input_id"),
    "date": ("input", "input_id"),
}
_INPUT_KINDS = {"date": ("date",), "number": ("integer", "number")}


def criteria_findings(edition: Edition) -> Iterator[Finding]:
    """Give what is wrong with levels, themes, criteria and survey."""
    yield from _levels(edition)
    yield from _themes(edition)
    yield from repeated([item.id for item in edition.criteria], ("criteria",), "criterion")
    yield from _question_ids(edition)
    for place, criterion in enumerate(edition.criteria):
        yield from _criterion(edition, criterion, ("criteria", place))
    yield from _weights(edition)
    yield from _word_budget(edition)
    if edition.survey is not None:
        yield from _survey(edition, edition.survey)


def _are_levels_sound(edition: Edition) -> bool:
    return [item.level for item in edition.levels] == list(range(len(edition.levels)))


def _levels(edition: Edition) -> Iterator[Finding]:
    if not _are_levels_sound(edition):
        yield Finding(("edition", "levels"), "Number the levels 0, 1, 2 … in order, without a gap.")


def _themes(edition: Edition) -> Iterator[Finding]:
    yield from repeated([theme.id for theme in edition.themes], ("themes",), "theme")
    kinds: Mapping[str, Any] = edition.facts.get("theme_kinds") or {}
    for place, theme in enumerate(edition.themes):
        if theme.kind:
            yield from unknown(theme.kind, kinds, ("themes", place, "kind"), "kind of theme")
        if not edition.criteria_of(theme.id):
            message = f"The theme {theme.id} has no criteria. Add a file for it, or remove it."
            yield Finding(("themes", place), message)


def _question_ids(edition: Edition) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, criterion in enumerate(edition.criteria):
        for number, question in enumerate(criterion.questions):
            if question.id in seen:
                keys = ("criteria", place, "questions", number, "id")
                yield Finding(keys, f"There is another question “{question.id}”. Give each an id of its own.")
            seen.add(question.id)


def _criterion(edition: Edition, criterion: Criterion, keys: Keys) -> Iterator[Finding]:
    yield from unknown(criterion.theme_id, [theme.id for theme in edition.themes], (*keys, "theme"), "theme")
    yield from _rubric(edition, criterion, keys)
    for number, question in enumerate(criterion.questions):
        yield from _question(edition, question, (*keys, "questions", number))
    if [question.kind for question in criterion.questions].count("rubric") != 1:
        message = f"{criterion.id} must ask for its level exactly once. Keep one question of the type rubric."
        yield Finding((*keys, "questions"), message)
    yield from _gates(criterion, keys)
    yield from _metric_uses(edition, criterion, keys)
    for tier_id in criterion.minimums:
        yield from unknown(tier_id, [tier.id for tier in edition.tiers], (*keys, "mandatory", tier_id), "tier")
    for number, quotation in enumerate(criterion.quotations):
        yield from unknown(quotation.theme, edition.research_themes, (*keys, "paper", number), "research theme")
    for scheme in criterion.crosswalk:
        yield from unknown(scheme, edition.crosswalk_names, (*keys, "crosswalk", scheme), "scheme")


def _rubric(edition: Edition, criterion: Criterion, keys: Keys) -> Iterator[Finding]:
    if not _are_levels_sound(edition):
        return
    levels = range(len(edition.levels))
    missing = [str(level) for level in levels if level >= len(criterion.rubric) or not criterion.rubric[level]]
    if missing:
        which = f"level {missing[0]}" if len(missing) == 1 else f"levels {', '.join(missing)}"
        yield Finding((*keys, "rubric"), f"The rubric of {criterion.id} lacks {which}. Write what it looks like.")
    if len(criterion.rubric) > len(edition.levels):
        message = f"The rubric of {criterion.id} has levels above {len(edition.levels) - 1}. Remove them."
        yield Finding((*keys, "rubric"), message)


def _question(edition: Edition, question: Question, keys: Keys) -> Iterator[Finding]:
    if question.kind not in _POINTS_TO:
        return
    what, attribute = _POINTS_TO[question.kind]
    known = {
        "metric": [item.id for item in edition.metrics],
        "table": [item.id for item in edition.tables],
        "input": [item.id for item in edition.typed_inputs],
    }[what]
    wanted = getattr(question, attribute)
    if wanted is None:
        return
    yield from unknown(wanted, known, (*keys, what), what)
    for item in edition.typed_inputs:
        if what == "input" and item.id == wanted and item.kind not in _INPUT_KINDS[question.kind]:
            message = (
                f"{question.id} asks for a {question.kind}, but {wanted} is typed as {item.kind}. Make them agree."
            )
            yield Finding((*keys, "type"), message)


def _gates(criterion: Criterion, keys: Keys) -> Iterator[Finding]:
    asked = {question.id for question in criterion.questions if question.kind == "yes_no"}
    for number, gate in enumerate(criterion.gates):
        at = (*keys, "requires", number)
        if gate.question_id not in asked:
            message = f"{gate.question_id} is no yes/no question of {criterion.id}. Name one of its own."
            yield Finding((*at, "question"), message)
        if gate.refuses_level_from > criterion.top_level:
            message = f"{criterion.id} has no level {gate.refuses_level_from}. Refuse from a level that it has."
            yield Finding((*at, "refuses_level_from"), message)


def _metric_uses(edition: Edition, criterion: Criterion, keys: Keys) -> Iterator[Finding]:
    metrics = {item.id: item for item in edition.metrics}
    for number, use in enumerate(criterion.metrics):
        at = (*keys, "metrics", number)
        yield from unknown(use.metric_id, metrics, (*at, "id"), "metric")
        if use.role == "indicative" and use.metric_id in metrics and metrics[use.metric_id].band_set_id is None:
            message = f"{use.metric_id} has no bands, so it indicates no level. Give it bands, or make it context."
            yield Finding((*at, "role"), message)


def _weights(edition: Edition) -> Iterator[Finding]:
    """The criteria of each theme against the theme's weight, and the themes against the edition's sum."""
    total = edition.facts.get("weights_sum")
    if total is None:
        return
    for place, theme in enumerate(edition.themes):
        own = edition.criteria_of(theme.id)
        summed = sum((item.weight for item in own), Fraction(0))
        if own and summed != theme.weight:
            message = f"The criteria of {theme.id} weigh {_number(summed)}, the theme {_number(theme.weight)}."
            yield Finding(("themes", place, "weight"), f"{message} Make them agree.")
    summed = sum((theme.weight for theme in edition.themes), Fraction(0))
    if summed != Fraction(str(total)):
        message = f"The themes weigh {_number(summed)} together, not {_number(Fraction(str(total)))}. Make them agree."
        yield Finding(("edition", "weights_sum"), message)


def _number(value: Fraction) -> str:
    return decimal_text(value, 0 if value.denominator == 1 else 2)


def _word_budget(edition: Edition) -> Iterator[Finding]:
    budget = edition.facts.get("total_word_budget")
    questions = [question for criterion in edition.criteria for question in criterion.questions]
    limits = [question.word_limit for question in questions if question.kind == "narrative"]
    allowed = sum(limit or 0 for limit in limits)
    if budget is not None and None not in limits and allowed != budget:
        message = f"The narratives allow {allowed:,} words, the budget {budget:,}. Make them agree."
        yield Finding(("edition", "total_word_budget"), message)


def _survey(edition: Edition, survey: Survey) -> Iterator[Finding]:
    yield from repeated([item.id for item in survey.items], ("survey", "items"), "survey item")
    for answer in survey.valid_answers:
        yield from unknown(answer, survey.answers, ("survey", "valid_answers"), "answer")
    for answer in survey.favourable_answers:
        yield from unknown(answer, survey.valid_answers, ("survey", "favourable_answers"), "valid answer")
    routing: Mapping[str, Any] = (edition.facts.get("survey") or {}).get("routing") or {}
    routes = [f"{routing.get('id')}_{value}" for value in routing.get("values", ())]
    criteria = [item.id for item in edition.criteria]
    for place, item in enumerate(survey.items):
        keys = ("survey", "items", place)
        for criterion_id in item.feeds:
            yield from unknown(criterion_id, criteria, (*keys, "feeds"), "criterion")
        if item.route is not None:
            yield from unknown(item.route, routes, (*keys, "route"), "route")
        if item.quotation is not None:
            yield from unknown(item.quotation.theme, edition.research_themes, (*keys, "paper"), "research theme")
