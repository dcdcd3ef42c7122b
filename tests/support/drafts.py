"""Drafts of the next edition, made by nothing but the forms, as an officer would."""

from __future__ import annotations

from sqlalchemy.orm import Session

from charter.services.draft_criterion_parts import CriterionPart, NewCriterionPart, RetiredCriterionPart
from charter.services.draft_edition_parts import FactsPart, TiersPart
from charter.services.draft_question_parts import NewQuestionPart, RetiredQuestionPart
from charter.services.draft_split_parts import SplitPart
from charter.services.edition_drafts import begin_draft, draft_entries, find_draft, save_part
from charter.store.base import open_engine, writing
from charter.store.edition_shelf import Shelf, use_shelf
from charter.store.editions import forget_loaded
from tests.support.teams import BODY, KEY, REFERENCE, add_people, deed

LEVELS = {f"level-{level}": f"What level {level} looks like." for level in range(5)}
# Form, and what is typed into it: the rest stays as the form shows it. All weights come to 100 again.
CHANGES = (
    (CriterionPart("TR-02"), {"requirement": "Mentors show that they can do it.", "why": "Attendance is not enough."}),
    (CriterionPart("MA-01"), {"weight": "4", "why": "Having an offer became common."}),
    (
        SplitPart("MA-04"),
        {"goes-MA-04.q3": "goes", "title": "Choice of format", "requirement": "Mentees choose.", "weight": "2"}
        | {"rest": "3", "why": "Panels could not give one level.", **LEVELS},
    ),
    (RetiredCriterionPart("RP-03"), {"home": "RP-01", "why": "It told nobody apart."}),
    (
        NewCriterionPart("MA"),
        {"title": "Staff whom schemes miss", "requirement": "Bank staff get mentoring.", "weight": "3"}
        | {"question": "What is offered?", "words": "250", "tier-gold": "2", "why": "Consultation.", **LEVELS},
    ),
    (NewQuestionPart("GV-01"), {"text": "Does the board ask?", "kind": "yes_no", "why": "Boards differ."}),
    (RetiredQuestionPart("RP-05.q1"), {"why": "Nobody read it."}),
    (TiersPart(), {"silver-overall_min_pct": "62", "why-silver": "Silver was near bronze."}),
    (FactsPart(), {"in_force_from-day": "1", "in_force_from-month": "5", "in_force_from-year": "2028"}),
)


def begun(session, version="3.0"):
    """Give the id of a draft that differs in nothing yet; its people are there."""
    add_people(session)
    return begin_draft(deed(session, "officer"), BODY, REFERENCE, version)


def change(session, draft_id, part, seen=None, **typed):
    """Save a form with what it shows, but for what is typed; give the version's number."""
    draft = find_draft(deed(session, "officer"), draft_id)
    shown = {entry.name: entry.value for entry in draft_entries(draft, part)}
    return save_part(deed(session, "officer"), draft_id, part, {**shown, **typed}, seen or draft.number)


def changed(session, version="3.0"):
    """Give the id of a draft to which every kind of change was made."""
    draft_id = begun(session, version)
    for part, typed in CHANGES:
        change(session, draft_id, part, **typed)
    return draft_id


class Process:
    """A process of an installation: its own folder beside the database that all share."""

    def __init__(self, engine, folder, key=KEY):
        self.engine, self.folder = engine, folder
        use_shelf(Shelf(folder, lambda: engine, key))
        forget_loaded()


def session_on(databases):
    """Give a session that may write, on SQLite alone, with its engine."""
    engine = open_engine(databases.migrated_copy("sqlite"))
    return Session(writing(engine)), engine
