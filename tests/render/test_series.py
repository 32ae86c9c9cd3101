"""Boards of a series match as they hang: one title size, one body size, titles at one height, numbers if asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tests.render import samples
from tests.render.measures import body_size, glyphs, title_baseline
from zhendi.model.composites import numbered_in_series
from zhendi.model.entities import Board, Site
from zhendi.model.kinds import Integrity, Rule
from zhendi.model.sizes import Size
from zhendi.render.board import measure_board, render_board
from zhendi.render.series import Measure, matched, unlike

SIZE = Size(600, 900)
RULES = tuple(
    ("rule", title, Rule(issuer=samples.UNIT, issued=dt.date(2026, 3, 5)), samples.articles(count))
    for title, count in (("党务公开制度", 14), ("党员活动室管理办法", 6), ("谈心谈话制度", 9))
)
PANELS = tuple(entry for entry in samples.ENTRIES if isinstance(entry[2], Integrity))


def series_of(site: Site, size: Size = SIZE, theme: str = "red") -> tuple[Board, ...]:
    """Give all boards of a site as one series, matched."""
    boards = [
        replace(samples.board(entry, size, theme), series="一排", numbered=True) for entry in site.entries()
    ]  # fmt: skip
    engine = samples.engine()

    def measure(members: Sequence[Board]) -> Mapping[str, Measure]:
        sheet, templates = samples.theme(theme), samples.templates(theme)
        return {board.id: measure_board(site, board, sheet, templates, engine) for board in members}

    return matched(numbered_in_series(boards), measure)


def pdfs(site: Site, boards: Sequence[Board], theme: str = "red") -> list[bytes]:
    """Render boards; none has a finding."""
    engine = samples.engine()
    results = [
        render_board(site, board, samples.theme(theme), samples.templates(theme), engine) for board in boards
    ]  # fmt: skip
    assert [problem for result in results for problem in result.problems] == []
    return [result.artifacts[0].data for result in results]


def spread(values: Sequence[float]) -> float:
    """Give the difference of the largest and the smallest."""
    return max(values) - min(values)


def test_rules_of_unlike_length_match() -> None:
    """Body sizes are equal to 0.01 pt and the baselines of titles within 0.1 mm; the first articles begin level."""
    site = samples.site(RULES)
    made = pdfs(site, series_of(site))
    assert spread([body_size(pdf) for pdf in made]) < 0.01
    assert spread([title_baseline(pdf) for pdf in made]) < 0.1
    first = [
        next(glyph.baseline for glyph in glyphs(pdf) if glyph.text == "第" and glyph.baseline > 200) for pdf in made
    ]
    assert spread(first) < 0.1


def test_panels_of_unlike_form_match() -> None:
    """Opener, motto and stairs of a corridor have their titles at one height and their texts at one size."""
    site = samples.site(PANELS)
    boards = series_of(site, Size(900, 1200), "lotus")
    made = pdfs(site, boards, "lotus")
    assert spread([board.common.body_pt or 0.0 for board in boards if board.common]) == 0.0
    names = [entry.title[0] for entry in site.entries()]
    titles = [
        next(glyph for glyph in glyphs(pdf) if glyph.text == name and glyph.size > 60)
        for name, pdf in zip(names, made, strict=True)
    ]
    assert spread([glyph.baseline for glyph in titles]) < 0.1
    assert spread([glyph.size for glyph in titles]) < 0.01


def test_numbers_a_series_that_asks() -> None:
    """Boards of a numbered series say at their foot which they are of how many."""
    site = samples.site(RULES)
    boards = series_of(site)
    assert [board.number for board in boards] == [(1, 3), (2, 3), (3, 3)]
    text = "".join(glyph.text for glyph in glyphs(pdfs(site, boards[1:2])[0]))
    assert "2／3" in text


def test_names_a_member_of_another_size() -> None:
    """A board whose size is not that of its series is named, with the size to write."""
    site = samples.site(RULES)
    one, two, three = (replace(samples.board(entry, SIZE), series="制度牌") for entry in site.entries())
    (problem,) = unlike([one, two, replace(three, size=Size(800, 1200))])
    assert problem.path == three.source
    assert "60x90cm" in problem.hint
