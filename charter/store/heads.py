"""Where each history ended at a moment, and registers as they were: a signed file that is kept outside the database."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from charter.domain.errors import InvalidHeads
from charter.store.accounts import MembershipRow
from charter.store.assessments import RoundRow, round_digest
from charter.store.chains import canonical, signature_of
from charter.store.credentials import CredentialRow, CredentialStatusRow
from charter.store.history import EventRow
from charter.store.issuer_keys import IssuerKeyEventRow
from charter.store.mergers import MergerRow
from charter.store.proceedings import ProceedingRow
from charter.store.round_events import RoundEventRow

FORMAT = "charter-heads-1"
NOT_OURS = (
    "The file of heads was not written by this site with this key, or it was changed since. Look for the one that was; "
    "without it, nobody can tell whether a history was cut off."
)


@dataclass(frozen=True, slots=True)
class Heads:
    """How far everything had come."""

    noted_at: dt.datetime
    # id of an assessment -> number and digest of its newest event
    chains: dict[str, tuple[int, str]]
    # table, key and part of a row that is never deleted, nor changed without a record -> digest of that part
    rows: dict[str, str]


def heads_now(session: Session, now: dt.datetime) -> Heads:
    """Give how far everything has come: four statements, a few rows at a time."""
    newest = select(EventRow.assessment_id, func.max(EventRow.number).label("number")).group_by(EventRow.assessment_id)
    ends = newest.subquery()
    chosen = select(EventRow.assessment_id, EventRow.number, EventRow.digest).join(
        ends, (ends.c.assessment_id == EventRow.assessment_id) & (ends.c.number == EventRow.number)
    )
    chains = {one: (number, digest) for one, number, digest in session.execute(chosen)}
    return Heads(now, chains, dict(_rows(session)))


def heads_text(heads: Heads, key: bytes) -> str:
    """Give the file's text, signed."""
    told = {
        "format": FORMAT,
        "noted_at": heads.noted_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "chains": {name: list(head) for name, head in sorted(heads.chains.items())},
        "rows": dict(sorted(heads.rows.items())),
    }
    return json.dumps({**told, "signature": _signature(told, key)}, ensure_ascii=False, indent=1) + "\n"


def read_heads(text: str, key: bytes) -> Heads:
    """Give what a file says. Raises InvalidHeads where it is not one that was signed with the key."""
    try:
        told = json.loads(text)
        signature = str(told.pop("signature"))
        is_ours = hmac.compare_digest(signature.encode(), _signature(told, key).encode())
        if not is_ours or told["format"] != FORMAT:
            raise InvalidHeads(NOT_OURS)
        chains = {name: (int(number), str(digest)) for name, (number, digest) in told["chains"].items()}
        return Heads(dt.datetime.fromisoformat(told["noted_at"]), chains, dict(told["rows"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidHeads(NOT_OURS) from error


def _signature(told: dict[str, Any], key: bytes) -> str:
    return signature_of(hashlib.sha256(canonical(told)).hexdigest(), key)


def _rows(session: Session) -> Iterator[tuple[str, str]]:
    """Registers that no history holds: rounds with their record, mergers, and who held which role when."""
    for whole in session.scalars(select(RoundRow).execution_options(yield_per=500)):
        yield f"rounds/{whole.id}", round_digest(whole)
    for event in session.scalars(select(RoundEventRow).execution_options(yield_per=500)):
        yield f"round_events/{event.round_id}/{event.number}", event.digest
    for told in session.scalars(select(ProceedingRow).execution_options(yield_per=500)):
        yield f"proceedings/{told.kind}/{told.matter_id}/{told.number}", told.digest
    for change in session.scalars(select(IssuerKeyEventRow).execution_options(yield_per=500)):
        yield f"issuer_key_events/{change.key_id}/{change.number}", change.digest
    for issued in session.scalars(select(CredentialRow).execution_options(yield_per=500)):
        yield f"credentials/{issued.credential_id}/{issued.algorithm}", issued.digest
    for status in session.scalars(select(CredentialStatusRow).execution_options(yield_per=500)):
        yield f"credential_statuses/{status.credential_id}/{status.number}", status.digest
    for merger in session.scalars(select(MergerRow).execution_options(yield_per=500)):
        facts = [merger.into_id, merger.merged_on.isoformat(), merger.person_id, _moment(merger.noted_at)]
        yield f"organisation_mergers/{merger.organisation_id}", _digest(facts)
    for held in session.scalars(select(MembershipRow).execution_options(yield_per=500)):
        facts = [held.person_id, held.organisation_id, held.role, _moment(held.since_at)]
        yield f"memberships/{held.id}", _digest(facts)
        if held.until_at is not None:
            yield f"memberships/{held.id}/end", _digest([_moment(held.until_at)])


def _digest(told: list[Any]) -> str:
    return hashlib.sha256(canonical(told)).hexdigest()


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
