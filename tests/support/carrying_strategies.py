"""Small editions that follow one another, drawn at random, with crosswalks that fit and things to carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from hypothesis import strategies as st

from charter.domain.carrying import ItemFate
from charter.domain.coherence_crosswalk import crosswalk_findings, unexplained
from charter.domain.crosswalk import CarryForward, Change, Crosswalk, Fates, Part
from charter.domain.edition import Criterion, Edition, Measure, Question, TableDefinition, TypedInput
from charter.domain.holdings import Holdings
from tests.support.scored_editions import criterion, edition, tier

KINDS = ("yes_no", "narrative", "upload")
COPYING = CarryForward("copy_as_draft", "copy", "copy_as_draft", "reference_only", "", 24)
BLANKING = CarryForward("copy_as_draft", "copy", "blank", "reference_only")
STARTING = CarryForward("blank", "copy", "blank", "reference_only")
ROUTING = CarryForward("route_by_question", "copy", "blank", "reference_only")
SHARING = CarryForward("route_by_question", "copy_to_both_for_confirmation", "blank", "reference_only_on_both")
RETIRING = CarryForward("archive_readable", "archive", "archive", "archive")
RECORDS = TableDefinition(
    "T2", "Events", "records", "events", (), None, (), (), (Measure("late", "Late"), Measure("early", "Early"))
)
DAY = dt.date(2028, 1, 1)


def counts(*measures: str) -> TableDefinition:
    rows = ("a", "b")
    measured = tuple(Measure(name, name) for name in measures)
    return TableDefinition(
        "T1", "People", "counts", "people", rows, None, (), (), measured, not_applicable_when="nobody is there"
    )


def asked(criterion_id: str, *kinds: str) -> Criterion:
    """Give a criterion that asks questions of these kinds, q1 first, and for a level."""
    questions = [_question(f"{criterion_id}.q{place}", kind) for place, kind in enumerate(kinds, 1)]
    return replace(criterion(criterion_id, top=4), questions=(*questions, _question(f"{criterion_id}.level", "rubric")))


def _question(question_id: str, kind: str) -> Question:
    limits = {"narrative": {"word_limit": 100}, "upload": {"max_files": 20}}.get(kind, {})
    return Question(question_id, kind, f"Tell {question_id}", is_required=True, **limits)


@dataclass
class Draft:
    """An edition and a crosswalk while they are made."""

    version: str

    criteria: list[Criterion] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def change(self, kind: str, old: Sequence[str], new: Sequence[str], carry: CarryForward, **more) -> None:
        name = f"C{len(self.changes) + 1}"
        self.changes.append(Change(name, kind, tuple(old), tuple(new), "Because.", carry, {"": "none"}, **more))


@st.composite
def first_editions(draw, version: str = "1"):
    """Draw an edition of one to four criteria, a table of counts, one of records and two typed inputs."""
    kinds = st.lists(st.sampled_from(KINDS), min_size=1, max_size=3)
    criteria = [asked(f"X{place}", *draw(kinds)) for place in range(draw(st.integers(1, 4)))]
    return whole(version, criteria, [counts("there", "gone"), RECORDS], ("since", "number"))


def whole(version: str, criteria: Sequence[Criterion], tables: Sequence[TableDefinition], inputs: Sequence[str]):
    typed = tuple(
        TypedInput(name, "date" if name == "since" else "integer", name, 0, criteria[0].id, "") for name in inputs
    )
    made = edition(criteria, [tier("low", 10), tier("high", 80)])
    return replace(made, version=version, tables=tuple(tables), typed_inputs=typed)


@st.composite
def following(draw, old: Edition, version: str):
    """Draw the edition after another, and the crosswalk between them."""
    draft, waiting = Draft(version), list(old.criteria)
    while waiting:
        now = waiting.pop(0)
        how = draw(st.sampled_from(["stays", "stays", "reworded", "split", "retired", "reweighted", "merged"]))
        if how == "merged" and waiting:
            _merge(draw, draft, now, waiting.pop(0))
        else:
            _WAYS[how](draw, draft, now)
    free = [one.id for one in old.criteria if all(one.id != item.id for item in draft.criteria)]
    if draw(st.booleans()) or not draft.criteria:
        added = asked(draw(st.sampled_from([*free, f"N{version}"])), draw(st.sampled_from(KINDS)))
        draft.criteria.append(added)
        draft.change("new", [], [added.id], CarryForward("none"))
    measures = draw(st.sampled_from([("there", "gone"), ("there",), ("gone", "there", "away")]))
    new = whole(version, draft.criteria, [counts(*measures), RECORDS], draw(st.sampled_from([("since", "number"), ()])))
    return new, _crosswalk(old, new, draft)


def _crosswalk(old: Edition, new: Edition, draft: Draft) -> Crosswalk:
    kept = {measure.id for measure in new.table("T1").measures}
    before = [measure.id for measure in old.table("T1").measures]
    said = {name: "as tables" if name in kept else "archive_and_blank" for name in before}
    same = {one.id for one in new.criteria}
    without = [
        one for change in draft.changes for one in change.old_ids if change.kind in ("split", "merged", "retired")
    ]
    return Crosswalk(
        old=old.reference,
        new=new.reference,
        overlap_months=12,
        rule="",
        changes=tuple(draft.changes),
        unchanged=COPYING,
        unchanged_comparable="full",
        fates=Fates(changed_tables={} if kept == set(before) else {"T1": said}),
        common_without=tuple(dict.fromkeys([*without, *(one.id for one in old.criteria if one.id not in same)])),
    )


def _stays(draw, draft: Draft, now: Criterion) -> None:
    draft.criteria.append(now)


def _reweighted(draw, draft: Draft, now: Criterion) -> None:
    draft.criteria.append(replace(now, weight=now.weight + 1))
    draft.change("reweighted", [now.id], [now.id], COPYING, weight=(now.weight, now.weight + 1))


def _reworded(draw, draft: Draft, now: Criterion) -> None:
    """A question may go, and another may come under its very id."""
    last = now.questions[-2] if len(now.questions) > 1 else None
    gone = [last.id] if last and draw(st.booleans()) else []
    come = [last.id] if gone and draw(st.booleans()) else []
    kept = [item for item in now.questions if item.id not in gone]
    kept[-1:-1] = [_question(item, draw(st.sampled_from(KINDS))) for item in come]
    draft.criteria.append(replace(now, requirement="Other words.", questions=tuple(kept)))
    carry = draw(st.sampled_from([COPYING, BLANKING, STARTING]))
    draft.change("reworded", [now.id], [now.id], carry, retired_questions=tuple(gone), new_questions=tuple(come))


def _retired(draw, draft: Draft, now: Criterion) -> None:
    draft.change("retired", [now.id], [], RETIRING, weight_released=now.weight)


def _split(draw, draft: Draft, now: Criterion) -> None:
    other = f"{now.id}s{draft.version}"
    asks = [item for item in now.questions if item.kind != "rubric"]
    going = [item for item in asks if draw(st.booleans())]
    staying = [item for item in asks if item not in going]
    becomes = {item.id: f"{other}.q{place}" for place, item in enumerate(going, 1)}
    one = replace(now, questions=(*staying, now.questions[-1]), weight=now.weight / 2)
    two = replace(asked(other, *(item.kind for item in going)), weight=now.weight / 2)
    draft.criteria += [one, two]
    parts = (
        Part(now.id, one.weight, tuple(item.id for item in staying)),
        Part(other, two.weight, tuple(item.id for item in going), becomes),
    )
    draft.change("split", [now.id], [now.id, other], draw(st.sampled_from([SHARING, ROUTING])), parts=parts)


def _merge(draw, draft: Draft, now: Criterion, next_one: Criterion) -> None:
    asks = [item for item in next_one.questions if item.kind != "rubric"]
    becomes = {item.id: f"{now.id}.{item.id}" for item in asks}
    came = [_question(becomes[item.id], item.kind) for item in asks]
    weight = now.weight + next_one.weight
    draft.criteria.append(replace(now, questions=(*now.questions[:-1], *came, now.questions[-1]), weight=weight))
    routed = (*(item.id for item in now.questions if item.kind != "rubric"), *becomes)
    carry = draw(st.sampled_from([ROUTING, replace(ROUTING, self_level="copy_as_draft")]))
    draft.change("merged", [now.id, next_one.id], [now.id], carry, parts=(Part(now.id, weight, routed, becomes),))


_WAYS = {"stays": _stays, "merged": _stays, "reworded": _reworded, "split": _split, "retired": _retired}
_WAYS["reweighted"] = _reweighted


# ---- what an assessment holds --------------------------------------------------------------------------------------


@st.composite
def holdings_of(draw, answered: Edition):
    """Draw what an assessment holds: every text is another, so that each can be found again."""
    texts = (f"text {number}" for number in count(1))
    fields: dict[str, object] = {"/institution/name": next(texts)}
    comments, assignments, offers = {}, {}, {}
    for item in answered.criteria:
        some = draw(st.sets(st.integers(0, 8)))
        if 0 in some:
            fields[f"/criteria/{item.id}/level"] = draw(st.integers(0, 4))
        if 1 in some:
            fields[f"/criteria/{item.id}/not_applicable"] = True
        for place, one in enumerate(item.questions, 2):
            part = {"upload": "files"}.get(one.kind, "answers")
            if place in some and one.kind != "rubric":
                value = [next(texts), next(texts)] if part == "files" else next(texts)
                fields[f"/criteria/{item.id}/{part}/{one.id}"] = value
            if place in some:
                comments[next(texts)] = (item.id, one.id)
        if 6 in some:
            assignments[item.id] = {"owner_id": next(texts), "due_on": next(texts)}
        if 7 in some:
            offers[item.id] = (next(texts),)
        if 8 in some:
            comments[next(texts)] = (item.id, "")
    fields |= draw(_counted(answered))
    fields["/actions/a1"] = {"criterion": answered.criteria[0].id, "what": next(texts)}
    named = [name for field, value in fields.items() if "/files/" in field for name in value]
    days = {name: draw(st.sampled_from([DAY, dt.date(2020, 1, 1)])) for name in named}
    return Holdings(answered.reference, fields, days, comments, assignments, offers)


def _counted(answered: Edition) -> st.SearchStrategy[dict[str, object]]:
    table = answered.table("T1")
    cells = {measure.id: st.integers(0, 99) for measure in table.measures}
    leaf = st.fixed_dictionaries({}, optional=cells).filter(bool)
    rows = st.dictionaries(st.sampled_from(table.rows), leaf, min_size=1)
    flags = {measure.id: st.booleans() for measure in RECORDS.measures}
    records = st.lists(st.fixed_dictionaries({"name": st.sampled_from(["one", "two"])}, optional=flags), max_size=2)
    inputs = {
        f"/inputs/{item.id}": st.just("2026-05-03" if item.kind == "date" else 7) for item in answered.typed_inputs
    }
    return st.fixed_dictionaries(
        {},
        optional={
            "/tables/T1/year_0": rows,
            "/tables/T1/year_minus_1": rows,
            "/tables/T2/year_0": records,
            "/tables_not_applicable": st.just(["T1"]),
            "/held_awards": st.just([{"tier": "low", "awarded_on": "2026-01-01"}]),
            "/applied_for": st.just("low"),
            **inputs,
        },
    )


def misfits(crosswalk: Crosswalk, old: Edition, new: Edition) -> list[str]:
    """Give what the check finds in a crosswalk, but for differences that nobody names: small editions have many."""
    found = [
        item for item in crosswalk_findings(crosswalk, old, new) if item not in [*unexplained(crosswalk, old, new)]
    ]
    return [item.message for item in found]


def texts_of(value: object) -> set[str]:
    """Give every text that was drawn into a document."""
    if isinstance(value, dict):
        return texts_of([*value, *value.values()])
    if isinstance(value, list):
        return set().union(*(texts_of(one) for one in value))
    return {value} if isinstance(value, str) and value.startswith("text ") else set()


def cells_of(value: object, path: tuple[str, ...] = ()) -> set[object]:
    """Give every count and flag of a saved table, with its row or record and what it counts."""
    if isinstance(value, dict):
        return set().union(*(cells_of(one, (*path, str(key))) for key, one in value.items()))
    if isinstance(value, list):
        return set().union(*(cells_of(one, path) for one in value))
    return {(path, value)}


def all_cells(held: Holdings) -> set[object]:
    """Give the cells of all tables that are held, in place or archived."""
    fields = [(field, value) for field, value in held.fields.items() if field.startswith("/tables/")]
    archived = [(one.place, one.value) for one in held.archive if one.kind == "table"]
    return set().union(*(cells_of(value, (place,)) for place, value in (*fields, *archived)))


def where_it_is(fate: ItemFate, before: Holdings, after: Holdings) -> list[object]:
    """Give the values that can be found where a fate says that a field of before is now: in place, or archived."""
    archived = [one.value for one in after.archive if one.edition_reference == before.edition_reference]
    return [*(after.fields.get(target) for target in fate.targets), *archived]


@st.composite
def moves(draw):
    """Draw two editions, the crosswalk between them, and what an assessment of the first holds."""
    old = draw(first_editions())
    new, crosswalk = draw(following(old, "2"))
    return old, new, crosswalk, draw(holdings_of(old))


@st.composite
def two_moves(draw):
    """Draw three editions that follow one another, both crosswalks, and what an assessment of the first holds."""
    old, new, crosswalk, held = draw(moves())
    newest, second = draw(following(new, "3"))
    return (old, new, newest), (crosswalk, second), held
