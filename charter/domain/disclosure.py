"""Small numbers: what an audience may see of counts, rates, tables and metrics. The policy is passed in.

This is the front door; the parts stand beside it. Counts round to the base with halves away from zero. What a table
withholds cannot be worked out from what it shows, its totals and the rates of its groups included.
"""

from __future__ import annotations

from charter.domain.disclosure_counts import (
    DisclosedCell,
    DisclosedRate,
    Marks,
    disclose_count,
    disclose_rate,
    is_exact,
    marks_of,
    round_count,
)
from charter.domain.disclosure_metrics import DisclosedMetric, disclose_metric
from charter.domain.disclosure_tables import (
    TOTAL,
    DisclosedRow,
    DisclosedTable,
    disclose_grid,
    disclose_row,
    disclose_table,
    group_share,
)

__all__ = [
    "TOTAL",
    "DisclosedCell",
    "DisclosedMetric",
    "DisclosedRate",
    "DisclosedRow",
    "DisclosedTable",
    "Marks",
    "disclose_count",
    "disclose_grid",
    "disclose_metric",
    "disclose_rate",
    "disclose_row",
    "disclose_table",
    "group_share",
    "is_exact",
    "marks_of",
    "round_count",
]
