"""Handing a task to the worker from a page, where the queue may have no room or not answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)


def hand_over(task: Callable[..., Any], *arguments: object) -> bool:
    """Put a task into the queue; False where the queue does not take it, so that the page can say so.

    What was committed before stands, so the page must not fail: whoever sent it would think that nothing was saved.
    """
    try:
        task(*arguments)
    except Exception as error:  # noqa: BLE001 - SQLite, PostgreSQL and Redis each have errors of their own
        # The kind of error alone: its text may hold a task's arguments.
        logger.error("A task was not put into the queue: %s", type(error).__name__)
        return False
    return True
