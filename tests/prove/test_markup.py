"""Row 15 and the regulations at full size."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.markup.test_render import HOSTILE
from zhendi.markup import render, title_of

pytestmark = pytest.mark.issue(2)


def test_hostile_text_takes_no_time(figure: Callable[[str], None]) -> None:
    """Row 15: 12 generators at n, 2n and 4n up to 100 KB are rendered or refused within 3 s each."""
    worst = 0.0
    for make in HOSTILE.values():
        for size in (25_000, 50_000, 100_000):
            text = make(size)[:size]
            for form in (text, "\n\n".join(text[at : at + 200] for at in range(0, size, 200))):
                started = time.perf_counter()
                render(form, "a.md")
                worst = max(worst, time.perf_counter() - started)
    assert worst <= 3
    figure(f"slowest of 72 texts: {worst:.2f} s")


def test_no_character_of_the_regulations_is_lost(real: Path, figure: Callable[[str], None]) -> None:
    """Every character of the 20 regulations, Markdown's own marks aside, is in the rendered text, in order."""
    characters = 0
    for path in sorted(real.glob("*.md")):
        _, text = title_of(path.read_text(encoding="utf-8"))
        body, problems = render(text, path.name)
        assert problems == []
        source = re.sub(r"<!--.*?-->|^#+ |\s", "", text, flags=re.MULTILINE)
        assert re.sub(r"\s", "", body.text) == source, path.name
        characters += len(source)
    figure(f"{characters} characters")
