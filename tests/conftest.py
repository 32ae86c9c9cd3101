"""One browser for all tests of what a browser shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import launched
from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium once."""
    with launched() as chromium:
        yield chromium
