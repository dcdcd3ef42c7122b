"""Reference data: loading it, and finding an organisation in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from charter.domain.errors import UnknownOrganisation
from charter.domain.wording import one_line
from charter.store.reference import ListedOrganisation
from charter.store.reference_files import FOLDER, folder_digest, loaded_digest, replace_reference

LONGEST_LIST = 20
LONGEST_SEARCH = 100  # characters


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


def search_organisations(
    session: Session, text: str, limit: int = LONGEST_LIST, *, is_open: bool = False
) -> tuple[FoundOrganisation, ...]:
    """Give organisations whose code starts with the text or whose name holds its words.

    Exact codes come first, then names that hold the text as it is, each by name. ``is_open``: only those that have not
    closed.
    """
    wanted = one_line(text[:LONGEST_SEARCH]).replace("’", "'").upper()
    if not wanted:
        return ()
    name, code = func.upper(ListedOrganisation.name), ListedOrganisation.code
    has_phrase = name.like(f"%{_escaped(wanted)}%", escape="\\")
    in_name = and_(*(name.like(f"%{_escaped(word)}%", escape="\\") for word in wanted.split()))
    query = (
        select(ListedOrganisation)
        .where(or_(code.like(f"{_escaped(wanted)}%", escape="\\"), in_name))
        .where(*([ListedOrganisation.closed_on.is_(None)] if is_open else []))
        .order_by(case((code == wanted, 0), (has_phrase, 1), else_=2), ListedOrganisation.name, code)
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
