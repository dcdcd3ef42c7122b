"""Who was there when a panel spoke of a case."""

from __future__ import annotations

from collections.abc import Mapping

from charter.domain.case_workflow import CaseEvent
from charter.domain.errors import StaleRecord, WrongState
from charter.services.cases import begin_case, happen_in
from charter.services.deeds import Deed
from charter.services.meetings import meeting_of
from charter.store.panels import PresenceRow


def note_presence(deed: Deed, case_id: str, presences: Mapping[str, bool], seen: Mapping[str, int]) -> None:
    """Note who is there: person id -> whether they are. The panel's chair may, at an open meeting.

    ``seen``: person id -> the number of the note that the chair saw; 0 = none. What is noted already is not noted
    again; somebody who left meanwhile is passed over. Raises as ``cases.case_for``; WrongState; StaleRecord where
    another window noted something else since. Commits.
    """
    case, row = begin_case(deed, case_id, CaseEvent.PRESENCE_NOTED)
    meeting = meeting_of(deed.session, case)
    if not presences:
        raise WrongState("The panel has nobody whose presence could be noted.")
    for member in meeting.members:
        is_present = presences.get(member.person_id)
        if is_present is None or is_present == member.is_present:
            continue
        if seen.get(member.person_id, 0) != member.presence_number:
            raise StaleRecord(member.presence_number)
        number = member.presence_number + 1
        noted = {"case_id": case_id, "person_id": member.person_id, "number": number, "is_present": is_present}
        deed.session.add(PresenceRow(**noted, noted_by=deed.person_id, noted_at=deed.now))
        details = {"person": member.person_id, "number": number, "is_present": is_present}
        happen_in(deed, row, CaseEvent.PRESENCE_NOTED, details)
    deed.session.commit()
