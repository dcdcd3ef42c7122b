"""The report of a round: from what happened to its submissions to what may be said of it in public."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from charter.domain.disclosure import (
    TOTAL,
    DisclosedCell,
    disclose_count,
    disclose_grid,
    disclose_rate,
    disclose_row,
    marks_of,
)
from charter.domain.edition import DisclosurePolicy, Edition
from charter.domain.palettes import Palette
from charter.domain.round_alpha import RoundAlpha
from charter.domain.round_reports import TOO_FEW, CountLine, Counts, HardCriterion, ReportTable, RoundReport
from charter.domain.round_spread import Division, Severity
from charter.domain.wording import count_text, date_text, decimal_text, list_text
from charter.services.round_report_agreement import agreement_line

POLICY = "public"
NOT_KNOWN = "Not known"
HARDEST_NAMED = 3
FEW = "Too few submissions to show them so: most counts would have to be withheld."
NOT_OVER = (
    "The round is not over, so this report will change. Publish it when it is: two reports of one round, side by side, "
    "could give away a small number."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One submission whose outcome was sent, exact."""

    region: str  # in words; "" = not known
    kind: str  # of the institution, in words; "" = not known
    applied_for: str  # id of a tier
    outcome: str  # id of an outcome
    levels: Mapping[str, int | None]  # agreed, by criterion; None = not applicable


@dataclass(frozen=True, slots=True)
class Challenges:
    """How many appeals or objections there were, by what became of them, exact."""

    name: str  # such as "Appeals"
    upheld: int
    dismissed: int
    open: int


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What happened in a round, exact. Severities are nobody's here but for an id, which goes no further."""

    judged: tuple[Judged, ...]
    waiting_count: int  # submissions without an outcome so far
    alpha: RoundAlpha
    exact: tuple[int, int]  # criteria of submissions on which all agreed, of those that two or more rated
    adjacent: tuple[int, int]  # the same, within one level
    severities: tuple[Severity, ...]
    divisions: tuple[Division, ...]
    promises: tuple[tuple[str, int, int], ...]  # what was promised in words, how often kept, of how many
    challenges: tuple[Challenges, ...]
    has_promises: bool = True  # whether the edition promises anything about time
    is_over: bool = True  # nothing of it can change any more, but by an appeal
    left_out: tuple[str, ...] = ()  # versions of editions that other submissions of the round are judged by


@dataclass(frozen=True, slots=True)
class _TierGrid:
    outcomes: tuple[str, ...]  # ids, in the edition's order
    tiers: tuple[str, ...]
    cells: Mapping[tuple[str, str], DisclosedCell]  # totals under TOTAL


@dataclass(frozen=True, slots=True)
class ReportFrame:
    """Whose report it is, of what and when."""

    body_name: str
    palette: Palette
    round_title: str
    opened_on: dt.date
    submit_by: dt.date
    made_on: dt.date
    warning: str = ""


def round_report(edition: Edition, facts: RoundFacts, frame: ReportFrame) -> RoundReport:
    """Give the report, as the public may see it. KeyError where the edition has no public policy."""
    policy = edition.disclosure[POLICY]
    tiers = _tier_grid(edition, facts.judged, policy)
    outcomes = _outcomes(edition, facts.judged, tiers)
    criteria = hard_criteria(edition, facts, policy)
    return RoundReport(
        body_name=frame.body_name,
        palette=frame.palette,
        round_title=frame.round_title,
        edition_title=f"{edition.title}, edition {edition.version}",
        period_text=f"{date_text(frame.opened_on)} to {date_text(frame.submit_by)}",
        made_on_text=date_text(frame.made_on),
        headlines=_headlines(facts, policy, outcomes),
        outcomes=outcomes,
        tiers=_tier_table(edition, tiers) if tiers else None,
        groups=(
            *(() if tiers else (_tiers_alone(edition, facts.judged),)),
            counts_of("Submissions by region", [one.region or NOT_KNOWN for one in facts.judged], edition),
            counts_of("Submissions by type of institution", [one.kind or NOT_KNOWN for one in facts.judged], edition),
        ),
        criteria=criteria,
        criteria_sentence=_criteria_sentence(criteria),
        agreement=agreement_line(
            edition, policy, facts.alpha, (facts.exact, facts.adjacent), [one.difference for one in facts.severities]
        ),
        promises=_promises(facts.promises, policy),
        no_promises_text="No promise of the edition has fallen due yet."
        if facts.has_promises
        else "The edition makes no promise about time.",
        challenges=_challenges(facts.challenges, policy),
        disclosure_notes=_notes(policy),
        warning=frame.warning,
    )


def counts_of(title: str, labels: Iterable[str], edition: Edition) -> Counts:
    """Give how many have each label, as the public may see it, the most frequent first.

    Where more than the edition's share of the counts would be withheld, none is shown and the sentence says why; so it
    is where there are so few in all that a label which nobody has would say something about each.
    """
    exact = Counter(labels)
    if 0 < exact.total() < edition.disclosure[POLICY].zero_is_safe_from_row_total:
        return Counts(title, (), disclose_count(exact.total(), edition.disclosure[POLICY]).text, FEW)
    shown = disclose_row(dict(sorted(exact.items())), edition.disclosure[POLICY], marks_of(edition))
    return _counts(title, shown.cells, shown.total, edition)


def _counts(title: str, shown: Mapping[str, DisclosedCell], total: DisclosedCell, edition: Edition) -> Counts:
    if not shown:
        return Counts(title, (), total.text, "There was no submission with an outcome.")
    if _withheld_share(shown.values()) > _most_withheld(edition):
        return Counts(title, (), total.text, FEW)
    lines = [CountLine(name, cell.count, cell.text) for name, cell in shown.items()]
    # What is withheld stands last, by name, so that the order does not tell which is larger.
    lines.sort(key=lambda line: (line.count is None, -(line.count or 0), line.label))
    told = [f"{line.label} {line.text}" for line in lines if line.count is not None]
    hidden = [line.label for line in lines if line.count is None]
    sentence = f"{title}: {list_text(told)}."
    if hidden:
        sentence += f" Withheld, so that small numbers are protected: {list_text(hidden)}."
    return Counts(title, tuple(lines), total.text, sentence)


def _outcomes(edition: Edition, judged: Sequence[Judged], tiers: _TierGrid | None) -> Counts:
    """Outcomes alone. Where they stand by tier too, its totals are taken: two ways of withholding would open both."""
    title = "Submissions by outcome"
    if tiers is None:
        return counts_of(title, [_words(one.outcome) for one in judged], edition)
    totals = {_words(row): tiers.cells[row, TOTAL] for row in tiers.outcomes}
    return _counts(title, totals, tiers.cells[TOTAL, TOTAL], edition)


def hard_criteria(edition: Edition, facts: RoundFacts, policy: DisclosurePolicy) -> tuple[HardCriterion, ...]:
    """Give the criteria by the share of submissions below the level that their tier asks, the highest first."""
    spreads = {one.criterion_id: one for one in facts.divisions if one.submission_count >= policy.mean_min_n}
    found = [_hard(edition, criterion.id, facts.judged, policy, spreads) for criterion in edition.criteria]
    return tuple(sorted(found, key=lambda one: (one.below_percent is None, -(one.below_percent or 0.0))))


def _hard(
    edition: Edition,
    criterion_id: str,
    judged: Sequence[Judged],
    policy: DisclosurePolicy,
    spreads: Mapping[str, Division],
) -> HardCriterion:
    given = [(one, level) for one in judged if (level := one.levels.get(criterion_id)) is not None]
    asked = [(level, edition.tier(one.applied_for).asked_of(criterion_id)) for one, level in given]
    bound = [(level, least) for level, least in asked if least]
    # of few submissions, that none of them had to reach anything tells which tier they all applied for
    is_safe = len(judged) >= policy.zero_is_safe_from_row_total or not _is_ever_asked(edition, criterion_id)
    rate = disclose_rate(sum(level < least for level, least in bound), len(bound), policy, marks_of(edition))
    mean = TOO_FEW
    if len(given) >= policy.mean_min_n:
        mean = decimal_text(sum(level for _, level in given) / len(given), 1)
    spread = spreads.get(criterion_id)
    return HardCriterion(
        criterion_id,
        edition.criterion(criterion_id).title,
        None if rate.percent is None else float(rate.percent),
        rate.text if bound or not is_safe else "nothing asked",
        mean,
        TOO_FEW if spread is None else decimal_text(spread.mean_spread, 1),
    )


def _is_ever_asked(edition: Edition, criterion_id: str) -> bool:
    return any(tier.asked_of(criterion_id) for tier in edition.tiers)


def _criteria_sentence(criteria: Sequence[HardCriterion]) -> str:
    shown = [one for one in criteria if one.below_percent is not None]
    if not shown:
        return "Too few submissions to say which criteria institutions find hard."
    named = [f"{one.criterion_id} {one.title} ({one.below_text})" for one in shown[:HARDEST_NAMED]]
    return f"Most often below the level that the tier applied for asks: {list_text(named)}."


def _headlines(facts: RoundFacts, policy: DisclosurePolicy, outcomes: Counts) -> tuple[str, ...]:
    told, waiting = (disclose_count(count, policy) for count in (len(facts.judged), facts.waiting_count))
    lines = [f"Submissions with an outcome: {told.text if told.count is not None else 'withheld, there are few'}."]
    if facts.waiting_count:
        lines.append(f"Submissions that wait for one: {waiting.text if waiting.count is not None else 'few'}.")
    most = next((line for line in outcomes.lines if line.count is not None), None)
    if facts.left_out:
        lines.append(f"Submissions that are judged by edition {list_text(facts.left_out)} are not in this report.")
    if not facts.is_over:
        lines.append(NOT_OVER)
    return (*lines, *([f"The most frequent outcome was “{most.label.lower()}”: {most.text}."] if most else ()))


def _tier_grid(edition: Edition, judged: Sequence[Judged], policy: DisclosurePolicy) -> _TierGrid | None:
    """Outcomes by tier applied for, withheld together; None where too much of it would be."""
    exact = Counter((one.outcome, one.applied_for) for one in judged)
    if any(
        0 < count < policy.zero_is_safe_from_row_total for count in Counter(one.applied_for for one in judged).values()
    ):
        return None  # an outcome that nobody of a tier got, and that has no row, would say something about each of few
    outcomes = [name for name in edition.decision.outcomes if any(row == name for row, _ in exact)]
    tiers = [tier.id for tier in edition.tiers if any(column == tier.id for _, column in exact)]
    cells: dict[tuple[str, str], int | None] = {(row, tier): exact[row, tier] for row in outcomes for tier in tiers}
    if not cells:
        return None
    shown = disclose_grid(cells, policy)
    if _withheld_share(shown[key] for key in cells) > _most_withheld(edition):
        return None
    return _TierGrid(tuple(outcomes), tuple(tiers), shown)


def _tiers_alone(edition: Edition, judged: Sequence[Judged]) -> Counts:
    return counts_of(
        "Submissions by the tier applied for", [edition.tier(one.applied_for).name for one in judged], edition
    )


def _tier_table(edition: Edition, grid: _TierGrid) -> ReportTable:
    names = [*((row, _words(row)) for row in grid.outcomes), (TOTAL, "All")]
    return ReportTable(
        "Outcomes by the tier applied for",
        ("Outcome", *(edition.tier(tier).name for tier in grid.tiers), "All"),
        tuple((name, *(grid.cells[row, column].text for column in (*grid.tiers, TOTAL))) for row, name in names),
        "* means withheld.",
    )


def _promises(promises: Sequence[tuple[str, int, int]], policy: DisclosurePolicy) -> ReportTable:
    rows = []
    for name, kept, of in promises:
        both = disclose_row({"kept": kept, "not": of - kept}, policy)
        rate = disclose_rate(kept, of, policy)
        rows.append((name, both.cells["kept"].text, both.total.text, rate.text))
    return ReportTable("Promises of the edition, and how often they were kept", ("Promise", "Kept", "Of", "Share"),
                       tuple(rows), "* means withheld.")  # fmt: skip


def _challenges(challenges: Sequence[Challenges], policy: DisclosurePolicy) -> ReportTable:
    rows = []
    for one in challenges:
        shown = disclose_row({"upheld": one.upheld, "dismissed": one.dismissed, "open": one.open}, policy)
        rows.append((one.name, shown.total.text, *(cell.text for cell in shown.cells.values())))
    header = ("What", "Received", "Upheld", "Dismissed", "Still open")
    return ReportTable("Appeals and objections", header, tuple(rows), "* means withheld: there were few.")


def _withheld_share(cells: Iterable[DisclosedCell]) -> float:
    listed = list(cells)
    return sum(cell.count is None for cell in listed) / len(listed) if listed else 0.0


def _most_withheld(edition: Edition) -> float:
    return float(edition.facts.get("disclosure", {}).get("collapse_when_suppressed_share_over", 0.25))


def _notes(policy: DisclosurePolicy) -> tuple[str, ...]:
    most = policy.suppress_below - 1
    return (
        f"Counts from 1 to {most} are withheld (*), and so is one more wherever one alone could be worked out.",
        f"Other counts are rounded to the nearest {policy.round_base}; shares are worked out from rounded counts.",
        "Two dots (..) stand where there are too few for a share.",
        f"Means and figures of agreement are shown from {count_text(policy.mean_min_n, 'submission')} on.",
        "Neither an institution nor a reviewer is named.",
    )


def _words(outcome: str) -> str:
    words = outcome.replace("_", " ")
    return words[:1].upper() + words[1:]
