"""What an export says of itself: its README, and the JSON Schema of its records and manifest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from charter.store.archive_parts import PARTS, record_schema

FORMAT = "charter-assessment/1"


class LeftOut(StrEnum):
    """What an export does without."""

    STATEMENT = "network_statement"
    FILES = "files"
    PDF = "pdf"


SENTENCES = {
    LeftOut.STATEMENT: "The statement of the network of BME staff is not in it. It is the network’s own. Read in "
    "elsewhere, its versions are missing there, and a check says so.",
    LeftOut.FILES: "Some files are not in it: they were not found, or the scanner found something harmful in them.",
    LeftOut.PDF: "The action plan as PDF is not in it: it could not be made, or was not asked for.",
}
DRAFT = "DRAFT. Answers and figures stand as the team had saved them when this was written; they are not submitted."
SUBMITTED = "Submitted. What was submitted lies in copies/, as it was frozen."
README = """{title}
{line}

{standing}

INTERNAL, SMALL NUMBERS. This file holds exact counts of people, names and work addresses. Do not publish it.

What is in it
  assessment.json      the answers as they stand, as the answers file of the edition
  tables/              the same for a spreadsheet: answers, actions, and each data table cell by cell
  evidence/            the files, by version and name
  copies/              what was frozen: baselines and submissions, byte by byte
  records/             everything as it is kept, one JSON object a line: every version of every answer, the history
                       with digests and signatures, comments, assignments, who belongs to the team
  action-plan.pdf      the action plan, safe to publish
  schema.json          the JSON Schema of each file in records/, and of the manifest
  manifest.json        the size and the SHA-256 of every file

What is not in it
{left_out}

Passwords, letters, invitations that wait and what anybody looked at are never in it. Whoever was forgotten has no name
in it. Where a text of tables/ begins like a formula, an apostrophe stands before it.

To read it into another installation: flask charter import-assessment FILE
"""


def readme(title: str, left_out: Sequence[LeftOut], missing: Sequence[str], *, is_draft: bool) -> str:
    """Give the text that a person reads first."""
    lines = [f"  {SENTENCES[one]}" for one in left_out] + [f"    {name}" for name in missing]
    return README.format(
        title=title,
        line="=" * len(title),
        standing=DRAFT if is_draft else SUBMITTED,
        left_out="\n".join(lines) or "  Nothing was left out.",
    )


def archive_schema() -> dict[str, Any]:
    """Give the JSON Schema: the manifest at its root, and the records of each table among its definitions."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The export of an assessment",
        "description": "manifest.json is described here; each line of records/NAME.jsonl by the definition NAME.",
        **_object(
            {
                "format": {"const": FORMAT},
                "made_at": {"type": "string", "format": "date-time"},
                "software": {"type": "string"},
                "assessment_id": {"type": "string", "minLength": 1, "maxLength": 22},
                "edition": {"type": "string"},
                "edition_checksum": {"type": "string"},
                "history_digest": {"type": "string"},
                "left_out": {"type": "array", "items": {"enum": [str(one) for one in LeftOut]}},
                "missing_files": {"type": "array", "items": {"type": "string"}},
                "entries": {"type": "array", "items": {"$ref": "#/$defs/entry"}},
            }
        ),
        "$defs": {
            "entry": _object(
                {
                    "name": {"type": "string"},
                    "size_bytes": {"type": "integer", "minimum": 0},
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                }
            ),
            **{part.table: record_schema(part) for part in PARTS},
        },
    }


def archive_schema_text() -> str:
    """Give the schema as the file ``docs/assessment-export.schema.json`` holds it."""
    return json.dumps(archive_schema(), ensure_ascii=False, indent=1) + "\n"


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
