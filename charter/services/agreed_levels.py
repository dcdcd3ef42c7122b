"""What a panel agrees, criterion by criterion, as its chair records it. Levels from before the meeting stay."""

from __future__ import annotations

from dataclasses import replace

from charter.domain.agreed_levels import AgreedLevel, GivenLevel, check_level, proposed_level
from charter.domain.case_workflow import CaseEvent
from charter.domain.errors import StaleRecord, UnknownCriterion
from charter.domain.meeting import AGREED, Item
from charter.domain.wording import plain_text
from charter.services.cases import begin_case, happen_in
from charter.services.deeds import Deed
from charter.services.meetings import Meeting, meeting_of
from charter.store.cases import CaseRow
from charter.store.ratings import AgreedLevelRow, agreed_details


def item_of(meeting: Meeting, criterion_id: str) -> Item:
    """Give a criterion of a meeting's agenda. Raises UnknownCriterion."""
    for item in meeting.agenda.items:
        if item.criterion_id == criterion_id:
            return item
    raise UnknownCriterion("This edition has no such criterion. Choose one from the meeting’s page.")


def agree_level(deed: Deed, case_id: str, wanted: AgreedLevel, seen: int) -> None:
    """Record what the panel agreed on a criterion. Its chair may, at an open meeting, and again when revised.

    ``seen``: the number of the record that the person saw; 0 = none. Saving what is there already changes nothing.
    Raises as ``cases.case_for``; WrongState; UnknownCriterion; InvalidDecision by the name of the field; StaleRecord
    where another window recorded one since. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.LEVEL_AGREED)
    meeting = meeting_of(deed.session, case)
    item = item_of(meeting, wanted.criterion_id)
    level = None if wanted.is_not_applicable else wanted.level
    told = replace(wanted, level=level, reason=plain_text(wanted.reason), dissent=plain_text(wanted.dissent))
    there = meeting.agreed.get(wanted.criterion_id)
    if there is not None and recorded(there) == told:
        deed.session.rollback()
        return
    newest = meeting.newest_number(wanted.criterion_id)
    if seen != newest:
        raise StaleRecord(newest)
    check_level(meeting.edition.criterion(told.criterion_id), item, told, meeting.agenda.rules.reason_words)
    _record(deed, row, told, seen + 1)
    deed.session.commit()


def confirm_agreed(deed: Deed, case_id: str) -> int:
    """Record, in one go, every criterion on which all reviewers agreed and nothing is recorded yet; give how many.

    Its chair may. Raises as ``agree_level``. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.LEVEL_AGREED)
    meeting = meeting_of(deed.session, case)
    waiting = [one for one in meeting.agenda.items if one.kind == AGREED and one.criterion_id not in meeting.agreed]
    levels = [level for item in waiting if (level := proposed_level(item)) is not None]
    for level in levels:
        _record(deed, row, level, meeting.newest_number(level.criterion_id) + 1)
    deed.session.commit()
    return len(levels)


def recorded(row: GivenLevel) -> AgreedLevel:
    """Give a record as plain values."""
    return AgreedLevel(row.criterion_id, row.level, row.is_not_applicable, row.reason, row.dissent)


def _record(deed: Deed, row: CaseRow, level: AgreedLevel, number: int) -> None:
    """Add a record, and tell of it in the chain, which holds its texts' digests."""
    added = AgreedLevelRow(
        case_id=row.id,
        criterion_id=level.criterion_id,
        number=number,
        level=level.level,
        is_not_applicable=level.is_not_applicable,
        reason=level.reason,
        dissent=level.dissent,
        person_id=deed.person_id,
        agreed_at=deed.now,
    )
    deed.session.add(added)
    happen_in(deed, row, CaseEvent.LEVEL_AGREED, agreed_details(added))
