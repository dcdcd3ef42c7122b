"""Who may have the certificate of an award, and what stands around it: the body's look, an address, the credential."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from charter.domain.award_states import HOLDS, AwardState
from charter.domain.errors import NotAllowed
from charter.domain.permissions import Action, may, require
from charter.services.award_access import HeldAward, award_found, roles_over
from charter.services.award_desks import SEES
from charter.services.body_looks import look_of
from charter.services.certificates import CertificateFrame, certificate_paper
from charter.services.credentials import credential_of_award
from charter.services.deeds import Deed
from charter.services.matter_papers import MatterPaper

SOON = dt.timedelta(minutes=5)  # afterwards a certificate can be had without one: its key may be out of reach
NOT_GIVEN = {
    AwardState.SUSPENDED: "The award is suspended, so its certificate is not given out.",
    AwardState.WITHDRAWN: "The award was withdrawn, so its certificate is not given out.",
}


@dataclass(frozen=True, slots=True)
class AwardCertificate:
    """The certificate of an award: which paper it is, and what it is made with."""

    held: HeldAward
    paper: MatterPaper
    frame: CertificateFrame
    waits_for_credential: bool  # which is issued soon, and belongs inside


def certificate_for(deed: Deed, award_id: str, address: str, warning: str = "") -> AwardCertificate:
    """Give the certificate of an award to its institution's team, and to the body's office; eight statements.

    ``address`` is that of the award's public page. Raises as ``award_access.roles_over``; NotAllowed,
    too while the award is suspended, and once it was withdrawn.
    """
    held = award_found(deed, award_id)
    roles = roles_over(deed, held.row)
    if not any(may(roles, one) for one in SEES):
        require(roles, Action.SEE_OUTCOME)
    state = held.state_on(deed.now.date())
    if state in NOT_GIVEN:
        raise NotAllowed(NOT_GIVEN[state])
    found = look_of(deed, held.row.body_id)
    frame = CertificateFrame(
        address=address,
        palette=found.look.palette,
        signatory_name=found.look.signatory_name,
        signatory_position=found.look.signatory_position,
        credential=credential_of_award(deed.session, award_id) or "",
        charter_title="" if held.edition is not None else found.name,
        warning=warning,
        body_name=found.name,
    )
    is_new = deed.now - held.row.conferred_at < SOON
    waits = is_new and state in HOLDS and not frame.credential
    return AwardCertificate(held, certificate_paper(deed.session, award_id, frame), frame, waits)
