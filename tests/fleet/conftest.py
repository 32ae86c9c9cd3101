"""A fleet of three branch sites that share a theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from fleet_samples import write_fleet


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """Give the folder of the fleet."""
    return write_fleet(tmp_path / "各支部")
