"""What follows from a change in a draft: sums, survey, worked cases, the example, and reasons for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from charter.store.draft_crosswalk import UNSAID, follow, number
from charter.store.draft_files import DraftFiles, Raw, questions_of
from charter.store.edition_bundles import Files
from charter.store.edition_files import CROSSWALK, EDITION, GOLDEN, SURVEY, TABLES, TIERS
from charter.store.edition_values import exact

EXAMPLE, PLAN_ADVICE = "example/answers.yaml", "advice/action-plan.yaml"
TIER_CASES, ELIGIBILITY_CASES = f"{GOLDEN}/tiers.yaml", f"{GOLDEN}/eligibility.yaml"
_COUNTED = ("id", "weight", "mandatory", "mandatory_from", "floors_from")  # of a criterion, what decides a tier


def bring_up(draft: DraftFiles, base: Files) -> None:
    """Bring everything in step after a change: whoever changes a draft calls this last, before saving.

    ``base``: the files of the edition before. Differences outside the criteria are given their reasons apart, by
    ``give_reasons``, once both editions can be compared.
    """
    before = DraftFiles(base)
    old = before.criteria()
    _follow_sums(draft)
    _follow_survey(draft)
    _follow_inputs(draft)
    follow(draft, old)
    _follow_cases(draft, before)
    _follow_example(draft)
    _follow_advice(draft)


def give_reasons(draft: DraftFiles, unexplained: list[tuple[str, str]], differing: set[tuple[str, str]]) -> None:
    """Name each difference outside the criteria, by part and id, that nothing explains; take out what differs no more.

    Its reason is to be said yet; one that was said before stays.
    """
    crosswalk = draft.value(CROSSWALK)
    told = [item for item in crosswalk.get("others") or () if (item["part"], item["id"]) in differing]
    fresh = [{"part": part, "id": name, "why": UNSAID} for part, name in dict.fromkeys(unexplained)]
    if told or fresh:
        crosswalk["others"] = [*told, *fresh]
    else:
        crosswalk.pop("others", None)


def _follow_sums(draft: DraftFiles) -> None:
    """Weights of themes and the budget of words are what the criteria come to, where the edition states them."""
    about = draft.value(EDITION)
    weights: dict[str, Fraction] = {}
    for criterion_id, theme_id in draft.themes_of_criteria().items():
        weight = exact(draft.criteria()[criterion_id].get("weight", 0))
        weights[theme_id] = weights.get(theme_id, Fraction(0)) + weight
    for theme in about.get("themes") or ():
        if "weight" in theme and theme["id"] in weights:
            theme["weight"] = number(weights[theme["id"]])
    if "total_word_budget" in about:
        asked = [one for item in draft.criteria().values() for one in questions_of(item).values()]
        about["total_word_budget"] = sum(int(one.get("word_limit") or 0) for one in asked if one["type"] == "narrative")


def _follow_survey(draft: DraftFiles) -> None:
    """An item of the survey feeds no criterion that there is not."""
    if SURVEY not in draft:
        return
    known = draft.criteria()
    for item in (draft.value(SURVEY).get("survey") or {}).get("items") or ():
        feeds = [one for one in item.get("feeds") or () if one in known]
        if "feeds" in item and feeds != item["feeds"]:
            item["feeds"] = feeds


def _follow_inputs(draft: DraftFiles) -> None:
    """A date or number that is typed once names the question that asks for it; one that nobody asks for goes."""
    if TABLES not in draft:
        return
    askers = {
        str(question["input"]): (criterion_id, name)
        for criterion_id, criterion in draft.criteria().items()
        for name, question in questions_of(criterion).items()
        if question.get("input")
    }
    inputs = draft.value(TABLES).get("typed_inputs") or []
    for item in inputs:
        if str(item["id"]) in askers:
            item["criterion"], item["question"] = askers[str(item["id"])]
    kept = [item for item in inputs if str(item["id"]) in askers]
    if len(kept) != len(inputs):
        draft.value(TABLES)["typed_inputs"] = kept


def _follow_cases(draft: DraftFiles, before: DraftFiles) -> None:
    """Worked tier decisions hold for the very weights and lowest levels that they were worked out with.

    Where these differ the cases are set aside, as nobody has worked out others by hand; the old ones bring them back.
    """
    if TIER_CASES in draft and _decides(draft) != _decides(DraftFiles(draft.before)):
        draft.remove(TIER_CASES)
    if TIER_CASES in before and TIER_CASES not in draft and _decides(draft) == _decides(before):
        draft.put_text(TIER_CASES, before.text(TIER_CASES))


def _decides(draft: DraftFiles) -> tuple[object, ...]:
    """What a tier is decided by."""
    return ([[item.get(key) for key in _COUNTED] for item in draft.criteria().values()], draft.value(TIERS))


def _follow_example(draft: DraftFiles) -> None:
    """The worked example answers the criteria that there are; what was answered elsewhere moves with its question."""
    if EXAMPLE not in draft:
        return
    about, example = draft.value(EDITION), draft.value(EXAMPLE)
    example["edition"] = f"{about['id']}/{about['version']}"
    criteria, told = draft.criteria(), example.get("criteria") or {}
    homes = {name: one for one, item in criteria.items() for name in questions_of(item)}
    moved = _moves(draft)
    answers: dict[str, Raw] = {
        one: {key: told[one][key] for key in told[one] if key not in _BY_QUESTION} for one in told
    }
    for said in told.values():
        for key in _BY_QUESTION:
            for name, value in (said.get(key) or {}).items():
                target = moved.get(name, name)
                if target in homes:
                    answers.setdefault(homes[target], {}).setdefault(key, {})[target] = value
    example["criteria"] = {one: answers[one] for one in criteria if answers.get(one)}
    kept = {str(item["id"]) for item in draft.value(TABLES).get("typed_inputs") or ()} if TABLES in draft else set()
    if isinstance(example.get("inputs"), dict):
        example["inputs"] = {key: value for key, value in example["inputs"].items() if key in kept}


_BY_QUESTION = ("answers", "files")


def _moves(draft: DraftFiles) -> Mapping[str, str]:
    """Old question to new, as the splits say."""
    return {
        str(old): str(new)
        for change in draft.value(CROSSWALK).get("changes") or ()
        for part in (change.get("parts") or {}).values()
        for old, new in (part.get("becomes") or {}).items()
    }


def _follow_advice(draft: DraftFiles) -> None:
    """Advice on a plan that names a criterion which there is not any more goes with it."""
    if PLAN_ADVICE not in draft:
        return
    advice, known = draft.value(PLAN_ADVICE), draft.criteria()
    advice["plan_checks"] = [item for item in advice.get("plan_checks") or () if item.get("criterion") in known]
