"""The page of a wall: an elevation to scale that needs no script, links to each board, figures that add up."""

from __future__ import annotations

from msgspec.structs import replace

from tests.render import samples
from zhendi.model.entities import Site
from zhendi.model.sizes import Size
from zhendi.model.walls import HungWish, Obstacle, WallWish
from zhendi.render.walls import draw, hang_all
from zhendi.render.web import render_web
from zhendi.work.steps import Steps

WISH = WallWish(
    "北墙", "北墙", 5000, hung=(HungWish("制度牌"), HungWish("没有的")), obstacles=(Obstacle("门", 2000, 0, 900, 2100),)
)


def site() -> Site:
    """Give a site of three rules in a series, and a wall for them."""
    found = samples.site([("rule", f"制度{n}", samples.ENTRIES[0][2], "第一条　公开。") for n in "甲乙丙"])
    boards = tuple(replace(samples.board(entry, Size(600, 900)), series="制度牌") for entry in found.entries())
    return replace(found, boards=boards, walls=(WISH,))


def test_draws_every_wall() -> None:
    """The page shows each board's preview as a link, names it, and works without a script; the footer leads to it."""
    here = site()
    facts = {
        board.id: {"id": board.id, "pdf": board.pdf, "previews": [board.preview()], "pages": 1, "entries": []}
        for board in here.boards
    }
    walls, problems = hang_all(here, facts)
    assert [(problem.code, problem.path) for problem in problems] == [("WL01", "data/walls.yml")]
    theme, templates = samples.theme("red"), samples.templates("red")
    pages = {
        artifact.path: artifact.data.decode()
        for artifact in render_web(here, theme, templates, {}, read_file=lambda _: b"", steps=Steps(), walls=walls)
        if artifact.path.endswith(".html")
    }
    assert 'href="walls/index.html"' in pages["index.html"]
    assert 'href="%E5%8C%97%E5%A2%99.html"' in pages["walls/index.html"]
    text = pages["walls/北墙.html"]
    assert text.count('class="ev-board"') == 3
    assert "<svg" in text
    assert "onclick" not in text
    drawn = draw(walls[0], facts)
    assert all(board.picture and board.pdf for board in drawn.boards)
    assert sum(tick.length for tick in drawn.ticks) == 500.0
    assert all(f">{tick.figure}</text>" in text for tick in drawn.ticks)


def test_report_states_centimetres() -> None:
    """The row of the report gives boards in cm from the left and the floor, as the contract says."""
    walls, _ = hang_all(site(), {})
    row = walls[0].as_json()
    assert (row["name"], row["length_cm"], row["height_cm"]) == ("北墙", 500.0, 280.0)
    boards = row["boards"]
    assert isinstance(boards, list)
    assert all(set(board) == {"id", "x", "y", "width", "height"} for board in boards)
    assert [board["y"] for board in boards] == [105.0] * 3
