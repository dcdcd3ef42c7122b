"""Reference data: loading it, and finding an organisation in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from charter.domain.errors import UnknownOrganisation
from charter.store.reference import ListedOrganisation
from charter.store.reference_files import FOLDER, folder_digest, loaded_digest, replace_reference

LONGEST_LIST = 20


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """An organisation of the published lists, as a search shows it."""

    code: str
    name: str
    organisation_type: str
    peer_group: str
    region: str
    ics: str
    closed_text: str  # "Closed on 30 September 2020", "" while open
    successor: str
    part_of: str


def load_reference(session: Session, folder: Path = FOLDER) -> int:
    """Load the reference tables and give how many rows were written: 0 where they hold the folder's state already.

    Anybody who may run commands may. Replaces every reference row in one transaction; nothing else is touched.
    """
    if loaded_digest(session) == folder_digest(folder):
        return 0
    count = replace_reference(session, folder)
    session.commit()
    return count


def find_organisation(session: Session, code: str) -> FoundOrganisation:
    """Give the organisation of that code; case and spaces around it do not matter.

    Raises
    ------
    UnknownOrganisation: no published list here holds the code.

    """
    wanted = code.strip().upper()
    row = session.get(ListedOrganisation, wanted) if wanted else None
    if row is None:
        raise UnknownOrganisation(
            f"There is no organisation with the code “{wanted}” in the published lists. "
            "Check the code, or leave it blank."
        )
    return _found(row)


def search_organisations(session: Session, text: str, limit: int = LONGEST_LIST) -> tuple[FoundOrganisation, ...]:
    """Give organisations whose code starts with the text or whose name holds it; exact codes first, then by name."""
    wanted = text.strip().upper()
    if not wanted:
        return ()
    pattern = _escaped(wanted)
    name, code = func.upper(ListedOrganisation.name), ListedOrganisation.code
    query = (
        select(ListedOrganisation)
        .where(or_(code.like(f"{pattern}%", escape="\\"), name.like(f"%{pattern}%", escape="\\")))
        .order_by(case((code == wanted, 0), else_=1), ListedOrganisation.name, code)
        .limit(limit)
    )
    return tuple(_found(row) for row in session.scalars(query))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _found(row: ListedOrganisation) -> FoundOrganisation:
    closed = f"Closed on {row.closed_on.day} {row.closed_on:%B} {row.closed_on.year}" if row.closed_on else ""
    return FoundOrganisation(
        code=row.code,
        name=row.name,
        organisation_type=row.organisation_type,
        peer_group=row.peer_group,
        region=row.region,
        ics=row.ics,
        closed_text=closed,
        successor=row.successor,
        part_of=row.part_of,
    )
