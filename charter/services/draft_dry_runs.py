"""What a draft would mean for every assessment under the edition before: made by the worker, kept for a day.

Institutions are named where they handed in to this awarding body; what teams are still writing is told in counts alone,
and where these are fewer than the edition's smallest group, nothing but how many there are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from charter.domain.carrying_things import KINDS
from charter.domain.indicator_agreement import smallest_group
from charter.domain.workflow import State
from charter.services.deeds import Deed
from charter.services.dry_run_texts import fates_text
from charter.services.dry_run_words import KIND_WORDS
from charter.services.dry_runs import Move
from charter.services.dry_runs_of_all import AssessmentLine, dry_run_lines
from charter.services.edition_advising import INDICATORS, Section, indicator_section
from charter.services.edition_drafts import edition_bundle, find_draft
from charter.store import visits as store
from charter.store.draft_working import working
from charter.store.edition_drafts import EditionDraftRow, EditionDraftVersionRow, sound_files

LIFETIME = dt.timedelta(days=1)
RESULT = "dry-run.json"
WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"
PENDING = (WAITING, WORKING)
PATIENCE = dt.timedelta(minutes=30)  # after so long it may be asked for again: the worker may have been stopped
RISES, STAYS, FALLS = "rises", "stays", "falls"
BELOW = "below"  # neither, but below the tier that it holds, in both editions
SHAPE = 1  # of what is kept: what another version of the software kept is made again


@dataclass(frozen=True, slots=True)
class Named:
    """A submitted assessment whose tier would be another."""

    institution_name: str
    round_title: str
    holds: str  # the tier that it says it holds; "" = none
    before: str  # that its levels reach now
    after: str  # and would reach
    is_below: bool  # whether it would fall below what it holds


@dataclass(frozen=True, slots=True)
class DraftDryRun:
    """A dry run over all, as the page shows it."""

    state: str
    number: int  # the version of the draft that was looked at
    made_at: dt.datetime | None
    submitted: dict[str, int] = field(default_factory=dict)  # rises, stays, falls
    writing: dict[str, int] = field(default_factory=dict)
    writing_count: int = 0
    named: tuple[tuple[str, tuple[Named, ...]], ...] = ()  # falls first
    kinds: tuple[tuple[str, str], ...] = ()  # kind of thing, and how many have which fate, in words
    decision_count: int = 0
    smallest: int = 0
    indicators: Section | None = None  # advice from the submissions so far

    @property
    def is_pending(self) -> bool:
        """Whether the worker is at it."""
        return self.state in PENDING

    @property
    def is_writing_told(self) -> bool:
        """Whether enough teams are still writing for anything to be said of them."""
        return self.writing_count >= max(1, self.smallest)


def ask_for_dry_run(deed: Deed, draft_id: str) -> str:
    """Ask for the dry run of a draft's newest version over all assessments of its body; give the id for the worker.

    Whoever may see the draft may ask. "" where it is being made already. Raises UnknownDraft, NotAllowed. Commits.
    """
    draft = find_draft(deed, draft_id)
    now = _newest(deed.session, draft_id, deed.now)
    if now is not None and now[1].state in PENDING and deed.now - now[1].asked_at < PATIENCE:
        return ""
    store.delete_expired(deed.session, deed.now)
    if now is not None:
        store.delete_visit(deed.session, now[0].id)
    row = store.VisitRow(
        id=secrets.token_urlsafe(32),
        holder=_holder(draft_id),
        upload_digest=hashlib.sha256(f"{draft_id} {draft.number}".encode()).hexdigest(),
        edition_reference=draft.reference[:80],
        file_name=str(draft.number),
        fault_count=0,
        opened_at=deed.now,
        expires_at=deed.now + LIFETIME,
    )
    run_id = row.id
    deed.session.add(row)
    deed.session.flush()
    deed.session.add(store.VisitFileRow(visit_id=run_id, name=RESULT, state=WAITING, asked_at=deed.now, content=None))
    deed.session.commit()
    return run_id


def draft_dry_run(deed: Deed, draft_id: str) -> DraftDryRun | None:
    """Give the newest dry run of a draft to whoever may see it; None where none was asked for within a day."""
    find_draft(deed, draft_id)
    found = _newest(deed.session, draft_id, deed.now)
    if found is None:
        return None
    row, file = found
    content = store.file_content(deed.session, row.id, RESULT) if file.state == DONE else None
    if content is None:
        return DraftDryRun(FAILED if file.state == DONE else file.state, int(row.file_name), None)
    said = json.loads(content)
    return _told(said, int(row.file_name), file.asked_at) if said.get("shape") == SHAPE else None


def begin_dry_run(session: Session, run_id: str, now: dt.datetime) -> int:
    """For the worker: take a dry run on, and give the draft's version that it is of; 0 where nobody waits for it.

    Commits.
    """
    file, visit = store.file_row(session, run_id, RESULT), store.live_visit(session, run_id, now)
    if file is None or visit is None or file.state != WAITING:
        return 0
    file.state = WORKING
    number = int(visit.file_name)
    session.commit()
    return number


def find_dry_run(session: Session, draft_id: str, number: int, now: dt.datetime) -> bytes:
    """For the worker: look at every assessment of the draft's body, and give what was found. Nothing is written."""
    row = session.get_one(EditionDraftRow, draft_id)
    version = session.get_one(EditionDraftVersionRow, (draft_id, number))
    works = working(sound_files(version), edition_bundle(row.base_reference))
    if works.crosswalk is None:
        raise ValueError(f"The draft {draft_id} leads from no edition.")
    move = Move.between(works.old, works.new, works.crosswalk)
    found = _Found()
    for line in dry_run_lines(session, move, body_id=row.organisation_id, on=now.date()):
        found.add(line)
        session.expunge_all()
    advice = indicator_section(session, works.old)
    told = {
        "shape": SHAPE,
        "smallest": smallest_group(works.old),
        "indicators": {"lead": advice.lead, "lines": advice.lines},
    }
    return json.dumps({**found.values(), **told}, ensure_ascii=False).encode()


def keep_dry_run(session: Session, run_id: str, content: bytes | None, now: dt.datetime) -> None:
    """For the worker and the page: keep what was found, or that it failed. Commits."""
    file = store.file_row(session, run_id, RESULT)
    if file is not None:
        file.state, file.content, file.asked_at = (DONE if content is not None else FAILED), content, now
        session.commit()


def _holder(draft_id: str) -> str:
    """Whose it is: everybody's who may see the draft."""
    return hashlib.sha256(f"edition draft dry run {draft_id}".encode()).hexdigest()


def _newest(session: Session, draft_id: str, now: dt.datetime) -> tuple[store.VisitRow, store.VisitFileRow] | None:
    row = store.newest_of_holder(session, _holder(draft_id), now)
    file = store.file_row(session, row.id, RESULT) if row is not None else None
    return (row, file) if row is not None and file is not None else None


class _Found:
    """What is counted, assessment by assessment; of these only submitted ones that rise or fall are kept."""

    def __init__(self) -> None:
        self._counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        self._named: dict[str, list[Named]] = {FALLS: [], BELOW: [], RISES: []}
        self._kinds: Counter[tuple[str, str]] = Counter()
        self._decisions = 0

    def add(self, line: AssessmentLine) -> None:
        """Count one more."""
        is_submitted = line.state == State.SUBMITTED
        change = line.outlook.standings.change
        way = RISES if change > 0 else FALLS if change < 0 else STAYS
        self._counts[is_submitted][way] += 1
        self._kinds += line.by_kind
        self._decisions += line.decision_count
        way = BELOW if way == STAYS and line.falls else way
        if is_submitted and way in self._named:
            standings = line.outlook.standings
            holds = line.outlook.held_tier_text if line.outlook.is_awarded else ""
            tiers = (standings.before.tier_text, standings.outlook.tier_text)
            told = Named(line.institution_name, line.round_title, holds, *tiers, is_below=line.falls)
            self._named[way].append(told)

    def values(self) -> dict[str, Any]:
        """Give what was found as plain values."""
        return {
            "submitted": dict(self._counts[True]),
            "writing": dict(self._counts[False]),
            "named": {way: [asdict(one) for one in rows] for way, rows in self._named.items()},
            "kinds": [[kind, what, count] for (kind, what), count in self._kinds.items()],
            "decisions": self._decisions,
        }


def _told(said: dict[str, Any], number: int, made_at: dt.datetime) -> DraftDryRun:
    kinds: dict[str, dict[str, int]] = {}
    for kind, what, count in sorted(said["kinds"], key=lambda one: KINDS.index(one[0])):
        kinds.setdefault(kind, {})[what] = count
    return DraftDryRun(
        state=DONE,
        number=number,
        made_at=made_at,
        submitted=said["submitted"],
        writing=said["writing"],
        writing_count=sum(said["writing"].values()),
        named=tuple((way, _sorted(said["named"][way])) for way in (FALLS, BELOW, RISES)),
        kinds=tuple((KIND_WORDS[kind][1].capitalize(), fates_text(counts)) for kind, counts in kinds.items()),
        decision_count=said["decisions"],
        smallest=said["smallest"],
        indicators=Section(INDICATORS, said["indicators"]["lead"], tuple(said["indicators"]["lines"])),
    )


def _sorted(rows: Sequence[dict[str, Any]]) -> tuple[Named, ...]:
    """Those that would fall below what they hold first, then by name."""
    return tuple(sorted((Named(**row) for row in rows), key=lambda row: (not row.is_below, row.institution_name)))


def ways_text(counts: dict[str, int], of: Iterable[str] = (RISES, STAYS, FALLS)) -> str:
    """Give counts in words: how many would rise, stay and fall."""
    words = {RISES: "would rise", STAYS: "would stay", FALLS: "would fall"}
    return ", ".join(f"{counts.get(way, 0):,} {words[way]}" for way in of)
