"""How an awarding body shows itself on pages, papers and letters; every save is kept."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from charter.domain.case_workflow import MatterKind
from charter.domain.errors import InvalidPanel, StaleAnswer, UnknownOrganisation
from charter.domain.palettes import PALETTES, Palette, palette_named
from charter.domain.permissions import Action
from charter.domain.wording import one_line, plain_text
from charter.services.deeds import Deed, require_in
from charter.store.accounts import OrganisationRow
from charter.store.body_looks import BodyLookRow, newest_look
from charter.store.chains import canonical, text_digest
from charter.store.proceedings import Matter, add_proceeding

LONGEST_LINE, LONGEST_TEXT = 200, 2000
SAVED = "look_saved"
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Look:
    """How an awarding body shows itself; "" where it said nothing."""

    shown_name: str = ""
    palette_id: str = PALETTES[0].id
    website: str = ""
    contact_email: str = ""
    letter_opening: str = ""
    letter_closing: str = ""
    signatory_name: str = ""
    signatory_position: str = ""

    @property
    def palette(self) -> Palette:
        """Its colours."""
        return palette_named(self.palette_id)


@dataclass(frozen=True, slots=True)
class BodyLook:
    """An awarding body with its look."""

    organisation_id: str
    name: str  # as it wants to be named
    registered_name: str
    look: Look
    number: int  # of the newest save; 0 = none


def look_of(deed: Deed, organisation_id: str) -> BodyLook:
    """Give how an awarding body shows itself, for services and pages that need it: two statements.

    Raises UnknownOrganisation.
    """
    body = deed.session.get(OrganisationRow, organisation_id)
    if body is None:
        raise UnknownOrganisation("There is no such awarding body. Check the address.")
    row = newest_look(deed.session, organisation_id)
    look = Look(**{name: getattr(row, name) for name in asdict(Look())}) if row is not None else Look()
    return BodyLook(organisation_id, look.shown_name or body.name, body.name, look, row.number if row else 0)


def look_to_keep(deed: Deed, organisation_id: str) -> BodyLook:
    """As ``look_of``, for whoever may change it: the body's administrator. Raises NotAllowed, UnknownOrganisation."""
    require_in(deed, organisation_id, Action.KEEP_LOOK)
    return look_of(deed, organisation_id)


def save_look(deed: Deed, organisation_id: str, look: Look, *, seen: int) -> BodyLookRow:
    """Save how an awarding body shows itself. Its administrator may; ``seen`` is the save that they were shown.

    Raises NotAllowed, UnknownOrganisation; InvalidPanel with the field; StaleAnswer where somebody saved meanwhile.
    Commits.
    """
    require_in(deed, organisation_id, Action.KEEP_LOOK)
    deed.session.get(OrganisationRow, organisation_id, with_for_update=True)
    tidy = tidied(look)
    newest = newest_look(deed.session, organisation_id)
    number = newest.number if newest is not None else 0
    if number != seen:
        theirs = newest.shown_name if newest is not None else ""
        raise StaleAnswer("how the body shows itself", theirs=theirs, yours=tidy.shown_name, version=number)
    row = BodyLookRow(
        organisation_id=organisation_id,
        number=number + 1,
        person_id=deed.person_id,
        saved_at=deed.now,
        **asdict(tidy),
    )
    deed.session.add(row)
    add_proceeding(
        deed.session,
        Matter(MatterKind.BODY, organisation_id),
        SAVED,
        person_id=deed.person_id,
        now=deed.now,
        details={"number": row.number, "digest": look_digest(row)},
        key=deed.key,
    )
    deed.session.commit()
    return row


def tidied(look: Look) -> Look:
    """Give a look as it would be kept. Raises InvalidPanel with the field."""
    lines = ("shown_name", "website", "contact_email", "signatory_name", "signatory_position")
    texts = ("letter_opening", "letter_closing")
    values = asdict(look) | {name: one_line(getattr(look, name)) for name in lines}
    values |= {name: plain_text(getattr(look, name)) for name in texts}
    tidy = Look(**values)
    for name in lines:
        if len(getattr(tidy, name)) > LONGEST_LINE:
            raise InvalidPanel(f"This is too long. Keep it to {LONGEST_LINE} characters.", name)
    for name in texts:
        if len(getattr(tidy, name)) > LONGEST_TEXT:
            raise InvalidPanel(f"This is too long. Keep it to {LONGEST_TEXT:,} characters.", name)
    if tidy.palette_id not in {palette.id for palette in PALETTES}:
        raise InvalidPanel("Choose one of the colours.", "palette_id")
    if tidy.website and not _is_address(tidy.website):
        raise InvalidPanel("Write the whole address, beginning with https://.", "website")
    if tidy.contact_email and not ADDRESS.fullmatch(tidy.contact_email):
        raise InvalidPanel("Write an e-mail address, such as charter@example.org.", "contact_email")
    return tidy


def look_digest(row: BodyLookRow) -> str:
    """Give a digest over what a save says, hexadecimal."""
    return text_digest(canonical([getattr(row, name) for name in asdict(Look())]).decode())


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and " " not in text
