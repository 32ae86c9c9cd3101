"""Promises of finished boards: size, fonts, every word, marks of continuation, and honest refusals."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2
import pytest
import samples
from msgspec.structs import replace

from zhendi.model.entities import Entry, Site
from zhendi.model.kinds import Page, Rule
from zhendi.model.sizes import Size
from zhendi.problems import Severity
from zhendi.render.board import render_board
from zhendi.render.board_result import BoardResult
from zhendi.render.layouts import LAYOUTS
from zhendi.typeset.engine import Engine

SITE = samples.site()
PORTRAIT, LANDSCAPE, ROLL_UP, A4 = Size(600, 900), Size(1200, 800), Size(800, 2000), Size(210, 297)
SHAPES = [(PORTRAIT, "red"), (LANDSCAPE, "lotus"), (ROLL_UP, "red"), (A4, "lotus")]


@pytest.fixture(scope="module")
def warm() -> Engine:
    """Give one warm engine."""
    return samples.engine()


def render(  # noqa: PLR0913 - wishes of tests
    entry: Entry, size: Size, theme: str, engine: Engine, *, site: Site = SITE, distance: float | None = None
) -> BoardResult:
    """Render the board of an entry."""
    board = samples.board(entry, size, theme, distance=distance)
    return render_board(site, board, samples.theme(theme), samples.templates(theme), engine)


def text_of(pdf: bytes) -> str:
    """Give the text of all pages without white space."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"\s", "", text)


def bare(text: str) -> str:
    """Leave out white space."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("entry", SITE.entries(), ids=lambda entry: entry.title)
def test_a_board_of_every_kind_is_whole(entry: Entry, warm: Engine) -> None:
    """Each kind's board has its size, only the theme's fonts, the title, no approval trail; row 8: no local path."""
    size, theme = SHAPES[len(entry.title) % len(SHAPES)]
    result = render(entry, size, theme, warm)
    assert result.problems == ()
    pdf = result.artifacts[0].data
    with pikepdf.open(io.BytesIO(pdf)) as document:
        box = [float(side) for side in document.pages[0].mediabox]
    assert box[2] * 25.4 / 72 == pytest.approx(size.width, abs=0.5)
    assert box[3] * 25.4 / 72 == pytest.approx(size.height, abs=0.5)
    text = text_of(pdf)
    assert bare(entry.title) in text
    assert "秘密" not in text
    families = {family for font in samples.theme(theme).fonts.values() for family in font.families}
    assert set(result.facts["fonts"]) <= families
    assert b"file:" not in pdf
    assert result.artifacts[1].path == f"posters/{entry.id}.png"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_plain_page_can_be_set_by_every_layout(layout: str, warm: Engine) -> None:
    """`版式` may name any layout; a page without that kind's fields still becomes a board with all its words."""
    site = samples.site([("page", "读书心得", Page(), samples.PROSE)])
    wish = replace(samples.board(site.entries()[0], PORTRAIT), layout=layout)
    result = render_board(site, wish, samples.theme("lotus"), samples.templates("lotus"), warm)
    assert [problem for problem in result.problems if problem.severity is Severity.ERROR] == []
    text = text_of(result.artifacts[0].data)
    assert all(bare(part) in text for part in ("天下难事，必作于易", "每季度把自己写的材料重看一遍"))


def test_the_body_lies_between_its_floor_and_half_the_title(warm: Engine) -> None:
    """Body type is at least 4 mm/m and at most half the title's size; the report says all of it."""
    result = render(SITE.entries()[0], PORTRAIT, "red", warm)
    facts = result.facts
    assert facts["pdf_bytes"] == len(result.artifacts[0].data)
    assert 4 * 2.0 <= facts["body_pt"] * 25.4 / 72 <= facts["title_pt"] * 25.4 / 72 / 2 + 0.01
    assert facts["fill"] >= 0.92
    assert 1 <= facts["layouts"] <= 8
    assert (facts["width_mm"], facts["height_mm"], facts["pages"]) == (600, 900, 1)


def test_the_same_board_twice_is_the_same_file() -> None:
    """Row 46: two engines give the same bytes, PDF and previews."""
    entry = SITE.entries()[0]
    first, second = (render(entry, PORTRAIT, "lotus", samples.engine()) for _ in range(2))
    assert [file.data for file in first.artifacts] == [file.data for file in second.artifacts]


def test_a_long_rule_is_split_and_every_board_says_which_it_is(warm: Engine) -> None:
    """A text too long for one board goes on as 续一, 续二 at one size; no article is lost, and they stand in order."""
    site = samples.site([("rule", "很长的制度", Rule(), samples.articles(60))])
    result = render(site.entries()[0], Size(420, 570), "red", warm, site=site)
    pages = result.facts["pages"]
    assert pages >= 2
    assert len(result.artifacts) == pages + 1
    assert result.artifacts[-1].path.endswith(f"-{pages}.png")
    text = text_of(result.artifacts[0].data)
    assert "续一" in text
    assert f"{pages}／{pages}" in text
    numbers = re.findall(r"第[一二三四五六七八九十]+条", text)
    assert len(numbers) == 60
    assert numbers == re.findall(r"第[一二三四五六七八九十]+条", samples.articles(60))


def test_a_text_that_fits_nowhere_is_an_error_that_names_board_surplus_and_way_out(warm: Engine) -> None:
    """Too much text for a board's distance: one error with the number of characters too many, and no file."""
    site = samples.site([("page", "太长", Page(), "这一段话实在太长了。" * 300)])
    result = render(site.entries()[0], Size(200, 150), "red", warm, site=site, distance=6.0)
    assert result.artifacts == ()
    (problem,) = result.problems
    assert problem.severity is Severity.ERROR
    assert problem.path == site.entries()[0].source
    assert re.search(r"展板“太长”（20x15cm）放不下：多出约 \d+ 个字", problem.message)
    assert "换成 80x120cm" in problem.hint or "换成 120x80cm" in problem.hint


def test_a_table_too_wide_for_two_columns_is_set_in_one(warm: Engine) -> None:
    """What overflows a narrow column sends the text into a wider one instead of losing the board."""
    head = "| " + " | ".join(["连续不断的表头文字甲"] * 5) + " |\n|" + " --- |" * 5 + "\n"
    rows = ("| " + " | ".join(["2026-03-05"] * 5) + " |\n") * 3
    site = samples.site([("page", "宽表", Page(), samples.PROSE * 3 + "\n\n" + head + rows)])
    result = render(site.entries()[0], LANDSCAPE, "red", warm, site=site)
    assert not [problem for problem in result.problems if problem.severity is Severity.ERROR]
    assert result.artifacts
