"""Issue 9, memory: whatever is edited, a build that remembers gives the bytes of one that does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from editing import replay

pytestmark = pytest.mark.issue(9)

SEQUENCES, EDITS = 200, 4


def test_clean_and_cached_builds_are_the_same(tmp_path: Path, figure: Callable[[str], None]) -> None:
    """200 random sequences of edits, with a build after each: files and report are those of a clean build."""
    kinds: Counter[str] = Counter()
    for seed in range(SEQUENCES):
        wrong, edits = replay(tmp_path / str(seed), seed, EDITS)
        assert wrong == [], (seed, edits)
        kinds.update(edits)
    figure(f"{SEQUENCES} sequences, {kinds.total()} edits of {len(kinds)} kinds, 0 bytes differ")
