"""PDFs of an award and of a round: asked for, watched, downloaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.jobs.handing_over import hand_over
from charter.jobs.matter_papers import make_certificate, make_round_report
from charter.services.award_papers import AwardCertificate, certificate_for
from charter.services.matter_papers import (
    MatterPaper,
    ask_for_matter_paper,
    finish_matter_paper,
    matter_paper_content,
    matter_paper_state,
)
from charter.services.round_report_papers import RoundPaper, round_paper_for
from charter.web.addresses import site_url
from charter.web.credential_offices import office
from charter.web.downloads import PDF, handed_out
from charter.web.people import deed
from charter.web.plans import PENDING, TEXTS

blueprint = Blueprint("matter_papers", __name__)

INVENTED = "Example: this institution does not exist, and this is no award."
WAITING = "waiting"
UNSIGNED = "The award’s credential is being signed. The certificate carries it, so it can be made in a minute or two."
INVENTED_ROUND = "Example: invented institutions. Nothing in it happened."


@dataclass(frozen=True, slots=True)
class Shelf:
    """A paper as its pages need it: what it is called, where one comes from, and how the worker is told."""

    paper: MatterPaper
    endpoint: str  # of its page; those beside it end in _progress and _file
    place: dict[str, Any]
    title: str
    caption: str
    back: str
    file_name: str
    hand_over: Callable[[], bool]
    waiting_text: str = ""  # why it cannot be made yet; "" = it can

    def address(self, part: str = "") -> str:
        """Give the address of its page, or of a part beside it."""
        return url_for(f"matter_papers.{self.endpoint}{part}", **self.place)


@blueprint.get("/awards/<award_id>/certificate")
def certificate(award_id: str) -> str:
    """Show how far the certificate of an award is."""
    return _page(_certificate(award_id))


@blueprint.post("/awards/<award_id>/certificate")
def create_certificate(award_id: str) -> AnyResponse:
    """Ask for the certificate, once however often this is sent."""
    return _ask(_certificate(award_id))


@blueprint.get("/awards/<award_id>/certificate/progress")
def certificate_progress(award_id: str) -> Response:
    """Give how far it is, for the page's script."""
    return _progress(_certificate(award_id))


@blueprint.get("/awards/<award_id>/certificate/file")
def certificate_file(award_id: str) -> AnyResponse:
    """Give the certificate; before it is made, the page that says how far it is."""
    return _file(_certificate(award_id))


@blueprint.get("/rounds/<round_id>/report")
def report(round_id: str) -> str:
    """Show how far the report of a round is."""
    return _page(_report(round_id))


@blueprint.post("/rounds/<round_id>/report")
def create_report(round_id: str) -> AnyResponse:
    """Ask for the report, once however often this is sent."""
    return _ask(_report(round_id))


@blueprint.get("/rounds/<round_id>/report/progress")
def report_progress(round_id: str) -> Response:
    """Give how far it is, for the page's script."""
    return _progress(_report(round_id))


@blueprint.get("/rounds/<round_id>/report/file")
def report_file(round_id: str) -> AnyResponse:
    """Give the report; before it is made, the page that says how far it is."""
    return _file(_report(round_id))


def _certificate(award_id: str) -> Shelf:
    address = f"{_lasting_site()}{url_for('register.award', award_id=award_id)}"
    found: AwardCertificate = certificate_for(deed(), award_id, address, INVENTED if _is_demonstration() else "")
    row = found.held.row
    return Shelf(
        paper=found.paper,
        endpoint="certificate",
        place={"award_id": award_id},
        title="Certificate",
        caption=f"{row.organisation_name}, {row.tier_name}",
        back=url_for("awards.award", award_id=award_id),
        file_name=f"{row.organisation_name} - {row.tier_name} {row.awarded_on.year} - certificate.pdf",
        hand_over=partial(hand_over, make_certificate, award_id, found.frame),
        waiting_text=UNSIGNED if found.waits_for_credential else "",
    )


def _report(round_id: str) -> Shelf:
    found: RoundPaper = round_paper_for(deed(), round_id)
    warning = INVENTED_ROUND if _is_demonstration() else ""
    return Shelf(
        paper=found.paper,
        endpoint="report",
        place={"round_id": round_id},
        title="Report of the round",
        caption=found.title,
        back=url_for("rounds.whole", round_id=round_id),
        file_name=f"{found.title} - report - {deed().now.date().isoformat()}.pdf",
        hand_over=partial(hand_over, make_round_report, round_id, warning),
    )


def _page(shelf: Shelf) -> str:
    return render_template("matter_papers/paper.html", shelf=shelf, **_stand(shelf))


def _ask(shelf: Shelf) -> AnyResponse:
    at = deed()
    if shelf.waiting_text:
        return redirect(shelf.address(), 303)
    if ask_for_matter_paper(at.session, shelf.paper, at.now) and not shelf.hand_over():
        finish_matter_paper(at.session, shelf.paper.matter, shelf.paper.name, None, at.now)
    return redirect(shelf.address(), 303)


def _progress(shelf: Shelf) -> Response:
    return jsonify(_stand(shelf))


def _stand(shelf: Shelf) -> dict[str, Any]:
    """How far a paper is, for its page and its script."""
    if shelf.waiting_text:
        return {"state": WAITING, "text": shelf.waiting_text, "is_pending": True}
    state = matter_paper_state(deed().session, shelf.paper)
    return {"state": state, "text": TEXTS[state], "is_pending": state in PENDING}


def _file(shelf: Shelf) -> AnyResponse:
    content = matter_paper_content(deed().session, shelf.paper)
    if content is None:
        return redirect(shelf.address())
    return handed_out(iter((content,)), len(content), shelf.file_name.replace("/", "-"), PDF)


def _lasting_site() -> str:
    """The site's address as it is set: a certificate hangs for years, and whoever asks could name another.

    Raises NoCredentialKey on a site in use that does not know its address.
    """
    settings = current_app.config["CHARTER"]
    return office().addresses.site if settings.site_url or settings.is_https else site_url()


def _is_demonstration() -> bool:
    return bool(current_app.config["CHARTER"].is_demonstration)
