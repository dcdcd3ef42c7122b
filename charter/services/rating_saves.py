"""Saving a reviewer's own rating of a criterion: two windows at once are told apart, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from charter.domain.edition import Criterion
from charter.domain.errors import Fault, InvalidAnswers, StaleAnswer
from charter.domain.permissions import Action
from charter.domain.reviews import Rating
from charter.domain.typed_answers import LONGEST
from charter.domain.wording import plain_text
from charter.services.cases import case_for
from charter.services.criterion_work import criterion_of
from charter.services.deeds import Deed
from charter.services.reviews import LEVEL, NOT_APPLICABLE, REASON, Own, level_typed, rating_of, require_open
from charter.store.ratings import RatingRow, RatingVersionRow


@dataclass(frozen=True, slots=True)
class Given:
    """What was sent of one rating: as typed, by field, and the version that the person saw of each."""

    typed: Mapping[str, str]  # LEVEL: a number, NOT_APPLICABLE or ""; REASON: a text; what was not sent is absent
    versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rated:
    """What became of a save."""

    own: Own
    is_saved: bool
    stale: tuple[StaleAnswer, ...] = ()  # fields that were changed in another window meanwhile: not overwritten


def save_rating(deed: Deed, case_id: str, criterion_id: str, given: Given) -> Rated:
    """Save what was given of one's rating of a criterion, as a version of its own; what is left as it was changes none.

    Reviewers of its panel may, until they lock. A level without the reason that is asked for is saved all the same.
    Raises as ``cases.case_for``; UnknownCriterion, WrongState; InvalidAnswers where there is no such level. Commits.
    """
    case = case_for(deed, case_id, Action.RATE, changes=True)
    criterion = criterion_of(case.edition, criterion_id)
    require_open(case)
    row = deed.session.get(RatingRow, (case_id, deed.person_id, criterion_id))
    own = Own(rating_of(row), row.version) if row is not None else Own()
    wanted, stale = _weighed(deed, case_id, criterion, own, given)
    if wanted == own.rating:
        deed.session.rollback()
        return Rated(own, is_saved=False, stale=tuple(stale))
    saved = _save(deed, case_id, criterion_id, row, wanted)
    deed.session.commit()
    return Rated(saved, is_saved=True, stale=tuple(stale))


def _weighed(
    deed: Deed, case_id: str, criterion: Criterion, own: Own, given: Given
) -> tuple[Rating, list[StaleAnswer]]:
    """The rating as it is to stand, and the fields that somebody saved elsewhere since they were seen."""
    wanted, stale = own.rating, []
    for name, now, typed in _parts(own.rating, criterion, given):
        version = given.versions.get(name, 0)
        seen = now if version == own.version else _seen(deed, case_id, criterion.id, name, version)
        if typed in (now, seen):
            continue
        if now != seen:
            stale.append(StaleAnswer(name, theirs=now, yours=typed, version=own.version))
        else:
            wanted = _with(wanted, name, typed)
    return wanted, stale


def _parts(rating: Rating, criterion: Criterion, given: Given) -> Iterator[tuple[str, str, str]]:
    """What was sent: the field, as it is saved, as it was typed."""
    if LEVEL in given.typed:
        yield LEVEL, level_typed(rating), _checked_level(criterion, given.typed[LEVEL])
    if REASON in given.typed:
        yield REASON, rating.reason, _checked_reason(given.typed[REASON])


def _checked_level(criterion: Criterion, typed: str) -> str:
    levels = {str(level) for level in range(criterion.top_level + 1)}
    if typed == NOT_APPLICABLE and not criterion.may_be_not_applicable:
        raise InvalidAnswers((Fault(LEVEL, "This criterion applies to everybody. Choose a level."),))
    if typed not in levels | {"", NOT_APPLICABLE}:
        raise InvalidAnswers((Fault(LEVEL, f"There is no such level. Choose one from 0 to {criterion.top_level}."),))
    return typed


def _checked_reason(typed: str) -> str:
    if len(typed) > LONGEST:
        words = f"This has {len(typed):,} characters, and {LONGEST:,} can be saved. Shorten it. Nothing is cut off."
        raise InvalidAnswers((Fault(REASON, words),))
    return plain_text(typed)


def _seen(deed: Deed, case_id: str, criterion_id: str, name: str, version: int) -> str:
    row = deed.session.get(RatingVersionRow, (case_id, deed.person_id, criterion_id, version))
    rating = rating_of(row) if row is not None else Rating()
    return level_typed(rating) if name == LEVEL else rating.reason


def _with(rating: Rating, name: str, typed: str) -> Rating:
    if name == REASON:
        return replace(rating, reason=typed)
    is_not_applicable = typed == NOT_APPLICABLE
    return replace(rating, level=int(typed) if typed.isdecimal() else None, is_not_applicable=is_not_applicable)


def _save(deed: Deed, case_id: str, criterion_id: str, row: RatingRow | None, rating: Rating) -> Own:
    named = {"case_id": case_id, "person_id": deed.person_id, "criterion_id": criterion_id}
    if row is None:
        row = RatingRow(**named, version=0)
        deed.session.add(row)
    row.version += 1
    row.level, row.is_not_applicable, row.reason = rating.level, rating.is_not_applicable, rating.reason
    facts = {"level": rating.level, "is_not_applicable": rating.is_not_applicable, "reason": rating.reason}
    deed.session.add(RatingVersionRow(**named, version=row.version, **facts, saved_at=deed.now))
    return Own(rating, row.version, deed.now)
