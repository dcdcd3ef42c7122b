"""Invented feedback letters: an award with conditions, and a miss with the longest texts."""

from __future__ import annotations

import datetime as dt

from charter.domain.feedback import ConditionLine, FeedbackLetter
from charter.domain.palettes import PALETTES
from charter.services.feedback_letters import LetterFacts, agreed_result, feedback_letter
from charter.services.standings import example_sheet
from charter.store.editions import load_edition
from tests.support.certificates import LONG_NAME

EDITION = "bme-mentoring/1.0"
NOTE = (
    "Matching takes account of what mentees asked for, and the network was part of it. The survey shows that trust is "
    "high. Records of first meetings are kept for most pairs, but not for those in community services. Next, look at "
    "why pairs there end early, and write down what was changed."
)
LONG_NOTE = f"{NOTE} {'Llanfairpwllgwyngyll' * 8}\nA second paragraph: 100 % of ‘pairs’ – as the “panel” read it. 🙂 "


def conferred() -> FeedbackLetter:
    """Give the letter of the worked example with level 3 everywhere, its conditions aside."""
    edition, sheet = load_edition(EDITION), example_sheet(EDITION)
    levels = {item.id: 3 if item.id != "TR-01" else 4 for item in edition.criteria}
    return feedback_letter(
        agreed_result(edition, sheet, levels, "silver"),
        LetterFacts(
            body_name="Society of Invented Therapists",
            palette=PALETTES[0],
            institution_name="Example Acute NHS Trust",
            scope_text="Whole organisation",
            round_title="Mentoring Charter 2027",
            sent_on=dt.date(2027, 11, 12),
            outcome="conferred_with_conditions",
            tier_id="silver",
            said=("The panel thanks everybody who worked on the submission, the BME staff network above all.",),
            notes={item.id: NOTE for item in edition.criteria},
            strengths=("The network took part in every step.", "Careers of mentees are followed for three years."),
            conditions=(
                ConditionLine("Publish the names of the sponsors.", "31 March 2028", "NW-02"),
                ConditionLine("Report to the board on pairs that ended early.", "30 April 2028", ""),
            ),
            appeal_until=dt.date(2027, 11, 26),
            signatory_name="Jo Example",
            signatory_position="Head of charters",
            proofs=(("Edition", "bme-mentoring 1.0"), ("Digest of the submission", "0123456789abcdef" * 4)),
        ),
    )


def missed() -> FeedbackLetter:
    """Give the letter of a narrow miss of a high tier, with long names and notes."""
    edition, sheet = load_edition(EDITION), example_sheet(EDITION)
    levels = {item.id: 2 for item in edition.criteria}
    return feedback_letter(
        agreed_result(edition, sheet, levels, "gold"),
        LetterFacts(
            body_name=LONG_NAME,
            palette=PALETTES[4],
            institution_name=LONG_NAME,
            scope_text=f"Directorate: {LONG_NAME}",
            round_title=LONG_NAME,
            sent_on=dt.date(2027, 11, 12),
            outcome="minor_revisions",
            tier_id="gold",
            notes={item.id: LONG_NOTE for item in edition.criteria},
            revise_until=dt.date(2027, 12, 10),
            revise_criteria=("TR-01", "OU-02"),
            appeal_until=dt.date(2027, 11, 26),
            signatory_name=LONG_NAME,
            signatory_position=LONG_NAME,
            warning="Example: this institution does not exist.",
        ),
    )
