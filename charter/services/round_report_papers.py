"""Who may have the report of a round: the awarding body's office."""

from __future__ import annotations

from dataclasses import dataclass

from charter.domain.errors import UnknownRound
from charter.domain.permissions import Action
from charter.domain.working_days import day_in_england
from charter.services.deeds import Deed, require_in
from charter.services.matter_papers import MatterPaper
from charter.services.round_facts import round_report_paper
from charter.store.assessments import RoundRow


@dataclass(frozen=True, slots=True)
class RoundPaper:
    """The report of a round: of which, and which paper it is."""

    round_id: str
    title: str
    paper: MatterPaper


def round_paper_for(deed: Deed, round_id: str) -> RoundPaper:
    """Give the report of a round to the office of its body. Four statements.

    Raises UnknownRound, UnknownOrganisation for strangers, NotAllowed.
    """
    whole = deed.session.get(RoundRow, round_id)
    if whole is None:
        raise UnknownRound("There is no such round. Check the address.")
    require_in(deed, whole.organisation_id, Action.SEE_AWARDS)
    return RoundPaper(round_id, whole.title, round_report_paper(deed.session, round_id, day_in_england(deed.now)))
