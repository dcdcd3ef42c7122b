"""What would have to give where no seating keeps every rule: told in words, and applied to the problem.

A relief is the least of one kind; whatever finds it, ``relaxed`` applies it, so that it can be tried.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from charter.domain.panels import CHAIR, LOAD, REVIEWERS, TRAINING, Reviewer, holds, quality_text
from charter.domain.seating import Candidate, Pair, Problem, Seat, Submission
from charter.domain.seating_rules import BOTH, HELD
from charter.domain.wording import count_text, list_text

PEOPLE, LEAVE = "people", "leave"
EVERYTHING = "everything"  # said of somebody new who brings every quality of the composition
_NAMED = 6  # how many are named before the rest is counted


@dataclass(frozen=True, slots=True)
class Concession:
    """One thing that gives. What a field means depends on the rule; blank where it means nothing."""

    rule: str  # LOAD, TRAINING, LEAVE, BOTH, HELD, PEOPLE, REVIEWERS, CHAIR or a quality of the composition
    count: int = 1
    person_id: str = ""
    submission_id: str = ""
    place: str = ""
    quality: str = ""  # of PEOPLE: what they bring; "" = nothing in particular


@dataclass(frozen=True, slots=True)
class Relief:
    """Concessions that together make a seating possible."""

    concessions: tuple[Concession, ...]
    text: str  # a phrase without a full stop, as after "possible with:"
    is_least: bool = True  # False: it suffices, and whether less would was not settled

    @property
    def amount(self) -> int:
        """Give how much gives: submissions, people, seats or members, as the rule counts."""
        return sum(concession.count for concession in self.concessions)


@dataclass(frozen=True, slots=True)
class Impossible:
    """That no seating keeps every rule, and what would help."""

    each: tuple[Relief, ...]  # any one of them suffices; the rules named are those that are in the way
    together: Relief | None = None  # where no single one does

    @property
    def text(self) -> str:
        """Give it all in sentences."""
        if self.each:
            choices = "; or ".join(relief.text for relief in self.each)
            return f"No seating keeps every rule. One would be possible with: {choices}."
        if self.together:
            return f"No seating keeps every rule, and no single rule is in the way. It takes: {self.together.text}."
        return "No seating keeps every rule."


def relief(problem: Problem, concessions: Sequence[Concession], *, is_least: bool = True) -> Relief:
    """Give concessions with their words, those of a rule together."""
    rules = list(dict.fromkeys(concession.rule for concession in concessions))
    names = _Names(
        {candidate.id: candidate.person.name for candidate in problem.candidates},
        {submission.id: submission.name for submission in problem.submissions},
        load_of_new_people(problem),
    )
    phrases = [_phrase(rule, [item for item in concessions if item.rule == rule], names) for rule in rules]
    return Relief(tuple(concessions), list_text(phrases), is_least)


def relaxed(problem: Problem, given: Relief) -> Problem:
    """Give the problem as it would be after the concessions."""
    for concession in given.concessions:
        problem = _APPLY.get(concession.rule, _fewer)(problem, concession)
    return problem


def load_of_new_people(problem: Problem) -> int:
    """Give the load that somebody new is taken to agree to: the middle of what others agreed, or everything."""
    limits = [item.person.load_limit for item in problem.candidates if item.person.load_limit]
    return median_low(limits) if limits else len(problem.submissions)


def newcomer(problem: Problem, person_id: str, place: str, quality: str) -> Candidate | None:
    """Give somebody invented who would bring a quality, or EVERYTHING; None where nobody new can bring it."""
    wanted = list(problem.rules.composition) if quality == EVERYTHING else [quality] if quality else []
    person = Reviewer(
        person_id,
        "Somebody new",
        trained_on=problem.on,
        standardised_on=problem.on,
        load_limit=load_of_new_people(problem),
    )
    for name in wanted:
        ways = (
            replace(person, expertise=person.expertise | {name}),
            replace(person, lived_experience=True),
            replace(person, profession=min(problem.professions, default="")),
        )
        able = [way for way in ways if holds(way, name, problem.professions)]
        if not able:
            return None
        person = able[-1]
    return Candidate(person, may_review=place != CHAIR, may_chair=place == CHAIR)


def _more_load(problem: Problem, concession: Concession) -> Problem:
    def more(person: Reviewer) -> Reviewer:
        limit = person.load_limit
        return person if limit is None else replace(person, load_limit=max(limit, person.load) + concession.count)

    return _changed(problem, concession.person_id, lambda item: replace(item, person=more(item.person)))


def _trained(problem: Problem, concession: Concession) -> Problem:
    def train(item: Candidate) -> Candidate:
        return replace(item, person=replace(item.person, trained_on=problem.on, standardised_on=problem.on))

    return _changed(problem, concession.person_id, train)


def _both_allowed(problem: Problem, concession: Concession) -> Problem:
    return _changed(problem, concession.person_id, lambda item: replace(item, may_do_both=True))


def _changed(problem: Problem, person_id: str, change: Callable[[Candidate], Candidate]) -> Problem:
    return replace(
        problem, candidates=tuple(change(item) if item.id == person_id else item for item in problem.candidates)
    )


def _allowed(problem: Problem, concession: Concession) -> Problem:
    pair: Pair = (concession.person_id, concession.submission_id)
    bars = tuple(
        bar for bar in problem.bars if not (bar.waits_for_chair and (bar.person_id, bar.submission_id) == pair)
    )
    return replace(problem, bars=bars)


def _given_up(problem: Problem, concession: Concession) -> Problem:
    seat = Seat(concession.submission_id, concession.place, concession.person_id)
    return replace(problem, held=problem.held - {seat})


def _more_people(problem: Problem, concession: Concession) -> Problem:
    ids = (f"new-{concession.place}-{concession.quality}-{number}" for number in range(concession.count))
    people = [newcomer(problem, person_id, concession.place, concession.quality) for person_id in ids]
    return replace(problem, candidates=(*problem.candidates, *(person for person in people if person)))


def _fewer(problem: Problem, concession: Concession) -> Problem:
    def fewer(submission: Submission) -> Submission:
        conceded = Counter(submission.conceded) + Counter({concession.rule: concession.count})
        return replace(submission, conceded=dict(conceded))

    return replace(
        problem,
        submissions=tuple(fewer(item) if item.id == concession.submission_id else item for item in problem.submissions),
    )


_APPLY: dict[str, Callable[[Problem, Concession], Problem]] = {
    LOAD: _more_load,
    TRAINING: _trained,
    BOTH: _both_allowed,
    LEAVE: _allowed,
    HELD: _given_up,
    PEOPLE: _more_people,
}


@dataclass(frozen=True, slots=True)
class _Names:
    people: dict[str, str]
    submissions: dict[str, str]
    load: int  # of somebody new

    def pair(self, item: Concession) -> str:
        return f"{self.people[item.person_id]} at {self.submissions[item.submission_id]}"


def _phrase(rule: str, items: Sequence[Concession], names: _Names) -> str:
    return _PHRASES.get(rule, _fewer_text)(items, names)


def _load_text(items: Sequence[Concession], names: _Names) -> str:
    who = _some([f"{names.people[item.person_id]} ({item.count} more)" for item in items])
    return f"{count_text(_total(items), 'submission')} more than was agreed: {who}"


def _training_text(items: Sequence[Concession], names: _Names) -> str:
    return f"training for {_some([names.people[item.person_id] for item in items])}"


def _both_text(items: Sequence[Concession], names: _Names) -> str:
    who = _some([names.people[item.person_id] for item in items])
    return f"leave for {who} to chair some panels and review on others"


def _leave_text(items: Sequence[Concession], names: _Names) -> str:
    what = count_text(len(items), "interest that waits for a decision", "interests that wait for a decision")
    return f"the chair’s leave for {what}: {_some([names.pair(item) for item in items])}"


def _held_text(items: Sequence[Concession], names: _Names) -> str:
    what = count_text(len(items), "seat")
    return f"{what} given up that somebody gave by hand: {_some([names.pair(item) for item in items])}"


def _people_text(items: Sequence[Concession], names: _Names) -> str:
    who = [f"{count_text(item.count, f'more {item.place}')}{_bringing(item.quality)}" for item in items]
    each = "each " if _total(items) > 1 else ""
    return f"{list_text(who)}, free of conflicts, {each}with up to {count_text(names.load, 'submission')}"


def _bringing(quality: str) -> str:
    if quality == EVERYTHING:
        return " with everything that the edition asks for among members"
    return f" with {quality_text(quality)}" if quality else ""


def _fewer_text(items: Sequence[Concession], names: _Names) -> str:
    rule = items[0].rule
    fewer = "fewer reviewers" if rule == REVIEWERS else f"fewer members with {quality_text(rule)}"
    what = "without a chair" if rule == CHAIR else f"with {fewer} than the edition asks for"
    where = [
        names.submissions[item.submission_id] + (f" ({item.count} fewer)" if item.count > 1 else "") for item in items
    ]
    return f"{count_text(len(items), 'panel')} {what}: {_some(where)}"


_PHRASES: dict[str, Callable[[Sequence[Concession], _Names], str]] = {
    LOAD: _load_text,
    TRAINING: _training_text,
    BOTH: _both_text,
    LEAVE: _leave_text,
    HELD: _held_text,
    PEOPLE: _people_text,
}


def _total(items: Sequence[Concession]) -> int:
    return sum(item.count for item in items)


def _some(words: Sequence[str]) -> str:
    """Give the words as a list; of many, the first few and how many more there are."""
    if len(words) <= _NAMED:
        return list_text(words)
    return f"{', '.join(words[:_NAMED])} and {len(words) - _NAMED} more"
