"""How many tier cases are judged in a second, and how long the smallest way up takes."""

from __future__ import annotations

import json
import random
import time

from charter.domain.edition import Edition
from charter.domain.planning import way_up
from charter.services.editions import newest_edition
from charter.services.tier_cases import judge_cases

CASES = 100_000
AIM_SECONDS = 10
WAYS = 300
AIM_MS = 50


def run() -> list[str]:
    """Give cases a second of processor time, and the slowest of many ways up."""
    edition = newest_edition()
    chance = random.Random(1)  # noqa: S311 - the same cases each time
    sets = [{item.id: chance.randint(0, item.top_level) for item in edition.criteria} for _ in range(CASES)]
    tiers = [tier.id for tier in edition.tiers]
    cases = [{"id": at, "applied_for": chance.choice(tiers), "levels": levels} for at, levels in enumerate(sets)]
    content = json.dumps(cases).encode()
    started = time.process_time()
    judge_cases(edition.reference, content)
    seconds = time.process_time() - started
    speed = f"{CASES / seconds:,.0f} cases a second of processor time"
    return [f"tiers: {speed}; {CASES:,} in {seconds:.1f} s (aim: {AIM_SECONDS})", _ways(edition, sets[:WAYS])]


def _ways(edition: Edition, sets: list[dict[str, int]]) -> str:
    times = []
    for levels in sets:
        for tier in edition.tiers:
            started = time.perf_counter()
            way_up(edition, levels, tier.id)
            times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return (
        f"way up: {len(times)} searches over {len(edition.criteria)} criteria, median {times[len(times) // 2]:.2f} ms, "
        f"slowest {times[-1]:.1f} ms (aim: well under {AIM_MS})"
    )
