"""Which of the differences between two editions a crosswalk explains, and by which change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from charter.domain.crosswalk import MERGED, REWORDED, SPLIT, Change, Crosswalk
from charter.domain.edition import Criterion, Edition, Question
from charter.domain.edition_differences import EDITION, SURVEY_ITEM, Difference, edition_differences

FOLLOWS = "follows"  # of a difference that only adds up what others say: a theme's weight, the budget of words
_WORDING = (REWORDED, SPLIT, MERGED)  # changes that may touch every word of their criteria
_STATED = ("weight", "minimums", "minimums_from", "floors_from", "questions", "metrics")  # said apart from the wording


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference with the id of the change that explains it; None where none does."""

    difference: Difference
    change_id: str | None


def explain(crosswalk: Crosswalk | None, old: Edition, new: Edition) -> tuple[Explained, ...]:
    """Give every difference of two editions with what explains it. Without a crosswalk nothing is explained."""
    found = edition_differences(old, new)
    if crosswalk is None:
        return tuple(Explained(item, None) for item in found)
    explaining = _Explaining(crosswalk, old, new)
    return tuple(Explained(item, explaining.by(item)) for item in found)


class _Explaining:
    """Finds the change that explains a difference."""

    def __init__(self, crosswalk: Crosswalk, old: Edition, new: Edition) -> None:
        self._crosswalk = crosswalk
        self._old, self._new = old, new
        self._others = {(item.part, item.id): f"others: {item.part} {item.id}" for item in crosswalk.others}
        self._asking = {edition.reference: _asking(edition) for edition in (old, new)}
        self._parts: dict[str, Callable[[Difference], str | None]] = {
            "criterion": self._criterion,
            "table": self._table,
            "code_list": self._codes,
            "grouping": self._codes,
            "metric": self._metric,
            "input": self._input,
            SURVEY_ITEM: self._survey_item,
        }

    def by(self, difference: Difference) -> str | None:
        """Give the id of the change; ``follows`` where the difference only adds up others; None where nothing does."""
        if difference.part == "theme" and difference.path == ("weight",):
            return FOLLOWS
        if difference.part == EDITION and difference.id == "total_word_budget":
            return FOLLOWS
        named = self._others.get((difference.part, difference.id))
        if named is not None:
            return named
        find = self._parts.get(difference.part)
        return find(difference) if find else None

    def _criterion(self, difference: Difference) -> str | None:
        before, after = self._crosswalk.change_from(difference.id), self._crosswalk.change_to(difference.id)
        if not difference.path:
            return _id(after if difference.kind == "added" else before)
        if self._is_survival(difference):
            return next(change.id for change in self._crosswalk.changes if change.survives)
        change = after or before
        return _id(change) if change and _covers(change, difference) else None

    def _is_survival(self, difference: Difference) -> bool:
        return any(
            change.survives is not None
            and change.survives.new_home == difference.id
            and difference.path[:2] == ("metrics", change.survives.metric_id)
            for change in self._crosswalk.changes
        )

    def _table(self, difference: Difference) -> str | None:
        if difference.path:
            return self._of_criteria(difference.id) if difference.id in self._changed_tables() else None
        return self._whole(difference)

    def _changed_tables(self) -> Mapping[str, object]:
        return self._crosswalk.fates.changed_tables

    def _of_criteria(self, asked_id: str) -> str:
        """The change of a criterion that asks for a thing; the fates where none of them changes."""
        asking = self._asking[self._new.reference].get(asked_id, ())
        changes = [self._crosswalk.change_to(criterion.id) for criterion, _ in asking]
        return next((change.id for change in changes if change), "fates")

    def _whole(self, difference: Difference) -> str | None:
        """A thing that was added or removed goes with the questions that ask for it, where all of these do."""
        edition = self._new if difference.kind == "added" else self._old
        found = [self._question(*item) for item in self._asking[edition.reference].get(difference.id, ())]
        return found[0] if found and all(found) else None

    def _question(self, criterion: Criterion, question: Question | None) -> str | None:
        """The change by which a criterion is new or retired, or by which its question is."""
        for change in self._crosswalk.changes:
            is_whole = not change.old_ids if criterion.id in change.new_ids else not change.new_ids
            if criterion.id in (*change.new_ids, *change.old_ids) and is_whole:
                return change.id
            if question is not None and question.id in _questions_of(change):
                return change.id
        return None

    def _codes(self, difference: Difference) -> str | None:
        """A list that came or went with tables that did."""
        if difference.path:
            return None
        edition = self._new if difference.kind == "added" else self._old
        users = [table for table in edition.tables if difference.id in (table.row_list, *table.column_lists)]
        found = [self._whole(Difference("table", table.id, (), difference.old, difference.new)) for table in users]
        is_new = [all(one.id != table.id for one in self._other(edition).tables) for table in users]
        return found[0] if found and all(found) and all(is_new) else None

    def _other(self, edition: Edition) -> Edition:
        return self._old if edition is self._new else self._new

    def _metric(self, difference: Difference) -> str | None:
        for change in self._crosswalk.changes:
            if difference.id in change.metrics.redefined:
                return change.id
            if not difference.path and difference.id in change.metrics.indicative:
                return change.id
            survives = change.survives
            if survives and survives.metric_id == difference.id and difference.path == ("role",):
                return change.id
        return None if difference.path else self._whole(difference)

    def _input(self, difference: Difference) -> str | None:
        return None if difference.path else self._whole(difference)

    def _survey_item(self, difference: Difference) -> str | None:
        """Which criteria an item feeds may change with a criterion that is retired, and where its item survives."""
        for change in self._crosswalk.changes:
            survives = change.survives
            if survives and survives.survey_item == difference.id and difference.path == ("feeds",):
                return change.id
        return None


def _covers(change: Change, difference: Difference) -> bool:
    """Whether a change of a criterion says that this field differs."""
    field, rest = difference.path[0], difference.path[1:]
    if field == "weight":
        part = change.part(difference.id)
        return change.weight is not None or (part is not None and part.weight is not None)
    if field == "minimums":
        return bool(rest) and rest[0] in change.minimums
    if field == "metrics":
        return bool(rest) and rest[0] in (*change.metrics.indicative, *change.metrics.redefined)
    if field == "questions" and len(rest) == 1 and difference.kind != "changed":
        return rest[0] in _questions_of(change)
    return change.kind in _WORDING and (field == "questions" or field not in _STATED)


def _questions_of(change: Change) -> frozenset[str]:
    """The questions that a change says to be new, retired, or asked elsewhere."""
    parts = change.parts
    moved = [old for part in parts for old in part.questions_from if part.criterion_id not in change.old_ids]
    renamed = [name for part in parts for pair in part.becomes.items() for name in pair]
    new = [question for part in parts for question in part.new_questions]
    return frozenset([*change.new_questions, *change.retired_questions, *moved, *renamed, *new])


def _id(change: Change | None) -> str | None:
    return change.id if change is not None else None


def _asking(edition: Edition) -> dict[str, tuple[tuple[Criterion, Question | None], ...]]:
    """Table, metric or input -> the criteria and questions that ask for it or are read with it."""
    found: dict[str, list[tuple[Criterion, Question | None]]] = {}
    for criterion in edition.criteria:
        for question in criterion.questions:
            for named in (question.table_id, question.metric_id, question.input_id):
                if named is not None:
                    found.setdefault(named, []).append((criterion, question))
        for use in criterion.metrics:
            found.setdefault(use.metric_id, []).append((criterion, None))
    return {key: tuple(_without_use(items)) for key, items in found.items()}


def _without_use(
    items: Iterable[tuple[Criterion, Question | None]],
) -> list[tuple[Criterion, Question | None]]:
    """A figure that a criterion asks for in a question counts by that question alone."""
    listed = list(items)
    asked = {criterion.id for criterion, question in listed if question is not None}
    return [item for item in listed if item[1] is not None or item[0].id not in asked]
