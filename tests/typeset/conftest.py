"""What the tests of typesetting share."""

from __future__ import annotations

import pytest
from boards import engine

from zhendi.typeset.engine import Engine


@pytest.fixture(scope="session")
def warm() -> Engine:
    """Give one warm engine."""
    return engine()
