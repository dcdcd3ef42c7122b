"""Drafts of the next edition, for an awarding body's officer: begun, changed part by part; every save stays."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from charter.domain.edition import PUBLIC_STATUSES
from charter.domain.errors import Fault, InvalidDraft, StaleDraft, UnknownDraft, WrongState
from charter.domain.permissions import Action, Role, may, require
from charter.services.deeds import Deed, new_id, require_in
from charter.services.draft_entries import Base, Entry, Part
from charter.store.accounts import roles_in
from charter.store.draft_files import DraftFiles
from charter.store.draft_following import TIER_CASES
from charter.store.draft_working import Working, settled, working
from charter.store.edition_bundles import Files, read_bundle, zipped
from charter.store.edition_drafts import (
    EditionDraftRow,
    EditionDraftVersionRow,
    drafts_of,
    live_drafts_of,
    newest_version,
    packed_values,
    sound_files,
    version_rows,
)
from charter.store.edition_files import EDITION
from charter.store.edition_writing import first_changes, next_bundle
from charter.store.editions import CHANGES, list_editions, load_edition, root_of

_VERSION = re.compile(r"[0-9][0-9A-Za-z.-]{0,20}")
_GONE = "There is no such draft. Check the address, or ask whoever sent it to you."


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a body's list."""

    draft_id: str
    title: str  # of the edition before
    reference: str
    base_reference: str
    number: int  # of its newest version
    saved_at: dt.datetime
    saved_by: str
    is_live: bool
    is_published: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it is now, beside the edition before it."""

    draft_id: str
    organisation_id: str
    reference: str
    base_reference: str
    number: int
    saved_at: dt.datetime
    files: Mapping[str, str]
    base_files: Mapping[str, str]
    is_discarded: bool
    is_published: bool
    roles: frozenset[Role]

    @property
    def is_writing(self) -> bool:
        """Whether the person may change it now."""
        return self.is_live and may(self.roles, Action.DRAFT_EDITION)

    @property
    def is_live(self) -> bool:
        """Whether anybody may change it now."""
        return not self.is_discarded and not self.is_published

    @property
    def works(self) -> Working:
        """The draft and the edition before as editions. Raises InvalidEdition."""
        return working(self.files, self.base_files)

    @property
    def base(self) -> Base:
        """The edition before, as forms need it."""
        return Base(self.base_reference, DraftFiles(self.base_files).criteria())


@dataclass(frozen=True, slots=True)
class Version:
    """One save of a draft."""

    number: int
    saved_at: dt.datetime
    saved_by: str
    what: str
    checksum: str


@dataclass(frozen=True, slots=True)
class Source:
    """An edition that a draft can be begun from."""

    reference: str
    title: str
    is_draft: bool  # one of the folder of criteria that is to go on here, under its own version


def begin_sources() -> tuple[Source, ...]:
    """Give what a draft can be begun from: published editions, and drafts of the folder that follow one."""
    found = []
    for reference in list_editions():
        edition = load_edition(reference)
        is_draft = edition.status not in PUBLIC_STATUSES
        if not is_draft or edition.facts.get("supersedes"):
            found.append(Source(reference, edition.title, is_draft))
    return tuple(found)


def list_drafts(deed: Deed, organisation_id: str) -> tuple[DraftLine, ...]:
    """Give an awarding body's drafts, newest first, to its administrators and round managers.

    Raises UnknownOrganisation, NotAllowed.
    """
    require_in(deed, organisation_id, Action.SEE_EDITION_DRAFT)
    return tuple(
        DraftLine(
            draft_id=row.id,
            title=load_edition(row.base_reference).title,
            reference=row.reference,
            base_reference=row.base_reference,
            number=number,
            saved_at=at,
            saved_by=name,
            is_live=row.discarded_at is None and row.published_at is None,
            is_published=row.published_at is not None,
        )
        for row, number, at, name in drafts_of(deed.session, organisation_id)
    )


def begin_draft(deed: Deed, organisation_id: str, source: str, version: str) -> str:
    """Begin a draft of the next edition from a published one, or go on with a draft of the folder; give its id.

    The awarding body's administrator may. Raises UnknownOrganisation, NotAllowed, UnknownEdition; InvalidDraft by the
    field. Commits.
    """
    require_in(deed, organisation_id, Action.DRAFT_EDITION)
    known = {item.reference: item for item in begin_sources()}
    if source not in known:
        raise InvalidDraft((Fault("source", "Choose an edition"),))
    files, base_reference = _first_files(known[source], version.strip())
    about = DraftFiles(files).value(EDITION)
    reference = f"{about['id']}/{about['version']}"
    _refuse_taken(deed, reference, is_of_folder=known[source].is_draft)
    base = load_edition(base_reference)
    row = EditionDraftRow(
        id=new_id(),
        organisation_id=organisation_id,
        reference=reference,
        base_reference=base_reference,
        base_checksum=base.checksum,
        person_id=deed.person_id,
        begun_at=deed.now,
        discarded_at=None,
        published_at=None,
    )
    deed.session.add(row)
    deed.session.flush()
    _add_version(deed, row.id, 1, files, f"Begun from {source}", seen=0)
    deed.session.commit()
    return row.id


def _first_files(source: Source, version: str) -> tuple[Files, str]:
    """The files of a new draft, and the edition that it follows."""
    files = edition_bundle(source.reference)
    if source.is_draft:
        about = DraftFiles(files).value(EDITION)
        return files, f"{about['id']}/{about['supersedes']}"
    if not _VERSION.fullmatch(version) or ".." in version:
        raise InvalidDraft((Fault("version", "Write the version, digits first, such as 2.0"),))
    return next_bundle(files, version), source.reference


def _refuse_taken(deed: Deed, reference: str, *, is_of_folder: bool) -> None:
    """Raise InvalidDraft where an edition or a live draft is called so already."""
    version = reference.split("/")[1]
    if reference in list_editions() and not is_of_folder:
        raise InvalidDraft((Fault("version", f"There is an edition {version} already. Write another version"),))
    if live_drafts_of(deed.session, reference):
        field = "source" if is_of_folder else "version"
        raise InvalidDraft((Fault(field, f"There is a draft of {version} already. Go on with that one"),))


def edition_bundle(reference: str) -> dict[str, str]:
    """Give the files of an installed edition. Raises UnknownEdition."""
    return dict(_bundle(reference, load_edition(reference).checksum))


@lru_cache(maxsize=8)
def _bundle(reference: str, _checksum: str) -> dict[str, str]:
    return read_bundle(root_of(reference) / reference)


def find_draft(deed: Deed, draft_id: str, action: Action = Action.SEE_EDITION_DRAFT) -> Draft:
    """Give a draft with its files to somebody of its awarding body who may do this: three statements.

    Raises UnknownDraft for whoever has no role there, NotAllowed for the rest, InvalidBundle where it was changed.
    """
    row, roles = _found(deed, draft_id, action)
    newest = newest_version(deed.session, draft_id)
    if newest is None:
        raise UnknownDraft(_GONE)
    return Draft(
        draft_id=row.id,
        organisation_id=row.organisation_id,
        reference=row.reference,
        base_reference=row.base_reference,
        number=newest.number,
        saved_at=newest.saved_at,
        files=sound_files(newest),
        base_files=edition_bundle(row.base_reference),
        is_discarded=row.discarded_at is not None,
        is_published=row.published_at is not None,
        roles=roles,
    )


def _found(
    deed: Deed, draft_id: str, action: Action, *, changes: bool = False
) -> tuple[EditionDraftRow, frozenset[Role]]:
    row = deed.session.get(EditionDraftRow, draft_id, with_for_update=changes or None)
    roles = roles_in(deed.session, deed.person_id, row.organisation_id) if row is not None else frozenset()
    if row is None or not roles:
        raise UnknownDraft(_GONE)
    require(roles, action)
    return row, roles


def begin_change(deed: Deed, draft_id: str, action: Action = Action.DRAFT_EDITION) -> tuple[EditionDraftRow, Draft]:
    """Give a live draft to somebody who changes it now, locked until the end. Raises also WrongState."""
    row, _ = _found(deed, draft_id, action, changes=True)
    if row.discarded_at is not None or row.published_at is not None:
        what = "published" if row.published_at is not None else "discarded"
        raise WrongState(f"The draft was {what}, so it cannot be changed any more. Begin another.")
    return row, find_draft(deed, draft_id, action)


def save_part(deed: Deed, draft_id: str, part: Part, typed: Mapping[str, str], seen: int) -> int:
    """Save what was typed about one part of a draft as its next version, and give that version's number.

    Its awarding body's administrator may. ``seen`` is the version that the form was made of: where somebody saved the
    same part since, nothing is overwritten. What nobody changed makes no version. Raises UnknownDraft, NotAllowed,
    WrongState; StaleDraft; InvalidDraft with every fault by its field. Commits.
    """
    _, draft = begin_change(deed, draft_id)
    if seen != draft.number and _told(part, draft.files) != _told(part, files_of_version(deed, draft_id, seen)):
        raise StaleDraft(draft.number)
    files = DraftFiles(draft.files)
    what = part.apply(files, draft.base, typed)
    return save_files(deed, draft, settled(files, draft.base_files), what, seen=seen)


def save_files(deed: Deed, draft: Draft, files: Files, what: str, *, seen: int) -> int:
    """Save files as the next version of a draft that is being changed. For services that let somebody in. Commits."""
    if files == draft.files:
        deed.session.rollback()
        return draft.number
    _add_version(deed, draft.draft_id, draft.number + 1, files, what, seen=seen)
    deed.session.commit()
    return draft.number + 1


def draft_entries(draft: Draft, part: Part) -> tuple[Entry, ...]:
    """Give the fields of a part with what a draft holds. Raises UnknownDraft where there is no such part any more."""
    return part.entries(DraftFiles(draft.files))


def held_before(deed: Deed, draft_id: str, part: Part, number: int) -> dict[str, str]:
    """Give what a part held in an earlier version, by field; nothing where there was no such part or version."""
    find_draft(deed, draft_id)
    return dict(_told(part, files_of_version(deed, draft_id, number)) or ())


def _told(part: Part, files: Files | None) -> tuple[tuple[str, str], ...] | None:
    """What a part holds, field by field; None where there is no such part."""
    if files is None:
        return None
    draft = DraftFiles(files)
    try:
        entries = part.entries(draft)
    except UnknownDraft:
        return None
    about = getattr(part, "criterion_id", None)
    whole = json.dumps(draft.criteria().get(about), sort_keys=True) if about else ""
    return (*((entry.name, entry.value) for entry in entries), ("", whole))


def files_of_version(deed: Deed, draft_id: str, number: int) -> dict[str, str] | None:
    """Give the files of a version; None where there is none. For services that have let somebody in."""
    row = deed.session.get(EditionDraftVersionRow, (draft_id, number))
    return sound_files(row) if row is not None else None


def draft_versions(deed: Deed, draft_id: str) -> tuple[Version, ...]:
    """Give the saves of a draft, newest first, to whoever may see it. Raises UnknownDraft, NotAllowed."""
    _found(deed, draft_id, Action.SEE_EDITION_DRAFT)
    return tuple(
        Version(row.number, row.saved_at, name, row.what, row.checksum)
        for row, name in version_rows(deed.session, draft_id)
    )


def take_up_version(deed: Deed, draft_id: str, number: int, seen: int) -> int:
    """Save an earlier version anew as the newest. As ``save_part``; raises UnknownDraft where there is none."""
    _, draft = begin_change(deed, draft_id)
    if seen != draft.number:
        raise StaleDraft(draft.number)
    files = files_of_version(deed, draft_id, number)
    if files is None:
        raise UnknownDraft("The draft has no such version.")
    return save_files(deed, draft, files, f"Version {number} taken up again", seen=seen)


def discard_draft(deed: Deed, draft_id: str) -> str:
    """Set a draft aside; its versions stay. Give its body. Raises UnknownDraft, NotAllowed, WrongState. Commits."""
    row, _ = begin_change(deed, draft_id)
    row.discarded_at = deed.now
    organisation_id = row.organisation_id
    deed.session.commit()
    return organisation_id


def draft_zip(deed: Deed, draft_id: str) -> tuple[str, bytes]:
    """Give a draft's files as a ZIP, as a folder of criteria would hold them, with its reference."""
    draft = find_draft(deed, draft_id)
    return draft.reference, zipped(draft.files, draft.reference)


def _add_version(deed: Deed, draft_id: str, number: int, files: Files, what: str, *, seen: int) -> None:
    row = EditionDraftVersionRow(
        draft_id=draft_id,
        number=number,
        person_id=deed.person_id,
        saved_at=deed.now,
        what=what[:2000],
        seen=seen,
        **packed_values(files),
    )
    deed.session.add(row)
    deed.session.flush()


def applicants_text(draft: Draft) -> str:
    """Give what the authors tell applicants, as Markdown; "" where they say nothing yet."""
    return draft.files.get(CHANGES, "")


def is_text_unwritten(draft: Draft) -> bool:
    """Whether applicants would still be told what every draft begins with, or nothing."""
    text = applicants_text(draft)
    return not text.strip() or text == first_changes(draft.base_files, draft.reference.split("/")[1])


def set_aside_cases(draft: Draft) -> tuple[str, ...]:
    """Give the worked cases of the edition before that are no part of the draft, each with what it is about."""
    if TIER_CASES in draft.files or TIER_CASES not in draft.base_files:
        return ()
    cases = DraftFiles(draft.base_files).value(TIER_CASES).get("golden_tiers") or ()
    return tuple(f"{case.get('id')}: {case.get('note', '')}".rstrip(": ") for case in cases)
