"""Whether panels agree well enough for outcomes to go out, and the decision to send them all the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from charter.domain.agreement_summaries import RoundAgreement
from charter.domain.case_workflow import OPENED, CaseKind, MatterKind
from charter.domain.errors import InvalidDecision, WrongState
from charter.domain.permissions import Action, may
from charter.domain.wording import plain_text
from charter.services.deeds import Deed
from charter.services.round_agreement import Agreements, agreements_of
from charter.services.rounds import found_round, round_for
from charter.store.cases import CaseRow
from charter.store.proceedings import Matter, add_proceeding, told_proceedings

OVERRIDDEN = "calibration_overridden"
MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class AlphaOverride:
    """That somebody of the office lets outcomes go out although alpha is below the line."""

    number: int  # of the event in the chain of the round's panels
    reason: str
    decided_by: str
    decided_at: dt.datetime
    alphas: dict[str, float]  # by edition, as they were


@dataclass(frozen=True, slots=True)
class AlphaGate:
    """Whether outcomes of a round should wait for a calibration."""

    is_held: bool  # alpha is below an edition's line, and nobody decided otherwise
    text: str  # why, or with what it is let through; "" = nothing stands in the way
    override: AlphaOverride | None  # the newest, whether or not it still counts
    low: tuple[RoundAgreement, ...]  # what lies below the line


def alpha_gate(deed: Deed, round_id: str) -> AlphaGate:
    """Give whether outcomes of a round should wait, for services that send them and have let somebody in.

    Every first judgement of the round whose meeting was opened counts, whoever asks. An override counts as long as
    alpha is not lower than it was then. Where alpha is not computable, nothing is held.
    """
    found_round(deed, round_id)
    chosen = select(CaseRow).where(
        CaseRow.round_id == round_id, CaseRow.kind == CaseKind.FIRST, CaseRow.state.in_(OPENED)
    )
    return _gate(deed, round_id, agreements_of(deed, round_id, deed.session.scalars(chosen.order_by(CaseRow.id))))


def gate_beside(deed: Deed, found: Agreements) -> AlphaGate | None:
    """Give the same beside what a page shows of first judgements; None where the asker sends no outcomes."""
    counted = found.counted
    if found.kind != CaseKind.FIRST or not may(counted.roles, Action.SEND_OUTCOME):
        return None
    every = sorted([*counted.cases, *counted.left_out], key=lambda row: row.id)
    parts = agreements_of(deed, counted.whole.id, every) if counted.left_out else found.parts
    return _gate(deed, counted.whole.id, parts)


def _gate(deed: Deed, round_id: str, parts: tuple[RoundAgreement, ...]) -> AlphaGate:
    low = tuple(part for part in parts if part.needs_calibration)
    override = _newest_override(deed, round_id) if low else None
    is_covered = override is not None and all(_covers(override, part) for part in low)
    text = " ".join(part.held_text for part in low)
    if is_covered and override is not None:
        text = f"{text} It was decided to send outcomes all the same: {override.reason}"
    return AlphaGate(bool(low) and not is_covered, text, override, low)


def override_alpha(deed: Deed, round_id: str, reason: str) -> None:
    """Let outcomes of a round go out although alpha is below the line, with a reason on record.

    Whoever sends outcomes may. Raises as ``rounds.round_for``; WrongState where nothing is held; InvalidDecision.
    Commits.
    """
    whole = round_for(deed, round_id, Action.SEND_OUTCOME)
    deed.session.refresh(whole, with_for_update={"key_share": True})
    gate = alpha_gate(deed, round_id)
    if not gate.is_held:
        raise WrongState("Nothing keeps outcomes of this round from going out.")
    text = plain_text(reason)
    if not text:
        raise InvalidDecision(
            "Say how reviewers calibrated since, or why outcomes go out without. It stays on record.", "reason"
        )
    if len(text) > MOST_CHARACTERS:
        raise InvalidDecision(f"The reason is too long. Shorten it to {MOST_CHARACTERS:,} characters.", "reason")
    add_proceeding(
        deed.session,
        Matter(MatterKind.PANELS, round_id),
        OVERRIDDEN,
        person_id=deed.person_id,
        now=deed.now,
        details={"alphas": {part.edition_reference: str(part.alpha.alpha) for part in gate.low}},
        key=deed.key,
        text=text,
    )
    deed.session.commit()


def _newest_override(deed: Deed, round_id: str) -> AlphaOverride | None:
    told = told_proceedings(deed.session, Matter(MatterKind.PANELS, round_id), [OVERRIDDEN])
    if not told:
        return None
    row, name, text = told[-1]
    alphas = {reference: float(alpha) for reference, alpha in row.details["alphas"].items()}
    return AlphaOverride(row.number, text, name, row.happened_at, alphas)


def _covers(override: AlphaOverride, part: RoundAgreement) -> bool:
    accepted, now = override.alphas.get(part.edition_reference), part.alpha.alpha
    return accepted is not None and now is not None and now >= accepted
