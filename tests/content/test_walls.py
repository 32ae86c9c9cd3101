"""data/walls.yml is read with Chinese names for every key, lengths in m or cm; a slip is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhendi.content.walls import read_walls
from zhendi.model.walls import HungWish, Obstacle, WallWish
from zhendi.problems import Problem


def read(root: Path, text: str) -> tuple[tuple[WallWish, ...], list[Problem]]:
    """Read a file of walls."""
    (root / "data").mkdir()
    (root / "data" / "walls.yml").write_text(text, encoding="utf-8")
    return read_walls(root)


def test_no_file_no_walls(tmp_path: Path) -> None:
    """A site without the file has no walls and no problem."""
    assert read_walls(tmp_path) == ((), [])


@pytest.mark.parametrize("head", ["北墙:\n", "墙面:\n  - 名称: 北墙\n"])
def test_reads_a_wall(tmp_path: Path, head: str) -> None:
    """A wall stands under its name or in a list; lengths are metres or centimetres, a bare number is centimetres."""
    lines = (
        "长度：8m", "高度: 280", "中心高: 1.5米", "间距: 12cm", "展板: [党务公开栏, {展板: 系列 制度牌, 位置: 300}]",
        "门: [{位置: 500, 宽: 90, 高: 210}]", "窗: [{名称: 北窗, 位置: 6m, 宽: 100, 高: 120, 离地: 100}]",
    )  # fmt: skip
    indent = "    " if "-" in head else "  "
    (wall,), problems = read(tmp_path, head + "".join(f"{indent}{line}\n" for line in lines))
    assert problems == []
    assert (wall.name, wall.slug, wall.length, wall.height, wall.centre, wall.gap) == (
        "北墙", "北墙", 8000, 2800, 1500, 120,
    )  # fmt: skip
    assert [(hung.name, hung.at) for hung in wall.hung] == [("党务公开栏", None), ("系列 制度牌", 3000)]
    assert isinstance(wall.hung[0], HungWish)
    assert wall.obstacles == (
        Obstacle("门", 5000, 0, 900, 2100, "door"),
        Obstacle("北窗", 6000, 1000, 1000, 1200, "window"),
    )


def test_names_what_does_not_read(tmp_path: Path) -> None:
    """A wall without a length, a length in words, an unknown key and a door without its width are named by line."""
    text = "东墙:\n  高度: 280\n西墙:\n  长度: 很长\n南墙:\n  长度: 8m\n  颜色: 白\n  门: [{位置: 10, 高: 210}]\n"
    walls, problems = read(tmp_path, text)
    assert [wall.name for wall in walls] == ["南墙"]
    assert sorted((problem.line, problem.code) for problem in problems) == [
        (2, "CF02"), (4, "SC02"), (7, "SC01"), (8, "CF02"),
    ]  # fmt: skip
    assert all(problem.path == "data/walls.yml" for problem in problems)


def test_two_walls_of_one_name(tmp_path: Path) -> None:
    """Two walls that want one address are named."""
    walls, problems = read(tmp_path, "北墙: {长度: 8m}\n另一面: {名称: 北墙, 长度: 9m}\n")
    assert len(walls) == 1
    assert [problem.code for problem in problems] == ["DS04"]
