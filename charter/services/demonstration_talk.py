"""What the demonstration's people have said to one another, so that a team's pages have something to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from charter.domain.edition import Edition
from charter.services.assignments import Assignment, assign_criterion
from charter.services.comments import NewComment, add_comment
from charter.services.deeds import Deed
from charter.services.network_statements import save_statement

TIME_TO_WRITE = dt.timedelta(days=14)
STATEMENT = (
    "The network was asked what to write, and wrote it alone. Mentoring is easier to find than two years ago. It is "
    "still hard to take part at night and in the community. Members ask for mentors from outside their own line."
)


def let_them_talk(
    assessment_id: str, edition: Edition, ids: Mapping[str, str], open_ids: Sequence[str], at: Deed
) -> None:
    """Give the open criteria owners, and let everybody say something; ``ids`` are the people's by their address.

    Nobody is mentioned and everybody takes on work by themselves, so that no letter goes to somebody invented.
    """

    def by(name: str, hours: int) -> Deed:
        return Deed(at.session, ids[name], at.now + dt.timedelta(hours=hours), at.key)

    first, last = open_ids[0], open_ids[-1]
    due_on = (at.now + TIME_TO_WRITE).date()
    waits = "The board looks at this at its next meeting; nothing can be said before."
    assign_criterion(by("contributor", 1), assessment_id, first, Assignment(ids["contributor"], due_on), None)
    assign_criterion(by("lead", 2), assessment_id, last, Assignment(ids["lead"], due_on, waits), None)
    answered = next(item.id for item in edition.criteria if item.id not in open_ids)
    for name, hours, criterion_id, text in (
        ("viewer", 3, answered, "The board saw a smaller number in March. Which one is right?"),
        ("contributor", 4, answered, "March counted one site only. The table here has both."),
        ("approver", 5, first, "I would like to read this before the board meets."),
    ):
        add_comment(by(name, hours), assessment_id, NewComment(criterion_id, "", text), None)
    save_statement(by("network", 6), assessment_id, STATEMENT, 0)
