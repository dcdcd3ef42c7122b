"""The crosswalk of a draft, kept in step with it: what differs is named in a change, and what does not is not.

Why a change was made, how far results compare and what is carried over are people's words and stay. The rest (which
questions are new, from which weight to which) is read off the two editions, so that it cannot be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from charter.domain.crosswalk import (
    ARCHIVE,
    ARCHIVE_READABLE,
    BLANK,
    COPY,
    COPY_AS_DRAFT,
    COPY_TO_BOTH,
    FULL,
    MERGED,
    NEW,
    NONE,
    PARTIAL,
    REFERENCE_ON_BOTH,
    REFERENCE_ONLY,
    RETIRED,
    REWEIGHTED,
    REWORDED,
    ROUTE,
    SPLIT,
)
from charter.store.draft_files import DraftFiles, Raw, questions_of
from charter.store.edition_files import CROSSWALK
from charter.store.edition_values import exact

_STATED = ("id", "weight", "mandatory", "metrics", "mandatory_from", "floors_from", "questions")
_DERIVED = ("weight", "weight_released", "new_questions", "retired_questions", "minimums")
_BY_PARTS = (SPLIT, MERGED)
_ORDER = (
    "id",
    "type",
    "from",
    "to",
    "parts",
    "weight",
    "weight_released",
    "minimums",
    "why",
    "metric_change",
    "survives",
    "new_questions",
    "retired_questions",
    "carry_forward",
    "first_round",
    "comparable",
)
CARRIES: dict[str, Raw] = {
    REWORDED: {"answers": COPY_AS_DRAFT, "evidence": COPY, "self_level": BLANK, "panel_level": REFERENCE_ONLY},
    REWEIGHTED: {
        "answers": COPY_AS_DRAFT,
        "evidence": COPY,
        "self_level": COPY_AS_DRAFT,
        "panel_level": REFERENCE_ONLY,
    },
    SPLIT: {"answers": ROUTE, "evidence": COPY_TO_BOTH, "self_level": BLANK, "panel_level": REFERENCE_ON_BOTH},
    RETIRED: {"answers": ARCHIVE_READABLE, "evidence": ARCHIVE, "self_level": ARCHIVE, "panel_level": ARCHIVE},
    NEW: {"answers": NONE},
}
COMPARABLE = {REWORDED: PARTIAL, REWEIGHTED: FULL, SPLIT: NONE, RETIRED: NONE, NEW: NONE}
UNSAID = "Not said yet."  # stands where a reason is still missing: the check asks for it


def follow(draft: DraftFiles, old: Mapping[str, Raw]) -> None:
    """Bring the changes of a draft's crosswalk in step with its criteria and those of the edition before."""
    crosswalk = draft.value(CROSSWALK)
    if not crosswalk:
        return
    new = draft.criteria()
    told = [change for change in crosswalk.get("changes") or () if isinstance(change, dict)]
    crosswalk["changes"] = list(_numbered(_changes(told, old, new)))
    _follow_common(crosswalk, old, new)


def change_about(draft: DraftFiles, criterion_id: str) -> Raw | None:
    """Give the change that names a criterion, before or after, to be changed in place; None where none does."""
    for change in draft.value(CROSSWALK).get("changes") or ():
        if criterion_id in (*change.get("to", ()), *change.get("from", ())):
            found: Raw = change
            return found
    return None


def _changes(told: list[Raw], old: Mapping[str, Raw], new: Mapping[str, Raw]) -> Iterator[Raw]:
    """What was told and still holds, in its order, brought up to date; then what is not told yet."""
    named_old, named_new = set[str](), set[str]()
    for change in told:
        fresh = _brought_up(change, old, new, named_old | named_new)
        if fresh is not None:
            named_old.update(fresh["from"])
            named_new.update(fresh["to"])
            yield fresh
    for criterion_id in [*new, *(item for item in old if item not in new)]:
        if criterion_id in (named_new if criterion_id in new else named_old):
            continue
        fresh = _single(criterion_id, old, new, {})
        if fresh is not None:
            yield fresh


def _brought_up(change: Raw, old: Mapping[str, Raw], new: Mapping[str, Raw], named: set[str]) -> Raw | None:
    """A change as it holds now; None where nothing of it is left."""
    before, after = [str(item) for item in change.get("from") or ()], [str(item) for item in change.get("to") or ()]
    if change.get("type") in _BY_PARTS:
        holds = set(before) <= set(old) and set(after) <= set(new) and not named & {*before, *after}
        return _by_parts(change, old, new) if holds else None
    about = next((item for item in (*after, *before) if item not in named and (item in old or item in new)), None)
    return None if about is None else _single(about, old, new, change)


def _single(criterion_id: str, old: Mapping[str, Raw], new: Mapping[str, Raw], told: Raw) -> Raw | None:
    """The change of one criterion, with what was told of it; None where it is as it was."""
    before, after = old.get(criterion_id), new.get(criterion_id)
    facts = _facts(before, after)
    kind = _kind(before, after, facts)
    stays = bool(told.get("metric_change")) and kind == REWEIGHTED and not facts
    if stays:
        kind = str(told.get("type", REWORDED))
    if before is not None and after is not None and not stays and not facts and not _is_reworded(before, after):
        return None
    is_same_kind = told.get("type") == kind
    kept = {key: value for key, value in told.items() if key not in _DERIVED}
    if not is_same_kind:
        kept = {key: kept[key] for key in ("id", "why") if key in kept}
    return _ordered(
        {
            "carry_forward": dict(CARRIES[kind]),
            "comparable": COMPARABLE[kind],
            "why": UNSAID,
            **kept,
            "type": kind,
            "from": [criterion_id] if before is not None else [],
            "to": [criterion_id] if after is not None else [],
            **facts,
        }
    )


def _kind(before: Raw | None, after: Raw | None, facts: Raw) -> str:
    if before is None or after is None:
        return NEW if before is None else RETIRED
    has_questions = bool(facts.get("new_questions") or facts.get("retired_questions"))
    return REWORDED if has_questions or _is_reworded(before, after) else REWEIGHTED


def _is_reworded(before: Raw, after: Raw) -> bool:
    """Whether any word differs, or what a question asks."""
    if any(before.get(key) != after.get(key) for key in {*before, *after} if key not in _STATED):
        return True
    asked = (questions_of(before, with_level=True), questions_of(after, with_level=True))
    return any(asked[0][name] != asked[1][name] for name in asked[0] if name in asked[1])


def _facts(before: Raw | None, after: Raw | None) -> Raw:
    """What is read off: weights, lowest levels, questions that came or went."""
    if before is None or after is None:
        weight = exact(before.get("weight", 0)) if before is not None else Fraction(0)
        return {"weight_released": number(weight)} if weight else {}
    found: Raw = {}
    if before.get("weight") != after.get("weight"):
        found["weight"] = {"from": before.get("weight"), "to": after.get("weight")}
    found |= _minimums(before, after)
    asked = questions_of(before), questions_of(after)
    came = [name for name in asked[1] if name not in asked[0]]
    went = [name for name in asked[0] if name not in asked[1]]
    found |= {"new_questions": came} if came else {}
    found |= {"retired_questions": went} if went else {}
    return found


def _minimums(before: Raw, after: Raw) -> Raw:
    pair = before.get("mandatory") or {}, after.get("mandatory") or {}
    tiers = [tier for tier in {**pair[0], **pair[1]} if pair[0].get(tier) != pair[1].get(tier)]
    said = {tier: {"from": pair[0].get(tier), "to": pair[1].get(tier)} for tier in tiers}
    return {"minimums": said} if said else {}


def _by_parts(change: Raw, old: Mapping[str, Raw], new: Mapping[str, Raw]) -> Raw:
    """A split or merger whose parts tell the weights and questions of the criteria as they are now."""
    before = {name: item for one in change["from"] for name, item in questions_of(old[one]).items()}
    told: Mapping[str, Raw] = change.get("parts") or {}
    parts, routed = {}, set[str]()
    for criterion_id in change["to"]:
        parts[criterion_id] = _part(told.get(criterion_id) or {}, before, new[criterion_id])
        routed.update(parts[criterion_id]["questions_from"])
    kept = {key: value for key, value in change.items() if key not in _DERIVED}
    weights = [
        sum((exact(side[one].get("weight", 0)) for one in change[key]), Fraction(0)) for side, key in _sides(old, new)
    ]
    facts: Raw = {"parts": parts}
    facts |= {"weight_released": number(weights[0] - weights[1])} if weights[0] != weights[1] else {}
    stay = [one for one in change["from"] if one in change["to"]]
    facts |= {key: value for one in stay for key, value in _minimums(old[one], new[one]).items()}
    went = [name for name in before if name not in routed]
    facts |= {"retired_questions": went} if went else {}
    facts |= _moved_metrics(change, [(old[one], new[one]) for one in stay], [new[one] for one in change["to"]])
    return _ordered({**kept, **facts})


def _sides(old: Mapping[str, Raw], new: Mapping[str, Raw]) -> tuple[tuple[Mapping[str, Raw], str], ...]:
    return (old, "from"), (new, "to")


def _part(told: Raw, before: Mapping[str, Raw], criterion: Raw) -> Raw:
    """One part: which old questions come to it, under which names, and which are new."""
    asked = questions_of(criterion)
    becomes = {str(key): str(value) for key, value in (told.get("becomes") or {}).items()}
    sent = [str(name) for name in told.get("questions_from") or () if name in before]
    sent = [name for name in sent if becomes.get(name, name) in asked]
    becomes = {name: becomes[name] for name in sent if name in becomes}
    targets = {becomes.get(name, name) for name in sent}
    part: Raw = {"weight": criterion.get("weight"), "questions_from": sent}
    part |= {"becomes": becomes} if becomes else {}
    came = [name for name in asked if name not in targets]
    return part | ({"new_questions": came} if came else {})


def _moved_metrics(change: Raw, stays: list[tuple[Raw, Raw]], parts: list[Raw]) -> Raw:
    """The figures of a criterion that is split which another part reads now."""
    gone = {
        str(use["id"])
        for before, after in stays
        for use in before.get("metrics") or ()
        if use not in (after.get("metrics") or ())
    }
    if not gone:
        return {}
    indicative = {str(use["id"]) for part in parts for use in part.get("metrics") or () if use["role"] == "indicative"}
    told: Raw = dict(change.get("metric_change") or {})
    for key, ids in (("indicative", gone & indicative), ("redefined", gone - indicative)):
        named = list(dict.fromkeys([*told.get(key, ()), *sorted(ids)]))
        told |= {key: named} if named else {}
    return {"metric_change": told}


def _numbered(changes: Iterator[Raw]) -> Iterator[Raw]:
    """Each change with an id of its own; those that have one keep it."""
    found = list(changes)
    taken = {str(change["id"]) for change in found if "id" in change}
    number_now = 1
    for change in found:
        while "id" not in change:
            name = f"C{number_now}"
            number_now += 1
            if name not in taken:
                change["id"] = name
        yield _ordered(change)


def _ordered(change: Raw) -> Raw:
    return {key: change[key] for key in (*_ORDER, *change) if key in change}


def _follow_common(crosswalk: Raw, old: Mapping[str, Raw], new: Mapping[str, Raw]) -> None:
    """The view of what both editions have in common leaves out what is not the same criterion in both."""
    recompute = crosswalk.setdefault("recompute", {"results": "never", "common_criteria": {"all_but": []}})
    common = recompute.setdefault("common_criteria", {})
    changes = [change for change in crosswalk["changes"] if change["type"] in _BY_PARTS]
    differ = {one for change in changes for one in change["from"]} | {one for one in old if one not in new}
    told = [str(one) for one in common.get("all_but") or () if one in differ]
    common["all_but"] = list(dict.fromkeys([*told, *(one for one in old if one in differ)]))


def number(value: Fraction) -> int | float:
    """Give a weight as a file says it."""
    return int(value) if value.denominator == 1 else float(value)
