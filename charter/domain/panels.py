"""Whether a panel may judge: its size, who must be among it, their training and load, and its quorum.

Every rule is the edition's. Somebody's ethnicity is no part of it: an edition may state an aim, which is told to the
chair in its own words and decides nothing. Lived experience counts only as the person chose to state it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from charter.domain.edition import Edition
from charter.domain.errors import Fault, InvalidEdition
from charter.domain.metric_figures import months_after
from charter.domain.wording import count_text, list_text

REVIEWERS, CHAIR, TWICE, QUORUM = "reviewers", "chair", "twice", "quorum"
TRAINING, STANDARDISATION, LOAD = "training", "standardisation", "load"
LIVED_EXPERIENCE, BODY_PROFESSION = "lived_experience_of_racism", "awarding_body_profession"
_AT_LEAST = "_min"
_MONTHS_STANDARDISED = 12  # what "yearly" means


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who may sit on panels, as plain values."""

    id: str
    name: str
    expertise: frozenset[str] = frozenset()  # as the edition's composition names it: ``data_skills``
    profession: str = ""
    lived_experience: bool | None = None  # of racism, as they chose to say; None = not said
    employer_ids: frozenset[str] = frozenset()  # of now
    trained_on: dt.date | None = None  # on appointment
    standardised_on: dt.date | None = None  # the latest standardisation of levels
    load: int = 0  # submissions in this round, this one among them
    load_limit: int | None = None  # None = none was agreed


@dataclass(frozen=True, slots=True)
class Panel:
    """Who judges one submission."""

    reviewers: tuple[Reviewer, ...]
    chair: Reviewer | None = None

    @property
    def members(self) -> tuple[Reviewer, ...]:
        """Give everybody on it, each once, the chair last."""
        everybody = (*self.reviewers, *((self.chair,) if self.chair else ()))
        return tuple({person.id: person for person in everybody}.values())

    def without(self, left: Collection[str]) -> Panel:
        """Give the panel after the people of those ids left."""
        chair = None if self.chair is None or self.chair.id in left else self.chair
        return Panel(tuple(person for person in self.reviewers if person.id not in left), chair)


@dataclass(frozen=True, slots=True)
class PanelRules:
    """What an edition asks of a panel; 0 or False where it asks nothing."""

    reviewers: int = 0
    chairs: int = 0
    quorum: int = 0  # locked reviews
    composition: Mapping[str, int] = field(default_factory=dict)  # quality -> how many members at least
    is_trained_on_appointment: bool = False
    is_standardised_yearly: bool = False
    aim: str = ""  # in the edition's words; never a rule


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that a panel lacks."""

    rule: str  # REVIEWERS, CHAIR, QUORUM, TRAINING, STANDARDISATION, LOAD, TWICE, or a quality of the composition
    needed: int
    found: int
    text: str  # a sentence
    reviewer_ids: tuple[str, ...] = ()  # whom it is about; never told for a quality

    @property
    def missing(self) -> int:
        """Give how many are missing."""
        return max(self.needed - self.found, 0)


Holds = Callable[[Reviewer, Collection[str]], bool]
# How a quality of the composition is found in a person, and what it is called; others are looked up in the expertise.
_QUALITIES: dict[str, tuple[str, Holds]] = {
    LIVED_EXPERIENCE: ("lived experience of racism", lambda person, _: person.lived_experience is True),
    BODY_PROFESSION: (
        "a profession of the awarding body",
        lambda person, professions: person.profession in professions,
    ),
}

_PRIVATE_QUALITIES = frozenset({LIVED_EXPERIENCE})


def panel_rules(edition: Edition) -> PanelRules:
    """Give what an edition asks of a panel. Of the composition, whatever ends in ``_min`` is a rule.

    An edition for which lived experience does not count (``lived_experience_counts: false``) asks for none.

    Raises
    ------
    InvalidEdition: a rule of the composition is no whole number, 0 or more.

    """
    stated: Mapping[str, Any] = edition.facts.get("panel") or {}
    composition: Mapping[str, Any] = stated.get("composition") or {}
    training: Mapping[str, Any] = stated.get("training") or {}
    asked = {
        name.removesuffix(_AT_LEAST): _count(name, stated_count)
        for name, stated_count in composition.items()
        if name.endswith(_AT_LEAST)
    }
    if composition.get("lived_experience_counts") is False:
        asked.pop("lived_experience_of_racism", None)
    return PanelRules(
        reviewers=int(stated.get("reviewers") or 0),
        chairs=int(stated.get("chair") or 0),
        quorum=int(stated.get("quorum_locked_reviews") or 0),
        composition=asked,
        is_trained_on_appointment=bool(training.get("on_appointment")),
        is_standardised_yearly=bool(training.get("yearly_standardisation")),
        aim=str(composition.get("ethnicity_aim") or ""),
    )


def holds(person: Reviewer, quality: str, professions: Collection[str]) -> bool:
    """Whether a person brings a quality that a composition asks for.

    Parameters
    ----------
    quality: as in ``PanelRules.composition``.
    professions: those of the awarding body.

    """
    known = _QUALITIES.get(quality)
    return known[1](person, professions) if known else quality in person.expertise


def expertise_asked(rules: PanelRules) -> tuple[str, ...]:
    """Give the qualities of a composition that people bring as their expertise, in the edition's order."""
    return tuple(quality for quality in rules.composition if quality not in _QUALITIES)


def quality_text(quality: str) -> str:
    """Give a quality of a composition in words, as after “a member with”."""
    known = _QUALITIES.get(quality)
    return known[0] if known else quality.replace("_", " ")


def is_told_of_a_person(quality: str) -> bool:
    """Whether it may be said of somebody by name that they bring a quality: not what they told of their own life."""
    return quality not in _PRIVATE_QUALITIES


def shortfalls(
    panel: Panel, rules: PanelRules, on: dt.date, professions: Collection[str] = ()
) -> tuple[Shortfall, ...]:
    """Give everything that a panel lacks on a day, in words; empty where it may judge.

    The composition counts every member, the chair among them, and one person may bring several qualities. More
    reviewers than asked for are no shortfall. Training on appointment counts as that year's standardisation.

    Parameters
    ----------
    on: the day for which training is asked, such as that of the meeting.
    professions: those of the awarding body, as reviewers state theirs.

    Returns
    -------
    Size first, then the composition in the edition's order, then training and load.

    """
    return (
        *_size(panel, rules),
        *_composition(panel.members, rules, professions),
        *_training(panel.members, rules, on),
        *_load(panel.members),
    )


def told_text(lack: Shortfall) -> str:
    """Give a shortfall as anybody may read it: of what people told of their own life, not how many there are."""
    if is_told_of_a_person(lack.rule):
        return lack.text
    return f"{lack.text.partition(';')[0]}. That is not met."


def quorum_shortfall(panel: Panel, rules: PanelRules, locked_by: Collection[str]) -> Shortfall | None:
    """Give what is missing to the quorum; None where it is reached.

    Reviews of people who are not, or no longer, reviewers of the panel do not count; the chair's does not, either.

    Parameters
    ----------
    locked_by: ids of those whose review is locked.

    """
    counted = {person.id for person in panel.reviewers} & set(locked_by)
    if len(counted) >= rules.quorum:
        return None
    text = f"The panel needs {count_text(rules.quorum, 'locked review')} to decide; it has {len(counted)}."
    return Shortfall(QUORUM, rules.quorum, len(counted), text)


def shortfalls_after_leaving(
    panel: Panel, left: Collection[str], rules: PanelRules, locked_by: Collection[str], professions: Collection[str]
) -> tuple[Shortfall, ...]:
    """Give what a panel lacks once members left with a conflict, as at its meeting: quorum first, then the rest.

    Whether fewer reviewers than were appointed may decide is the quorum's to say, so their number is not asked again; a
    chair and the composition are. Training and load are left out: nobody joined.

    Parameters
    ----------
    left: ids of those who left; their locked reviews no longer count.

    """
    remaining = panel.without(left)
    quorum = quorum_shortfall(remaining, rules, locked_by)
    size = [found for found in _size(remaining, rules) if found.rule != REVIEWERS]
    return (*((quorum,) if quorum else ()), *size, *_composition(remaining.members, rules, professions))


def _count(name: str, stated: object) -> int:
    if isinstance(stated, int) and stated >= 0:
        return int(stated)
    raise InvalidEdition((Fault(f"panel/composition/{name}", "Write how many members at least, as a whole number."),))


def _size(panel: Panel, rules: PanelRules) -> list[Shortfall]:
    count = len({person.id for person in panel.reviewers})
    found = []
    if count < rules.reviewers:
        text = f"The panel needs {count_text(rules.reviewers, 'reviewer')}; it has {count}."
        found.append(Shortfall(REVIEWERS, rules.reviewers, count, text))
    if rules.chairs and panel.chair is None:
        found.append(Shortfall(CHAIR, rules.chairs, 0, "The panel has no chair."))
    places = Counter(person.id for person in (*panel.reviewers, *((panel.chair,) if panel.chair else ())))
    for person in panel.members:
        if places[person.id] > 1:
            text = f"{person.name} holds {places[person.id]} places on the panel, and may hold one."
            found.append(Shortfall(TWICE, 1, places[person.id], text, (person.id,)))
    return found


def _composition(members: Sequence[Reviewer], rules: PanelRules, professions: Collection[str]) -> list[Shortfall]:
    found = []
    for quality, needed in rules.composition.items():
        count = sum(holds(person, quality, professions) for person in members)
        if count < needed:
            text = f"The panel needs {count_text(needed, 'member')} with {quality_text(quality)}; it has {count}."
            found.append(Shortfall(quality, needed, count, text))
    return found


def _training(members: Sequence[Reviewer], rules: PanelRules, on: dt.date) -> list[Shortfall]:
    """Give who lacks training; whoever was never trained is told once, not again as overdue."""
    untrained = [person for person in members if not _is_past(person.trained_on, on)]
    told = untrained if rules.is_trained_on_appointment else []
    overdue = [person for person in members if person not in told and not _is_standardised(person, on)]
    found = []
    if told:
        found.append(_about(TRAINING, told, members, "not been trained on appointment"))
    if rules.is_standardised_yearly and overdue:
        found.append(_about(STANDARDISATION, overdue, members, "not taken part in a standardisation within a year"))
    return found


def _load(members: Sequence[Reviewer]) -> list[Shortfall]:
    return [
        Shortfall(
            LOAD,
            person.load_limit,
            person.load,
            f"{person.name} would have {count_text(person.load, 'submission')}; "
            f"{person.load_limit} are agreed at most.",
            (person.id,),
        )
        for person in members
        if person.load_limit is not None and person.load > person.load_limit
    ]


def _about(rule: str, people: Sequence[Reviewer], members: Sequence[Reviewer], what: str) -> Shortfall:
    verb = "has" if len(people) == 1 else "have"
    text = f"{list_text([person.name for person in people])} {verb} {what}."
    ids = tuple(person.id for person in people)
    return Shortfall(rule, len(members), len(members) - len(people), text, ids)


def _is_past(day: dt.date | None, on: dt.date) -> bool:
    return day is not None and day <= on


def _is_standardised(person: Reviewer, on: dt.date) -> bool:
    """Whether the latest training lies within a year, to the day."""
    days = [day for day in (person.trained_on, person.standardised_on) if day is not None and day <= on]
    return bool(days) and months_after(max(days), _MONTHS_STANDARDISED) >= on
