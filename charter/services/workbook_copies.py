"""An assessment as a workbook: what there is, with the mark of when it was downloaded."""

from __future__ import annotations

from io import BytesIO

from charter.domain.answers import Stamp
from charter.domain.edition import Edition
from charter.domain.permissions import Action
from charter.services.answer_sheets import save_workbook
from charter.services.assessments import reading_of
from charter.services.deeds import Deed, assessment_for
from charter.store.history import last_event


def workbook_copy(deed: Deed, assessment_id: str) -> tuple[Edition, bytes]:
    """Give an assessment's workbook, filled in with what there is, and its edition.

    The team may. An import of it knows from its mark what was saved since. Raises UnknownAssessment, NotAllowed.
    """
    row = assessment_for(deed, assessment_id, Action.EXPORT_ASSESSMENT)
    edition, reading = reading_of(deed, row, is_draft=True)
    newest = last_event(deed.session, assessment_id)
    target = BytesIO()
    save_workbook(edition, reading.sheet, target, Stamp(assessment_id, newest.number if newest else 0))
    return edition, target.getvalue()
