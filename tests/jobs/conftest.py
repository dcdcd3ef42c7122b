"""What tests of tasks share."""

from __future__ import annotations

import pytest

from tests.support.postboxes import open_postbox


@pytest.fixture
def postbox():
    """A real mail server on this machine."""
    with open_postbox() as box:
        yield box
