"""Conflicts of interest between a reviewer and a submission: what was declared, and what the facts say by themselves.

A hard interest denies everything of the submission, whether or not it was declared. A soft one goes to the panel's
chair and denies everything until the chair has allowed it. An edition may make a kind hard or soft; otherwise it is as
in KINDS.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from charter.domain.edition import Edition
from charter.domain.errors import InvalidInterest
from charter.domain.metric_figures import months_after
from charter.domain.wording import count_text, date_text, list_text

HARD, SOFT = "hard", "soft"
EMPLOYER_NOW, EMPLOYER_BEFORE, EMPLOYER_TO_COME = "employer_now", "employer_before", "employer_to_come"
RECIPROCAL_REVIEW = "reciprocal_review"
# What a conflict shuts somebody out of, on every page, in every count and every export.
EVERYTHING = frozenset({"submission", "scores", "discussion", "exports", "reviewing", "deciding"})
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class InterestKind:
    """A kind of interest that somebody can have in a submission."""

    id: str
    weight: str  # HARD or SOFT, unless the edition says otherwise
    statement: str  # as the reviewer declares it
    reason: str  # why it matters, about the reviewer, as on record


# Source: docs/decisions/0037, after the practice of research funders and of comparable charters.
KINDS: tuple[InterestKind, ...] = (
    InterestKind(EMPLOYER_NOW, HARD, "I work for the institution", "works for the institution"),
    InterestKind(
        EMPLOYER_BEFORE,
        HARD,
        "I worked for the institution in the last {years}",
        "worked for the institution within the years that count",
    ),
    InterestKind("helped_prepare", HARD, "I helped to prepare the submission", "helped to prepare the submission"),
    InterestKind("paid", HARD, "The institution pays or paid me for something", "is or was paid by the institution"),
    InterestKind(
        "family_or_friend",
        HARD,
        "Somebody in my family, or a close friend, works on the submission or answers for it",
        "has family or a close friend behind the submission",
    ),
    InterestKind(
        "mentoring", HARD, "I mentor somebody of the team, or am mentored by them", "is mentor or mentee of the team"
    ),
    InterestKind(
        RECIPROCAL_REVIEW,
        HARD,
        "Somebody from the institution reviews my employer’s submission in this round",
        "would review an institution that reviews the reviewer’s own",
    ),
    InterestKind(
        EMPLOYER_TO_COME, SOFT, "I am going to work for the institution", "is going to work for the institution"
    ),
    InterestKind("same_area", SOFT, "I work in the same integrated care system", "works in the same care system"),
    InterestKind(
        "same_committee", SOFT, "I sit on a committee with somebody of the team", "sits on a committee with the team"
    ),
    InterestKind("acquaintance", SOFT, "I know somebody of the team", "knows somebody of the team"),
    InterestKind("other", SOFT, "Something else that others may see as an interest", "named another interest"),
)
_KINDS = {kind.id: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class InterestRules:
    """What an edition says of conflicts: how many years back an employer counts, and kinds that it weighs itself."""

    look_back_years: int
    weights: Mapping[str, str] = field(default_factory=dict)  # kind -> HARD or SOFT

    def weight(self, kind_id: str) -> str:
        """Give whether a kind is hard or soft here. Raises InvalidInterest where there is no such kind."""
        return self.weights.get(kind_id, _kind(kind_id).weight)


@dataclass(frozen=True, slots=True)
class Declared:
    """An interest that a reviewer declared in one submission."""

    kind: str  # id of an InterestKind
    note: str = ""  # in the reviewer's words
    chair_allows: bool | None = None  # of a soft one: what the chair decided; None = not yet


@dataclass(frozen=True, slots=True)
class Employment:
    """Where somebody works or worked. The days are the first and the last; None = not known, or still."""

    organisation_id: str
    name: str
    from_on: dt.date | None = None
    until_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """That somebody else reviews a submission in the same round, with whom they work for now."""

    organisation_id: str  # whose submission is reviewed
    employer_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known without anybody declaring it."""

    organisation_id: str  # whose submission it is
    employments: tuple[Employment, ...] = ()  # the reviewer's
    pairings: tuple[Pairing, ...] = ()  # of other reviewers in the round
    became_part_of: Mapping[str, str] = field(default_factory=dict)  # organisation -> the one that it became part of


@dataclass(frozen=True, slots=True)
class Interest:
    """One interest, why it is one, and what became of it."""

    kind: str
    weight: str  # HARD or SOFT
    is_declared: bool  # False: it follows from the facts
    reason: str  # a sentence about the reviewer
    chair_allows: bool | None = None

    @property
    def shuts_out(self) -> bool:
        """Whether it denies the submission now: hard always, soft until the chair allows it."""
        return self.weight == HARD or self.chair_allows is not True


@dataclass(frozen=True, slots=True)
class Conflict:
    """Every interest of one reviewer in one submission, hard ones first; with none there is no conflict."""

    interests: tuple[Interest, ...]

    @property
    def is_hard(self) -> bool:
        """Whether any interest is hard: nobody can allow it."""
        return any(interest.weight == HARD for interest in self.interests)

    @property
    def waits_for_chair(self) -> bool:
        """Whether the chair's decision on a soft interest is still to come, and would matter."""
        undecided = any(interest.weight == SOFT and interest.chair_allows is None for interest in self.interests)
        return undecided and not self.is_hard

    @property
    def denies(self) -> frozenset[str]:
        """Give what the reviewer is shut out of now: EVERYTHING or NOTHING."""
        return EVERYTHING if any(interest.shuts_out for interest in self.interests) else NOTHING

    @property
    def reasons(self) -> tuple[str, ...]:
        """Give each reason as a sentence, hard ones first."""
        return tuple(interest.reason for interest in self.interests)


def interest_rules(edition: Edition, look_back_years: int | None = None) -> InterestRules:
    """Give an edition's rules of conflicts.

    Parameters
    ----------
    look_back_years: what counts where the edition says nothing.

    Raises
    ------
    InvalidInterest: neither the edition nor the caller says how many years an employer counts.

    """
    stated: Mapping[str, Any] = (edition.facts.get("panel") or {}).get("conflict_of_interest") or {}
    years = stated.get("look_back_years", look_back_years)
    if not isinstance(years, int) or years < 0:
        raise InvalidInterest(f"Edition {edition.reference} does not say for how many years an employer counts.")
    weights = {kind: str(weight) for kind, weight in stated.items() if kind in _KINDS and weight in (HARD, SOFT)}
    return InterestRules(years, weights)


def interest_choices(rules: InterestRules) -> tuple[InterestKind, ...]:
    """Give every kind as a form offers it: with the edition's own years in its words and its own weight."""
    years = count_text(rules.look_back_years, "year")
    return tuple(
        replace(kind, weight=rules.weight(kind.id), statement=kind.statement.format(years=years)) for kind in KINDS
    )


def conflict_of(declared: Sequence[Declared], facts: Facts, on: dt.date, rules: InterestRules) -> Conflict:
    """Give the conflict that a reviewer has in a submission on a day.

    Employers follow from the facts: now; until a day not longer ago than the edition says, that day itself included; or
    to come. A post whose last day is not known counts as held; one whose first day is not known, as begun.
    Organisations that became part of one another, over any number of steps and whenever, count as one. A review is
    reciprocal where somebody who works for this institution reviews, in the same round, an employer of the reviewer of
    now. A kind that was declared twice, or declared and shown by the facts, is one interest with all the notes.

    Parameters
    ----------
    declared: what the reviewer declared in this submission, in any order.
    on: the day, in England, for which it is asked: at assignment, at opening, and again at the meeting.

    Returns
    -------
    Hard interests before soft ones; within them those that the facts show first.

    Raises
    ------
    InvalidInterest: a declaration names no kind of KINDS.

    """
    shown = dict(_shown_by_facts(facts, on, rules))
    reasons = shown | {
        item.kind: f"The reviewer {_kind(item.kind).reason}." for item in declared if item.kind not in shown
    }
    found = [_interest(kind, reason, declared, kind not in shown, rules) for kind, reason in reasons.items()]
    return Conflict(tuple(sorted(found, key=lambda interest: interest.weight != HARD)))


def same_organisation(one: str, other: str, became_part_of: Mapping[str, str]) -> bool:
    """Whether two organisations count as one: the same, or ended up in the same through mergers."""
    return not _line(one, became_part_of).isdisjoint(_line(other, became_part_of))


def _interest(
    kind: str, reason: str, declared: Sequence[Declared], is_declared: bool, rules: InterestRules
) -> Interest:
    """Give the interest of a kind with the reviewer's notes; allowed only where the chair allowed each of them."""
    own = [item for item in declared if item.kind == kind]
    decisions = {item.chair_allows for item in own} or {None}
    allows = next(answer for answer in (False, None, True) if answer in decisions)
    notes = [f"“{item.note}”" for item in own if item.note]
    in_words = f" In their words: {list_text(notes)}." if notes else ""
    return Interest(kind, rules.weight(kind), is_declared, reason + in_words, allows)


def _kind(kind_id: str) -> InterestKind:
    if kind_id not in _KINDS:
        raise InvalidInterest(f"There is no kind of interest called “{kind_id}”.")
    return _KINDS[kind_id]


def _shown_by_facts(facts: Facts, on: dt.date, rules: InterestRules) -> Iterable[tuple[str, str]]:
    """Give kind and reason of every interest that follows from the facts; one of a kind, the first found."""
    found: dict[str, str] = {}
    for post in facts.employments:
        if same_organisation(post.organisation_id, facts.organisation_id, facts.became_part_of):
            kind, reason = _employer(post, facts, on, rules.look_back_years)
            if kind:
                found.setdefault(kind, reason)
    reason = _reciprocal(facts, on)
    if reason:
        found[RECIPROCAL_REVIEW] = reason
    return found.items()


def _employer(post: Employment, facts: Facts, on: dt.date, years: int) -> tuple[str, str]:
    """Give the kind and the reason of an employment at the institution; ("", "") where it is too long ago."""
    merged = "" if post.organisation_id == facts.organisation_id else ", which counts as one with the institution"
    if post.from_on is not None and post.from_on > on:
        return EMPLOYER_TO_COME, f"The reviewer will work for {post.name}{merged}, from {date_text(post.from_on)}."
    if post.until_on is None or post.until_on >= on:
        return EMPLOYER_NOW, f"The reviewer works for {post.name}{merged}."
    if months_after(post.until_on, 12 * years) < on:
        return "", ""
    return EMPLOYER_BEFORE, (
        f"The reviewer worked for {post.name}{merged} until {date_text(post.until_on)}; "
        f"the edition counts employers for {count_text(years, 'year')}."
    )


def _reciprocal(facts: Facts, on: dt.date) -> str:
    """Say that the review would be reciprocal; "" where it is not."""
    own = [post for post in facts.employments if _is_held(post, on)]
    for pairing in facts.pairings:
        comes_from_here = any(
            same_organisation(employer, facts.organisation_id, facts.became_part_of)
            for employer in pairing.employer_ids
        )
        for post in own if comes_from_here else ():
            if same_organisation(post.organisation_id, pairing.organisation_id, facts.became_part_of):
                return (
                    f"Somebody who works for the institution reviews {post.name}, "
                    "for which the reviewer works, in the same round."
                )
    return ""


def _is_held(post: Employment, on: dt.date) -> bool:
    return (post.from_on is None or post.from_on <= on) and (post.until_on is None or post.until_on >= on)


def _line(organisation_id: str, became_part_of: Mapping[str, str]) -> set[str]:
    """Give an organisation with everything that it became part of, one after another."""
    line = {organisation_id}
    while (following := became_part_of.get(organisation_id)) is not None and following not in line:
        organisation_id = following
        line.add(following)
    return line
