"""Promises of the register, of release, and of the page of the 六有: inside readers only, complete, the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from zhendi.model.entities import Audience
from zhendi.progress import silence
from zhendi.render.sheets import as_csv, as_xlsx
from zhendi.report import BuildReport
from zhendi.site import Request, build

NOW = dt.date(2026, 3, 12)
HEAD = (
    "公开范围: {}\n发布单位: 甲\n发布日期: 2026-03-05\n公示期: 2026-03-05至2026-03-11\n"
    "意见受理: {{受理单位: 甲, 电话: 0000-1}}\n"
)
TRAIL = "审批: {提出人: 乙, 保密审核人: 丙, 审批人: 丁, 审批日期: 2026-03-04}\n"
FILES = {
    "content/党务公开/批了的.md": f"---\n标题: 批了的\n{HEAD.format('社会')}{TRAIL}---\n正文。\n",
    "content/党务公开/没批的.md": f"---\n标题: 没批的\n{HEAD.format('本单位')}审批: 丁\n---\n正文。\n",
    "content/党务公开/党内的.md": f"---\n标题: 党内的\n{HEAD.format('党内')}{TRAIL}---\n正文。\n",
    "content/制度上墙/制度.md": "---\n标题: 制度\n---\n正文。\n",
    "content/组织生活/学习.md": "---\n标题: 学习\n日期: 2026-02-03\n形式: 党课\n地点: 活动室\n---\n正文。\n",
    "data/standard.yml": (
        "有场所:\n  - {场所: 活动室, 说明: 三楼, 日期: 2026-01-05, 负责人: 乙}\n"
        "  - {场所: 书屋, 日期: 2026-01-05, 负责人: 乙}\n"
    ),
}


def built(root: Path, audience: Audience = Audience.UNIT, *, release: bool = False) -> BuildReport:
    """Build the pages of the site."""
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    request = Request(root, root / "output", NOW, audience=audience, only=frozenset({"web"}), release=release)
    return build(request, silence)


@pytest.mark.parametrize(("audience", "titles"), [(Audience.UNIT, 2), (Audience.PARTY, 3)])
def test_the_register_lists_every_item(tmp_path: Path, audience: Audience, titles: int) -> None:
    """One row an item that this audience may read: scope, way, period, the trail, posted and removed; csv as xlsx."""
    built(tmp_path, audience)
    folder = tmp_path / "output/register"
    rows = list(csv.DictReader(io.StringIO((folder / "公开事项登记簿.csv").read_bytes().decode("utf-8-sig"))))
    assert len(rows) == titles
    row = next(row for row in rows if row["公开事项"] == "批了的")
    assert [row[name] for name in ("公开范围", "公示期", "提出人", "保密审核人", "审批人")] == [
        "社会",
        "2026年3月5日至3月11日",
        "乙",
        "丙",
        "丁",
    ]
    assert [row[name] for name in ("审批日期", "公开日期", "撤下日期", "现状")] == [
        "2026年3月4日",
        "2026年3月5日",
        "2026年3月11日",
        "已到期",
    ]
    sheet = load_workbook(folder / "公开事项登记簿.xlsx").active
    assert [[cell.value or "" for cell in line] for line in sheet][1:] == [list(row.values()) for row in rows]
    assert "批了的" in (folder / "index.html").read_text(encoding="utf-8")


def test_outsiders_get_no_register(tmp_path: Path) -> None:
    """Row 57: no approver, no register and no 六有 in a build for 社会."""
    built(tmp_path, Audience.PUBLIC)
    output = tmp_path / "output"
    files = {str(path.relative_to(output)): path for path in output.rglob("*") if path.is_file()}
    assert not [name for name in files if "register" in name or "standard" in name]
    assert not [name for name, path in files.items() if "丙" in path.read_text(encoding="utf-8", errors="ignore")]


def test_release_leaves_out_what_is_not_approved(tmp_path: Path) -> None:
    """`--release` names a disclosure whose trail lacks a name and leaves it out; the rest is published, exit code 1."""
    report = built(tmp_path, release=True)
    (problem,) = [problem for problem in report.problems if problem.code == "AP01"]
    assert problem.path == "content/党务公开/没批的.md"
    assert "“提出人”、“保密审核人”、“审批日期”" in problem.message
    assert report.exit_code == 1
    assert not (tmp_path / "output/党务公开/没批的.html").exists()
    assert (tmp_path / "output/党务公开/批了的.html").exists()
    assert (tmp_path / "output/制度上墙/制度.html").exists()


def test_without_release_it_is_published(tmp_path: Path) -> None:
    """An ordinary build shows it: the office's own preview needs no approval."""
    assert built(tmp_path).exit_code == 0
    assert (tmp_path / "output/党务公开/没批的.html").exists()


def test_the_page_of_the_six(tmp_path: Path) -> None:
    """data/standard.yml gives a page with its evidence, and how often each place was used this year."""
    built(tmp_path)
    page = (tmp_path / "output/standard/index.html").read_text(encoding="utf-8")
    assert "活动室" in page
    assert "今年还没有用过" in page
    assert "学习</a>，2026年2月3日" in page


def test_the_same_rows_are_the_same_bytes() -> None:
    """Row 46: no time and no name of the machine stands in a workbook; a cell is never a formula."""
    rows = [["=1+1", "+86", "张三"]]
    data = as_xlsx("表", ["甲", "乙", "丙"], rows)
    assert data == as_xlsx("表", ["甲", "乙", "丙"], rows)
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        assert {part.date_time[0] for part in pack.infolist()} == {1980}
        assert not [part for part in pack.namelist() if b"<f>" in pack.read(part)]
        assert b"2026" not in pack.read("docProps/core.xml")
    assert "'=1+1,'+86,张三" in as_csv(["甲", "乙", "丙"], rows).decode("utf-8-sig")
