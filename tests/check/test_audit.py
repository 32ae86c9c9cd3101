"""Promises of `zhendi audit`: what a year has to show, counted, judged and kept for the next."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from zhendi.cli import commands
from zhendi.problems import CannotGoOnError

STANDARD = """
有场所:
  - {场所: 活动室, 照片: data/图.png, 日期: 2026-01-05, 负责人: 张示例}
  - {场所: 报告厅, 日期: 2026-01-05, 负责人: 张示例}
有设施: [{场所: 活动室, 照片: data/图.png, 日期: 2026-01-05, 负责人: 张示例}]
有标识: [{场所: 活动室}]
"""
MEETING = "---\n标题: {title}\n形式: {form}\n时间: {day}\n地点: 活动室\n---\n\n正文。\n"
PROBLEM = (
    "---\n标题: 灯不亮\n发现日期: 2026-02-01\n责任人: 张示例\n整改时限: 2026-03-01\n"
    "状态: {state}\n{more}\n---\n\n正文。\n"
)
PLEDGE = (
    "---\n标题: 承诺书\n日期: 2026-01-30\n年度: 2026\n"
    "承诺事项: [{{内容: 学习, 措施: 读书, 完成时限: 年底}}]\n{more}\n---\n\n正文。\n"
)
PANEL = "---\n标题: {facet}\n{more}\n---\n\n正文。\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a site with two meetings, a late problem, a pledge without review, panels of two facets."""
    write(tmp_path, "data/standard.yml", STANDARD)
    Image.new("RGB", (60, 40), (200, 30, 30)).save(tmp_path / "data" / "图.png")
    for number, day in enumerate(("2026-03-12", "2026-06-09")):
        text = MEETING.format(title=f"主题党日{number}", form="主题党日", day=day)
        write(tmp_path, f"content/组织生活/{number}.md", text)
    write(tmp_path, "content/组织生活/去年.md", MEETING.format(title="去年", form="主题党日", day="2025-03-12"))
    write(tmp_path, "content/问题清单/灯.md", PROBLEM.format(state="整改中", more=""))
    write(tmp_path, "content/承诺践诺/甲.md", PLEDGE.format(more=""))
    for facet, more in (("党务", "方面: 党务"), ("廉政", "")):
        write(tmp_path, f"content/廉政文化长廊/{facet}.md", PANEL.format(facet=facet, more=more))
    return tmp_path


def write(root: Path, path: str, text: str) -> None:
    """Write a file of a site."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def run(site: Path, *options: str, now: str = "2026-07-20") -> Result:
    """Run the command."""
    return CliRunner().invoke(commands, ["audit", "-s", str(site), "--now", now, *options], standalone_mode=False)


def states(site: Path, *options: str, now: str = "2026-07-20") -> dict[str, str]:
    """Give the state of each item."""
    items = json.loads(run(site, "--format", "json", *options, now=now).stdout)
    return {item["item"]: item["state"] for item in items}


def test_the_six(site: Path) -> None:
    """Each 有 needs place, date and person in charge; a missing photo is still to be added."""
    found = states(site)
    assert (found["有场所"], found["有设施"], found["有标识"], found["有党旗"]) == ("待补", "达标", "不足", "不足")


def test_frequencies(site: Path) -> None:
    """The unit's own rule asks for two 主题党日, the general one for twelve; of last year none is counted."""
    assert states(site)["主题党日"] == "达标"
    assert states(site, "--preset", "通用")["主题党日"] == "不足"
    assert states(site, "--year", "2025")["主题党日"] == "不足"
    assert (states(site)["读书班"], states(site, now="2026-12-31")["读书班"]) == ("进行中", "不足")


def test_a_preset_of_the_site(site: Path) -> None:
    """data/体检.yml holds the site's own figures; an unknown preset is named with those that exist."""
    write(site, "data/体检.yml", "本街道:\n  主题党日: 3\n")
    assert states(site, "--preset", "本街道")["主题党日"] == "进行中"
    error = run(site, "--preset", "别的").exception
    assert isinstance(error, CannotGoOnError)
    assert str(error) == "没有体检标准“别的”。"
    assert error.hint == "可以用：本单位、通用、本街道。"


def test_promises_and_problems(site: Path) -> None:
    """A pledge without review and a problem past its date are lacking; reviewed, closed and answered they are met."""
    found = states(site)
    assert (found["审诺"], found["评诺"], found["按期销号"]) == ("不足", "不足", "不足")
    write(site, "content/承诺践诺/甲.md", PLEDGE.format(more="审诺: {审诺人: 支委会}\n评诺: {等次: 好}"))
    write(site, "content/问题清单/灯.md", PROBLEM.format(state="已完成", more="解决: 亮了"))
    found = states(site)
    assert (found["审诺"], found["评诺"], found["按期销号"], found["解决、改变、提升"]) == (
        "达标",
        "达标",
        "达标",
        "不足",
    )


def test_corridor_places_areas(site: Path) -> None:
    """A facet that is missing, a place that nobody used, an area without news for six months are lacking.

    A panel that names no facet is one of 廉政.
    """
    found = states(site)
    items = json.loads(run(site, "--format", "json").stdout)
    assert next(item["found"] for item in items if item["item"] == "内容") == "党务 1、廉政 1、业务 0"
    assert (found["内容"], found["活动室"], found["报告厅"]) == ("不足", "达标", "不足")
    assert (found["组织生活"], found["问题清单"]) == ("达标", "达标")
    assert states(site, now="2026-12-20")["组织生活"] == "不足"


def test_page_workbook_and_history(site: Path) -> None:
    """`--format html` writes a page, a workbook and a record; the next year's page shows the figures of this one."""
    done = run(site, "--format", "html", "--preset", "通用")
    assert done.return_value == 1
    page = (site / "audit" / "2026.html").read_text(encoding="utf-8")
    assert 'src="data:image/jpeg;base64,' in page
    assert "src=" not in page.replace('src="data:', "")
    assert "http" not in page
    assert "还要办的事" in page
    book = openpyxl.load_workbook(io.BytesIO((site / "audit" / "2026.xlsx").read_bytes()))
    assert [sheet.title for sheet in book] == ["体检", "全年"]
    rows = {row[0]: row for row in book["全年"].iter_rows(values_only=True)}
    assert rows["主题党日"] == ("主题党日", 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 12, 1)
    assert book["体检"].print_title_rows == book["全年"].print_title_rows == "$4:$4"
    run(site, "--format", "html", now="2027-02-01")
    later = (site / "audit" / "2027.html").read_text(encoding="utf-8")
    assert "上年：2 次，不足" in later
    assert "与 2026 年的记录相比：" in later
