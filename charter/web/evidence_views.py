"""What pages show of files: their facts in words, where each is used, and the questions that take some."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from charter.domain.edition import Criterion
from charter.domain.wording import count_text, size_text
from charter.domain.workflow import Event
from charter.services.deeds import Deed
from charter.services.evidence_listing import FileVersion, NamedFile, criterion_files
from charter.services.evidence_uses import Place, places_of
from charter.services.workspaces import Workspace
from charter.web.answer_fields import html_id
from charter.web.times import day_text, moment_text

# Words, and the colour of the tag, which says nothing by itself.
SCAN_TAGS = {
    "not_scanned": ("Not scanned", "nhsuk-tag--grey"),
    "clean": ("Clean", "nhsuk-tag--green"),
    "infected": ("Harmful", "nhsuk-tag--red"),
}
KIND_NAMES = {"pdf": "PDF", "docx": "Word document", "xlsx": "Excel workbook", "csv": "CSV table", "png": "PNG picture"}
NOT_HANDED_OUT = " It is not handed out: add it anew from a clean source."


@dataclass(frozen=True, slots=True)
class Tick:
    """A question that takes files, as a tick box."""

    question_id: str
    text: str
    hint: str


def file_rows(
    found: Workspace, files: Sequence[NamedFile], offered: Mapping[str, Sequence[str]] | None = None
) -> list[dict[str, Any]]:
    """Give what the list says of each file; ``offered``: the criteria that took it beyond their questions, by name."""
    root = url_for("evidence.files", assessment_id=found.assessment_id)
    links = {place.question.id: _place_link(found, place) for place in places_of(found.edition).values()}
    return [
        {
            "name": item.name,
            "newest": version_row(root, item.newest) if item.newest else None,
            "older": [version_row(root, version) for version in item.versions[1:]],
            "older_text": count_text(len(item.versions) - 1, "earlier version"),
            "places": [
                *(links[place.question.id] for place in item.places),
                *(_criterion_link(found, criterion_id) for criterion_id in (offered or {}).get(item.name, ())),
            ],
        }
        for item in files
    ]


def question_files(deed: Deed, found: Workspace, criterion: Criterion) -> dict[str, dict[str, Any]]:
    """Give what a criterion's page says of the files of each question, by its id: for ``evidence/_files.html``."""
    root = url_for("evidence.files", assessment_id=found.assessment_id)
    is_open = found.only_criteria is None or criterion.id in found.only_criteria
    is_adding = found.can(Event.EVIDENCE_ADDED) and is_open
    return {
        question_id: {
            "rows": file_rows(found, files),
            "add_href": f"{root}/new?question={question_id}" if is_adding else "",
            "list_href": root,
        }
        for question_id, files in criterion_files(deed, found, criterion).items()
    }


def version_row(root: str, version: FileVersion) -> dict[str, Any]:
    """Give what is said of one version."""
    tag_text, tag_class = SCAN_TAGS[version.scan_state]
    who = version.added_by or "somebody who was forgotten"
    is_harmful = version.scan_state == "infected"
    kind = KIND_NAMES.get(version.kind, version.kind)
    short = f"{kind}, {size_text(version.size_bytes)}, version {version.version}"
    return {
        "href": "" if is_harmful else f"{root}/{version.id}",
        "uses_href": f"{root}/{version.id}/questions",
        "new_href": f"{root}/new?replaces={version.id}",
        "id": version.id,
        "number": version.version,
        "tag_text": tag_text,
        "tag_class": tag_class,
        "short": short,
        "facts": f"{short}, {_added_text(version)} by {who}, who declared that it holds no personal data."
        f"{NOT_HANDED_OUT if is_harmful else ''}",
    }


def _added_text(version: FileVersion) -> str:
    """When a file was added; of one from an earlier year also when that was, from which its age counts."""
    first = version.first_added_at
    return (
        f"{f'first added on {day_text(first)}, brought over' if first else 'added'} on {moment_text(version.added_at)}"
    )


def _criterion_link(found: Workspace, criterion_id: str) -> dict[str, str]:
    """The way to a criterion that was offered a file."""
    href = url_for("answers.criterion", assessment_id=found.assessment_id, criterion_id=criterion_id)
    return {"id": criterion_id, "text": found.edition.criterion(criterion_id).title, "href": href}


def tick_groups(found: Workspace, files: Sequence[NamedFile]) -> list[dict[str, Any]]:
    """Give the questions that take files, by criterion, with how many files each names."""
    counts = {
        question_id: sum(place.question.id == question_id for item in files for place in item.places)
        for question_id in places_of(found.edition)
    }
    groups: dict[str, dict[str, Any]] = {}
    for place in places_of(found.edition).values():
        criterion, question = place.criterion, place.question
        group = groups.setdefault(criterion.id, {"title": f"{criterion.id} {criterion.title}", "ticks": []})
        group["ticks"].append(Tick(question.id, question.text, _room_text(question.max_files, counts[question.id])))
    return list(groups.values())


def choices_of(found: Workspace) -> list[tuple[str, str]]:
    """Give the questions that take files as choices of a form."""
    return [(question_id, place.question.text) for question_id, place in places_of(found.edition).items()]


def known(found: Workspace, question_ids: Collection[str]) -> list[str]:
    """Give those ids that are questions which take files."""
    return [question_id for question_id in places_of(found.edition) if question_id in question_ids]


def _room_text(most: int | None, count: int) -> str:
    there = "none yet" if not count else f"{count_text(count, 'file')} so far"
    return f"Takes {count_text(most, 'file')} at most, {there}." if most is not None else f"Takes files, {there}."


def _place_link(found: Workspace, place: Place) -> dict[str, str]:
    href = url_for(
        "answers.criterion",
        assessment_id=found.assessment_id,
        criterion_id=place.criterion.id,
        _anchor=html_id(place.field),
    )
    return {"id": place.question.id, "text": place.question.text, "href": href}
