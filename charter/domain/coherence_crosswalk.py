"""Whether a crosswalk fits the editions between which it stands: ids, questions, weights, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Protocol

from charter.domain.coherence_findings import Finding, Keys, repeated, unknown
from charter.domain.crosswalk import MERGED, NEW, RETIRED, REWEIGHTED, REWORDED, ROUTE, SPLIT, Change, Crosswalk, Part
from charter.domain.crosswalk_explaining import explain
from charter.domain.edition import Edition, Question
from charter.domain.edition_differences import Difference, text_of


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_COUNTS = {  # kind -> fewest and most criteria before, fewest and most after; None = any number
    REWORDED: (1, 1, 1, 1),
    REWEIGHTED: (1, 1, 1, 1),
    SPLIT: (1, 1, 2, None),
    MERGED: (2, None, 1, 1),
    RETIRED: (1, None, 0, 0),
    NEW: (0, 0, 1, None),
}


def crosswalk_findings(crosswalk: Crosswalk, old: Edition, new: Edition) -> tuple[Finding, ...]:
    """Give everything that is wrong with a crosswalk, and every difference of the editions that it does not explain.

    Keys begin with "crosswalk" for its own file, else as those of ``check_coherence`` on the new edition.
    """
    found = [*repeated([change.id for change in crosswalk.changes], ("crosswalk", "changes"), "change")]
    for place, change in enumerate(crosswalk.changes):
        found += _change(change, old, new, ("crosswalk", "changes", place))
    found += _twice(crosswalk)
    found += _fates(crosswalk, old, new)
    found += _common(crosswalk, old, new)
    found += unexplained(crosswalk, old, new)
    return tuple(dict.fromkeys(found))


def unexplained(crosswalk: Crosswalk | None, old: Edition, new: Edition) -> Iterator[Finding]:
    """Give a finding for every difference that no change names; all of them where there is no crosswalk."""
    places = {criterion.id: place for place, criterion in enumerate(new.criteria)}
    for item in explain(crosswalk, old, new):
        if item.change_id is None:
            yield Finding(_place(item.difference, places), _unexplained_words(item.difference, old.version))


def _place(difference: Difference, places: dict[str, int]) -> Keys:
    if difference.part == "criterion" and difference.id in places:
        inner: Keys = tuple({"minimums": "mandatory"}.get(key, key) for key in difference.path[:1])
        return ("criteria", places[difference.id], *inner)
    return ("crosswalk", "changes")


def _unexplained_words(difference: Difference, version: str) -> str:
    named = f"{difference.part.replace('_', ' ').capitalize()} {difference.id}".rstrip()
    if not difference.path:
        what = {"added": f"is not in {version}", "removed": f"is in {version} and not here"}.get(difference.kind)
        return f"{named} {what or f'differs from {version}'}, and no change says so. Name it in one, or undo it."
    return f"{named}: {difference.field} differs from {version}, and no change says so. Name it in one, or undo it."


def _change(change: Change, old: Edition, new: Edition, keys: Keys) -> Iterator[Finding]:
    old_ids, new_ids = [[item.id for item in edition.criteria] for edition in (old, new)]
    for place, criterion_id in enumerate(change.old_ids):
        yield from unknown(criterion_id, old_ids, (*keys, "from", place), f"criterion of {old.version}")
    for place, criterion_id in enumerate(change.new_ids):
        yield from unknown(criterion_id, new_ids, (*keys, "to", place), "criterion")
    yield from _counts(change, keys)
    yield from _questions(change, old, new, keys)
    yield from _parts(change, old, new, keys)
    for number, metric_id in enumerate(change.metrics.indicative):
        yield from unknown(metric_id, _ids(new.metrics), (*keys, "metric_change", "indicative", number), "metric")
    for number, metric_id in enumerate(change.metrics.redefined):
        yield from unknown(metric_id, _ids(new.metrics), (*keys, "metric_change", "redefined", number), "metric")
    for criterion_id in change.comparable:
        if criterion_id:
            yield from unknown(criterion_id, change.new_ids, (*keys, "comparable", criterion_id), "criterion in “to”")
    yield from _survival(change, new, keys)
    yield from _weights(change, old, new, keys)


def _counts(change: Change, keys: Keys) -> Iterator[Finding]:
    least_old, most_old, least_new, most_new = _COUNTS[change.kind]
    for side, ids, least, most in (
        ("from", change.old_ids, least_old, most_old),
        ("to", change.new_ids, least_new, most_new),
    ):
        if len(ids) < least or (most is not None and len(ids) > most):
            wanted = f"{least}" if least == most else f"{least} or more"
            message = f"A change of the type {change.kind} names {wanted} under “{side}”, not {len(ids)}. Correct it."
            yield Finding((*keys, side), message)


def _questions(change: Change, old: Edition, new: Edition, keys: Keys) -> Iterator[Finding]:
    before, after = _questions_of(old, change.old_ids), _questions_of(new, change.new_ids)
    for place, question_id in enumerate(change.new_questions):
        yield from unknown(question_id, after, (*keys, "new_questions", place), "question in “to”")
    for place, question_id in enumerate(change.retired_questions):
        yield from unknown(question_id, before, (*keys, "retired_questions", place), f"question of {old.version}")


def _parts(change: Change, old: Edition, new: Edition, keys: Keys) -> Iterator[Finding]:
    if change.kind in (SPLIT, MERGED) and {part.criterion_id for part in change.parts} != set(change.new_ids):
        yield Finding((*keys, "parts"), f"The parts of {change.id} must be the criteria in “to”. Write one for each.")
    before = _questions_of(old, change.old_ids)
    for part in change.parts:
        yield from _part(part, before, _questions_of(new, (part.criterion_id,)), (*keys, "parts", part.criterion_id))
    yield from _shared_places(change, keys)
    if change.carry.answers == ROUTE:
        yield from _routes(change, before, keys)


def _part(part: Part, before: dict[str, Question], after: dict[str, Question], keys: Keys) -> Iterator[Finding]:
    for place, question_id in enumerate(part.questions_from):
        yield from unknown(question_id, before, (*keys, "questions_from", place), "question of the old criterion")
        target = part.becomes.get(question_id, question_id)
        yield from unknown(target, after, (*keys, "questions_from", place), f"question of {part.criterion_id}")
        if question_id in before and target in after and before[question_id].kind != after[target].kind:
            message = f"{question_id} and {target} are not asked alike, so no answer can go there. Route another."
            yield Finding((*keys, "questions_from", place), message)
    for question_id in part.becomes:
        yield from unknown(question_id, part.questions_from, (*keys, "becomes", question_id), "question here")
    for place, question_id in enumerate(part.new_questions):
        yield from unknown(question_id, after, (*keys, "new_questions", place), f"question of {part.criterion_id}")


def _routes(change: Change, before: dict[str, Question], keys: Keys) -> Iterator[Finding]:
    """Each question of the old criteria goes one way: to one part, or it is said to be retired."""
    routed = [question_id for part in change.parts for question_id in part.questions_from]
    for question in before.values():
        times = routed.count(question.id) + (question.id in change.retired_questions)
        if question.kind != "rubric" and times == 0:
            yield Finding((*keys, "parts"), f"{question.id} goes nowhere. Route it, or name it in retired_questions.")
        if times > 1:
            yield Finding((*keys, "parts"), f"{question.id} goes {times} ways. An answer has one fate: leave one.")


def _shared_places(change: Change, keys: Keys) -> Iterator[Finding]:
    """Two answers cannot stand in one place."""
    for part in change.parts:
        seen: dict[str, str] = {}
        for place, question_id in enumerate(part.questions_from):
            target = part.becomes.get(question_id, question_id)
            if target in seen:
                message = f"{seen[target]} and {question_id} both go to {target}. Give each a question of its own."
                yield Finding((*keys, "parts", part.criterion_id, "questions_from", place), message)
            seen.setdefault(target, question_id)


def _survival(change: Change, new: Edition, keys: Keys) -> Iterator[Finding]:
    survives = change.survives
    if survives is None:
        return
    yield from unknown(survives.new_home, _ids(new.criteria), (*keys, "survives", "new_home"), "criterion")
    if survives.metric_id is not None:
        yield from unknown(survives.metric_id, _ids(new.metrics), (*keys, "survives", "metric"), "metric")
    if survives.survey_item is not None:
        items = _ids(new.survey.items) if new.survey else []
        yield from unknown(survives.survey_item, items, (*keys, "survives", "survey_item"), "survey item")


def _weights(change: Change, old: Edition, new: Edition, keys: Keys) -> Iterator[Finding]:
    before = {item.id: item.weight for item in old.criteria if item.id in change.old_ids}
    after = {item.id: item.weight for item in new.criteria if item.id in change.new_ids}
    if change.weight is not None and [*before.values(), *after.values()] != list(change.weight):
        said = f"{' and '.join(map(text_of, [*before.values(), *after.values()]))}"
        yield Finding((*keys, "weight"), f"The criterion’s weights are {said}. Write them here, or correct them there.")
    for part in change.parts:
        has = after.get(part.criterion_id)
        if part.weight is not None and has is not None and part.weight != has:
            message = f"{part.criterion_id} weighs {text_of(has)}, not {text_of(part.weight)}. Make them agree."
            yield Finding((*keys, "parts", part.criterion_id, "weight"), message)
    yield from _released(change, sum(before.values(), Fraction(0)) - sum(after.values(), Fraction(0)), keys)


def _released(change: Change, released: Fraction, keys: Keys) -> Iterator[Finding]:
    """What becomes free by retiring, splitting or merging is said, and adds up."""
    if change.kind not in (RETIRED, SPLIT, MERGED) or (change.weight_released or Fraction(0)) == released:
        return
    message = f"{change.id} releases a weight of {text_of(released)}. Write it as weight_released, or correct a weight."
    yield Finding((*keys, "weight_released"), message)


def _twice(crosswalk: Crosswalk) -> Iterator[Finding]:
    for side, attribute in (("from", "old_ids"), ("to", "new_ids")):
        seen: dict[str, str] = {}
        for place, change in enumerate(crosswalk.changes):
            for criterion_id in getattr(change, attribute):
                if criterion_id in seen:
                    message = f"{criterion_id} is in {seen[criterion_id]} too. A criterion goes through one change."
                    yield Finding(("crosswalk", "changes", place, side), message)
                seen.setdefault(criterion_id, change.id)


def _fates(crosswalk: Crosswalk, old: Edition, new: Edition) -> Iterator[Finding]:
    keys: Keys = ("crosswalk", "fates", "changed_tables")
    for table_id, measures in crosswalk.fates.changed_tables.items():
        yield from unknown(table_id, _ids(old.tables), (*keys, table_id), f"table of {old.version}")
        yield from unknown(table_id, _ids(new.tables), (*keys, table_id), "table")
        known = [item.id for table in old.tables if table.id == table_id for item in (*table.measures, *table.extras)]
        for measure in measures if known else ():
            yield from unknown(measure, known, (*keys, table_id, measure), f"measure of {table_id} in {old.version}")
        for measure in [item for item in known if item not in measures]:
            yield Finding((*keys, table_id), f"Say what is done with {measure} of {table_id}: each has one fate.")


def _common(crosswalk: Crosswalk, old: Edition, new: Edition) -> Iterator[Finding]:
    keys: Keys = ("crosswalk", "recompute", "common_criteria", "all_but")
    for place, criterion_id in enumerate(crosswalk.common_without):
        yield from unknown(criterion_id, _ids(old.criteria), (*keys, place), f"criterion of {old.version}")
    here = set(_ids(new.criteria))
    for criterion_id in crosswalk.common_criteria(tuple(_ids(old.criteria))):
        change = crosswalk.change_from(criterion_id)
        if criterion_id not in here or (change is not None and change.kind in (SPLIT, MERGED)):
            message = f"{criterion_id} is not the same criterion in both editions. Leave it out of the common ones."
            yield Finding(keys, message)


def _questions_of(edition: Edition, criterion_ids: tuple[str, ...]) -> dict[str, Question]:
    return {one.id: one for item in edition.criteria if item.id in criterion_ids for one in item.questions}


def _ids(items: Iterable[_HasId]) -> list[str]:
    return [item.id for item in items]
