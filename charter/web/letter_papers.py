"""The PDF of a letter with an outcome, for pages of a panel, of the office and of the institution alike."""

from __future__ import annotations

from typing import Any

from flask import current_app
from werkzeug.wrappers import Response as AnyResponse

from charter.jobs.handing_over import hand_over
from charter.jobs.matter_papers import make_sent_letter
from charter.services.matter_papers import (
    ask_for_matter_paper,
    finish_matter_paper,
    matter_paper_content,
    matter_paper_state,
)
from charter.services.told_letters import letter_paper
from charter.web.downloads import PDF, handed_out
from charter.web.people import deed
from charter.web.plans import PENDING, TEXTS

INVENTED = "Example: an invented institution. Nothing of this was decided."


def ask_for_letter(case_id: str, digest: str) -> None:
    """Ask the worker for the PDF, once however often this is called."""
    doing, paper = deed(), letter_paper(case_id, digest)
    is_new = ask_for_matter_paper(doing.session, paper, doing.now)
    if is_new and not hand_over(make_sent_letter, case_id, digest, _warning()):
        finish_matter_paper(doing.session, paper.matter, paper.name, None, doing.now)


def letter_progress(case_id: str, digest: str) -> dict[str, Any]:
    """Give how far the PDF is, for a page and its script."""
    state = matter_paper_state(deed().session, letter_paper(case_id, digest))
    return {"state": state, "text": TEXTS[state], "is_pending": state in PENDING}


def letter_file(case_id: str, digest: str, name: str) -> AnyResponse | None:
    """Give the PDF to save; None before it is made."""
    content = matter_paper_content(deed().session, letter_paper(case_id, digest))
    if content is None:
        return None
    return handed_out(iter((content,)), len(content), f"{name}.pdf".replace("/", "-"), PDF)


def _warning() -> str:
    return INVENTED if current_app.config["CHARTER"].is_demonstration else ""
