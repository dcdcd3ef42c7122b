"""Whether an edition makes sense as a whole: everything that can be said of it without its files.

Worked cases, checksums and the shape of files are checked where files are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from charter.domain.coherence_bands import band_set_findings, shape_findings
from charter.domain.coherence_criteria import criteria_findings
from charter.domain.coherence_disclosure import disclosure_findings
from charter.domain.coherence_eligibility import eligibility_findings
from charter.domain.coherence_findings import Finding
from charter.domain.coherence_metrics import metric_findings
from charter.domain.coherence_tables import is_circular, table_findings
from charter.domain.coherence_tiers import tier_findings
from charter.domain.edition import Edition

__all__ = ["Finding", "band_set_findings", "check_coherence"]


def check_coherence(edition: Edition) -> tuple[Finding, ...]:
    """Give everything that is wrong with an edition's meaning; empty where it makes sense.

    Returns
    -------
    Findings in no particular order, each once; their keys say where in the edition's files each stands.

    """
    checks: tuple[Callable[[Edition], Iterator[Finding]], ...] = (
        criteria_findings,
        table_findings,
        metric_findings,
        shape_findings,
        tier_findings,
        eligibility_findings,
        disclosure_findings,
    )
    if any(is_circular(edition, name) for name in edition.code_groupings):
        checks = (table_findings,)  # nothing can be said of figures whose groups lead nowhere
    return tuple(dict.fromkeys(finding for check in checks for finding in check(edition)))
