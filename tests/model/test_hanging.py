"""Walls hang by geometry alone: inside, without overlap, chapters whole; what cannot hang is named with its line."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from zhendi.model.entities import Board
from zhendi.model.hanging import hang
from zhendi.model.sizes import Size
from zhendi.model.walls import Hung, HungWish, Obstacle, Wall, WallWish
from zhendi.problems import Problem


def board(name: str, width: int = 600, height: int = 900, *, series: str | None = None, theme: str = "red") -> Board:
    """Give a board; its chapter is the first character of its name."""
    return Board(name, name, f"content/{name}.md", Size(width, height), "rule", theme, 2.0, (name,), series=series)


def hung(wish: WallWish, boards: list[Board]) -> tuple[Wall, list[Problem]]:
    """Hang a wall."""
    return hang(wish, boards, lambda board: board.id[0], {})


def wall(length: int, *names: str | HungWish, **more: object) -> WallWish:
    """Ask for a wall."""
    wishes = tuple(
        HungWish(name, None, (3, at + 1)) if isinstance(name, str) else name for at, name in enumerate(names)
    )
    return WallWish("北墙", "北墙", length, hung=wishes, **more)  # type: ignore[arg-type]


def meet(one: Hung, x: int, y: int, width: int, height: int) -> bool:
    """Say whether a board overlaps a rectangle."""
    across = min(one.right, x + width) > max(one.x, x)
    return across and min(one.y + one.piece.height, y + height) > max(one.y, y)


@st.composite
def walls(draw: st.DrawFn) -> tuple[WallWish, list[Board]]:
    """Draw walls of any length with boards of any size, doors and windows."""
    sizes = st.tuples(st.integers(100, 3000), st.integers(100, 3200))
    boards = [
        board(f"{draw(st.sampled_from('甲乙丙'))}{at}", *size)
        for at, size in enumerate(draw(st.lists(sizes, max_size=9)))
    ]
    things = draw(
        st.lists(
            st.builds(
                Obstacle,
                st.just("门"),
                st.integers(0, 9000),
                st.integers(0, 1500),
                st.integers(1, 2000),
                st.integers(1, 2500),
            ),
            max_size=4,
        )
    )
    fixed = draw(st.lists(st.one_of(st.none(), st.integers(0, 9000)), min_size=len(boards), max_size=len(boards)))
    names = tuple(HungWish(board.id, at) for board, at in zip(boards, fixed, strict=True))
    gap = draw(st.one_of(st.none(), st.integers(0, 400)))
    length, height = draw(st.integers(300, 12000)), draw(st.integers(2000, 4000))
    wish = WallWish("墙", "墙", length, height, draw(st.integers(800, 2000)), gap, names, tuple(things))
    return wish, boards


@given(walls())
def test_boards_hang_inside_without_overlap(drawn: tuple[WallWish, list[Board]]) -> None:
    """Whatever hangs lies inside the wall, on no other board and no obstacle; the parts of the plan add up to it."""
    wish, boards = drawn
    found, problems = hung(wish, boards)
    for one in found.hung:
        assert one.x >= 0
        assert one.right <= wish.length
        assert one.y >= 0
        assert one.y + one.piece.height <= wish.height
        assert not any(meet(one, thing.x, thing.y, thing.width, thing.height) for thing in wish.obstacles)
    for one, other in combinations(found.hung, 2):
        assert not meet(one, other.x, other.y, other.piece.width, other.piece.height)
    assert sum(part.length for part in found.segments) == wish.length
    assert all(part.length > 0 for part in found.segments)
    assert len(found.hung) == len(boards) or any(problem.severity.value == "error" for problem in problems)


def test_gaps_are_even_and_centred() -> None:
    """Three boards on a free wall hang with even gaps at the centre height, with like margins."""
    found, problems = hung(wall(3000, "甲1", "甲2", "甲3"), [board(f"甲{n}") for n in (1, 2, 3)])
    assert problems == []
    assert [one.x for one in found.hung] == [300, 1200, 2100]
    assert {one.y for one in found.hung} == {1500 - 450}
    assert [part.length for part in found.segments] == [300, 600, 300, 600, 300, 600, 300]


def test_a_chapter_is_not_broken_by_a_door() -> None:
    """A chapter that fits on one side of a door hangs there whole, though some of it would fit on the other side."""
    door = Obstacle("门", 1500, 0, 900, 2100)
    boards = [board(name) for name in ("甲1", "乙1", "乙2", "乙3")]
    found, problems = hung(wall(5000, *[one.id for one in boards], obstacles=(door,)), boards)
    assert problems == []
    assert [one.piece.board.id for one in found.hung if one.x < 1500] == ["甲1"]


def test_a_chapter_that_must_break_is_named() -> None:
    """Where a chapter fits on no side whole, it is shared out, and the break is a warning at its line."""
    door = Obstacle("门", 1500, 0, 900, 2100)
    boards = [board(f"甲{n}") for n in range(4)]
    found, (problem,) = hung(wall(3900, *[one.id for one in boards], obstacles=(door,)), boards)
    assert len(found.hung) == 4
    assert (problem.path, problem.line, problem.column, problem.code) == ("data/walls.yml", 3, 3, "WL07")


def test_windows_above_the_boards_are_no_obstacle() -> None:
    """A high window or a low box blocks only what hangs at its height."""
    things = (Obstacle("高窗", 0, 2300, 3000, 400, "window"), Obstacle("暖气", 0, 0, 3000, 600, "box"))
    found, problems = hung(wall(3000, "甲1", obstacles=things), [board("甲1")])
    assert problems == []
    assert len(found.hung) == 1


def test_names_what_cannot_hang() -> None:
    """Too wide, too high, overlapping and unknown boards are errors with file and line; the rest hangs."""
    boards = [board("甲1"), board("乙1", 2500), board("丙1", 600, 3000), board("丁1"), board("丁2")]
    names = ("甲1", "乙1", "丙1", HungWish("丁1", 900, (3, 4)), HungWish("丁2", 1200, (3, 5)), "戊9")
    found, problems = hung(wall(3000, *names), boards)
    assert [one.piece.board.id for one in found.hung] == ["甲1", "丁1"]
    errors = {(problem.code, problem.column) for problem in problems if problem.severity.value == "error"}
    assert errors == {("WL01", 6), ("WL02", 3), ("WL03", 2), ("WL04", 5)}
    assert all(problem.path == "data/walls.yml" and problem.hint for problem in problems)


def test_warns_of_mixed_themes_and_reach() -> None:
    """Two themes on one wall are a warning, and so is a board whose top nobody can read."""
    boards = [board("甲1"), board("乙1", theme="lotus"), board("丙1", 600, 2400)]
    _, problems = hung(wall(4000, "甲1", "乙1", "丙1"), boards)
    assert {problem.code for problem in problems} == {"WL05", "WL06"}


def test_a_series_and_a_split_text_hang_board_by_board() -> None:
    """A series hangs in its order, and a text on two boards takes two places."""
    boards = [board("甲1", series="制度牌"), board("甲2", series="制度牌")]
    found, problems = hang(wall(4000, "系列 制度牌"), boards, lambda _: "", {"甲2": 2})
    assert problems == []
    assert [(one.piece.board.id, one.piece.page) for one in found.hung] == [("甲1", 1), ("甲2", 1), ("甲2", 2)]


def test_boards_of_another_audience_are_passed_over() -> None:
    """A board that exists but is not of this audience is neither hung nor named."""
    found, problems = hang(wall(4000, "甲1", "党内的"), [board("甲1")], lambda _: "", {}, frozenset({"党内的"}))
    assert problems == []
    assert len(found.hung) == 1
