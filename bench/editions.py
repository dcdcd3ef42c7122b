"""How long it takes to tell two editions apart, word by word."""

from __future__ import annotations

import time

from charter.services.edition_comparison import compare_editions, comparison_document
from charter.store.crosswalks import load_crosswalk
from charter.store.editions import list_editions, load_edition

AIM_SECONDS = 1


def run() -> list[str]:
    """Give the seconds for each edition that follows another, both read before."""
    lines = []
    for reference in list_editions():
        crosswalk = load_crosswalk(reference)
        if crosswalk is None:
            continue
        load_edition(crosswalk.old)
        started = time.perf_counter()
        found = comparison_document(compare_editions(crosswalk.old, reference))
        seconds = time.perf_counter() - started
        told = f"{len(found['differences'])} differences with their words marked in {seconds:.2f} s"
        lines.append(f"editions: {crosswalk.old} to {reference}: {told} (aim: under {AIM_SECONDS})")
    return lines
