"""Promises about a site as a whole: what is expired, stale, unreviewed, unapproved or told twice is named."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from zhendi.check.prove import prove
from zhendi.model.entities import Audience
from zhendi.problems import Report
from zhendi.progress import silence
from zhendi.request import Request
from zhendi.site import build

sys.path.insert(0, str(Path(__file__).parents[1] / "proof"))
from numbers_of_nobody import a_mobile, an_id

NOW = dt.date(2026, 11, 25)
NOTICE = """---
标题: 公示
发布单位: 支部
发布日期: {day}
公示期: {{开始: {day}, 结束: {end}}}
意见受理: {{受理单位: 支部, 受理电话: 0000-1234567}}
{more}
---

正文。
"""
APPROVED = "审批: {提出人: 甲, 保密审核人: 乙, 审批人: 丙, 审批日期: 2026-01-05}"


PANEL = "---\n标题: 敬终如始\n形式: 格言\n海报: 60x90cm\n{more}\n---\n\n{text}\n"


def write(root: Path, files: dict[str, str]) -> None:
    """Write files of a site."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def proved(root: Path, *parts: str) -> Report:
    """Check a site, with its boards if `posters` is among the parts."""
    return prove(Request(root=root, out=root / "output", now=NOW, audience=Audience.PARTY, only=frozenset(parts)))


def codes(root: Path, files: dict[str, str]) -> set[str]:
    """Write a site and give the codes of all that is said of it, but for the holidays that it lacks."""
    write(root, files)
    return {problem.code for problem in proved(root, "web")} - {"LC01"}


@pytest.mark.parametrize(
    ("code", "day", "end", "more"),
    [
        ("CP01", "2026-11-23", "2026-11-30", ""),
        ("CP02", "2026-11-10", "2026-11-17", APPROVED),
        ("CP03", "2026-11-23", "2026-11-30", f"{APPROVED}\n复核日期: 2026-11-24"),
        ("CP04", "2026-05-04", "2026-05-11", f"{APPROVED}\n结果: 无异议"),
        ("CP07", "2026-11-10", "2026-11-17", f"{APPROVED}\n结果: 无异议"),
    ],
)
def test_a_notice_that_is_not_in_order(code: str, day: str, end: str, more: str, tmp_path: Path) -> None:
    """No approval, no result, review passed, area of six months ago, expired board: each is named."""
    assert code in codes(tmp_path, {"content/党务公开/一.md": NOTICE.format(day=day, end=end, more=more)})


def test_a_notice_in_order(tmp_path: Path) -> None:
    """A current notice with its approval is told nothing."""
    text = NOTICE.format(day="2026-11-23", end="2026-11-30", more=f"{APPROVED}\n复核日期: 2026-11-25")
    assert codes(tmp_path, {"content/党务公开/一.md": text}) == set()


def test_older_than_the_unit(tmp_path: Path) -> None:
    """A date before the unit's founding is named, and its severity is the site's to choose."""
    entry = {"content/页面/一.md": "---\n标题: 甲\n日期: 2019-01-01\n---\n正文。\n"}
    assert codes(tmp_path, {**entry, "site.yml": "成立日期: 2020-01-01\n"}) == {"CP08"}
    assert codes(tmp_path, {**entry, "site.yml": "成立日期: 2020-01-01\n检查: {CP08: 关}\n"}) == set()


def test_one_paragraph_in_two_entries(tmp_path: Path) -> None:
    """A long paragraph that was copied into another entry is named once."""
    text = "支部委员会要把这项工作列入重要议事日程，定期听取汇报，及时研究解决问题，" * 2
    assert codes(tmp_path, {"content/页面/一.md": f"# 甲\n\n{text}\n", "content/页面/二.md": f"# 乙\n\n{text}\n"}) == {
        "CP09"
    }


def test_a_picture_without_words(tmp_path: Path) -> None:
    """A picture without a text in its place is named; one with a text is not."""
    picture = (Path(__file__).parents[2] / "content" / "组织生活" / "图片" / "读书角.png").read_bytes()
    (tmp_path / "content" / "页面").mkdir(parents=True)
    (tmp_path / "content" / "页面" / "图.png").write_bytes(picture)
    assert codes(tmp_path, {"content/页面/一.md": "# 甲\n\n![](图.png)\n"}) == {"CP06"}
    assert codes(tmp_path, {"content/页面/一.md": "# 甲\n\n![读书角](图.png)\n"}) == set()


def test_an_approval_with_gaps(tmp_path: Path) -> None:
    """A trail without its approver is named with what it lacks."""
    text = NOTICE.format(day="2026-11-23", end="2026-11-30", more="审批: {提出人: 甲, 保密审核人: 乙}")
    write(tmp_path, {"content/党务公开/一.md": text})
    assert [one.message for one in proved(tmp_path, "web") if one.code == "CP01"] == [
        "审批记录缺少“审批人”、“审批日期”。"
    ]


def test_an_area_that_shows_nothing(tmp_path: Path) -> None:
    """An area of nothing but drafts is as empty to a reader as one without entries."""
    assert codes(tmp_path, {"content/页面/一.md": "---\n标题: 甲\n草稿: 是\n---\n正文。\n"}) == {"CP05"}


@pytest.mark.parametrize("alt", ["IMG_2031.jpg", "微信图片_20260305", "图片1", "读书角.png"])
def test_a_picture_with_the_name_of_its_file(alt: str, tmp_path: Path) -> None:
    """What a camera or a chat program calls a picture tells a reader who cannot see it nothing."""
    picture = (Path(__file__).parents[2] / "content" / "组织生活" / "图片" / "读书角.png").read_bytes()
    (tmp_path / "content" / "页面").mkdir(parents=True)
    (tmp_path / "content" / "页面" / "图.png").write_bytes(picture)
    assert codes(tmp_path, {"content/页面/一.md": f"# 甲\n\n![{alt}](图.png)\n"}) == {"CP06"}


def test_boards_are_looked_over(tmp_path: Path) -> None:
    """A glyph that no font has is found on the board that would hang, also on one that only members may see."""
    write(
        tmp_path,
        {
            "content/廉政文化长廊/一.md": PANEL.format(more="", text="心存敬畏，行有所止。\U000323ae"),
            "content/廉政文化长廊/二.md": PANEL.format(more="公开范围: 党内", text="知止不殆，可以长久。\U000323af"),
        },
    )
    missing = {(one.path, one.line) for one in proved(tmp_path, "posters") if one.code == "TS01"}
    assert missing == {("content/廉政文化长廊/一.md", 8), ("content/廉政文化长廊/二.md", 8)}
    assert not [one for one in proved(tmp_path, "web") if one.code == "TS01"]


def test_a_theme_of_faint_colours(tmp_path: Path) -> None:
    """Colours of the site's theme that cannot be read on each other are named, boards or no boards."""
    theme = "title: 自己的\nextends: red\ntokens:\n  text: {screen: '#dddddd', ink: [0, 0, 0, 15]}\n"
    files = {"themes/own/theme.yml": theme, "site.yml": "主题: own\n", "content/页面/一.md": "# 甲\n\n正文。\n"}
    assert codes(tmp_path, files) == {"BD07"}


def test_what_was_produced_is_read_again(tmp_path: Path) -> None:
    """Numbers that templates put on pages and boards are found there, although no text holds them."""
    identity = an_id()
    write(
        tmp_path,
        {
            "content/廉政文化长廊/一.md": PANEL.format(more="", text="心存敬畏，行有所止。"),
            "templates/web/_footer.html": f"<p>{a_mobile()}</p>",
            "templates/board/panel.html": '{% extends "theme:red/board/panel.html" %}{% block foot %}'
            f"<p style='position:absolute;left:60mm;bottom:20mm;font-size:8mm'>{identity[:6]} {identity[6:]}</p>"
            "{% endblock %}",
        },
    )
    found = [(one.code, one.path) for one in proved(tmp_path, "posters") if one.code.startswith("PD")]
    assert found == [("PD01", "output/posters/廉政文化长廊/一.pdf")]
    build(Request(root=tmp_path, out=tmp_path / "output", now=NOW), silence)
    found = [(one.code, one.path) for one in proved(tmp_path, "web") if one.code.startswith("PD")]
    assert ("PD01", "output/posters/廉政文化长廊/一.pdf") in found
    assert ("PD02", "output/index.html") in found


def test_nothing_is_done_twice(tmp_path: Path) -> None:
    """A check remembers what it found until the site, the day or the output changes."""
    write(tmp_path, {"content/页面/一.md": "# 甲\n\n由某某负责。\n"})
    first = list(proved(tmp_path, "web"))
    assert [one.code for one in first] == ["LG17"]
    assert list(proved(tmp_path, "web")) == first
    write(tmp_path, {"content/页面/一.md": "# 甲\n\n由支部负责。\n"})
    assert list(proved(tmp_path, "web")) == []
