"""Files of boards are read with Chinese and English keys alike, and what does not read is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhendi.content.discover import Draft, read_site
from zhendi.model.composites import CURRENT, STATES
from zhendi.model.entities import Audience
from zhendi.model.sizes import Size


def read(root: Path, text: str, folder: str = "boards", name: str = "公开栏.md") -> Draft:
    """Read a site with one notice and one board."""
    place = root / "content"
    (place / "党务公开").mkdir(parents=True)
    (place / "党务公开" / "公示.md").write_text("# 公示\n\n有关情况。\n", encoding="utf-8")
    (place / folder).mkdir()
    (place / folder / name).write_text(text, encoding="utf-8")
    return read_site(root)


@pytest.mark.parametrize("folder", ["boards", "展板"])
def test_reads_chinese_keys(tmp_path: Path, folder: str) -> None:
    """A board in content/boards/ or content/展板/ is read with Chinese keys; the folder is no area of the site."""
    text = (
        "---\n标题：党务公开栏\n尺寸：200×120\n版式：栏位\n"
        "展示：{栏目: 党务公开, 状态: 公开中, 数量: 8, 排序: 最新在前}\n---\n"
    )
    draft = read(tmp_path, text, folder)
    (board,) = draft.parts.composites
    assert [problem.code for problem in draft.problems] == []
    assert (board.title, board.size, board.layout, board.slug) == ("党务公开栏", Size(2000, 1200), "slots", "公开栏")
    show = board.slots[0].show
    assert show is not None
    assert (show.areas, show.states, show.limit, show.order) == (("党务公开",), CURRENT, 8, "最新在前")
    assert [area.slug for area in draft.parts.areas] == ["党务公开"]


def test_reads_english_keys(tmp_path: Path) -> None:
    """The front matter of the design page reads as it stands, `order: -date` too."""
    text = (
        "---\ntitle: 公开栏\nsize: 200x120cm\nlayout: slots\nscope: 党内\n"
        "show: {area: disclosure, state: all, count: 8, order: -date}\n---\n"
    )
    draft = read(tmp_path, text)
    (board,) = draft.parts.composites
    assert draft.problems == ()
    show = board.slots[0].show
    assert show is not None
    assert (show.areas, show.states, show.limit, show.order) == (("disclosure",), STATES["全部"], 8, "-date")
    assert board.scope is Audience.PARTY


def test_reads_several_slots(tmp_path: Path) -> None:
    """Slots are fixed texts or pull entries; a bare name stands for an area."""
    text = "---\n栏位:\n  - 党务公开\n  - {标题: 说明, 文字: 意见箱每周一开箱。, 宽度: 2, 流动: 是}\n---\n"
    board = read(tmp_path, text).parts.composites[0]
    one, two = board.slots
    assert one.show is not None
    assert (one.title, one.show.areas) == ("党务公开", ("党务公开",))
    assert (two.text, two.share, two.flows, two.show) == ("<p>意见箱每周一开箱。</p>", 2, True, None)


def test_names_what_does_not_read(tmp_path: Path) -> None:
    """An unknown layout, order, state or size is a problem at its line, with the words that may be written."""
    text = "---\n尺寸: 大\n版式: 卡片式\n展示: {栏目: 党务公开, 状态: 公开, 排序: 新的在前}\n---\n"
    problems = read(tmp_path, text).problems
    assert sorted((problem.line, problem.code) for problem in problems) == [
        (2, "SC02"), (3, "SC03"), (4, "SC03"), (4, "SC03"),
    ]  # fmt: skip
    assert all(problem.hint for problem in problems)


def test_two_boards_of_one_address(tmp_path: Path) -> None:
    """Two files that want one address are named, both."""
    text = "---\n网址名: 公开栏\n展示: 党务公开\n---\n"
    read(tmp_path, text, "boards", "甲.md")
    (tmp_path / "content" / "boards" / "乙.md").write_text(text, encoding="utf-8")
    (problem,) = read_site(tmp_path).problems
    assert problem.code == "DS04"
    assert "甲.md" in problem.path + problem.message
    assert "乙.md" in problem.path + problem.message
