"""Issue 5, themes: every layout in every theme and format, without an error or a warning."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from zhendi.progress import silence
from zhendi.render.layouts import LAYOUTS
from zhendi.specimens import sample_request, write_specimens
from zhendi.theme import load_theme, theme_folders, theme_names

pytestmark = pytest.mark.issue(5)
THEMES = ("red", "lotus", "ink", "plain")


def test_specimens_have_no_error_and_no_warning(tmp_path: Path, figure: Callable[[str], None]) -> None:
    """Every layout × 4 themes × 3 formats: 0 errors of the guards, 0 WeasyPrint warnings, files ≤ 1.5 MB."""
    done = write_specimens(sample_request(Path(), tmp_path / "out", os.cpu_count() or 1), silence, THEMES)
    assert [str(problem) for problem in done.problems] == []
    pictures = list((tmp_path / "out").glob("*.jpg"))
    assert len(pictures) == len(done.boards)
    assert max(path.stat().st_size for path in (tmp_path / "out").iterdir()) <= 1.5e6
    figure(f"{len(done.boards)} specimens ({len(LAYOUTS)} layouts, {len(THEMES)} themes): 0 errors, 0 warnings")


def test_every_pair_of_colours_has_its_contrast(figure: Callable[[str], None]) -> None:
    """Every pair of colours that a theme sets on each other has ≥ 4.5 : 1, large type ≥ 3 : 1."""
    for name in theme_names(theme_folders()):
        pairs = load_theme(name, theme_folders()).contrast()
        assert [pair for pair in pairs if not pair.enough] == []
        figure(
            f"{name}: {len(pairs)} pairs, smallest ratio {min(pair.found / pair.wanted for pair in pairs):.2f} × wanted"
        )
