"""How results of several years compare across editions: which criterion goes on as which, and where a line may join.

A chain is the editions of a charter from the oldest that is shown to the newest, with what leads from each to the next.
Nothing is worked out again with other weights: a score is its own edition's, or a share of what two editions have in
common.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from charter.domain.crosswalk import FULL, NONE, PARTIAL, Crosswalk
from charter.domain.edition import Criterion, Edition, Scoring
from charter.domain.results import Levels, Scorecard
from charter.domain.scoring import score

_WORST_FIRST = (NONE, PARTIAL, FULL)
OTHER_SUM = "Other criteria or other weights count."
OTHER_WEIGHTS = "Some of the criteria weigh more or less than they did."
SOME_IN_PART = "Some of the criteria compare in part."


@dataclass(frozen=True, slots=True)
class Link:
    """How far results of two editions can be compared, and why not in full: the reasons of every change on the way."""

    comparable: str  # full, partial, none
    whys: tuple[str, ...] = ()

    def then(self, later: Link) -> Link:
        """Give the two in a row: the worst of both, with all reasons."""
        worst = min(self.comparable, later.comparable, key=_WORST_FIRST.index)
        return Link(worst, tuple(dict.fromkeys((*self.whys, *later.whys))))


@dataclass(frozen=True, slots=True)
class Chain:
    """Editions, oldest first, and what leads to each from the one before; None where nothing does."""

    editions: tuple[Edition, ...]
    crosswalks: tuple[Crosswalk | None, ...]  # one less than the editions

    def place(self, reference: str) -> int:
        """Give where an edition stands; KeyError where it is not in the chain."""
        found = {edition.reference: place for place, edition in enumerate(self.editions)}
        return found[reference]


@dataclass(frozen=True, slots=True)
class Strand:
    """One criterion through the editions of a chain, under whatever id."""

    ids: tuple[str | None, ...]  # one an edition; None = the edition has no such criterion
    links: tuple[Link, ...]  # one a step from an edition to the next

    @property
    def newest(self) -> tuple[int, str]:
        """Where it is found last: place in the chain, and its id there."""
        return next((place, name) for place, name in reversed(list(enumerate(self.ids))) if name is not None)

    def link(self, one: int, other: int) -> Link:
        """Give how results under two editions of the chain compare: the worst of the steps between them."""
        return _along(self.links, one, other)


def strands_of(chain: Chain) -> tuple[Strand, ...]:
    """Give every criterion of a chain once: those of the newest edition in its order, then those that ended before.

    A renamed criterion goes on under its new id; one that takes up several goes on from the one whose id it keeps, if
    any. An id that is used again for something else begins anew. Where nothing says how two editions compare, nothing
    goes on.
    """
    found: list[Strand] = []
    taken: set[tuple[int, str]] = set()
    for last in reversed(range(len(chain.editions))):
        for criterion in chain.editions[last].criteria:
            if (last, criterion.id) not in taken:
                strand = _traced(chain, last, criterion.id)
                taken |= {(place, name) for place, name in enumerate(strand.ids) if name is not None}
                found.append(strand)
    return tuple(found)


def common_strands(chain: Chain, strands: Sequence[Strand], shown: Sequence[int]) -> tuple[Strand, ...]:
    """Give the criteria that the “common criteria only” view counts, where these editions of a chain are shown.

    Each is in every edition from the first to the last of them, compares at each step, is not left out by a crosswalk,
    and stands for one criterion alone: none is counted twice.
    """
    if not shown:
        return ()
    first, last = min(shown), max(shown)
    found = [one for one in strands if _is_common(chain, one, first, last)]
    alone = [[one.ids[place] for one in found] for place in range(first, last + 1)]
    return tuple(one for one in found if all(ids.count(one.ids[first + at]) == 1 for at, ids in enumerate(alone)))


def common_scores(edition: Edition, levels: Levels, ids: Sequence[str]) -> Scorecard:
    """Give what share of the points that some criteria could reach was reached, with the edition's own weights.

    Parameters
    ----------
    edition: the one under which the levels were given.
    levels: of every criterion of the edition, as a scorecard has them.
    ids: those that count.

    Returns
    -------
    Overall and by theme, 0 to 100; None where none of the criteria is applicable or has a weight.

    """
    kept = tuple(_as_share(edition, item) for item in edition.criteria if item.id in ids)
    narrowed = replace(edition, criteria=kept, scoring=Scoring("percent", "%"))
    return score(narrowed, {item.id: levels[item.id] for item in kept})


def metric_link(chain: Chain, metric_id: str, one: int, other: int) -> Link:
    """Give how a figure's values under two editions compare: in full, or not where it is counted otherwise."""
    steps = range(len(chain.crosswalks))
    return _along([_metric_step(chain, step, metric_id) for step in steps], one, other)


def score_link(
    chain: Chain, strands: Sequence[Strand], places: tuple[int, int], theme_id: str | None, *, is_common: bool
) -> Link:
    """Give how a score under two editions compares: overall, or a theme's.

    As it was scored, a score compares where the same criteria count with the same weights. Of the common criteria,
    other weights leave it comparable in part.
    """
    one, other = places
    editions = [chain.editions[place] for place in places]
    if not is_common and editions[0].scoring != editions[1].scoring:
        return Link(NONE, (OTHER_SUM,))
    counted = [_counted(edition, theme_id) for edition in editions]
    here = [strand for strand in strands if strand.ids[one] in counted[0] or strand.ids[other] in counted[1]]
    link = Link(FULL)
    for strand in here:
        old, new = counted[0].get(strand.ids[one]), counted[1].get(strand.ids[other])
        if old is None or new is None or (not is_common and _weight(old) != _weight(new)):
            return Link(NONE, (OTHER_SUM,))
        how = strand.link(one, other).comparable
        link = link.then(Link(how, {PARTIAL: (SOME_IN_PART,), NONE: (OTHER_SUM,)}.get(how, ())))
        if _weight(old) != _weight(new):
            link = link.then(Link(PARTIAL, (OTHER_WEIGHTS,)))
    if not here or (not is_common and len(here) != len(counted[0])):
        return Link(NONE, (OTHER_SUM,))
    return link


def segments(count: int, is_shown: Callable[[int], bool], link: Callable[[int, int], Link]) -> tuple[Segment, ...]:
    """Give the lines between neighbouring points of so many years; none crosses what does not compare."""
    points = [year for year in range(count) if is_shown(year)]
    found = [Segment(one, other, link(one, other).comparable) for one, other in pairwise(points)]
    return tuple(item for item in found if item.comparable != NONE)


@dataclass(frozen=True, slots=True)
class Segment:
    """A line from one year's point to the next, by their numbers, and how far the two compare: full or partial."""

    start: int
    end: int
    comparable: str


def _along(links: Sequence[Link], one: int, other: int) -> Link:
    found = Link(FULL)
    for link in links[min(one, other) : max(one, other)]:
        found = found.then(link)
    return found


def _traced(chain: Chain, last: int, criterion_id: str) -> Strand:
    """A criterion back from the last edition that has it."""
    ids: list[str | None] = [criterion_id]
    links: list[Link] = []
    for place in reversed(range(last)):
        before, link = _before(chain, place, ids[0])
        ids.insert(0, before)
        links.insert(0, link)
    after = [_ended(crosswalk, criterion_id) for crosswalk in chain.crosswalks[last : last + 1]]
    later = len(chain.editions) - 1 - last
    return Strand((*ids, *(None,) * later), (*links, *after, *(Link(NONE),) * (later - len(after))))


def _before(chain: Chain, place: int, criterion_id: str | None) -> tuple[str | None, Link]:
    """What a criterion was in the edition before, and how both compare."""
    crosswalk = chain.crosswalks[place]
    if crosswalk is None or criterion_id is None:
        return None, Link(NONE)
    change = crosswalk.change_to(criterion_id)
    if change is None:
        stays = criterion_id in _counted(chain.editions[place], None) and crosswalk.change_from(criterion_id) is None
        return (criterion_id, Link(crosswalk.unchanged_comparable)) if stays else (None, Link(NONE))
    how = change.comparability(criterion_id)
    if criterion_id in change.old_ids:
        before: str | None = criterion_id
    else:
        before = change.old_ids[0] if len(change.old_ids) == 1 and how != NONE else None
    how = how if before else NONE
    return before, Link(how, () if how == FULL else (change.why,))


def _ended(crosswalk: Crosswalk | None, criterion_id: str) -> Link:
    change = crosswalk.change_from(criterion_id) if crosswalk else None
    return Link(NONE, (change.why,) if change else ())


def _is_common(chain: Chain, strand: Strand, first: int, last: int) -> bool:
    left_out = [crosswalk.common_without if crosswalk else () for crosswalk in chain.crosswalks]
    return (
        all(name is not None for name in strand.ids[first : last + 1])
        and strand.link(first, last).comparable != NONE
        and all(strand.ids[step] not in left_out[step] for step in range(first, last))
    )


def _metric_step(chain: Chain, step: int, metric_id: str) -> Link:
    old, new = (_metric(chain.editions[place], metric_id) for place in (step, step + 1))
    crosswalk = chain.crosswalks[step]
    if crosswalk is None:
        return Link(NONE)
    whys = tuple(change.why for change in crosswalk.changes if metric_id in change.metrics.redefined)
    return Link(NONE, whys) if whys or old is None or new is None or old != new else Link(FULL)


def _metric(edition: Edition, metric_id: str) -> tuple[object, ...] | None:
    """What a figure counts, its name and bands aside; None where the edition has none of that id."""
    found = next((item for item in edition.metrics if item.id == metric_id), None)
    return None if found is None else (found.kind, found.unit, dict(found.parameters))


def _counted(edition: Edition, theme_id: str | None) -> dict[str | None, Criterion]:
    return {item.id: item for item in edition.criteria if theme_id in (None, item.theme_id)}


def _weight(criterion: Criterion) -> tuple[object, ...]:
    return criterion.weight, criterion.top_level


def _as_share(edition: Edition, criterion: Criterion) -> Criterion:
    """A criterion that counts the points that it could reach, where the edition counts points."""
    if edition.scoring.measure == "percent":
        return criterion
    return replace(criterion, weight=criterion.weight * criterion.top_level)
