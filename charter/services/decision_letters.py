"""Letters to whoever has to do something next about a decision: what waits, and where. None says what was decided."""

from __future__ import annotations

from collections.abc import Iterable

from charter.domain.permissions import PERMISSIONS, Action
from charter.services.deeds import Deed
from charter.services.panel_letters import AboutCase, Written, chairs_of, office_of, put_to
from charter.store.accounts import PersonRow
from charter.store.panels import held_seats

WAY = "Sign in to the site of the charter, open the submission and choose “Decision”."


def tell_officers_of_decision(deed: Deed, case: AboutCase, decision_id: str) -> None:
    """Tell whoever confirms for the awarding body that a decision was put. Commits nothing."""
    said = (
        f"The panel has put a decision about the submission of {case.name}. It waits for you to confirm it for the "
        "awarding body, or to give it back with a reason."
    )
    waiting = Written(f"put:{decision_id}", f"A decision waits for you: {case.name}", said)
    _tell(deed, case, _who_may(deed, case, Action.CONFIRM_DECISION), waiting)


def tell_chair_of_confirmation(deed: Deed, case: AboutCase, decision_id: str) -> None:
    """Tell the chair that the awarding body has confirmed, and they have not. Commits nothing."""
    said = (
        f"The awarding body has confirmed the decision about the submission of {case.name}. It waits for your own "
        "confirmation, as the chair of its panel."
    )
    waiting = Written(f"chair:{decision_id}", f"A decision waits for you: {case.name}", said)
    _tell(deed, case, chairs_of(deed, case.id), waiting)


def tell_office_to_send(deed: Deed, case: AboutCase, decision_id: str) -> None:
    """Tell the office that both confirmed. Commits nothing."""
    said = (
        f"The chair and the awarding body have confirmed the decision about the submission of {case.name}. The outcome "
        "can be sent once its feedback is finished."
    )
    ready = Written(f"both:{decision_id}", f"An outcome can be sent: {case.name}", said)
    _tell(deed, case, _who_may(deed, case, Action.SEND_OUTCOME), ready)


def tell_chair_of_refusal(deed: Deed, case: AboutCase, decision_id: str) -> None:
    """Tell the chair that the awarding body gave a decision back. Commits nothing."""
    said = (
        f"The awarding body has given the decision about the submission of {case.name} back to its panel. Why stands "
        "on the page of the decision."
    )
    back = Written(f"back:{decision_id}", f"A decision was given back: {case.name}", said)
    _tell(deed, case, chairs_of(deed, case.id), back)


def tell_officers_of_appeal(deed: Deed, case: AboutCase) -> None:
    """Tell whoever rules on appeals that one came in; neither its grounds nor its words. Commits nothing."""
    said = f"{case.name} appeals against its outcome. It waits for you to rule whether the appeal is heard, and why."
    made = Written(f"appeal:{case.id}", f"An appeal came in: {case.name}", said)
    _tell(deed, case, _who_may(deed, case, Action.RULE_ON_APPEAL), made)


def tell_panel_of_revisions(deed: Deed, case: AboutCase, copy_number: int) -> None:
    """Tell the chair and the reviewers that revisions came in. Commits nothing."""
    said = (
        f"The revised submission of {case.name} came in. The chair judges it with one reviewer of the panel: only the "
        "criteria that were named, and only by facts that existed at the snapshot."
    )
    seated = [deed.session.get_one(PersonRow, one.person_id) for one in held_seats(deed.session, [case.id])]
    revised = Written(f"revised:{case.id}:{copy_number}", f"Revisions wait to be judged: {case.name}", said)
    _tell(deed, case, seated, revised)


def _tell(deed: Deed, case: AboutCase, people: Iterable[PersonRow], written: Written) -> None:
    """Put the letter for each but whoever does the deed, once by its key."""
    text = f"{written.text}\n\n{WAY}"
    for to in people:
        if to.id != deed.person_id:
            put_to(deed, case, to, Written(f"decision:{written.key}:{to.id}", written.subject, text))


def _who_may(deed: Deed, case: AboutCase, action: Action) -> list[PersonRow]:
    return office_of(deed, case, sorted(PERMISSIONS[action]))
