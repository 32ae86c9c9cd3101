"""Promises about a site as a whole: what is expired, stale, unreviewed, unapproved or told twice is named."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from zhendi.check.output import leaks_in_output
from zhendi.check.prove import prove
from zhendi.content.discover import read_site
from zhendi.model.entities import Audience
from zhendi.progress import silence
from zhendi.report import BuildReport
from zhendi.request import Request
from zhendi.site import build
from zhendi.workshop import arrange_site

sys.path.insert(0, str(Path(__file__).parents[1] / "proof"))
from numbers_of_nobody import a_mobile

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


def codes(root: Path, files: dict[str, str]) -> set[str]:
    """Write a site and give the codes of all that is said of it, but for the holidays that it lacks."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    found = prove(Request(root=root, out=root / "output", now=NOW, audience=Audience.PARTY))
    return {problem.code for problem in found} - {"LC01"}


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


def test_what_was_produced_is_read_again(tmp_path: Path) -> None:
    """A number that a template puts on a page is found there, although no text holds it."""
    (tmp_path / "content" / "页面").mkdir(parents=True)
    (tmp_path / "content" / "页面" / "一.md").write_text("# 甲\n\n正文。\n", encoding="utf-8")
    (tmp_path / "templates" / "web").mkdir(parents=True)
    (tmp_path / "templates" / "web" / "_footer.html").write_text(f"<p>{a_mobile()}</p>", encoding="utf-8")
    request = Request(root=tmp_path, out=tmp_path / "output", now=NOW, only=frozenset({"web"}))
    assert not build(request, silence).problems.failed
    site = arrange_site(read_site(tmp_path, today=NOW), request, BuildReport())
    found = list(leaks_in_output(tmp_path / "output", site))
    assert {problem.code for problem in found} == {"PD02"}
    assert "output/index.html" in {problem.path for problem in found}
