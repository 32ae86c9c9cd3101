"""Promises of the specimens: the sample site is sound and shows every layout in every theme and format."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhendi.content.composites import LAYOUTS as OF_SEVERAL
from zhendi.content.discover import read_site
from zhendi.model.entities import Site
from zhendi.render.layouts import LAYOUTS, layout_named
from zhendi.report import BuildReport
from zhendi.resources import shipped
from zhendi.specimens import sample_request, specimen_boards
from zhendi.theme import theme_folders, theme_names
from zhendi.workshop import arrange_site


@pytest.fixture(scope="module")
def sample() -> Site:
    """Give the sample site, which has no problem of any kind."""
    draft = read_site(shipped("templates") / "specimen")
    assert list(draft.problems) == []
    report = BuildReport()
    site = arrange_site(draft, sample_request(Path(), Path(), 1), report)
    assert not report.problems.failed
    return site


def test_every_layout_is_shown_in_three_formats_by_every_theme(sample: Site) -> None:
    """No layout is forgotten on the page of specimens, and each stands upright, lying and extreme."""
    themes = theme_names(theme_folders())
    assert {"red", "lotus", "ink", "plain"} <= set(themes)
    boards = specimen_boards(sample, themes)
    single = [board for board in boards if not board.slots]
    assert {layout_named(board.layout) for board in single} == set(LAYOUTS) - {"slide"}  # that one is no board
    assert {board.layout for board in boards if board.slots} == set(OF_SEVERAL.values())
    for theme in themes:
        for entry in sample.entries():
            sizes = {board.size for board in single if board.theme == theme and board.entries == (entry.id,)}
            assert len(sizes) == 3
