"""What is wrong with a draft, in words, each with the part of it where it can be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from charter.services.edition_drafts import Draft
from charter.store.draft_crosswalk import UNSAID
from charter.store.draft_files import DraftFiles
from charter.store.draft_working import DraftFault, draft_faults
from charter.store.edition_files import CROSSWALK, EDITION, GOLDEN, THEMES, TIERS

CRITERION, CHANGE, OTHER, FACTS, TIER = "criteria", "changes", "reasons", "facts", "tiers"
OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and the part whose form mends it: its kind and what it is about; "" = no form does."""

    message: str
    where: str  # in words
    part: str = ""
    about: str = ""


def draft_findings(draft: Draft) -> tuple[Finding, ...]:
    """Give everything that bars a draft from publication: what the check finds, then reasons that are not said yet."""
    files = DraftFiles(draft.files)
    found = [_finding(files, fault) for fault in draft_faults(draft.files, draft.base_files)]
    return tuple(dict.fromkeys([*found, *_unsaid(files)]))


def is_unsaid(why: str) -> bool:
    """Whether a reason is still missing."""
    return why == UNSAID


def _unsaid(files: DraftFiles) -> Iterator[Finding]:
    crosswalk = files.value(CROSSWALK)
    for change in crosswalk.get("changes") or ():
        if change["why"] == UNSAID:
            named = " and ".join(dict.fromkeys([*change["from"], *change["to"]]))
            yield Finding(
                f"Why {named} changes is not said yet. Write it for applicants.", named, CHANGE, str(change["id"])
            )
    for item in crosswalk.get("others") or ():
        if item["why"] == UNSAID:
            named = f"{str(item['part']).replace('_', ' ')} {item['id']}"
            about = f"{item['part']}:{item['id']}"
            where = f"{named[:1].upper()}{named[1:]}"
            yield Finding(f"Why {named} differs is not said yet. Write it for applicants.", where, OTHER, about)


def _finding(files: DraftFiles, fault: DraftFault) -> Finding:
    """A fault of the check, with the form that mends it, told by the file and the node in which it stands."""
    file, keys = fault.place.file, fault.place.keys
    if file.startswith(f"{THEMES}/") and keys[:1] == ("criteria",) and len(keys) > 1:
        item = files.value(file)["criteria"][int(keys[1])]
        return Finding(fault.message, f"Criterion {item['id']}", CRITERION, str(item["id"]))
    if file == CROSSWALK and keys[:1] == ("changes",) and len(keys) > 1:
        item = files.value(CROSSWALK)["changes"][int(keys[1])]
        return Finding(fault.message, f"Change {item['id']}", CHANGE, str(item["id"]))
    if file == CROSSWALK and keys[:1] == ("others",) and len(keys) > 1:
        item = files.value(CROSSWALK)["others"][int(keys[1])]
        return Finding(fault.message, f"{item['part']} {item['id']}", OTHER, f"{item['part']}:{item['id']}")
    if file == EDITION and keys[:1] in (("weights_sum",), ("themes",)):
        return Finding(fault.message, "Weights", OVERVIEW)
    if file.startswith(f"{GOLDEN}/"):
        return Finding(fault.message, "Worked cases, in the files")
    return {
        EDITION: Finding(fault.message, "Facts of the edition", FACTS),
        TIERS: Finding(fault.message, "Tiers", TIER),
    }.get(file, Finding(fault.message, f"{file}, which is changed as a file"))
