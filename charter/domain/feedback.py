"""What the letter with the outcome says to an institution, as plain values. No reviewer is named in it."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.decision_steps import DecisionStep
from charter.domain.palettes import Palette
from charter.domain.summaries import RaiseSummary


@dataclass(frozen=True, slots=True)
class CriterionFeedback:
    """What the panel says of one criterion."""

    criterion_id: str
    title: str
    level: int | None  # None = not applicable
    level_label: str
    asked_text: str  # such as "Silver asks for level 3"; "" = nothing is asked
    text: str  # two to four sentences; "" = the panel wrote nothing


@dataclass(frozen=True, slots=True)
class ThemeFeedback:
    """A theme with its score and its criteria."""

    name: str
    score_text: str
    criteria: tuple[CriterionFeedback, ...]


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition of an award."""

    text: str
    due_text: str
    criteria_text: str  # what it is about, such as "NW-02 and TR-01"; "" = the whole


@dataclass(frozen=True, slots=True)
class NextTier:
    """What stands between the institution and the next tier."""

    name: str  # "" = there is none above
    raises_text: str  # one sentence: the smallest way, or why there is none
    blockers: tuple[str, ...]  # a sentence each
    raises: tuple[RaiseSummary, ...] = ()
    said: tuple[str, ...] = ()  # by the panel, in paragraphs


@dataclass(frozen=True, slots=True)
class FeedbackLetter:
    """Everything that the letter says; texts are ready to print, and a long one may have several paragraphs."""

    body_name: str
    palette: Palette
    date_text: str
    institution_name: str
    scope_text: str
    round_title: str
    edition_title: str  # with its version
    theme_word: str  # what the edition calls a theme, singular
    applied_for_name: str
    # such as "Silver, with two conditions"
    outcome_title: str
    outcome_texts: tuple[str, ...]
    steps: tuple[DecisionStep, ...]
    strengths: tuple[str, ...]
    themes: tuple[ThemeFeedback, ...]
    conditions: tuple[ConditionLine, ...] = ()
    next_tier: NextTier | None = None  # None = there is none above
    # how to revise or appeal and until when, and who may see what; "" and () = does not apply
    revising: tuple[str, ...] = ()
    appealing: tuple[str, ...] = ()
    disclosing: tuple[str, ...] = ()
    signatory_name: str = ""
    signatory_position: str = ""
    # what the decision rests on, in rows of name and text
    proofs: tuple[tuple[str, str], ...] = ()
    warning: str = ""  # such as "Example: this institution does not exist"
    # what the body says in each letter, in paragraphs, and where to write to; as it was when this was sent
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    contact: str = ""
