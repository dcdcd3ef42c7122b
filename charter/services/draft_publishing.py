"""Publishing a draft: refused while anything is wrong with it, then written once, signed, for every process to load."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from charter.domain.errors import Fault, InvalidEdition, StaleDraft, WrongState
from charter.domain.permissions import Action
from charter.services.deeds import Deed
from charter.services.draft_checks import Finding, draft_findings
from charter.services.edition_drafts import Draft, begin_change, edition_bundle, find_draft
from charter.store.edition_bundles import checksum_of, write_bundle
from charter.store.edition_drafts import EditionPublicationRow, packed_values, publication_signature
from charter.store.edition_publishing import published_lines
from charter.store.edition_shelf import criteria_folder, refresh_shelf
from charter.store.edition_writing import CannotWrite, published_bundle
from charter.store.editions import forget_loaded
from charter.store.published_editions import PublishedEditionRow


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be published, for whoever confirms it."""

    draft: Draft
    findings: tuple[Finding, ...]  # while there is any, it is refused
    checksum: str  # that the edition will have
    in_force_from: str  # a day, or "" = from its publication on
    first_round_until: str


def publication_proposal(deed: Deed, draft_id: str) -> Proposal:
    """Give what publishing a draft would come to, to its awarding body's administrator.

    Raises UnknownDraft, NotAllowed; CannotWrite where its files state no draft.
    """
    draft = find_draft(deed, draft_id, Action.PUBLISH_EDITION)
    facts = draft.works.new.facts
    return Proposal(
        draft=draft,
        findings=draft_findings(draft),
        checksum=checksum_of(published_bundle(draft.files)) if draft.is_live else "",
        in_force_from=str(facts.get("in_force_from") or ""),
        first_round_until=str(facts.get("first_round_until") or ""),
    )


def publish_draft(deed: Deed, draft_id: str, seen: int, checksum: str) -> str:
    """Publish a draft's newest version, and give the edition's reference. It can never be changed again.

    The awarding body's administrator may, having seen that version and that checksum. Raises UnknownDraft, NotAllowed;
    StaleDraft where it is another by now; InvalidEdition with every fault; WrongState where the reference is published
    already. Commits.
    """
    row, draft = begin_change(deed, draft_id, Action.PUBLISH_EDITION)
    files = published_bundle(draft.files)
    if seen != draft.number or not hmac.compare_digest(checksum_of(files).encode(), checksum.encode()):
        raise StaleDraft(draft.number)
    found = draft_findings(draft)
    if found:
        raise InvalidEdition(tuple(Fault("", one.message) for one in found))
    if row.reference in published_lines(criteria_folder()):
        raise WrongState(f"The edition {row.reference} is published already, as files. Nothing was published.")
    made = EditionPublicationRow(
        reference=row.reference,
        draft_id=draft_id,
        number=draft.number,
        person_id=deed.person_id,
        published_at=deed.now,
        **packed_values(files),
    )
    made.signature = publication_signature(made, deed.key)
    row.published_at = deed.now
    deed.session.add_all(
        [made, PublishedEditionRow(reference=made.reference, checksum=made.checksum, recorded_at=deed.now)]
    )
    reference = row.reference
    try:
        deed.session.commit()
    except IntegrityError:
        deed.session.rollback()
        raise WrongState(f"The edition {reference} is published already. Nothing was published.") from None
    refresh_shelf()
    forget_loaded()
    return reference


def export_edition(reference: str, folder: Path) -> Path:
    """Write the files of an installed edition below a folder of criteria, and give where. Whoever may write there may.

    Raises UnknownEdition; CannotWrite where something is there already.
    """
    target = folder / reference
    if target.exists():
        raise CannotWrite(f"There is already something at {target}. Choose another folder, or remove it.")
    files = edition_bundle(reference)
    try:
        write_bundle(files, target)
    except OSError as error:
        raise CannotWrite(f"{target} cannot be written ({error.strerror}).") from error
    return target
