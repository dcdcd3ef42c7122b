"""Where everything goes that stands under a criterion: answers, levels, files, comments, who looks after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from charter.domain.carrying_between import Between
from charter.domain.carrying_routes import (
    BOTH_PARTS,
    CARRIED,
    COMMENTS,
    CRITERIA,
    DUE_DATES,
    FILES,
    OFFERED,
    OFFERS,
    OWNERS,
    ROUTED_THERE,
    Landing,
    Route,
)
from charter.domain.crosswalk import BLANK, COPY, COPY_AS_DRAFT, COPY_TO_BOTH, REWEIGHTED, ROUTE
from charter.domain.edition import Criterion, Question
from charter.domain.fates import CriterionFate, question_targets
from charter.domain.questions import MOST_FILES

COPIES = (COPY_AS_DRAFT, COPY, ROUTE)


def criterion_routes(between: Between, criterion: Criterion, fate: CriterionFate) -> Iterator[tuple[str, Route]]:
    """Give the route of everything that may stand under a criterion of the old edition."""
    start = f"/criteria/{criterion.id}"
    for name in ("level", "not_applicable", "not_applicable_reason"):
        yield f"{start}/{name}", _level(between, f"{start}/{name}", fate)
    for question in criterion.questions:
        yield from _question_routes(between, start, question, fate)
    place = f"{COMMENTS}{criterion.id}"
    yield place, _comment(between, place, fate, [f"{COMMENTS}{target}" for target in _known(between, fate)])
    yield from _people(between, criterion, fate)
    place = f"{OFFERS}{criterion.id}"
    yield place, _offer(between, place, fate)


def _question_routes(
    between: Between, start: str, question: Question, fate: CriterionFate
) -> Iterator[tuple[str, Route]]:
    found = question_targets(between.new, fate, question)
    if question.kind in ("yes_no", "narrative"):
        place = f"{start}/answers/{question.id}"
        yield place, _answer(between, place, fate, [f"/criteria/{one}/answers/{other}" for one, other in found])
    if question.kind == "upload":
        place = f"{start}/files/{question.id}"
        yield place, _files(between, place, fate, found)
    place = f"{COMMENTS}{fate.criterion_id}/{question.id}"
    yield place, _comment(between, place, fate, [f"{COMMENTS}{one}/{other}" for one, other in found])


def _known(between: Between, fate: CriterionFate) -> tuple[str, ...]:
    known = {item.id for item in between.new.criteria}
    return tuple(target for target in fate.targets if target in known)


def _level(between: Between, place: str, fate: CriterionFate) -> Route:
    name = place.rpartition("/")[2]
    change_id = fate.change.id if fate.change else None
    criteria = [item for item in between.new.criteria if item.id in fate.targets]
    if name != "level":
        criteria = [item for item in criteria if item.may_be_not_applicable]
    targets = [(item, f"/criteria/{item.id}/{name}") for item in criteria]
    if fate.carry.self_level == BLANK:
        return between.archived(place, change_id, tuple(target for _, target in targets))
    if fate.carry.self_level not in COPIES or not targets:
        return between.archived(place, change_id)
    landings = tuple(
        replace(
            between.landing(place, target, _reason(fate, place, target), change_id),
            least=0 if name == "level" else None,
            most=item.top_level if name == "level" else None,
        )
        for item, target in targets
    )
    return Route(landings, change_id=change_id)


def _answer(between: Between, place: str, fate: CriterionFate, targets: list[str]) -> Route:
    change_id = fate.change.id if fate.change else None
    if fate.carry.answers == BLANK:
        return between.archived(place, change_id, tuple(targets))
    if fate.carry.answers not in COPIES or not targets:
        return between.archived(place, change_id)
    landings = (between.landing(place, target, _reason(fate, place, target), change_id) for target in targets)
    return Route(tuple(landings), change_id=change_id)


def _reason(fate: CriterionFate, place: str, target: str) -> str:
    """Within a year, what a criterion asks as before is simply there; what was reworded waits to be confirmed."""
    if fate.change is None or fate.change.kind == REWEIGHTED:
        return ""
    return CARRIED if place == target else ROUTED_THERE


def _files(between: Between, place: str, fate: CriterionFate, found: tuple[tuple[str, str], ...]) -> Route:
    """To the questions that ask for it now; a criterion that asks for none is offered it."""
    change_id = fate.change.id if fate.change else None
    is_shared = fate.carry.evidence == COPY_TO_BOTH
    if not is_shared and fate.carry.evidence not in COPIES:
        return between.archived(place, change_id)
    landings = [
        landing
        for target in _known(between, fate)
        for landing in _files_into(between, place, fate, target, [other for one, other in found if one == target])
        if is_shared or not found or landing.target.startswith(CRITERIA)
    ]
    if not landings:
        return between.archived(place, change_id)
    return Route(tuple(landings), change_id=change_id, months=_months(between, fate))


def _files_into(between: Between, place: str, fate: CriterionFate, target: str, asked: list[str]) -> Iterator[Landing]:
    """Into a criterion: to what asks for it; of a split, to the first question that takes files; else as an offer."""
    is_shared = fate.carry.evidence == COPY_TO_BOTH
    change_id = fate.change.id if fate.change else None
    uploads = {item.id: item for item in between.new.criterion(target).questions if item.kind == "upload"}
    for question_id in asked or (list(uploads)[:1] if is_shared else []):
        field = f"{CRITERIA}{target}{FILES}{question_id}"
        reason = BOTH_PARTS if is_shared else _reason(fate, place, field)
        most = uploads[question_id].max_files or MOST_FILES
        yield replace(between.landing(place, field, reason, change_id), most=most)
    if not asked and not (is_shared and uploads):
        yield between.landing(place, f"{OFFERS}{target}", OFFERED, change_id)


def _offer(between: Between, place: str, fate: CriterionFate) -> Route:
    change_id = fate.change.id if fate.change else None
    targets = _known(between, fate) if fate.carry.evidence in (*COPIES, COPY_TO_BOTH) else ()
    if not targets:
        return between.archived(place, change_id)
    said = OFFERED if fate.change is not None else ""  # what was offered before is marked already
    landings = tuple(between.landing(place, f"{OFFERS}{target}", said, change_id) for target in targets)
    return Route(landings, change_id=change_id, months=_months(between, fate))


def _months(between: Between, fate: CriterionFate) -> int | None:
    """How old a file may be: as its own change says, else as all others do."""
    own = fate.carry.confirm_evidence_after_months
    return between.crosswalk.unchanged.confirm_evidence_after_months if own is None else own


def _comment(between: Between, place: str, fate: CriterionFate, targets: list[str]) -> Route:
    """A comment is one: of several places it goes to the first."""
    change_id = fate.change.id if fate.change else None
    if between.is_new_year:
        return Route(is_reference=True)
    if not targets:
        return between.archived(place, change_id)
    return Route((between.landing(place, targets[0], "", change_id),), change_id=change_id)


def _people(between: Between, criterion: Criterion, fate: CriterionFate) -> Iterator[tuple[str, Route]]:
    change_id = fate.change.id if fate.change else None
    reason = BOTH_PARTS if len(fate.targets) > 1 else ""
    for head in (OWNERS, DUE_DATES):
        place = f"{head}{criterion.id}"
        landings = tuple(between.landing(place, f"{head}{item}", reason, change_id) for item in _known(between, fate))
        if head == DUE_DATES and between.is_new_year:
            yield place, Route(is_reference=True)
        elif landings:
            yield place, Route(landings, change_id=change_id)
        else:
            yield place, between.archived(place, change_id)
